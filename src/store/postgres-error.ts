// Postgres' and the driver's errors as ours. Nothing of pg crosses the wall of this room, except as `cause`.
import { InvariantError, UnfitTextError } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";

/** Codes of Node for a server that can't be reached, or went away. ENOENT: its socket's file is gone. */
const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ECONNABORTED",
  "EPIPE",
  "ENOENT",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EAI_AGAIN",
]);

/** SQLSTATE classes and codes that pass by themselves: connection (08), resources (53), shut down (57P),
 *  limits  of time (55P03, 57014), deadlock and serialisation (40), trouble below the database (58). */
const PASSING = /^(08...|53...|57P0.|57014|55P03|40...|58...)$/;

/** SQLSTATE character_not_in_repertoire and untranslatable_character (a NUL, in text and in JSON),
 *  invalid_text_representation (no uuid). */
const UNFIT_TEXT = new Set(["22021", "22P05", "22P02"]);

/** What the driver says without a code. */
const DRIVER_WORDS = new RegExp(
  "connection terminated|connection timeout|timeout exceeded|timeout expired|connection error|" +
    "pool after calling end|client was closed|not queryable",
  "i",
);

/** Of the driver: a statement's answer didn't come in time, and may come yet. */
const UNANSWERED = "Query read timeout";

export function translatePostgresError(error: unknown): Error {
  if (error instanceof SyncError || error instanceof InvariantError) return error;
  if (!(error instanceof Error)) return new InvariantError("the database threw something", { cause: error });
  const code = codeOf(error);
  // Postgres quotes whole rows in these: message content must not reach a log with the cause.
  for (const field of ["detail", "where", "internalQuery"]) Reflect.deleteProperty(error, field);
  if (code === "53100") {
    return new SyncError("diskFull", { scope: "installation", retry: "later", cause: error });
  }
  if (isStoreDown(error, code)) {
    return new SyncError("storeDown", { scope: "installation", retry: "later", cause: error });
  }
  if (code === null) return error;
  const refusal = `the database refused: ${code} ${constraintOf(error)}`;
  return UNFIT_TEXT.has(code)
    ? new UnfitTextError(refusal, { cause: error })
    : new InvariantError(refusal, { cause: error });
}

function isStoreDown(error: Error, code: string | null): boolean {
  if (code !== null && (UNREACHABLE.has(code) || PASSING.test(code))) return true;
  return code === null && (isUnanswered(error) || DRIVER_WORDS.test(error.message));
}

export function isUnanswered(error: unknown): boolean {
  return error instanceof Error && error.message === UNANSWERED;
}

export function codeOf(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" ? code : null;
}

function constraintOf(error: Error): string {
  const constraint = "constraint" in error ? error.constraint : null;
  return typeof constraint === "string" ? constraint : error.message;
}
