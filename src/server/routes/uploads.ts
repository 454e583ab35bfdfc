// Messages that programs and people put into a mailbox: uploads and drafts. What is accepted (202) is durable here and
// listed; the provider has it later.
import type { Context } from "hono";
import type { AnswerOf } from "../../api/operations.ts";
import type { AppFolderId, MessageId, RevisionId } from "../../base/ids.ts";
import { FLAG_BITS, type Flags } from "../../core/flags.ts";
import { type UploadProblem, uploadProblem } from "../../core/upload-problem.ts";
import type { Accepted } from "../../engine/ports/uploads.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { MESSAGE_BYTES_MAX, messageTooLarge } from "../raw-messages.ts";
import type { Handlers } from "../register.ts";
import { UploadGate } from "../upload-gate.ts";

type UploadHandlers = Pick<
  Handlers,
  "uploadMessage" | "retryUpload" | "createDraft" | "saveDraft" | "discardDraft"
>;

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;
const REQUEST_NAME = /^[\x21-\x7e]{1,255}$/;
/** Servers keep four digits of a year (RFC 3501, date-time). */
const DATE_MS_MAX = Date.UTC(9999, 11, 31);
const FLAGS = ["seen", "answered", "flagged", "draft", "forwarded"] as const;

export function uploadRoutes(deps: ServerDeps): UploadHandlers {
  const { uploads } = deps;
  const gate = new UploadGate();
  return {
    async uploadMessage({ principal, params, query, bytes, context }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const at = { workspaceId, mailboxId, userId };
      const folder = folderOf(query.folder);
      const [flags, internalDate] = [flagsOf(query.flags), dateOf(query.date)];
      const given = { ...at, folder, flags, internalDate, requestName: requestNameOf(context) };
      const accepted = await gate.pass(mailboxId, async () =>
        uploads.upload({ ...given, bytes: await readMessage(bytes) }),
      );
      if (accepted === null) throw noFolder("No folder of the mailbox is mapped to this one.");
      if (accepted === "nameTaken") throw nameTaken();
      return present(context, accepted);
    },

    async retryUpload({ principal, params }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const order = { workspaceId, mailboxId, userId, messageId: params.messageId as MessageId };
      const accepted = await uploads.retry(order);
      if (accepted === null) {
        throw new HttpError(409, "not_refused", "The provider has this message, or is about to get it.");
      }
      return { id: accepted.actId, messages: 1 };
    },

    async createDraft({ principal, params, bytes, context }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const given = { workspaceId, mailboxId, userId, requestName: requestNameOf(context) };
      const accepted = await gate.pass(mailboxId, async () =>
        uploads.newDraft({ ...given, bytes: await readMessage(bytes) }),
      );
      if (accepted === null) throw noFolder("The mailbox has no Drafts. Map the folder under Edit folders.");
      if (accepted === "nameTaken") throw nameTaken();
      return present(context, accepted);
    },

    async saveDraft({ principal, params, bytes, context }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const messageId = params.messageId as MessageId;
      const basedOn = revisionOf(context);
      if (basedOn === null) {
        throw new HttpError(428, "if_match_missing", "Say in If-Match which revision was edited.");
      }
      const given = { workspaceId, mailboxId, userId, messageId, basedOn };
      const outcome = await gate.pass(mailboxId, async () =>
        uploads.saveDraft({ ...given, bytes: await readMessage(bytes) }),
      );
      if (typeof outcome === "string") throw draftProblem(outcome);
      return present(context, outcome);
    },

    async discardDraft({ principal, params, context }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const messageId = params.messageId as MessageId;
      const basedOn = revisionOf(context);
      const outcome = await uploads.discardDraft({ workspaceId, mailboxId, userId, messageId, basedOn });
      if (typeof outcome === "string") throw draftProblem(outcome);
      return { id: outcome.actId, messages: 1 };
    },
  };
}

function present(context: Context, accepted: Accepted): AnswerOf<"uploadMessage"> {
  context.header("etag", `"${accepted.revisionId}"`);
  return { id: accepted.messageId, revision: accepted.revisionId, change: accepted.actId };
}

async function readMessage(read: () => Promise<Uint8Array>): Promise<Uint8Array> {
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

function folderOf(folder: string | undefined): AppFolderId {
  if (folder === undefined || !UUID.test(folder)) throw invalid("folder", "The id of an app folder.");
  return folder as AppFolderId;
}

function flagsOf(given: string | undefined): Flags {
  const names = (given ?? "").split(",").filter((name) => name !== "");
  return names.reduce((flags, name) => {
    const flag = FLAGS.find((each) => each === name);
    if (flag === undefined) throw invalid("flags", `One or more of ${FLAGS.join(", ")}.`);
    return flags | FLAG_BITS[flag];
  }, 0);
}

function dateOf(given: string | undefined): number | null {
  if (given === undefined) return null;
  const ms = /^\d{4}-\d{2}-\d{2}T[\d:.]+(?:Z|[+-]\d{2}:\d{2})$/.test(given) ? Date.parse(given) : Number.NaN;
  if (!(ms >= 0 && ms <= DATE_MS_MAX)) throw invalid("date", "A time as 2026-11-23T09:00:00Z, from 1970 on.");
  return ms;
}

/** Null when the header is missing. */
function revisionOf(context: Context): RevisionId | null {
  const given = context.req.header("if-match");
  if (given === undefined) return null;
  const revision = /^"([^"]*)"$/.exec(given.trim())?.[1] ?? given.trim();
  // What no revision can be called is none that is here.
  if (!UUID.test(revision)) throw draftProblem("otherRevision");
  return revision as RevisionId;
}

/** Null when the header is missing. A string of RFC 8941, as the draft has it, or as most clients send it, bare. */
function requestNameOf(context: Context): string | null {
  const given = context.req.header("idempotency-key")?.trim();
  if (given === undefined) return null;
  const name = /^"(.*)"$/.exec(given)?.[1] ?? given;
  if (!REQUEST_NAME.test(name)) {
    throw invalid("Idempotency-Key", "1 to 255 visible characters of ASCII, other for each request.");
  }
  return name;
}

function nameTaken(): HttpError {
  const title = "Another request was made with this Idempotency-Key. Nothing was done.";
  return new HttpError(422, "key_reused", title);
}

function draftProblem(outcome: "gone" | "otherRevision"): HttpError {
  if (outcome === "gone") return notFound();
  return new HttpError(412, "other_revision", "The draft was saved by somebody else meanwhile.");
}

function noFolder(title: string): HttpError {
  return new HttpError(409, "no_folder", title);
}

function invalid(field: string, message: string): HttpError {
  return new HttpError(422, "invalid", message, [{ field, message }]);
}
