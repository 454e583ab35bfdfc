// Writing: what somebody composes becomes a draft, a draft or an answer becomes a composition, and what goes with it
// (files, own addresses, people to write to).
import type { AnswerOf } from "../../api/operations.ts";
import { type AttachmentId, type MailboxId, type MessageId, newId, type RevisionId } from "../../base/ids.ts";
import { isAddress, personProblem } from "../../core/composing/check-composition.ts";
import type { AnswerKind, Composition } from "../../core/composing/composition.ts";
import { oneLine } from "../../core/plain-text.ts";
import { scanMessage } from "../../core/scan-message.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { Identity, Writer } from "../../engine/ports/composing.ts";
import type { StoredMessage } from "../../engine/ports/reading.ts";
import { safeName } from "../attachment-headers.ts";
import { newMessageId } from "../composing/build-message.ts";
import { type ReadComposition, readAnswer, readDraft, type Source } from "../composing/read-composition.ts";
import { sanitiseWritten } from "../composing/sanitise-mail.ts";
import { type Thread, withOwn, writeComposition } from "../composing/write-composition.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { draftProblem, invalid, nameTaken, requestNameOf, revisionOf } from "../given-messages.ts";
import { HttpError, notFound } from "../http-error.ts";
import { languageOf } from "../language.ts";
import { FILE_BYTES_MAX, fileTooLarge } from "../raw-messages.ts";
import type { Handlers } from "../register.ts";
import { UploadGate } from "../upload-gate.ts";
import { noDrafts, presentAccepted } from "./uploads.ts";

type ComposingHandlers = Pick<
  Handlers,
  | "createComposition"
  | "readComposition"
  | "saveComposition"
  | "prepareAnswer"
  | "attachFile"
  | "listIdentities"
  | "saveIdentities"
  | "findPeople"
>;

/** A file that no message takes. */
const UNUSED_FILE_MS = 86_400_000;
/** Of one user: a few messages under way, with all that they may have. */
const [FILES_MAX, FILES_BYTES_MAX] = [300, 10 * FILE_BYTES_MAX];
const PEOPLE_MAX = 8;
const KINDS: readonly AnswerKind[] = ["reply", "replyAll", "forward"];

export function composingRoutes(deps: ServerDeps): ComposingHandlers {
  const { composing, uploads, clock, random } = deps;
  const gate = new UploadGate();

  return {
    async createComposition({ principal, params, body, context }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      const composition = body as Composition;
      const identities = await identitiesOf(deps, writer);
      const bytes = {
        asked: JSON.stringify(composition),
        write: () => writeComposition(deps, { writer, composition, identities, thread: null }),
      };
      const requestName = requestNameOf(context);
      const accepted = await gate.pass(writer.mailboxId, () =>
        uploads.newDraft({ ...writer, bytes, requestName }),
      );
      if (accepted === null) throw noDrafts();
      if (accepted === "nameTaken") throw nameTaken();
      return presentAccepted(context, accepted);
    },

    async readComposition({ principal, params, context }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      const { source } = await sourceOf(deps, writer, params.messageId);
      context.header("etag", `"${source.revision}"`);
      return present(readDraft(source, await identitiesOf(deps, writer)), source.revision);
    },

    async saveComposition({ principal, params, body, context }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      const composition = body as Composition;
      const basedOn = revisionOf(context);
      if (basedOn === null) {
        throw new HttpError(428, "if_match_missing", "Say in If-Match which revision was edited.");
      }
      const messageId = params.messageId as MessageId;
      const identities = await identitiesOf(deps, writer);
      const bytes = {
        asked: JSON.stringify(composition),
        async write() {
          const { source } = await sourceOf(deps, writer, messageId);
          // Before all its files are read for nothing.
          if (source.revision !== basedOn) throw draftProblem("otherRevision");
          const thread = threadOf(source, identities[0]);
          return writeComposition(deps, { writer, composition, identities, thread });
        },
      };
      const requestName = requestNameOf(context);
      const outcome = await gate.pass(writer.mailboxId, () =>
        uploads.saveDraft({ ...writer, messageId, basedOn, bytes, requestName }),
      );
      if (typeof outcome === "string") throw outcome === "nameTaken" ? nameTaken() : draftProblem(outcome);
      return presentAccepted(context, outcome);
    },

    async prepareAnswer({ principal, params, query, context }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      const kind = KINDS.find((each) => each === query.kind);
      if (kind === undefined) throw invalid("kind", `One of ${KINDS.join(", ")}.`);
      const { source, message } = await sourceOf(deps, writer, params.messageId);
      const identities = await identitiesOf(deps, writer);
      const reader = { language: languageOf(context), timeZone: query.timeZone ?? "UTC" };
      const { internalDate } = message;
      return present(readAnswer(kind, source, { identities, reader, internalDate }), null);
    },

    async attachFile({ principal, params, query, bytes }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      return gate.pass(writer.mailboxId, async () => {
        const content = await bytes();
        if (content.length > FILE_BYTES_MAX) fileTooLarge();
        const [place] = await deps.packs.append(writer, [content]);
        if (place === undefined) throw new Error("a file without a place");
        const file = {
          id: newId<AttachmentId>(clock, random),
          fileName: safeName(query.name ?? ""),
          contentType: oneLine(query.type ?? "").slice(0, 200) || "application/octet-stream",
          place,
        };
        const now = clock.now();
        const limits = { filesMax: FILES_MAX, bytesMax: FILES_BYTES_MAX };
        const kept = await composing.keepFile(writer, file, {
          ...{ now, expiresAt: now + UNUSED_FILE_MS, ...limits },
        });
        if (!kept)
          throw new HttpError(429, "too_many", "Too many files wait to be sent. Try again tomorrow.");
        const { id, fileName, contentType } = file;
        return { id, fileName, contentType, size: content.length };
      });
    },

    async listIdentities({ principal, params }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      return [...(await identitiesOf(deps, writer))];
    },

    async saveIdentities({ principal, params, body }) {
      const writer = await writerOf(deps, principal, params.mailboxId);
      await composing.saveIdentities(writer, checkedIdentities(body.identities));
      return [...(await identitiesOf(deps, writer))];
    },

    async findPeople({ principal, params, body }) {
      const { user } = principal;
      const writer = await writerOf(deps, principal, params.mailboxId);
      const own = (await identitiesOf(deps, writer)).map(({ address }) => address.toLowerCase());
      const { text } = body;
      const found = await composing.findPeople(writer, {
        ...{ text, own: [...own, user.email.toLowerCase()], now: clock.now(), limit: PEOPLE_MAX },
      });
      return [...found];
    },
  };
}

/** Only who is connected writes: kept mail of a stopped mailbox is for reading. */
async function writerOf(deps: ServerDeps, principal: UserPrincipal, mailboxId: string): Promise<Writer> {
  const { workspaceId, id: userId } = principal.user;
  return { workspaceId, mailboxId: await connectedMailbox(deps, principal, mailboxId), userId };
}

async function identitiesOf(
  { composing, connections }: ServerDeps,
  writer: Writer,
): Promise<readonly [Identity, ...Identity[]]> {
  const mailbox = await connections.readMailbox(writer.workspaceId, writer.mailboxId as MailboxId);
  if (mailbox === null) throw notFound();
  return withOwn(await composing.identities(writer), mailbox);
}

async function sourceOf(
  { reading, packs }: ServerDeps,
  writer: Writer,
  messageId: string,
): Promise<{ readonly source: Source; readonly message: StoredMessage }> {
  const message = await reading.readMessage(writer.workspaceId, writer.mailboxId, messageId as MessageId);
  if (message === null) throw notFound();
  const bytes = await packs.read(writer, message.place);
  return { source: { messageId: message.id, revision: message.revisionId, bytes }, message };
}

/** A draft stays in its conversation, and is called as it was, whoever saves it. */
function threadOf({ bytes, revision }: Source, { address }: Identity): Thread {
  const { messageId, inReplyTo, references } = scanMessage(bytes);
  return { messageId: messageId === "" ? newMessageId(address, revision) : messageId, inReplyTo, references };
}

function present(
  { attachments, body, to, cc, bcc, ...rest }: ReadComposition,
  revision: RevisionId | null,
): AnswerOf<"readComposition"> {
  return {
    ...rest,
    ...{
      body: { ...body },
      to: [...to],
      cc: [...cc],
      bcc: [...bcc],
      attachments: [...attachments],
      revision,
    },
  };
}

function checkedIdentities(given: readonly Identity[]): readonly Identity[] {
  const seen = new Set<string>();
  return given.map(({ address, name, signature }, index) => {
    const at = `identities.${index}`;
    if (!isAddress(address)) throw invalid(`${at}.address`, "A mail address, as name@example.org.");
    if (seen.has(address.toLowerCase())) throw invalid(`${at}.address`, "This address is there twice.");
    seen.add(address.toLowerCase());
    if (personProblem({ name, address }) !== null) throw invalid(`${at}.name`, "One line, not too long.");
    return { address, name: name.trim(), signature: sanitiseWritten(signature) };
  });
}
