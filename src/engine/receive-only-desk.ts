// Switches receive only on and off (J17), and wakes whoever works on the mailboxes.
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import type { ReceiveOnly } from "./ports/receive-only.ts";
import type { Hints } from "./ports/sync.ts";

export interface ReceiveOnlyDeps {
  readonly receiveOnly: ReceiveOnly;
  readonly hints: Hints;
}

/** The store's switches, told. */
export function createReceiveOnlyDesk({ receiveOnly, hints }: ReceiveOnlyDeps): ReceiveOnly {
  function tell(workspaceId: WorkspaceId, mailboxId: MailboxId): void {
    hints.publish({ kind: "wake", workspaceId, mailboxId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }
  return {
    async switchMailbox(workspaceId, mailboxId, change) {
      await receiveOnly.switchMailbox(workspaceId, mailboxId, change);
      tell(workspaceId, mailboxId);
    },
    async switchWorkspace(workspaceId, change) {
      const mailboxes = await receiveOnly.switchWorkspace(workspaceId, change);
      for (const id of mailboxes) tell(workspaceId, id);
      hints.publish({ kind: "settings", workspaceId });
      return mailboxes;
    },
    readWorkspace: (workspaceId) => receiveOnly.readWorkspace(workspaceId),
  };
}
