import type { MailboxId, PackId, WorkspaceId } from "../../base/ids.ts";

/** Where sealed message bytes lie. One pack holds many messages; a pack is only ever appended to. */
export interface PackStore {
  /** Seals (zstd, AES-256-GCM under a data key of its own) and appends all messages of a batch, then makes
   *  them durable with one fsync. Nothing may name the places before this has resolved. */
  append(owner: PackOwner, messages: readonly Uint8Array[]): Promise<readonly SealedPlace[]>;
  /** The bytes exactly as they were appended. Rejects with SyncError (secretUnreadable) or InvariantError when
   *  they are not what was written. */
  read(owner: PackOwner, place: SealedPlace): Promise<Uint8Array>;
  /** Removes every pack of a mailbox. */
  erase(owner: PackOwner): Promise<void>;
  close(): Promise<void>;
}

export interface PackOwner {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
}

export interface SealedPlace {
  readonly packId: PackId;
  /** Bytes from the start of the pack. */
  readonly offset: number;
  /** Sealed length in bytes. */
  readonly length: number;
  /** Length of the message itself in bytes. */
  readonly size: number;
  /** SHA-256 of the message itself, 32 bytes. */
  readonly sha256: Uint8Array;
  /** The data key of this message, wrapped by the mailbox's key: erasing it erases the message. */
  readonly wrappedKey: Uint8Array;
}

/** Seals small secrets (tokens, client secrets, passwords). The context is authenticated: a sealed value moved
 *  to another row is refused. */
export interface Vault {
  seal(plain: string, context: string): Promise<Uint8Array>;
  /** Rejects with SyncError secretUnreadable. */
  open(sealed: Uint8Array, context: string): Promise<string>;
}
