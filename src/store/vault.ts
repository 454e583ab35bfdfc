// Seals small secrets under a key derived from the master key. Layout: version (1 byte), id of the master key (4
// bytes, so that a rotation can tell old from new), then what seal-key.ts makes.
import { randomBytes } from "node:crypto";
import { assert } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import type { Vault } from "../engine/ports/vault.ts";
import { deriveKey, keyIdOf, NONCE_BYTES, seal, unseal } from "./seal-key.ts";

const VERSION = 1;
const HEADER_BYTES = 5;
const PLAIN_BYTES_MAX = 256 * 1024;

export function createVault(masterKey: Uint8Array): Vault {
  const key = deriveKey(masterKey, "vault 1");
  const header = Buffer.from([VERSION, ...keyIdOf(masterKey)]);
  const authenticated = (context: string): Buffer => Buffer.concat([header, Buffer.from(context)]);
  return {
    async seal(plain, context) {
      const bytes = Buffer.from(plain);
      assert(bytes.length <= PLAIN_BYTES_MAX, "a secret is too long for the vault");
      const sealed = seal(key, randomBytes(NONCE_BYTES), bytes, authenticated(context));
      return Buffer.concat([header, sealed]);
    },
    async open(sealed, context) {
      try {
        if (!header.equals(sealed.subarray(0, HEADER_BYTES))) throw new Error("sealed by another key");
        return unseal(key, sealed.subarray(HEADER_BYTES), authenticated(context)).toString();
      } catch (cause) {
        throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never", cause });
      }
    },
  };
}
