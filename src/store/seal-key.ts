// AES-256-GCM for small things: keys wrapped by keys, and secrets. Layout: nonce (12 bytes), tag (16), the rest.
// The nonce is random: a key may seal some 2^32 things, which no key of ours comes near.
import { createCipheriv, createDecipheriv, createHmac, createSecretKey, hkdfSync } from "node:crypto";

export const KEY_BYTES = 32;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;

/** A key for one purpose, made from the master key; knowing it tells nothing about the others (RFC 5869). */
export function deriveKey(masterKey: Uint8Array, purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", masterKey, "", `twinbox ${purpose}`, KEY_BYTES));
}

/** Four bytes that tell one master key from another, and nothing about it. */
export function keyIdOf(masterKey: Uint8Array): Buffer {
  return createHmac("sha256", deriveKey(masterKey, "key id")).update("key id").digest().subarray(0, 4);
}

// Keys are given as KeyObjects: from raw bytes node:crypto tries first what else they might be, 40 us a time (15 so).

export function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, context: Uint8Array): Buffer {
  const cipher = createCipheriv("aes-256-gcm", createSecretKey(key), nonce);
  cipher.setAAD(context);
  const body = cipher.update(plain);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws when anything was changed, or key or context are others. */
export function unseal(key: Uint8Array, sealed: Uint8Array, context: Uint8Array): Buffer {
  if (sealed.length < NONCE_BYTES + TAG_BYTES) throw new Error("too short to be sealed");
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv("aes-256-gcm", createSecretKey(key), nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(context);
  decipher.setAuthTag(sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES));
  decipher.final();
  return plain;
}
