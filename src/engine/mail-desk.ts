// What people do with mail in the application: finds out which folder is meant and puts the act into the outbox. The
// screen shows it at once; the mailbox loop tells the provider.
import type { Clock } from "../base/clock.ts";
import { type AppFolderId, type FolderId, newId } from "../base/ids.ts";
import type { Random } from "../base/random.ts";
import type { NewAct } from "../core/place-act.ts";
import { folderForRole, isGmail } from "../core/propose-mappings.ts";
import type { ActId, Changes } from "./ports/changes.ts";
import type { ActOrder, MailAct, MailDesk } from "./ports/desk.ts";
import type { Hints, KnownFolder, SyncMailbox, SyncStore } from "./ports/sync.ts";

/** What can't be done the other way round waits this long for a change of mind. */
export const UNDO_MS = 10_000;

export interface MailDeskDeps {
  readonly store: SyncStore;
  readonly changes: Changes;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
}

export function createMailDesk(deps: MailDeskDeps): MailDesk {
  const { store, changes, hints, clock, random } = deps;

  function tell({ workspaceId, mailboxId }: Pick<ActOrder, "workspaceId" | "mailboxId">): void {
    hints.publish({ kind: "changes", workspaceId, mailboxId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }

  return {
    async act(order) {
      const mailbox = await store.load(order.workspaceId, order.mailboxId);
      const act = mailbox === null ? null : resolve(order.act, mailbox);
      if (act === null) return { kind: "noFolder" };
      const actId = newId<ActId>(clock, random);
      const now = clock.now();
      const messages = await changes.submit({
        workspaceId: order.workspaceId,
        mailboxId: order.mailboxId,
        userId: order.userId,
        actId,
        act,
        messages: order.messages,
        now,
        // At once, whatever the clock of the machine that tells the provider says.
        dueAt: isFinal(act, mailbox?.folders ?? []) ? now + UNDO_MS : 0,
      });
      if (messages === null) return { kind: "tooMany" };
      if (messages > 0) tell(order);
      return { kind: "accepted", actId, messages };
    },

    async undo(workspaceId, mailboxId, actId) {
      const undone = await changes.undo(workspaceId, mailboxId, actId, clock.now());
      if (undone) tell({ workspaceId, mailboxId });
      return undone;
    },

    outbox: (workspaceId, mailboxId) => changes.outbox(workspaceId, mailboxId, clock.now()),
    changed: (workspaceId, mailboxId, page) => changes.changed(workspaceId, mailboxId, page),

    async dismissRefusals(workspaceId, mailboxId) {
      await changes.dismissRefusals(workspaceId, mailboxId);
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    },
  };
}

/** Null when there is no such folder. */
function resolve(act: MailAct, { folders, mailbox }: SyncMailbox): NewAct | null {
  const byApp = (id: AppFolderId): FolderId | null =>
    folders.find(({ mapping, goneAt }) => mapping?.appFolderId === id && goneAt === null)?.id ?? null;
  switch (act.kind) {
    case "flags":
      return act;
    case "erase": {
      const from = byApp(act.from);
      return from === null ? null : { kind: "erase", from };
    }
    case "move": {
      const to = byApp(act.to);
      const from = act.from === null ? null : byApp(act.from);
      return to === null ? null : { kind: "move", from, to };
    }
    case "moveToRole": {
      const other = isGmail(folders) ? "gmail" : "modern";
      const profile = mailbox.provider === "microsoft" ? "exchange" : other;
      const to = folderForRole(act.role, folders, profile)?.id ?? null;
      const from = act.from === null ? null : byApp(act.from);
      return to === null ? null : { kind: "move", from, to };
    }
  }
}

/** Nothing here can bring it back once the provider has done it. */
function isFinal(act: NewAct, folders: readonly KnownFolder[]): boolean {
  if (act.kind === "erase") return true;
  return act.kind === "move" && folders.find(({ id }) => id === act.to)?.mapping == null;
}
