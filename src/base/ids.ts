// Branded ids. Every id is made by the application (UUID version 7, RFC 9562 section 5.7), so that a row can
// be named before it is stored, and rows made together lie together in an index.
import type { Clock } from "./clock.ts";
import { toHex } from "./hex.ts";
import type { Random } from "./random.ts";

declare const brand: unique symbol;
export type Branded<Name extends string> = string & { readonly [brand]: Name };

export type WorkspaceId = Branded<"WorkspaceId">;
export type UserId = Branded<"UserId">;
export type OperatorId = Branded<"OperatorId">;
export type ProviderId = Branded<"ProviderId">;
export type MailboxId = Branded<"MailboxId">;
export type ConnectionId = Branded<"ConnectionId">;
export type AttemptId = Branded<"AttemptId">;
export type ConsentRequestId = Branded<"ConsentRequestId">;
export type AppFolderId = Branded<"AppFolderId">;
/** A remote folder, under an id of ours that survives renames. */
export type FolderId = Branded<"FolderId">;
export type MessageId = Branded<"MessageId">;
/** A conversation has the id of the message that began it here. */
export type ConversationId = Branded<"ConversationId">;
export type RecordId = Branded<"RecordId">;
export type RevisionId = Branded<"RevisionId">;
export type PackId = Branded<"PackId">;
export type WorkerId = Branded<"WorkerId">;
/** A file that was put here to be sent, until a message has it. */
export type AttachmentId = Branded<"AttachmentId">;

/** Where a copy lies inside its remote folder. Opaque outside core/ledger and the providers
 *  ("uidvalidity:uid" for IMAP, an immutable id for Graph). */
export type RemoteKey = Branded<"RemoteKey">;

/** When an id was made, ms. */
export function idTime(id: string): number {
  return Number.parseInt(id.replace("-", "").slice(0, 12), 16);
}

/** A new UUIDv7 in lower-case text: 48 bits of milliseconds, then randomness. */
export function newId<Id extends string>(clock: Clock, random: Random): Id {
  const bytes = random.bytes(16);
  let ms = clock.now();
  for (let i = 5; i >= 0; i--) {
    bytes[i] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}` as Id;
}
