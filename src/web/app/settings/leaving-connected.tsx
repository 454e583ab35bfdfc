import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { Notice } from "../account/notice.tsx";
import { call } from "../call.ts";
import { ProblemError } from "../problem-error.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { EraseQuestion } from "./erase-question.tsx";
import { HoldSwitch } from "./hold-switch.tsx";
import { LeavingMailbox, type Receipt, type WorkspaceUser } from "./leaving-mailbox.tsx";

/** The mailbox that the user is connected to: to be stopped. */
export function LeavingConnected(props: {
  readonly user: WorkspaceUser;
  readonly mailbox: NonNullable<WorkspaceUser["mailbox"]>;
  readonly onDone: (receipt: Receipt | null) => Promise<void>;
}) {
  const t = useAllTexts();
  const { user, mailbox } = props;
  const stop = useMutation({
    mutationFn: (outbox: "finish" | "drop") =>
      call("stopForUser", { params: { userId: user.id }, body: { outbox } }),
    onSuccess: ({ address, messages }) =>
      props.onDone({
        title: t.leaving.stopped(address),
        more: mailbox.others > 0 ? t.leaving.stoppedShared : t.leaving.stoppedMore(messages),
      }),
  });
  const [erasing, erase] = useDisclosure(false);
  const isWaiting = stop.error instanceof ProblemError && stop.error.problem.code === "changesWaiting";
  if (erasing) {
    return (
      <LeavingMailbox label={t.leaving.connected} address={mailbox.address}>
        <EraseQuestion
          title={t.leaving.eraseTitle(mailbox.address)}
          texts={[t.leaving.eraseSoFarGoes, t.leaving.eraseSoFarStays]}
          confirm={t.leaving.eraseSoFar}
          erase={() => call("eraseConnected", { params: { mailboxId: mailbox.id } })}
          onDone={async (receipt) => {
            erase.close();
            await props.onDone(receipt);
          }}
          onCancel={erase.close}
        />
      </LeavingMailbox>
    );
  }
  return (
    <LeavingMailbox label={t.leaving.connected} address={mailbox.address}>
      <p className="flush">
        {mailbox.others > 0 ? t.leaving.others(mailbox.others) : t.leaving.stopBody(user.name)}
      </p>
      {stop.isError && !isWaiting && <ProblemNotice error={stop.error} />}
      {isWaiting && (
        <Notice
          kind="warning"
          action={
            <Button color="red" onClick={() => stop.mutate("drop")} loading={stop.isPending}>
              {t.leaving.stopDropping}
            </Button>
          }
        >
          {t.leaving.waiting}
        </Notice>
      )}
      <HoldSwitch mailbox={mailbox} onDone={() => props.onDone(null)} />
      <div className="actions end">
        <Button variant="default" disabled={mailbox.heldSince !== null} onClick={erase.open}>
          {t.leaving.eraseSoFar}
        </Button>
        <Button
          variant="default"
          onClick={() => stop.mutate("finish")}
          loading={stop.isPending && stop.variables === "finish"}
        >
          {t.leaving.stop}
        </Button>
      </div>
    </LeavingMailbox>
  );
}
