// The keys between the master key and the messages: master key > workspace's key > mailbox's key > a key for each
// message. Each is random and lies wrapped by the one above; destroying one makes everything below it unreadable.
import { randomBytes } from "node:crypto";
import { assert } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import type { PackOwner } from "../engine/ports/vault.ts";
import type { KeyOwner, KeyRows } from "./key-rows.ts";
import type { MasterKeys } from "./master-key.ts";
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
  masterKeys: MasterKeys,
  rows: Pick<KeyRows, "readWrapped" | "saveWrapped">,
): KeyStore {
  const cached = new Map<string, Buffer>();

  async function load(owner: PackOwner, make: boolean): Promise<Buffer> {
    const { workspaceId } = owner;
    const topKeys = (await masterKeys.current()).map(topKeyOf);
    // The workspace's key first, stored by whoever was first: a mailbox's key wrapped by a loser's would be lost.
    const workspaceKey = await loadOne(rows, topKeys, { workspaceId, mailboxId: null }, make);
    return loadOne(rows, [workspaceKey], owner, make);
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
  keysAbove: readonly Buffer[],
  owner: KeyOwner,
  make: boolean,
): Promise<Buffer> {
  const [keyAbove] = keysAbove;
  assert(keyAbove, "no key above");
  let wrapped = await rows.readWrapped(owner);
  if (wrapped === null && make) {
    wrapped = await rows.saveWrapped(owner, wrap(keyAbove, randomBytes(KEY_BYTES), owner));
  }
  for (const each of keysAbove) {
    const key = wrapped === null ? null : unwrap(each, wrapped, owner);
    if (key !== null) return key;
  }
  throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never" });
}

/** The key that wraps the keys of workspaces. */
export function topKeyOf(masterKey: Buffer): Buffer {
  return deriveKey(masterKey, "workspace keys 1");
}

export function wrap(keyAbove: Buffer, key: Buffer, owner: KeyOwner): Buffer {
  return seal(keyAbove, randomBytes(NONCE_BYTES), key, contextOf(owner));
}

/** Null where another key has wrapped it. */
export function unwrap(keyAbove: Buffer, wrapped: Uint8Array, owner: KeyOwner): Buffer | null {
  try {
    return unseal(keyAbove, wrapped, contextOf(owner));
  } catch {
    return null;
  }
}

function contextOf({ workspaceId, mailboxId }: KeyOwner): Buffer {
  return Buffer.from(mailboxId === null ? `workspace:${workspaceId}` : `mailbox:${workspaceId}:${mailboxId}`);
}

function nameOf({ workspaceId, mailboxId }: PackOwner): string {
  return `${workspaceId}/${mailboxId}`;
}
