// How Postgres' values become ours, and ours become JSON that Postgres takes.
import pg from "pg";
import { assert } from "../base/assert.ts";

const INT8 = 20;
const BYTEA = 17;

/** bigint columns hold milliseconds, counts and offsets: numbers. (MODSEQ goes through text.) bytea becomes a
 *  Uint8Array of its own, so that 32 bytes don't keep a whole network buffer alive. */
export const columnTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (format === "binary") return pg.types.getTypeParser(oid, format);
    if (oid === INT8) return parseSafeInteger;
    if (oid === BYTEA) return parseBytes;
    return pg.types.getTypeParser(oid, "text");
  }) as typeof pg.types.getTypeParser,
};

function parseSafeInteger(text: string): number {
  const value = Number(text);
  assert(Number.isSafeInteger(value), "a bigint that is no safe integer");
  return value;
}

function parseBytes(text: string): Uint8Array {
  assert(text.startsWith("\\x"), "bytea not in hex");
  return new Uint8Array(Buffer.from(text.slice(2), "hex"));
}

/** JSON for a jsonb parameter. Postgres has no U+0000 in text, and refuses halves of surrogate pairs: both
 *  occur  in subjects of broken mail, and become U+FFFD. */
export function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(0000|d[89a-f])/i.test(json)) return json;
  return JSON.stringify(value, (_key, item: unknown) => (typeof item === "string" ? cleanText(item) : item));
}

export function cleanText(text: string): string {
  return text.replaceAll("\0", "\ufffd").toWellFormed();
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/** For parameters of type bytea: the driver knows Buffers only. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
