// Mail that didn't go out as it should: refused, put off, or in doubt; with what one can do about it.
import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Notice } from "../account/notice.tsx";
import type { Mailbox } from "../account/use-email-settings.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { type Send, useSendActs, useSends } from "./use-sends.ts";

export function SendNotices({
  mailbox,
  draftsId,
}: {
  readonly mailbox: Mailbox;
  /** The app folder of drafts; undefined where none is mapped. */
  readonly draftsId: string | undefined;
}) {
  const sends = useSends(mailbox.id);
  const acts = useSendActs(mailbox.id);
  const told = sends.filter(isNews);
  if (told.length === 0) return null;
  const failed = [acts.undo, acts.answer, acts.dismiss].find(({ isError }) => isError);
  return (
    <div className="outbox-refused" role="status">
      {failed !== undefined && <ProblemNotice error={failed.error} />}
      {told.map((send) => {
        const about = { send, mailbox, draftsId, acts };
        if (send.state === "doubtful") return <Doubt key={send.id} {...about} />;
        return send.state === "refused" ? (
          <Refused key={send.id} {...about} />
        ) : (
          <PutOff key={send.id} {...about} />
        );
      })}
    </div>
  );
}

function isNews({ state, diagnosis }: Send): boolean {
  return state === "refused" || state === "doubtful" || (state === "waiting" && diagnosis !== null);
}

interface About {
  readonly send: Send;
  readonly mailbox: Mailbox;
  readonly draftsId: string | undefined;
  readonly acts: ReturnType<typeof useSendActs>;
}

function Refused({ send, draftsId, acts }: About) {
  const t = useTexts();
  const navigate = useNavigate();
  const { subject, diagnosis, draftId, messageId, refusedRecipients } = send;
  const next = diagnosis?.steps.at(0);
  return (
    <Notice
      kind="warning"
      title={t.sending.refusedTitle(subject)}
      action={
        <div className="send-buttons">
          {draftsId !== undefined && (
            <Button
              onClick={() =>
                void navigate({
                  to: "/mail/{-$folderId}/{-$messageId}",
                  params: { folderId: draftsId, messageId: draftId ?? messageId },
                  search: {},
                })
              }
            >
              {t.sending.openDraft}
            </Button>
          )}
          <Button variant="default" loading={acts.dismiss.isPending} onClick={() => acts.dismiss.mutate()}>
            {t.sending.dismiss}
          </Button>
        </div>
      }
    >
      <p className="flush">{diagnosis?.what}</p>
      {refusedRecipients.length > 0 && (
        <p className="flush send-addresses">{t.sending.refusedRecipients(refusedRecipients.join(", "))}</p>
      )}
      {next !== undefined && <p className="flush dim">{next}</p>}
    </Notice>
  );
}

function PutOff({ send, acts }: About) {
  const t = useTexts();
  const format = useFormat();
  return (
    <Notice
      kind="info"
      title={t.sending.putOffTitle(send.subject)}
      action={
        <Button
          variant="default"
          loading={acts.undo.isPending && acts.undo.variables === send.id}
          onClick={() => acts.undo.mutate(send.id)}
        >
          {t.sending.dontSend}
        </Button>
      }
    >
      <p className="flush">
        {send.diagnosis?.what} {t.sending.againAt(format.clock(send.dueAt))}
      </p>
    </Notice>
  );
}

function Doubt({ send, mailbox, acts }: About) {
  const t = useTexts();
  const answer = (given: "sent" | "again" | "draft") => () =>
    acts.answer.mutate({ sendId: send.id, answer: given });
  if (send.looking) {
    return (
      <Notice kind="info" title={t.sending.doubtTitle(send.subject)}>
        {t.sending.doubtLooking(mailbox.providerName)}
      </Notice>
    );
  }
  return (
    <Notice
      kind="warning"
      title={t.sending.doubtTitle(send.subject)}
      action={
        <div className="send-buttons">
          <Button onClick={answer("sent")} disabled={acts.answer.isPending}>
            {t.sending.wasSent}
          </Button>
          <Button variant="default" onClick={answer("again")} disabled={acts.answer.isPending}>
            {t.sending.sendAgain}
          </Button>
          <Button variant="default" onClick={answer("draft")} disabled={acts.answer.isPending}>
            {t.sending.backToDraft}
          </Button>
        </div>
      }
    >
      {t.sending.doubtAsk(mailbox.providerName)}
    </Notice>
  );
}
