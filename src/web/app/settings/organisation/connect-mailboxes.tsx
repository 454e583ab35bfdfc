// Step 4: the button, and what has become of each mailbox.
import { Button, Progress, Radio } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { AnswerOf, BodyOf } from "../../../../api/operations.ts";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { CopyButton } from "../../shell/copy-button.tsx";
import { DiagnosisView } from "../../shell/diagnosis-view.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import type { Chosen } from "./chosen.ts";
import { Step } from "./step.tsx";
import { type AppAccess, isWorking, useAct } from "./use-app-access.ts";

type Window = BodyOf<"connectAppMailboxes">["importWindow"];
type Created = AnswerOf<"connectAppMailboxes">["created"];
type Row = AppAccess["mailboxes"][number];

const WINDOWS = ["1m", "3m", "1y", "all"] as const satisfies Window[];

interface Props {
  readonly providerId: string;
  readonly access: AppAccess;
}

export function ConnectMailboxes(
  props: Props & { readonly chosen: Chosen; readonly onConnected: () => void },
) {
  const t = useAllTexts();
  const client = useQueryClient();
  const { providerId, access, chosen } = props;
  const [importWindow, setWindow] = useState<Window>("1m");
  const [created, setCreated] = useState<Created>([]);
  const connect = useMutation({
    mutationFn: () =>
      call("connectAppMailboxes", {
        params: { providerId },
        body: { mailboxes: [...chosen.mailboxes], createUsers: chosen.createUsers, importWindow },
      }),
    onSuccess: (answer) => {
      client.setQueryData(keys.appAccess(providerId), answer.access);
      void client.invalidateQueries({ queryKey: keys.users });
      setCreated(answer.created);
      props.onConnected();
    },
  });
  const isApproved = access.domains.some(({ approvedAt }) => approvedAt !== null);
  const mayConnect = access.ready === "yes" && isApproved && chosen.mailboxes.length > 0;
  return (
    <Step title={t.organisation.connectTitle}>
      <Radio.Group
        label={t.organisation.window}
        description={t.organisation.windowHint}
        value={importWindow}
        onChange={(value) => setWindow(WINDOWS.find((each) => each === value) ?? "1m")}
      >
        <div className="sources">
          {WINDOWS.map((window) => (
            <Radio key={window} value={window} label={t.folders.windows[window]} />
          ))}
        </div>
      </Radio.Group>
      {connect.isError && <ProblemNotice error={connect.error} />}
      {!isApproved && <p className="flush dim">{t.organisation.approveFirst}</p>}
      <div className="actions">
        <Button onClick={() => connect.mutate()} loading={connect.isPending} disabled={!mayConnect}>
          {t.organisation.connect(chosen.mailboxes.length)}
        </Button>
      </div>
      {created.length > 0 && <OneTimeLinks created={created} />}
      {access.mailboxes.length > 0 && <Rows providerId={providerId} access={access} />}
    </Step>
  );
}

function OneTimeLinks({ created }: { readonly created: Created }) {
  const t = useAllTexts();
  const text = created.map(({ email, inviteUrl }) => `${email}\t${inviteUrl}`).join("\n");
  return (
    <section className="hint stack" aria-label={t.organisation.createdTitle}>
      <div>
        <h3>{t.organisation.createdTitle}</h3>
        <p className="flush">{t.organisation.created}</p>
      </div>
      <ul className="one-time-links">
        {created.map(({ email, inviteUrl }) => (
          <li key={email}>
            <bdi>{email}</bdi> <span className="mono small">{inviteUrl}</span>
          </li>
        ))}
      </ul>
      <div className="actions">
        <CopyButton text={text} label={t.organisation.copyLinks} />
      </div>
    </section>
  );
}

function Rows({ providerId, access }: Props) {
  const t = useAllTexts();
  const params = { providerId };
  const { waiting, connecting, connected, failed } = access.counts;
  const total = waiting + connecting + connected + failed;
  const retry = useAct(providerId, (userId: string | null) =>
    call("retryAppMailboxes", { params, body: { userId } }),
  );
  const drop = useAct(providerId, (which: "waiting" | "ended") =>
    call("dropAppMailboxes", { params, body: { which } }),
  );
  const title = t.organisation.progress(connected, total);
  return (
    <>
      <div className="importing" role="status">
        <div className="importing-line">
          <strong>{title}</strong>
          {failed > 0 && <span className="bad">{t.organisation.failures(failed)}</span>}
        </div>
        <Progress.Root size="sm">
          <Progress.Section
            value={(100 * connected) / total}
            withAria={false}
            role="progressbar"
            aria-label={title}
            aria-valuemin={0}
            aria-valuemax={total}
            aria-valuenow={connected}
          />
          <Progress.Section value={(100 * failed) / total} color="red" withAria={false} />
        </Progress.Root>
      </div>
      {retry.isError && <ProblemNotice error={retry.error} />}
      {drop.isError && <ProblemNotice error={drop.error} />}
      <div className="actions">
        {waiting + connecting > 0 && (
          <Button variant="default" onClick={() => drop.mutate("waiting")} loading={drop.isPending}>
            {t.organisation.cancel}
          </Button>
        )}
        {failed > 0 && (
          <Button variant="default" onClick={() => retry.mutate(null)} loading={retry.isPending}>
            {t.organisation.retryAll}
          </Button>
        )}
        {!isWorking(access) && (
          <Button variant="default" onClick={() => drop.mutate("ended")} loading={drop.isPending}>
            {t.organisation.clear}
          </Button>
        )}
      </div>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t.organisation.mailbox}</th>
            <th scope="col">{t.organisation.user}</th>
            <th scope="col">{t.organisation.state}</th>
          </tr>
        </thead>
        <tbody>
          {access.mailboxes.map((row) => (
            <MailboxRow key={row.userId} row={row} onRetry={() => retry.mutate(row.userId)} />
          ))}
        </tbody>
      </table>
      {access.mailboxes.length < total && (
        <p className="flush dim small">{t.organisation.shownOf(access.mailboxes.length, total)}</p>
      )}
    </>
  );
}

const DOTS = { waiting: "stopped", connecting: "importing", connected: "inSync", failed: "problem" } as const;

function MailboxRow({ row, onRetry }: { readonly row: Row; readonly onRetry: () => void }) {
  const t = useAllTexts();
  const [shown, show] = useDisclosure(false);
  const { address, name, state, diagnosis } = row;
  return (
    <>
      <tr>
        <th scope="row">
          <bdi>{address}</bdi>
        </th>
        <td data-label={t.organisation.user}>{name}</td>
        <td data-label={t.organisation.state}>
          <span className="mailbox-cell">
            <span className="state-dot" data-state={DOTS[state]} />
            <span>
              {t.organisation.states[state]}
              {diagnosis !== null && (
                <>
                  {" "}
                  <button
                    type="button"
                    className="text-button"
                    aria-expanded={shown}
                    aria-label={t.organisation.whyOf(address)}
                    onClick={show.toggle}
                  >
                    {t.doctor.why}
                  </button>{" "}
                  <button
                    type="button"
                    className="text-button"
                    aria-label={t.organisation.retryOf(address)}
                    onClick={onRetry}
                  >
                    {t.common.tryAgain}
                  </button>
                </>
              )}
            </span>
          </span>
        </td>
      </tr>
      {shown && diagnosis !== null && (
        <tr>
          <td colSpan={3}>
            <DiagnosisView diagnosis={diagnosis} />
          </td>
        </tr>
      )}
    </>
  );
}
