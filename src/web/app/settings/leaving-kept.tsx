import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { EraseQuestion } from "./erase-question.tsx";
import { HoldSwitch } from "./hold-switch.tsx";
import { LeavingMailbox, type Receipt, type WorkspaceUser } from "./leaving-mailbox.tsx";

interface Props {
  readonly user: WorkspaceUser;
  readonly kept: WorkspaceUser["kept"][number];
  readonly colleagues: readonly WorkspaceUser[];
  readonly onDone: (receipt: Receipt | null) => Promise<void>;
}

/** What is kept of a stopped mailbox: to be handed over, exported, held or erased. */
export function LeavingKept(props: Props) {
  const t = useAllTexts();
  const format = useFormat();
  const { kept } = props;
  const [erasing, erase] = useDisclosure(false);
  const mark = kept.handedOver ? ` – ${t.leaving.handedOver}` : "";
  return (
    <LeavingMailbox label={t.leaving.kept} address={kept.address}>
      {erasing ? (
        <EraseQuestion
          title={t.leaving.eraseTitle(kept.address)}
          texts={[t.leaving.eraseGoes(kept.messages), t.leaving.eraseStays]}
          confirm={t.leaving.eraseConfirm(kept.messages)}
          erase={() => call("eraseKept", { params: { userId: props.user.id, mailboxId: kept.id } })}
          onDone={props.onDone}
          onCancel={erase.close}
        />
      ) : (
        <>
          <p className="flush dim">
            {t.leaving.keptMessages(kept.messages, format.exact(kept.since))}
            {mark}
          </p>
          <HandOver {...props} />
          <p className="flush">
            {t.leaving.export} <code>twinbox export {kept.id} ./mail</code>
          </p>
          <HoldSwitch mailbox={kept} onDone={() => props.onDone(null)} />
          <div className="actions end">
            <Button variant="default" disabled={kept.heldSince !== null} onClick={erase.open}>
              {t.leaving.erase}
            </Button>
          </div>
        </>
      )}
    </LeavingMailbox>
  );
}

function HandOver({ user, kept, colleagues, onDone }: Props) {
  const t = useAllTexts();
  const [to, setTo] = useState<string | null>(null);
  const handOver = useMutation({
    mutationFn: (colleague: string) =>
      call("handOver", { params: { userId: user.id, mailboxId: kept.id }, body: { to: colleague } }),
    onSuccess: (done) =>
      onDone({
        title: t.leaving.handedOverTo(done.address, done.to),
        more: t.leaving.handedOverMore(done.messages),
      }),
  });
  return (
    <>
      {handOver.isError && <ProblemNotice error={handOver.error} />}
      <div className="leaving-hand-over">
        <Select
          label={t.leaving.handOverTo}
          description={t.leaving.handOverHint(user.name)}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder={t.leaving.choose}
          data={colleagues.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` }))}
          value={to}
          onChange={setTo}
        />
        <Button
          variant="default"
          disabled={to === null}
          loading={handOver.isPending}
          onClick={() => to !== null && handOver.mutate(to)}
        >
          {t.leaving.handOver}
        </Button>
      </div>
    </>
  );
}
