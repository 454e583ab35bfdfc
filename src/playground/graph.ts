// Microsoft Graph as far as a mailbox is concerned: whether the Inbox of whom a token is of is there, and sending by a draft
// of raw MIME and files that are added to it (learn.microsoft.com/graph/api: mailfolder-get, user-post-messages, message-send,
// message-get, message-post-attachments, attachment-createuploadsession; /graph/errors; /graph/outlook-send-mime-message). What it answers as ids are immutable ones, whatever is asked for.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdapterPayload } from "oidc-provider";
import type { Folder, StoredMessage } from "./folder.ts";
import {
  type Draft,
  type DraftFile,
  type GraphUploads,
  PIECE_BYTES_MAX,
  type UploadRefusal,
} from "./graph-uploads.ts";
import { sendJson } from "./identity/answer.ts";
import type { Mailboxes } from "./mailbox.ts";
import { readBody, readBytes } from "./read-form.ts";
import type { SwitchBoard, Switches } from "./switches.ts";

export const GRAPH_REFUSALS = [
  "401 InvalidAuthenticationToken",
  "403 ErrorAccessDenied",
  "404 MailboxNotEnabledForRESTAPI",
  "503 serviceNotAvailable",
] as const;

const ME = "/graph/v1.0/me";
const READ: readonly string[] = [
  "https://graph.microsoft.com/Mail.ReadWrite",
  "https://graph.microsoft.com/Mail.Read",
];
const WRITE: readonly string[] = ["https://graph.microsoft.com/Mail.ReadWrite"];
const SEND: readonly string[] = ["https://graph.microsoft.com/Mail.Send"];
/** Of a request. */
const BYTES_MAX = 4 * 1024 * 1024;

/** Where large files go: no token is asked for, the address is one. */
const UPLOADS = "/graph/uploads/";

export interface GraphKnown {
  readonly token: (id: string) => AdapterPayload | undefined;
  readonly switches: SwitchBoard;
  readonly mailboxes: Mailboxes;
  readonly uploads: GraphUploads;
}

interface Asked {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly address: string;
  readonly mailboxes: Mailboxes;
  readonly uploads: GraphUploads;
  readonly cutsAtEnd: boolean;
}

/** True when the request was for Graph. */
export async function answerGraph(
  request: IncomingMessage,
  response: ServerResponse,
  { token: tokenOf, switches: board, mailboxes, uploads }: GraphKnown,
): Promise<boolean> {
  const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
  if (!pathname.startsWith("/graph/")) return false;
  if (pathname.startsWith(UPLOADS)) {
    const session = pathname.slice(UPLOADS.length);
    await putPiece(
      { request, response },
      { uploads, session, switches: board.of(uploads.ownerOf(session) ?? "") },
    );
    return true;
  }
  const token = tokenOf(/^Bearer (.+)$/.exec(request.headers.authorization ?? "")?.[1] ?? "");
  const switches = board.of(token?.accountId ?? "");
  if (switches.unreachable) {
    request.socket.destroy();
    return true;
  }
  const route = routeOf(request.method ?? "", pathname);
  if (route === null) return refuse(response, 404, "ResourceNotFound");
  const granted = String(token?.scope).split(" ");
  if (token === undefined || !route.scopes.some((scope) => granted.includes(scope))) {
    return refuse(response, 401, "InvalidAuthenticationToken");
  }
  if (switches.throttledMs > 0) return refuse(response, 429, "ApplicationThrottled");
  if (switches.noMailbox) return refuse(response, 404, "MailboxNotEnabledForRESTAPI");
  const [status = "", code = ""] = switches.graphError.split(" ");
  if (status !== "") return refuse(response, Number(status), code);
  const address = String(token.accountId);
  await route.answer({ request, response, address, mailboxes, uploads, cutsAtEnd: switches.smtpCutAtEnd });
  return true;
}

interface Route {
  readonly scopes: readonly string[];
  readonly answer: (asked: Asked) => unknown;
}

function routeOf(method: string, pathname: string): Route | null {
  if (pathname === `${ME}/mailFolders/inbox`) {
    return { scopes: READ, answer: ({ response }) => sendJson(response, 200, { id: "inbox" }) };
  }
  if (method === "POST" && pathname === `${ME}/messages`) return { scopes: WRITE, answer: createDraft };
  const [, id = "", act] =
    /^\/graph\/v1\.0\/me\/messages\/([^/]+)(\/send|\/attachments|\/attachments\/createUploadSession)?$/.exec(
      pathname,
    ) ?? [];
  if (id === "") return null;
  if (method === "POST" && act === "/attachments") {
    return { scopes: WRITE, answer: (asked) => addFile(asked, id) };
  }
  if (method === "POST" && act === "/attachments/createUploadSession") {
    return { scopes: WRITE, answer: (asked) => beginUpload(asked, id) };
  }
  if (method === "POST" && act === "/send") return { scopes: SEND, answer: (asked) => sendDraft(asked, id) };
  if (method === "DELETE" && act === undefined)
    return { scopes: WRITE, answer: (asked) => remove(asked, id) };
  return method === "GET" && act === undefined ? { scopes: READ, answer: (asked) => read(asked, id) } : null;
}

async function createDraft({ request, response, address, mailboxes }: Asked): Promise<void> {
  const body = await readBody(request, BYTES_MAX).catch(() => null);
  if (body === null) {
    refuse(response, 413, "RequestEntityTooLarge");
    return;
  }
  const drafts = folderOf(mailboxes, address, "\\Drafts");
  const raw = Buffer.from(body, "base64");
  if (drafts === undefined || !/^from:/im.test(raw.toString("latin1"))) {
    refuse(response, 400, "ErrorMimeContentInvalid");
    return;
  }
  const uid = mailboxes.add(address, drafts.path, raw, ["\\Draft", "\\Seen"]);
  const id = drafts.messages.find((message) => message.uid === uid)?.emailId;
  sendJson(response, 201, { id, isDraft: true });
}

async function addFile({ request, response, address, mailboxes, uploads }: Asked, id: string): Promise<void> {
  const body = await readJson(request, response);
  if (body === null) return;
  const draft = draftOf(mailboxes, address, id);
  const refused =
    draft === undefined
      ? "ErrorItemNotFound"
      : uploads.attach(draft, fileOf(body), Buffer.from(String(body.contentBytes), "base64"));
  if (refused !== null) refuse(response, UPLOAD_STATUS[refused], refused);
  else sendJson(response, 201, { name: body.name });
}

async function beginUpload(
  { request, response, address, mailboxes, uploads }: Asked,
  id: string,
): Promise<void> {
  const body = await readJson(request, response);
  if (body === null) return;
  const item = body.AttachmentItem as Record<string, unknown>;
  const find = (): Draft | undefined => draftOf(mailboxes, address, id);
  const begun =
    find() === undefined
      ? "ErrorItemNotFound"
      : uploads.begin(address, fileOf(item), { size: Number(item.size), find });
  if (typeof begun === "string") {
    refuse(response, UPLOAD_STATUS[begun], begun);
    return;
  }
  const uploadUrl = `http://${request.headers.host}${UPLOADS}${begun.session}`;
  sendJson(response, 201, { uploadUrl, nextExpectedRanges: ["0-"] });
}

async function putPiece(
  { request, response }: Pick<Asked, "request" | "response">,
  {
    uploads,
    session,
    switches,
  }: { readonly uploads: GraphUploads; readonly session: string; readonly switches: Switches },
): Promise<void> {
  if (request.method !== "PUT" || request.headers.authorization !== undefined) {
    refuse(response, 401, "InvalidAuthenticationToken");
    return;
  }
  const piece = await readBytes(request, PIECE_BYTES_MAX).catch(() => null);
  if (piece === null || switches.unreachable || switches.graphCutsUploads) {
    request.socket.destroy();
    return;
  }
  const answer = uploads.put(session, request.headers["content-range"] ?? "", piece);
  if (typeof answer === "string") refuse(response, UPLOAD_STATUS[answer], answer);
  else if (answer.next === null) response.writeHead(201, { location: `${UPLOADS}${session}` }).end();
  else sendJson(response, 200, { nextExpectedRanges: [String(answer.next)] });
}

const UPLOAD_STATUS: Readonly<Record<UploadRefusal, number>> = {
  ErrorItemNotFound: 404,
  ErrorAttachmentSizeShouldNotBeLessThanMinimumSize: 400,
  ErrorMessageSizeExceeded: 413,
  InvalidContentRange: 416,
};

async function readJson(
  request: IncomingMessage,
  response: ServerResponse,
): Promise<Record<string, unknown> | null> {
  const body = await readBody(request, BYTES_MAX).catch(() => null);
  if (body === null) refuse(response, 413, "RequestEntityTooLarge");
  return body === null ? null : JSON.parse(body);
}

function fileOf(item: Record<string, unknown>): DraftFile {
  const { name, contentType = "application/octet-stream", contentId = null, isInline } = item;
  return {
    name: String(name),
    contentType: String(contentType),
    contentId: contentId === null ? null : String(contentId),
    isInline: isInline === true,
  };
}

function draftOf(mailboxes: Mailboxes, address: string, id: string): Draft | undefined {
  const found = find(mailboxes, address, id);
  return found?.folder.use === "\\Drafts" ? { address, ...found } : undefined;
}

function sendDraft({ response, address, mailboxes, cutsAtEnd }: Asked, id: string): void {
  const found = draftOf(mailboxes, address, id);
  if (found === undefined) {
    refuse(response, 404, "ErrorItemNotFound");
    return;
  }
  const raw = found.message.bytes().toString("latin1");
  const end = raw.indexOf("\r\n\r\n");
  const [head, body] = [`${raw.slice(0, end)}\r\n`, raw.slice(end)];
  if (!addressesIn(head, "from").includes(address)) {
    refuse(response, 403, "ErrorSendAsDenied");
    return;
  }
  const open = Buffer.from(
    head.replace(/^bcc:.*\r\n(?:[ \t].*\r\n)*/im, "").replace(/\r\n$/, "") + body,
    "latin1",
  );
  for (const to of ["to", "cc", "bcc"].flatMap((field) => addressesIn(head, field))) {
    if (mailboxes.account(to) !== undefined) mailboxes.add(to, "INBOX", open);
  }
  const sent = folderOf(mailboxes, address, "\\Sent");
  if (sent !== undefined) {
    mailboxes.setFlags(address, found.folder.path, found.message.uid, ["\\Seen"]);
    mailboxes.move(address, found.folder.path, [found.message.uid], sent.path);
  }
  if (cutsAtEnd) response.destroy();
  else response.writeHead(202).end();
}

function read({ response, address, mailboxes }: Asked, id: string): void {
  const found = find(mailboxes, address, id);
  if (found === undefined) refuse(response, 404, "ErrorItemNotFound");
  else sendJson(response, 200, { id, isDraft: found.message.flags.has("\\Draft") });
}

function remove({ response, address, mailboxes }: Asked, id: string): void {
  const found = find(mailboxes, address, id);
  if (found === undefined) {
    refuse(response, 404, "ErrorItemNotFound");
    return;
  }
  mailboxes.expunge(address, found.folder.path, [found.message.uid]);
  response.writeHead(204).end();
}

function find(
  mailboxes: Mailboxes,
  address: string,
  id: string,
): { readonly folder: Folder; readonly message: StoredMessage } | undefined {
  for (const folder of mailboxes.account(address)?.folders.values() ?? []) {
    const message = folder.messages.find(({ emailId }) => emailId === id);
    if (message !== undefined) return { folder, message };
  }
  return undefined;
}

function folderOf(mailboxes: Mailboxes, address: string, use: string): Folder | undefined {
  return [...(mailboxes.account(address)?.folders.values() ?? [])].find((folder) => folder.use === use);
}

function addressesIn(head: string, field: string): readonly string[] {
  const value = new RegExp(`^${field}:(.*\\r\\n(?:[ \\t].*\\r\\n)*)`, "im").exec(head)?.[1] ?? "";
  return [...value.matchAll(/[^\s<>,;"]+@[^\s<>,;"]+/g)].map(([address]) => address.toLowerCase());
}

function refuse(response: ServerResponse, status: number, code: string): true {
  sendJson(response, status, { error: { code, message: "As the playground was told." } });
  return true;
}
