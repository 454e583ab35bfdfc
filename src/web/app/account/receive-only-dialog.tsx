// Asked only where changes wait when receive only is switched on: finish them first, or drop them.
import { Button, Modal, Stack } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useAllTexts } from "../words/words-provider.tsx";
import { type Outbox, openChanges, type WaitingChanges, type WhenTold } from "./use-when-told.ts";
import { WaitingForProvider, WaitingQuestion } from "./waiting-changes.tsx";

export function ReceiveOnlyDialog(props: {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly outbox: Outbox;
  readonly provider: string;
  /** Why the provider can't be told now. */
  readonly trouble: string | null;
  readonly switching: WhenTold;
  /** What was refused meanwhile. */
  readonly children?: ReactNode;
}) {
  const t = useAllTexts();
  const { switching, outbox, provider } = props;
  const [choice, choose] = useState<WaitingChanges>("finish");
  function close(): void {
    switching.cancel();
    props.onClose();
  }
  return (
    <Modal
      opened={props.opened || switching.waiting}
      onClose={close}
      title={t.receiveOnly.title}
      size="md"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {switching.waiting ? (
        <WaitingForProvider
          outbox={outbox}
          provider={provider}
          trouble={props.trouble}
          dropLabel={t.receiveOnly.dropping}
          onDrop={() => switching.start("drop")}
          onCancel={close}
        />
      ) : (
        <Stack gap="md">
          {props.children}
          {openChanges(outbox) > 0 && (
            <WaitingQuestion
              count={openChanges(outbox)}
              provider={provider}
              value={choice}
              onChange={choose}
            />
          )}
          <div className="actions end">
            <Button variant="default" onClick={close}>
              {t.common.cancel}
            </Button>
            <Button onClick={() => switching.start(choice)} loading={switching.pending}>
              {t.receiveOnly.confirm}
            </Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
