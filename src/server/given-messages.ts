// What requests that bring a message, or are about a draft, have in common: the bytes, the revision that is meant, and the
// name of the request.
import type { Context } from "hono";
import type { RevisionId } from "../base/ids.ts";
import { type UploadProblem, uploadProblem } from "../core/upload-problem.ts";
import { HttpError, notFound } from "./http-error.ts";
import { MESSAGE_BYTES_MAX, messageTooLarge } from "./raw-messages.ts";
import { readId } from "./read-id.ts";

const REQUEST_NAME = /^[\x21-\x7e]{1,255}$/;

export async function readGiven(read: () => Promise<Uint8Array>): Promise<Uint8Array> {
  const bytes = await read();
  if (bytes.length > MESSAGE_BYTES_MAX) messageTooLarge();
  const problem = uploadProblem(bytes);
  if (problem !== null) throw invalid("body", PROBLEMS[problem]);
  return bytes;
}

const PROBLEMS: Readonly<Record<UploadProblem, string>> = {
  empty: "The message is empty.",
  noHeaders: "A message begins with its header fields, as RFC 5322 has them.",
  nul: "A message has no NUL bytes: what is binary must be encoded, as base64 for example.",
  lineEnds: "Lines of a message end with CR LF, and neither stands alone.",
};

/** Null when the header is missing. */
export function revisionOf(context: Context): RevisionId | null {
  const given = context.req.header("if-match");
  if (given === undefined) return null;
  const revision = readId<RevisionId>(/^"([^"]*)"$/.exec(given.trim())?.[1] ?? given.trim());
  // What no revision can be called is none that is here.
  if (revision === null) throw draftProblem("otherRevision");
  return revision;
}

/** Null when the header is missing. A string of RFC 8941, as the draft has it, or as most clients send it, bare. */
export function requestNameOf(context: Context): string | null {
  const given = context.req.header("idempotency-key")?.trim();
  if (given === undefined) return null;
  const name = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (!REQUEST_NAME.test(name)) {
    throw invalid("Idempotency-Key", "1 to 255 visible characters of ASCII, other for each request.");
  }
  return name;
}

export function nameTaken(): HttpError {
  const title = "Another request was made with this Idempotency-Key. Nothing was done.";
  return new HttpError(422, "key_reused", title);
}

export function draftProblem(outcome: "gone" | "otherRevision"): HttpError {
  if (outcome === "gone") return notFound();
  return new HttpError(412, "other_revision", "The draft was saved by somebody else meanwhile.");
}

export function invalid(field: string, message: string): HttpError {
  return new HttpError(422, "invalid", message, [{ field, message }]);
}
