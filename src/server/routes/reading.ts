import type { Env, Hono } from "hono";
import type { AnswerOf } from "../../api/operations.ts";
import type { AppFolderId, MailboxId } from "../../base/ids.ts";
import { openMessage, readAttachment } from "../../core/open-message.ts";
import { attachmentHeaders } from "../attachment-headers.ts";
import { readInvitations } from "../calendar.ts";
import { readableMailbox } from "../connected-mailbox.ts";
import { readDatedCursor, writeDatedCursor } from "../dated-cursor.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { numberIn } from "../number-in.ts";
import { presentConversationRow, presentFolder, presentJudgements, presentRow, time } from "../present.ts";
import type { Handlers, Request } from "../register.ts";
import type { Sessions } from "../sessions.ts";
import { loadMessage } from "../stored-message.ts";
import { zipAttachments } from "../zip-attachments.ts";
import { imagesAlways } from "./images.ts";

type ReadingHandlers = Pick<Handlers, "listFolders" | "listMessages" | "readConversation" | "readMessage">;
type Asked = Request<"listMessages">;

const PAGE_MAX = 200;

export function readingRoutes(deps: ServerDeps): ReadingHandlers {
  const { reading, attention } = deps;
  return {
    async listFolders({ principal, params }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      attention.look(principal.user.workspaceId, mailboxId, null);
      return (await reading.listFolders(principal.user.workspaceId, mailboxId)).map(presentFolder);
    },

    async listMessages({ principal, params, query }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      if (query.group !== undefined) return listConversations(deps, { principal, query }, mailboxId);
      const offset = numberIn(query.cursor ?? query.offset, {
        otherwise: 0,
        max: Number.MAX_SAFE_INTEGER,
        field: "offset",
      });
      const limit = numberIn(query.limit, { otherwise: 50, max: PAGE_MAX, field: "limit" });
      const folder = (query.folder as AppFolderId | undefined) ?? null;
      attention.look(principal.user.workspaceId, mailboxId, folder);
      const { messages, total } = await reading.listMessages(principal.user.workspaceId, mailboxId, {
        folder,
        offset,
        limit,
      });
      const end = offset + messages.length;
      return {
        messages: messages.map(presentRow),
        total,
        next: messages.length === 0 || end >= total ? null : String(end),
      };
    },

    async readConversation({ principal, params, query }) {
      const { workspaceId } = principal.user;
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      const folder = (query.folder as AppFolderId | undefined) ?? null;
      const { conversationId } = params;
      const found = await deps.conversations.readConversation(workspaceId, mailboxId, conversationId, folder);
      if (found === null) throw notFound();
      return { id: found.id, messages: found.messages.map(presentRow) };
    },

    async readMessage({ principal, params, context }) {
      const { message, bytes } = await loadMessage(deps, principal, params);
      const opened = openMessage(bytes);
      context.header("etag", `"${message.revisionId}"`);
      return {
        ...presentRow(message),
        cc: [...message.cc],
        bcc: [...message.bcc],
        replyTo: [...message.replyTo],
        sentAt: message.date === null ? null : time(message.date),
        messageId: message.messageId,
        revision: message.revisionId,
        text: opened.text,
        html: opened.html,
        attachmentList: [...opened.attachments],
        invitations: readInvitations(opened.calendars),
        ...presentJudgements(message, opened),
        imagesAlways: await imagesAlways(deps, principal, message, opened),
        folders: [...message.appFolderIds],
      };
    },
  };
}

async function listConversations(
  { conversations, attention }: ServerDeps,
  { principal, query }: Pick<Asked, "principal" | "query">,
  mailboxId: MailboxId,
): Promise<AnswerOf<"listMessages">> {
  if (query.group !== "conversation" || query.folder === undefined) {
    throw new HttpError(422, "invalid", "Only a folder can be listed by conversations.");
  }
  const { workspaceId } = principal.user;
  const folder = query.folder as AppFolderId;
  const limit = numberIn(query.limit, { otherwise: 50, max: PAGE_MAX, field: "limit" });
  const after = query.cursor === undefined ? null : readDatedCursor(query.cursor);
  const offset = numberIn(query.offset, { otherwise: 0, max: Number.MAX_SAFE_INTEGER, field: "offset" });
  attention.look(workspaceId, mailboxId, folder);
  const from = after === null ? { offset } : { after };
  const page = await conversations.listConversations(workspaceId, mailboxId, { folder, from, limit });
  const last = page.conversations.at(-1);
  return {
    messages: page.conversations.map(presentConversationRow),
    total: page.total,
    next: last === undefined || page.conversations.length < limit ? null : writeDatedCursor(last),
  };
}

/** The answers that are bytes, not JSON. */
export function registerByteRoutes(app: Hono<Env>, deps: ServerDeps, sessions: Sessions): void {
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/source", async (context) => {
    const { message, bytes } = await loadMessage(deps, await sessions.user(context), context.req.param());
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      ...attachmentHeaders(`${message.subject.slice(0, 80) || "message"}.eml`, "message/rfc822"),
    });
  });
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/attachments.zip", async (context) => {
    const { message, bytes } = await loadMessage(deps, await sessions.user(context), context.req.param());
    return context.body(zipAttachments(bytes), 200, {
      ...attachmentHeaders(`${message.subject.slice(0, 80) || "attachments"}.zip`, "application/zip"),
    });
  });
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/attachments/:part", async (context) => {
    const params = context.req.param();
    const { bytes } = await loadMessage(deps, await sessions.user(context), params);
    const attachment = readAttachment(bytes, params.part);
    if (attachment === null) throw notFound();
    return context.body(attachment.content as Uint8Array<ArrayBuffer>, 200, {
      ...attachmentHeaders(attachment.info.fileName, attachment.info.contentType),
    });
  });
}
