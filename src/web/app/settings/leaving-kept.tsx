import { Button, Select } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
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
  const t = useTexts();
  const format = useFormat();
  const { kept } = props;
  const [erasing, erase] = useDisclosure(false);
  const mark = kept.handedOver ? ` – ${t.leaving.handedOver}` : "";
  return (
    <LeavingMailbox label={t.leaving.kept} address={kept.address}>
      {erasing ? (
        <Erase {...props} onCancel={erase.close} />
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
  const t = useTexts();
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

function Erase({ user, kept, onDone, onCancel }: Props & { readonly onCancel: () => void }) {
  const t = useTexts();
  const format = useFormat();
  const erase = useMutation({
    mutationFn: () => call("eraseKept", { params: { userId: user.id, mailboxId: kept.id } }),
    onSuccess: ({ address, messages, at }) =>
      onDone({ title: t.leaving.erased(address), more: t.leaving.erasedMore(messages, format.exact(at)) }),
  });
  return (
    <>
      {erase.isError && <ProblemNotice error={erase.error} />}
      <p className="flush">
        <strong>{t.leaving.eraseTitle(kept.address)}</strong>
      </p>
      <p className="flush">{t.leaving.eraseGoes(kept.messages)}</p>
      <p className="flush">{t.leaving.eraseStays}</p>
      <div className="actions end">
        <Button variant="default" onClick={onCancel} data-autofocus>
          {t.common.cancel}
        </Button>
        <Button color="red" onClick={() => erase.mutate()} loading={erase.isPending}>
          {t.leaving.eraseConfirm(kept.messages)}
        </Button>
      </div>
    </>
  );
}
