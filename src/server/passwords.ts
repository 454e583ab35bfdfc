// Passwords of local accounts: argon2id (RFC 9106) from node:crypto, stored as PHC text.
import { argon2, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);
/** OWASP's first recommendation for argon2id: 19 MiB, two passes, one lane. */
const MEMORY_KIB = 19_456;
const PASSES = 2;
const LANES = 1;
const TAG_BYTES = 32;

export interface Passwords {
  hash(password: string): Promise<string>;
  /** Takes as long for an unknown account (`stored` null) as for a wrong password. */
  matches(password: string, stored: string | null): Promise<boolean>;
}

export function createPasswords(): Passwords {
  const dummy = encode(randomBytes(16), randomBytes(TAG_BYTES));
  return {
    async hash(password) {
      const salt = randomBytes(16);
      return encode(salt, await tag(password, salt));
    },
    async matches(password, stored) {
      const [salt, expected] = decode(stored ?? dummy);
      const same = timingSafeEqual(await tag(password, salt), expected);
      return same && stored !== null;
    },
  };
}

async function tag(password: string, salt: Buffer): Promise<Buffer> {
  return derive("argon2id", {
    message: Buffer.from(password.normalize("NFC")),
    nonce: salt,
    parallelism: LANES,
    tagLength: TAG_BYTES,
    memory: MEMORY_KIB,
    passes: PASSES,
  });
}

function encode(salt: Buffer, digest: Buffer): string {
  const text = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");
  return `$argon2id$v=19$m=${MEMORY_KIB},t=${PASSES},p=${LANES}$${text(salt)}$${text(digest)}`;
}

function decode(stored: string): readonly [salt: Buffer, digest: Buffer] {
  const [salt = "", digest = ""] = stored.split("$").slice(4);
  return [Buffer.from(salt, "base64"), Buffer.from(digest, "base64")];
}
