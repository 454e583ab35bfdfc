// The keys between the master key and the messages: master key > workspace's key > mailbox's key > a key for each
// message. Each is random and lies wrapped by the one above; destroying one makes everything below it unreadable.
import { randomBytes } from "node:crypto";
import { SyncError } from "../base/sync-error.ts";
import type { PackOwner } from "../engine/ports/vault.ts";
import type { KeyOwner, KeyRows } from "./key-rows.ts";
import { deriveKey, KEY_BYTES, NONCE_BYTES, seal, unseal } from "./seal-key.ts";

const MAILBOXES_CACHED_MAX = 10_000;

export interface KeyStore {
  /** `append` asks the database each time and makes the key when there is none: sealing under a key that another
   *  process has destroyed meanwhile would lose the message. `read` may answer what it knew before. Rejects with
   *  SyncError secretUnreadable. */
  mailboxKey(owner: PackOwner, use: "append" | "read"): Promise<Buffer>;
  /** Forgets what was cached, after the key was destroyed or turned out to be another. */
  forget(owner: PackOwner): void;
}

export function createKeyStore(
  masterKey: Uint8Array,
  rows: Pick<KeyRows, "readWrapped" | "saveWrapped">,
): KeyStore {
  const topKey = deriveKey(masterKey, "workspace keys 1");
  const cached = new Map<string, Buffer>();

  async function load(owner: PackOwner, make: boolean): Promise<Buffer> {
    const { workspaceId } = owner;
    // The workspace's key first, stored by whoever was first: a mailbox's key wrapped by a loser's would be lost.
    const workspaceKey = await loadOne(rows, topKey, { workspaceId, mailboxId: null }, make);
    return loadOne(rows, workspaceKey, owner, make);
  }

  return {
    async mailboxKey(owner, use) {
      const name = nameOf(owner);
      const known = use === "read" ? cached.get(name) : undefined;
      if (known) return known;
      const key = await load(owner, use === "append");
      if (cached.size >= MAILBOXES_CACHED_MAX) cached.delete(cached.keys().next().value ?? "");
      cached.set(name, key);
      return key;
    },
    forget(owner) {
      cached.delete(nameOf(owner));
    },
  };
}

async function loadOne(
  rows: Pick<KeyRows, "readWrapped" | "saveWrapped">,
  keyAbove: Buffer,
  owner: KeyOwner,
  make: boolean,
): Promise<Buffer> {
  const context = contextOf(owner);
  let wrapped = await rows.readWrapped(owner);
  if (wrapped === null && make) {
    const fresh = seal(keyAbove, randomBytes(NONCE_BYTES), randomBytes(KEY_BYTES), context);
    wrapped = await rows.saveWrapped(owner, fresh);
  }
  try {
    if (wrapped === null) throw new Error("the key was destroyed");
    return unseal(keyAbove, wrapped, context);
  } catch (cause) {
    throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never", cause });
  }
}

function contextOf({ workspaceId, mailboxId }: KeyOwner): Buffer {
  return Buffer.from(mailboxId === null ? `workspace:${workspaceId}` : `mailbox:${workspaceId}:${mailboxId}`);
}

function nameOf({ workspaceId, mailboxId }: PackOwner): string {
  return `${workspaceId}/${mailboxId}`;
}
