// A connected mailbox: what it is doing, what it needs, its settings, and the way out.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { type DiagnosisShape, DiagnosisView } from "../shell/diagnosis-view.tsx";
import { lazyPart } from "../shell/lazy-part.tsx";
import { useNotice } from "../shell/notices.tsx";
import { PastedError } from "../shell/pasted-error.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { WhereLink } from "../where/where-link.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { AttemptView } from "./attempt-view.tsx";
import { PasswordAgain } from "./by-hand/password-again.tsx";
import { useStart } from "./connect-form.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { Departures } from "./departures.tsx";
import { Identities } from "./identities.tsx";
import { Notice } from "./notice.tsx";
import { Offers } from "./offers.tsx";
import { OpenMail } from "./open-mail.tsx";
import { openTab } from "./open-tab.ts";
import { OutboxRefused, OutboxWaiting } from "./outbox.tsx";
import { ReceiveOnly } from "./receive-only.tsx";
import { RecordVisibility } from "./record-visibility.tsx";
import { StopDialog } from "./stop-dialog.tsx";
import { SyncState } from "./sync-state.tsx";
import { type EmailSettings, type Mailbox, runningAttempt } from "./use-email-settings.ts";

const EditFolders = lazyPart(async () => (await import("../folders/edit-folders.tsx")).EditFolders);

interface Props {
  readonly settings: EmailSettings;
  readonly mailbox: Mailbox;
}

export function ConnectedPanel({ settings, mailbox }: Props) {
  const t = useAllTexts();
  const [editing, edit] = useDisclosure(false);
  const [stopping, stop] = useDisclosure(false);
  const unmapped = mailbox.state === "unmapped";
  return (
    <>
      <div className="panel-bar">
        <div className="mailbox-name">
          <span className="state-dot" data-state={mailbox.state} />
          <span>
            <strong>{mailbox.providerName}</strong>
            <span className="dim"> – </span>
            <bdi>{mailbox.address}</bdi>
          </span>
          {!unmapped && <OpenMail />}
        </div>
        <div className="actions">
          <Button variant={unmapped ? "filled" : "default"} onClick={edit.open}>
            {t.panel.editFolders}
          </Button>
          <Button variant="default" onClick={stop.open}>
            {t.panel.stop}
          </Button>
        </div>
      </div>
      <div className="panel-body">
        <Happening settings={settings} mailbox={mailbox} />
        <OutboxWaiting mailbox={mailbox} />
        <OutboxRefused mailbox={mailbox} />
        <Departures mailbox={mailbox} />
        <Offers mailbox={mailbox} />
        <ConnectionFields mailbox={mailbox} />
        <ReceiveOnly mailbox={mailbox} />
        <RecordVisibility mailbox={mailbox} />
        {!unmapped && (
          <div className="actions">
            <WhereLink mailbox={mailbox} />
            <Identities mailbox={mailbox} />
          </div>
        )}
      </div>
      <Suspense fallback={null}>{editing && <EditFolders mailbox={mailbox} onClose={edit.close} />}</Suspense>
      <StopDialog mailbox={mailbox} opened={stopping} onClose={stop.close} />
    </>
  );
}

function Happening({ settings, mailbox }: Props) {
  const t = useAllTexts();
  const { attempt } = settings;
  const { start, blocked } = useStart();
  const failed = attempt?.state === "failed" && mailbox.diagnosis !== null ? attempt : null;
  const shown = runningAttempt(attempt) ?? failed;
  const providerId =
    attempt?.providerId ?? settings.providers.find(({ kind }) => kind === mailbox.provider)?.id;
  if (shown !== null) {
    return (
      <div role="status" aria-live="polite">
        <AttemptView
          attempt={shown}
          providerName={mailbox.providerName}
          hasAdministrator={mailbox.provider === "microsoft"}
          blocked={blocked}
          opening={start.isPending}
          onOpen={() => start.mutate(openTab(shown.providerId))}
        />
      </div>
    );
  }
  return (
    <div role="status" aria-live="polite" aria-busy={mailbox.state === "importing"}>
      {start.isError && <ProblemNotice error={start.error} />}
      {mailbox.diagnosis !== null ? (
        <Trouble
          mailbox={mailbox}
          diagnosis={mailbox.diagnosis}
          {...(providerId === undefined
            ? {}
            : { onReconnect: () => start.mutate(openTab(providerId)), reconnecting: start.isPending })}
        />
      ) : mailbox.state === "unmapped" ? (
        <Notice kind="warning" title={t.panel.unmappedTitle}>
          {t.state.unmapped}
        </Notice>
      ) : (
        <SyncState mailbox={mailbox} />
      )}
    </div>
  );
}

function Trouble(props: {
  readonly mailbox: Mailbox;
  readonly diagnosis: NonNullable<Mailbox["diagnosis"]>;
  readonly onReconnect?: () => void;
  readonly reconnecting?: boolean;
}) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const retry = useMutation({
    mutationFn: () => call("retryMailbox", { params: { mailboxId: props.mailbox.id } }),
    onSuccess: () => {
      notice(t.panel.retried);
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
  const [explained, setExplained] = useState<DiagnosisShape | null>(null);
  const isOwn = props.mailbox.setUpBy === "user";
  const reconnect = isOwn && props.diagnosis.retry === "reconnect" && props.onReconnect !== undefined;
  if (props.mailbox.authentication === "password" && props.diagnosis.retry === "reconnect") {
    return <PasswordAgain mailbox={props.mailbox} diagnosis={props.diagnosis} />;
  }
  return (
    <>
      {retry.isError && <ProblemNotice error={retry.error} />}
      <DiagnosisView
        diagnosis={props.diagnosis}
        onRetry={reconnect ? (props.onReconnect ?? (() => undefined)) : () => retry.mutate()}
        retrying={reconnect ? (props.reconnecting ?? false) : retry.isPending}
        retryLabel={reconnect ? t.panel.reconnect : t.common.tryAgain}
      >
        <PastedError onExplained={setExplained} />
      </DiagnosisView>
      {explained !== null && <DiagnosisView title={t.doctor.found} diagnosis={explained} />}
    </>
  );
}
