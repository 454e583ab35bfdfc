// Seals small secrets under a key derived from the master key. Layout: version (1 byte), id of the master key (4
// bytes, so that a rotation can tell old from new), then what seal-key.ts makes.
import { randomBytes } from "node:crypto";
import { assert } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Vault } from "../engine/ports/vault.ts";
import type { MasterKeys } from "./master-key.ts";
import { deriveKey, keyIdOf, NONCE_BYTES, seal, unseal } from "./seal-key.ts";

const VERSION = 1;
const HEADER_BYTES = 5;
const PLAIN_BYTES_MAX = 256 * 1024;

export function createVault(masterKeys: MasterKeys): Vault {
  return {
    async seal(plain, context) {
      const bytes = Buffer.from(plain);
      assert(bytes.length <= PLAIN_BYTES_MAX, "a secret is too long for the vault");
      const [masterKey] = await masterKeys.current();
      assert(masterKey, "no master key");
      const header = headerOf(masterKey);
      const authenticated = Buffer.concat([header, Buffer.from(context)]);
      return Buffer.concat([header, seal(keyOf(masterKey), randomBytes(NONCE_BYTES), bytes, authenticated)]);
    },
    async open(sealed, context) {
      const masterKey = (await masterKeys.current()).find((each) => isSealedBy(sealed, each));
      try {
        if (masterKey === undefined) throw new Error("sealed by another key");
        const authenticated = Buffer.concat([headerOf(masterKey), Buffer.from(context)]);
        return unseal(keyOf(masterKey), sealed.subarray(HEADER_BYTES), authenticated).toString();
      } catch (cause) {
        throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never", cause });
      }
    },
  };
}

/** Whether it says that this master key has sealed it. */
export function isSealedBy(sealed: Uint8Array, masterKey: Buffer): boolean {
  return headerOf(masterKey).equals(sealed.subarray(0, HEADER_BYTES));
}

function headerOf(masterKey: Buffer): Buffer {
  return Buffer.from([VERSION, ...keyIdOf(masterKey)]);
}

function keyOf(masterKey: Buffer): Buffer {
  return deriveKey(masterKey, "vault 1");
}
