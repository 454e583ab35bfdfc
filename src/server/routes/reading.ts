import type { Env, Hono } from "hono";
import type { AppFolderId, MailboxId, MessageId } from "../../base/ids.ts";
import type { UserPrincipal } from "../../engine/ports/accounts.ts";
import type { StoredMessage } from "../../engine/ports/reading.ts";
import { attachmentHeaders } from "../attachment-headers.ts";
import { readableMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { HttpError, notFound } from "../http-error.ts";
import { parseOpened } from "../open-message.ts";
import { presentFolder, presentRow, time } from "../present.ts";
import type { Handlers } from "../register.ts";
import type { Sessions } from "../sessions.ts";

type ReadingHandlers = Pick<Handlers, "listFolders" | "listMessages" | "readMessage">;

const PAGE_MAX = 200;
const WORDS_MAX = 10;

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
      const offset = number(query.cursor ?? query.offset, 0, Number.MAX_SAFE_INTEGER, "offset");
      const limit = number(query.limit, 50, PAGE_MAX, "limit");
      const words = (query.q ?? "").split(/\s+/).filter((word) => word !== "");
      const folder = (query.folder as AppFolderId | undefined) ?? null;
      attention.look(principal.user.workspaceId, mailboxId, folder);
      const { messages, total } = await reading.listMessages(principal.user.workspaceId, mailboxId, {
        folder,
        words: words.slice(0, WORDS_MAX),
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

    async readMessage({ principal, params, context }) {
      const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
      const message = await find(deps, principal, mailboxId, params.messageId);
      const bytes = await deps.packs.read(
        { workspaceId: principal.user.workspaceId, mailboxId },
        message.place,
      );
      const opened = await parseOpened(bytes);
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
        attachmentList: opened.attachments.map(({ content: _, ...attachment }) => attachment),
        folders: [...message.appFolderIds],
        understood: message.understood && opened.understood,
      };
    },
  };
}

/** The two answers that are bytes, not JSON. */
export function registerByteRoutes(app: Hono<Env>, deps: ServerDeps, sessions: Sessions): void {
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/source", async (context) => {
    const { message, bytes } = await load(deps, await sessions.user(context), context.req.param());
    return context.body(bytes as Uint8Array<ArrayBuffer>, 200, {
      ...attachmentHeaders(`${message.subject.slice(0, 80) || "message"}.eml`, "message/rfc822"),
    });
  });
  app.get("/v1/mailboxes/:mailboxId/messages/:messageId/attachments/:part", async (context) => {
    const params = context.req.param();
    const { bytes } = await load(deps, await sessions.user(context), params);
    const attachment = (await parseOpened(bytes)).attachments.find(({ part }) => part === params.part);
    if (attachment === undefined) throw notFound();
    return context.body(attachment.content as Uint8Array<ArrayBuffer>, 200, {
      ...attachmentHeaders(attachment.fileName, attachment.contentType),
    });
  });
}

async function load(
  deps: ServerDeps,
  principal: UserPrincipal,
  params: { readonly mailboxId: string; readonly messageId: string },
) {
  const mailboxId = await readableMailbox(deps, principal, params.mailboxId);
  const message = await find(deps, principal, mailboxId, params.messageId);
  const owner = { workspaceId: principal.user.workspaceId, mailboxId };
  return { message, bytes: await deps.packs.read(owner, message.place) };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/;

async function find(
  deps: ServerDeps,
  principal: UserPrincipal,
  mailboxId: MailboxId,
  messageId: string,
): Promise<StoredMessage> {
  if (!UUID.test(messageId)) throw notFound();
  const message = await deps.reading.readMessage(
    principal.user.workspaceId,
    mailboxId,
    messageId as MessageId,
  );
  if (message === null) throw notFound();
  return message;
}

function number(text: string | undefined, otherwise: number, max: number, field: string): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new HttpError(422, "invalid", "This is not a number in range.", [
      { field, message: `A whole number from 0 to ${max}.` },
    ]);
  }
  return value;
}
