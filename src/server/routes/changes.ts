// What a person does with mail: 202 at once, undo, and the list of what was changed at the provider.
import type { BodyOf } from "../../api/operations.ts";
import type { AppFolderId, ConversationId, MailboxId, MessageId, WorkspaceId } from "../../base/ids.ts";
import { FLAG_BITS, type Flags, flagNames } from "../../core/flags.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import { ACT_MESSAGES_MAX, type ActId, type ChangedEntry } from "../../engine/ports/changes.ts";
import type { MailAct } from "../../engine/ports/desk.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError } from "../http-error.ts";
import { time } from "../present.ts";
import type { Handlers } from "../register.ts";

type ChangeHandlers = Pick<Handlers, "changeMessages" | "undoChange" | "listChanges" | "dismissRefusals">;

const PAGE = 100;

export function changeRoutes(deps: ServerDeps): ChangeHandlers {
  const { mail } = deps;
  const own = (principal: UserPrincipal, mailboxId: string) => connectedMailbox(deps, principal, mailboxId);

  return {
    async changeMessages({ principal, params, body }) {
      const mailboxId = await own(principal, params.mailboxId);
      const { workspaceId, id: userId } = principal.user;
      const messages = await targetOf(deps, { workspaceId, mailboxId }, body);
      const outcome = await mail.act({ workspaceId, mailboxId, userId, act: actOf(body.act), messages });
      switch (outcome.kind) {
        case "accepted":
          return { id: outcome.actId, messages: outcome.messages };
        case "noFolder":
          throw noFolder(body.act.kind);
        case "tooMany":
          throw new HttpError(
            409,
            "too_many",
            `At most ${ACT_MESSAGES_MAX.toLocaleString("en")} messages can be changed at once.`,
          );
      }
    },

    async undoChange({ principal, params }) {
      const mailboxId = await own(principal, params.mailboxId);
      if (!(await mail.undo(principal.user.workspaceId, mailboxId, params.changeId as ActId))) {
        throw new HttpError(409, "too_late", "This can't be undone any more.");
      }
    },

    async listChanges({ principal, params, query }) {
      const mailboxId = await own(principal, params.mailboxId);
      const page = { limit: PAGE, cursor: cursorOf(query.cursor) };
      const { entries, next } = await mail.changed(principal.user.workspaceId, mailboxId, page);
      return { changes: entries.map(presentChanged), next: next === null ? null : String(next) };
    },

    async dismissRefusals({ principal, params }) {
      const mailboxId = await own(principal, params.mailboxId);
      await mail.dismissRefusals(principal.user.workspaceId, mailboxId);
    },
  };
}

type Body = BodyOf<"changeMessages">;

function cursorOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  if (!/^\d{1,15}$/.test(given)) throw new HttpError(422, "invalid", "This is no cursor of this list.");
  return Number(given);
}

/** Of conversations those messages that the folder shows now: what arrives later is nobody's choice yet. */
async function targetOf(
  { conversations }: Pick<ServerDeps, "conversations">,
  { workspaceId, mailboxId }: { readonly workspaceId: WorkspaceId; readonly mailboxId: MailboxId },
  { messages }: Body,
): Promise<readonly MessageId[] | { readonly all: AppFolderId }> {
  if (Array.isArray(messages)) return messages as string[] as MessageId[];
  if ("all" in messages) return { all: messages.all as AppFolderId };
  const folder = messages.folder as AppFolderId;
  const ids = messages.conversations as string[] as ConversationId[];
  return conversations.messagesOf(workspaceId, mailboxId, { folder, ids }, ACT_MESSAGES_MAX + 1);
}

function actOf(act: Body["act"]): MailAct {
  switch (act.kind) {
    case "flags":
      if (act.add.some((flag) => act.remove.includes(flag))) {
        const message = "A flag can be set or cleared, not both.";
        throw new HttpError(422, "invalid", message, [{ field: "act", message }]);
      }
      return { kind: "flags", add: bitsOf(act.add), remove: bitsOf(act.remove) };
    case "move":
      return { kind: "move", from: act.from as AppFolderId | null, to: act.to as AppFolderId };
    case "archive":
      return { kind: "moveToRole", from: act.from as AppFolderId | null, role: "archive" };
    case "junk":
      return { kind: "moveToRole", from: act.from as AppFolderId | null, role: "junk" };
    case "notJunk":
      return { kind: "moveToRole", from: act.from as AppFolderId | null, role: "inbox" };
    case "delete":
      return { kind: "moveToRole", from: act.from as AppFolderId | null, role: "deleted" };
    case "erase":
      return { kind: "erase", from: act.from as AppFolderId };
  }
}

function bitsOf(flags: readonly (keyof typeof FLAG_BITS)[]): Flags {
  return flags.reduce((bits, flag) => bits | FLAG_BITS[flag], 0);
}

function noFolder(kind: Body["act"]["kind"]): HttpError {
  return new HttpError(
    409,
    "no_folder",
    kind === "move" || kind === "erase"
      ? "This folder isn't there any more."
      : "The mailbox has no folder for this. Create or map one under Edit folders.",
  );
}

function presentChanged({ actId, add, remove, at, ...entry }: ChangedEntry) {
  return { ...entry, id: actId, add: [...flagNames(add)], remove: [...flagNames(remove)], at: time(at) };
}
