// Messages that programs and people put into a mailbox: uploads and drafts. What is accepted (202) is durable here and
// listed; the provider has it later.
import type { Context } from "hono";
import type { AnswerOf } from "../../api/operations.ts";
import type { AppFolderId, MessageId } from "../../base/ids.ts";
import { FLAG_BITS, type Flags } from "../../core/flags.ts";
import type { Accepted } from "../../engine/ports/uploads.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { draftProblem, invalid, nameTaken, readGiven, requestNameOf, revisionOf } from "../given-messages.ts";
import { HttpError } from "../http-error.ts";
import type { Handlers } from "../register.ts";
import { UploadGate } from "../upload-gate.ts";

type UploadHandlers = Pick<
  Handlers,
  "uploadMessage" | "retryUpload" | "createDraft" | "saveDraft" | "discardDraft"
>;

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
        uploads.upload({ ...given, bytes: await readGiven(bytes) }),
      );
      if (accepted === null) throw noFolder("No folder of the mailbox is mapped to this one.");
      if (accepted === "nameTaken") throw nameTaken();
      return presentAccepted(context, accepted);
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
        uploads.newDraft({ ...given, bytes: await readGiven(bytes) }),
      );
      if (accepted === null) throw noDrafts();
      if (accepted === "nameTaken") throw nameTaken();
      return presentAccepted(context, accepted);
    },

    async saveDraft({ principal, params, bytes, context }) {
      const { workspaceId, id: userId } = principal.user;
      const mailboxId = await connectedMailbox(deps, principal, params.mailboxId);
      const messageId = params.messageId as MessageId;
      const basedOn = revisionOf(context);
      if (basedOn === null) {
        throw new HttpError(428, "if_match_missing", "Say in If-Match which revision was edited.");
      }
      const requestName = requestNameOf(context);
      const given = { workspaceId, mailboxId, userId, messageId, basedOn, requestName };
      const outcome = await gate.pass(mailboxId, async () =>
        uploads.saveDraft({ ...given, bytes: await readGiven(bytes) }),
      );
      if (typeof outcome === "string") throw outcome === "nameTaken" ? nameTaken() : draftProblem(outcome);
      return presentAccepted(context, outcome);
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

export function presentAccepted(context: Context, accepted: Accepted): AnswerOf<"uploadMessage"> {
  context.header("etag", `"${accepted.revisionId}"`);
  return { id: accepted.messageId, revision: accepted.revisionId, change: accepted.actId };
}

function folderOf(folder: string | undefined): AppFolderId {
  if (folder === undefined) throw invalid("folder", "The id of an app folder.");
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

export function noDrafts(): HttpError {
  return noFolder("The mailbox has no Drafts. Map the folder under Edit folders.");
}

function noFolder(title: string): HttpError {
  return new HttpError(409, "no_folder", title);
}
