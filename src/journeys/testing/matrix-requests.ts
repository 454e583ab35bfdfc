// A request for every route, with a body that would really act, made from the names of objects: the same request names
// what is one's own, somebody else's, or nothing.
import {
  type BodyOf,
  type Operation,
  type OperationName,
  operations,
  type ParamsOf,
  type QueryOf,
} from "../../api/operations.ts";
import { paths } from "../../api/paths.ts";
import { createApp } from "../../server/app.ts";
import type { ServerDeps } from "../../server/deps.ts";
import type { ApiClient } from "./api-client.ts";
import { letterBytes } from "./letter.ts";
import type { Objects } from "./matrix-world.ts";
import { ADA, MAIL_PASSWORD, PASSWORD } from "./running-twinbox.ts";

interface Asked<N extends OperationName> {
  readonly params?: ParamsOf<N>;
  readonly body?: BodyOf<N>;
  readonly query?: QueryOf<N>;
  readonly ifMatch?: string;
  /** Of an operation that takes them; a message otherwise. */
  readonly bytes?: Uint8Array;
}

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: NonNullable<RequestInit["body"]>;
}

const typed = ({ handProviderId, imapPort }: Objects): BodyOf<"connectByHand"> => ({
  providerId: handProviderId,
  address: "chloe@contoso.example",
  displayName: "",
  incoming: { host: "127.0.0.1", port: imapPort, security: "none" },
  outgoing: null,
  userName: "chloe@contoso.example",
  password: MAIL_PASSWORD,
});
const message = Buffer.concat([
  Buffer.from("To: bram@contoso.example\r\n"),
  letterBytes({ subject: "From the matrix", text: "" }),
]);
const composition: BodyOf<"createComposition"> = {
  ...{ from: null, to: [], cc: [], bcc: [], subject: "From the matrix", attachments: [], answers: null },
  body: { kind: "text", text: "" },
};
const newName = (): string => `New ${crypto.randomUUID()}`;
const newRecord = () => ({
  ...{ type: "candidate", externalId: crypto.randomUUID(), name: "Eva", addresses: ["no@body.example"] },
});
const savedProvider = {
  kind: "imap",
  name: "Saved",
  enabled: true,
  clientId: null,
  tenant: null,
} as const;

/** Of a route that takes a body, the body; of one that names things, the things. */
const ASKED: { readonly [N in OperationName]: (o: Objects) => Asked<N> } = {
  signIn: () => ({ body: { email: ADA, password: PASSWORD } }),
  welcome: ({ invitation }) => ({ body: { token: invitation, password: PASSWORD } }),
  readSession: () => ({}),
  signOut: () => ({}),
  readEmailSettings: () => ({}),
  askActivation: () => ({}),
  askConsent: ({ providerId }) => ({ body: { providerId } }),
  startAttempt: ({ providerId }) => ({ body: { providerId } }),
  lookUpSettings: () => ({ body: { address: "ada@gmail.com" } }),
  testConnection: (o) => ({ body: typed(o) }),
  connectByHand: (o) => ({ body: typed(o) }),
  readAttempt: ({ attemptId }) => ({ params: { attemptId } }),
  cancelAttempt: ({ attemptId }) => ({ params: { attemptId } }),
  signInAgain: ({ mailboxId }) => ({ params: { mailboxId }, body: { password: MAIL_PASSWORD } }),
  explainError: ({ attemptId }) => ({ body: { text: "AADSTS65001", attemptId } }),
  stopMailbox: ({ mailboxId }) => ({ params: { mailboxId }, body: { mail: "delete", outbox: "drop" } }),
  setReceiveOnly: ({ mailboxId }) => ({ params: { mailboxId }, body: { on: false, outbox: "drop" } }),
  retryMailbox: ({ mailboxId }) => ({ params: { mailboxId } }),
  dismissDepartures: ({ mailboxId }) => ({ params: { mailboxId } }),
  keepDepartures: ({ mailboxId, remoteFolderId }) => ({
    params: { mailboxId },
    body: { remoteFolderId, until: new Date().toISOString() },
  }),
  removeDepartures: ({ mailboxId, remoteFolderId }) => ({
    params: { mailboxId },
    body: { remoteFolderId, until: new Date().toISOString() },
  }),
  answerOffer: ({ mailboxId, remoteFolderId }) => ({
    params: { mailboxId, remoteFolderId },
    body: { answer: "import" },
  }),
  readFolderPicker: ({ mailboxId }) => ({ params: { mailboxId } }),
  createRemoteFolder: ({ mailboxId }) => ({ params: { mailboxId }, body: { path: newName() } }),
  estimateImport: ({ mailboxId, remoteFolderId }) => ({
    params: { mailboxId },
    query: { folders: remoteFolderId },
  }),
  saveMappings: ({ mailboxId, remoteFolderId }) => ({
    params: { mailboxId },
    body: {
      mappings: [{ role: "inbox", name: "Inbox", remoteFolderId, subtree: false }],
      importWindow: "all",
    },
  }),
  listFolders: ({ mailboxId }) => ({ params: { mailboxId } }),
  createFolder: ({ mailboxId, folderId }) => ({
    params: { mailboxId },
    body: { name: newName(), parentId: folderId },
  }),
  changeFolder: ({ mailboxId, folderId }) => ({ params: { mailboxId, folderId }, body: { name: newName() } }),
  removeFolder: ({ mailboxId, folderId }) => ({ params: { mailboxId, folderId } }),
  listMessages: ({ mailboxId, inboxId }) => ({ params: { mailboxId }, query: { folder: inboxId } }),
  readConversation: ({ mailboxId, messageId }) => ({ params: { mailboxId, conversationId: messageId } }),
  readMessage: ({ mailboxId, messageId }) => ({ params: { mailboxId, messageId } }),
  searchMessages: ({ mailboxId }) => ({ params: { mailboxId }, query: { q: "offer" } }),
  setSenderImages: ({ mailboxId, messageId }) => ({
    params: { mailboxId, messageId },
    body: { always: true },
  }),
  whereIsMail: ({ mailboxId }) => ({ params: { mailboxId }, body: { subject: "offer", askProvider: false } }),
  uploadMessage: ({ mailboxId, inboxId }) => ({ params: { mailboxId }, query: { folder: inboxId } }),
  retryUpload: ({ mailboxId, messageId }) => ({ params: { mailboxId, messageId } }),
  createDraft: ({ mailboxId }) => ({ params: { mailboxId } }),
  saveDraft: ({ mailboxId, draftId, draftRevision }) => ({
    params: { mailboxId, messageId: draftId },
    ifMatch: draftRevision,
  }),
  discardDraft: ({ mailboxId, draftId }) => ({ params: { mailboxId, messageId: draftId } }),
  sendDraft: ({ mailboxId, draftId, draftRevision }) => ({
    params: { mailboxId, messageId: draftId },
    ifMatch: draftRevision,
  }),
  sendMessage: ({ mailboxId }) => ({ params: { mailboxId } }),
  listSends: ({ mailboxId }) => ({ params: { mailboxId } }),
  undoSend: ({ mailboxId, sendId }) => ({ params: { mailboxId, sendId } }),
  answerDoubt: ({ mailboxId, sendId }) => ({ params: { mailboxId, sendId }, body: { answer: "draft" } }),
  dismissSends: ({ mailboxId }) => ({ params: { mailboxId } }),
  createComposition: ({ mailboxId }) => ({ params: { mailboxId }, body: composition }),
  readComposition: ({ mailboxId, messageId }) => ({ params: { mailboxId, messageId } }),
  saveComposition: ({ mailboxId, draftId, draftRevision }) => ({
    params: { mailboxId, messageId: draftId },
    body: composition,
    ifMatch: draftRevision,
  }),
  prepareAnswer: ({ mailboxId, messageId }) => ({
    params: { mailboxId, messageId },
    query: { kind: "replyAll" },
  }),
  attachFile: ({ mailboxId }) => ({ params: { mailboxId }, query: { name: "cv.pdf" } }),
  listIdentities: ({ mailboxId }) => ({ params: { mailboxId } }),
  saveIdentities: ({ mailboxId }) => ({ params: { mailboxId }, body: { identities: [] } }),
  findPeople: ({ mailboxId }) => ({ params: { mailboxId }, body: { text: "e" } }),
  changeMessages: ({ mailboxId, messageId, inboxId }) => ({
    params: { mailboxId },
    body: { act: { kind: "move", from: null, to: inboxId }, messages: [messageId] },
  }),
  undoChange: ({ mailboxId, changeId }) => ({ params: { mailboxId, changeId } }),
  listChanges: ({ mailboxId }) => ({ params: { mailboxId } }),
  dismissRefusals: ({ mailboxId }) => ({ params: { mailboxId } }),
  listProviders: () => ({}),
  createProvider: () => ({ body: savedProvider }),
  saveProvider: ({ handProviderId }) => ({ params: { providerId: handProviderId }, body: savedProvider }),
  makeCertificate: ({ providerId }) => ({ params: { providerId } }),
  checkProvider: ({ providerId }) => ({ params: { providerId } }),
  removeProvider: ({ handProviderId }) => ({ params: { providerId: handProviderId } }),
  readAppAccess: ({ providerId }) => ({ params: { providerId } }),
  checkAppAccess: ({ providerId }) => ({ params: { providerId } }),
  previewAppMailboxes: ({ providerId }) => ({
    params: { providerId },
    body: { list: "somebody@contoso.example", createUsers: true },
  }),
  // There is no such mailbox: nothing comes of it.
  connectAppMailboxes: ({ providerId }) => ({
    params: { providerId },
    body: {
      mailboxes: [{ email: `${crypto.randomUUID()}@contoso.example`, address: "nobody@contoso.example" }],
      ...{ importWindow: "1m", createUsers: true },
    },
  }),
  retryAppMailboxes: ({ providerId }) => ({ params: { providerId }, body: { userId: null } }),
  dropAppMailboxes: ({ providerId }) => ({ params: { providerId }, body: { which: "waiting" } }),
  readMailPolicy: () => ({}),
  saveMailPolicy: () => ({ body: { receiveOnly: false, outbox: "drop" } }),
  listUsers: () => ({}),
  createUser: () => ({
    body: { email: `${crypto.randomUUID()}@contoso.example`, name: "New", role: "admin" },
  }),
  readRetention: () => ({}),
  saveRetention: () => ({ body: { departed: 30, revisions: 30, events: 90, changes: null } }),
  stopForUser: ({ userId }) => ({ params: { userId }, body: { outbox: "drop" } }),
  handOver: ({ userId, mailboxId, otherUserId }) => ({
    params: { userId, mailboxId },
    body: { to: otherUserId },
  }),
  eraseKept: ({ userId, mailboxId }) => ({ params: { userId, mailboxId } }),
  eraseConnected: ({ mailboxId }) => ({ params: { mailboxId } }),
  findPersonMail: () => ({ body: { address: "no@body.example" } }),
  erasePerson: () => ({ body: { address: "no@body.example" } }),
  setHold: ({ mailboxId }) => ({ params: { mailboxId }, body: { on: false } }),
  pushRecords: () => ({ body: { records: [newRecord()] } }),
  importRecords: () => ({
    bytes: Buffer.from(`type,id,name,addresses\ncandidate,${crypto.randomUUID()},Eva,no@body.example\n`),
  }),
  findRecords: () => ({ query: { q: "eva" } }),
  readRecord: ({ recordId }) => ({ params: { recordId } }),
  listRecordMessages: ({ recordId }) => ({ params: { recordId } }),
  readRecordMessage: ({ recordId, messageId }) => ({ params: { recordId, messageId } }),
  mergeRecord: ({ recordId, otherRecordId }) => ({
    params: { recordId: otherRecordId },
    body: { into: recordId },
  }),
  removeRecord: ({ otherRecordId }) => ({ params: { recordId: otherRecordId } }),
  readMessageRecords: ({ mailboxId, messageId }) => ({ params: { mailboxId, messageId } }),
  linkMessages: ({ mailboxId, messageId, recordId }) => ({
    params: { mailboxId },
    body: { recordId, linked: true, messages: [messageId] },
  }),
  setPrivate: ({ mailboxId, messageId }) => ({ params: { mailboxId, messageId }, body: { private: true } }),
  setRecordVisibility: ({ mailboxId }) => ({ params: { mailboxId }, body: { colleaguesSee: "subject" } }),
  readRecordRules: () => ({}),
  saveRecordRules: () => ({ body: { ignored: ["board.example"], recordsOnly: false } }),
  listWorkspaces: () => ({}),
  listExpiringSecrets: () => ({}),
  listProblems: () => ({}),
  createWorkspace: () => ({
    body: { name: newName(), admin: { email: "new@adatum.example", name: "New" }, ownDomains: [] },
  }),
  setOwnDomains: ({ workspaceId }) => ({
    params: { workspaceId },
    body: { ownDomains: ["contoso.example", "contoso-labs.example"] },
  }),
  setActivation: ({ workspaceId }) => ({ params: { workspaceId }, body: { activation: "active" } }),
};

/** What is served beside the operations. */
const OTHER: Readonly<Record<string, (o: Objects) => Partial<Sent>>> = {
  "GET /healthz": () => ({}),
  "GET /readyz": () => ({}),
  "GET /v1/openapi.json": () => ({}),
  "ALL /v1/*": () => ({ path: "/v1/nothing" }),
  "GET /guides/microsoft.md": () => ({}),
  "GET /guides/google.md": () => ({}),
  "GET /*": () => ({ path: "/mail" }),
  "GET /v1/events": () => ({}),
  "GET /v1/mailboxes/:mailboxId/messages/:messageId/source": ({ mailboxId, messageId }) => ({
    path: `/v1/mailboxes/${mailboxId}/messages/${messageId}/source`,
  }),
  "GET /v1/mailboxes/:mailboxId/messages/:messageId/attachments/:part": ({ mailboxId, messageId, part }) => ({
    path: `/v1/mailboxes/${mailboxId}/messages/${messageId}/attachments/${part}`,
  }),
  "GET /v1/mailboxes/:mailboxId/messages/:messageId/attachments.zip": ({ mailboxId, messageId }) => ({
    path: `/v1/mailboxes/${mailboxId}/messages/${messageId}/attachments.zip`,
  }),
  // No address of the message's: those that are come from elsewhere.
  "GET /v1/mailboxes/:mailboxId/messages/:messageId/images": ({ mailboxId, messageId }) => ({
    path: `/v1/mailboxes/${mailboxId}/messages/${messageId}/images?address=http%3A%2F%2Fa.example%2F`,
  }),
  "GET /v1/records/:recordId/messages/:messageId/attachments/:part": ({ recordId, messageId, part }) => ({
    path: `/v1/records/${recordId}/messages/${messageId}/attachments/${part}`,
  }),
  "GET /connect/:ticket": ({ ticket }) => ({ path: `/connect/${ticket}` }),
  "GET /oauth/microsoft/callback": ({ state, code }) => ({
    path: `/oauth/microsoft/callback?state=${state}&code=${code}`,
  }),
  "GET /oauth/google/callback": ({ state, code }) => ({
    path: `/oauth/google/callback?state=${state}&code=${code}`,
  }),
  "POST /connect/answer": () => ({ body: new URLSearchParams({ answer: "allow" }) }),
  "GET /consent/:link": ({ consentLink }) => ({ path: `/consent/${consentLink}` }),
  "POST /consent/:link": ({ consentLink }) => ({ path: `/consent/${consentLink}` }),
  "GET /oauth/microsoft/admin-consent": ({ consentState }) => ({
    path: `/oauth/microsoft/admin-consent?admin_consent=True&state=${consentState}`,
  }),
};

/** Every route of the server by its name: the operation's, or method and path. */
export function servedRoutes(): readonly string[] {
  // To register the routes nothing of the house is needed yet.
  const deps = {
    hints: { subscribe: () => undefined },
    publicUrl: "http://localhost",
    proxies: [],
    webFolder: "/",
  };
  const { routes } = createApp(deps as unknown as ServerDeps);
  const byRoute = new Map(
    Object.entries(paths).map(([name, [method, path]]) => [
      `${method.toUpperCase()} ${path.replace(/\{(\w+)\}/g, ":$1")}`,
      name,
    ]),
  );
  // What runs before every route is none.
  const served = routes.map(({ method, path }) => `${method} ${path}`).filter((each) => each !== "ALL /*");
  return [...new Set(served)].map((route) => byRoute.get(route) ?? route);
}

export function requestOf(route: string, objects: Objects): Sent | null {
  if (route in ASKED) return ofOperation(route as OperationName, objects);
  const [method = "", path = ""] = route.split(" ");
  const made = OTHER[route]?.(objects);
  return made === undefined
    ? null
    : { method: method === "ALL" ? "GET" : method, path, headers: {}, ...made };
}

function ofOperation(name: OperationName, objects: Objects): Sent {
  const [method, template] = paths[name];
  const {
    params = {},
    body,
    query = {},
    ifMatch,
    bytes = message,
  }: Asked<never> & { readonly params?: object } = ASKED[name](objects);
  const path = template.replace(/\{(\w+)\}/g, (_, param: string) => Reflect.get(params, param) ?? "");
  const search = new URLSearchParams(query as Record<string, string>).toString();
  const { takes }: Operation = operations[name];
  const content = contentOf(takes === undefined ? (body as object | undefined) : { takes, bytes });
  return {
    ...{ method: method.toUpperCase(), path: search === "" ? path : `${path}?${search}` },
    ...content,
    headers: { ...content.headers, ...(ifMatch === undefined ? {} : { "if-match": ifMatch }) },
  };
}

const RAW_TYPES = { message: "message/rfc822", file: "application/octet-stream" } as const;

interface RawContent {
  readonly takes: keyof typeof RAW_TYPES;
  readonly bytes: Uint8Array;
}

function contentOf(body: object | RawContent | undefined): Pick<Sent, "headers" | "body"> {
  if (body === undefined) return { headers: {} };
  if ("takes" in body)
    return { headers: { "content-type": RAW_TYPES[body.takes] }, body: new Uint8Array(body.bytes) };
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
/** Ids, times, and what lets a script run. */
const MADE_FOR_IT = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}-\d\d-\d\d[T ][\d:.]+|nonce-[^']*/g;

export interface Answered {
  readonly status: number;
  /** All that it says, without what was made for it. */
  readonly text: string;
}

/** Live streams are left as soon as they have begun. */
export async function send(client: ApiClient, { method, path, headers, body }: Sent): Promise<Answered> {
  const leaving = new AbortController();
  const signal = leaving.signal;
  const response = await client.visit(path, {
    method,
    headers,
    signal,
    ...(body === undefined ? {} : { body }),
  });
  const { status } = response;
  if (response.headers.get("content-type")?.startsWith("text/event-stream")) {
    leaving.abort();
    return { status, text: "a stream" };
  }
  const said = [...response.headers].filter(([name]) => name !== "date" && name !== "set-cookie");
  const text = `${JSON.stringify(said)}\n${await response.text()}`;
  return { status, text: text.replace(MADE_FOR_IT, "*") };
}

/** Which objects a request names. */
export function namesOf(route: string, objects: Objects): readonly (keyof Objects)[] {
  const named = new Set<string>();
  const watched = new Proxy(objects, {
    get(target, name) {
      named.add(String(name));
      return Reflect.get(target, name);
    },
  });
  requestOf(route, watched);
  return [...named] as (keyof Objects)[];
}
