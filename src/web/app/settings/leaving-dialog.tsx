// When somebody leaves (J16): each act says what it does before it is done, and gives its receipt.
import { Modal } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Notice } from "../account/notice.tsx";
import { keys } from "../keys.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { LeavingConnected } from "./leaving-connected.tsx";
import { LeavingKept } from "./leaving-kept.tsx";
import type { Receipt, WorkspaceUser } from "./leaving-mailbox.tsx";

export function LeavingDialog(props: {
  readonly user: WorkspaceUser;
  /** Who may be given the mail. */
  readonly colleagues: readonly WorkspaceUser[];
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  const client = useQueryClient();
  const { user } = props;
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  const isDone = user.mailbox === null && user.kept.length === 0;
  async function onDone(done: Receipt | null): Promise<void> {
    if (done !== null) setReceipt(done);
    await client.invalidateQueries({ queryKey: keys.users });
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.leaving.title(user.name)}
      size="lg"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <div className="stack">
        <div role="status" aria-live="polite">
          {receipt !== null && (
            <Notice kind="good" title={receipt.title}>
              {receipt.more}
            </Notice>
          )}
        </div>
        <p className="flush">{isDone ? t.leaving.nothing(user.name) : t.leaving.intro}</p>
        {user.mailbox !== null && <LeavingConnected user={user} mailbox={user.mailbox} onDone={onDone} />}
        {user.kept.map((kept) => (
          <LeavingKept key={kept.id} user={user} kept={kept} colleagues={props.colleagues} onDone={onDone} />
        ))}
      </div>
    </Modal>
  );
}
