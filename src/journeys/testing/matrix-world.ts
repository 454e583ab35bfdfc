// Two workspaces with everything in them that a route can name, and everybody who may try to: for the matrix of
// principals, objects and routes.
import { newId, type UserId } from "../../base/ids.ts";
import { systemClock, systemRandom } from "../../cli/system.ts";
import { createPasswords } from "../../server/passwords.ts";
import { ApiClient } from "./api-client.ts";
import { mapProposals, panelUntil } from "./by-hand.ts";
import { letterBytes } from "./letter.ts";
import {
  ADA,
  ADMIN,
  BRAM,
  EVE,
  GWEN,
  OPERATOR,
  PASSWORD,
  type RunningTwinbox,
  startTwinbox,
} from "./running-twinbox.ts";
import { toCallback } from "./sign-in-by-forms.ts";

/** Shared by two users of the first workspace. */
const JOBS = "jobs@contoso.example";
const THEIR_ADMIN = "it@fabrikam.example";

export const WHO = [
  "nobody",
  "owner",
  "sharer",
  "colleague",
  "admin",
  "stranger",
  "theirAdmin",
  "operator",
] as const;
export type Who = (typeof WHO)[number];

/** What a request can name: ids, and the secrets of links. */
export interface Objects {
  readonly workspaceId: string;
  readonly providerId: string;
  readonly handProviderId: string;
  readonly attemptId: string;
  readonly mailboxId: string;
  readonly remoteFolderId: string;
  /** An app folder that its users may change. */
  readonly folderId: string;
  readonly inboxId: string;
  readonly messageId: string;
  /** The message is on it. */
  readonly recordId: string;
  readonly otherRecordId: string;
  /** An attachment of the message. */
  readonly part: string;
  readonly draftId: string;
  readonly draftRevision: string;
  readonly changeId: string;
  readonly sendId: string;
  /** Who has no mailbox, connected or kept. */
  readonly userId: string;
  readonly otherUserId: string;
  readonly invitation: string;
  readonly ticket: string;
  /** Of an attempt at Microsoft that the colleague's browser has begun. */
  readonly state: string;
  readonly code: string;
  readonly consentLink: string;
  /** Of the administrator who follows the link in the colleague's browser. */
  readonly consentState: string;
  /** Where a typed mail server is: nobody's. */
  readonly imapPort: number;
}

export interface MatrixWorld {
  readonly twinbox: RunningTwinbox;
  readonly clients: Readonly<Record<Who, ApiClient>>;
  /** The admin once more, whatever becomes of the session above. */
  readonly office: ApiClient;
  readonly own: Objects;
  /** Of the other workspace. */
  readonly theirs: Objects;
}

export async function openMatrixWorld(): Promise<MatrixWorld> {
  const twinbox = await startTwinbox({ profile: "modern" });
  try {
    const theirWorkspace = await activateTheirs(twinbox);
    const clients = {
      nobody: new ApiClient(twinbox.url),
      owner: await twinbox.signIn(ADA),
      sharer: await twinbox.signIn(BRAM),
      colleague: await twinbox.signIn(GWEN),
      admin: await twinbox.signIn(ADMIN),
      stranger: await twinbox.signIn(EVE),
      theirAdmin: await twinbox.signIn(THEIR_ADMIN),
      operator: await twinbox.signIn(OPERATOR),
    };
    const office = new ApiClient(twinbox.url);
    await office.call("signIn", { body: { email: ADMIN, password: PASSWORD } });
    await Promise.all([connect(clients.owner, JOBS), connect(clients.stranger, EVE)]);
    const empty = nothing(twinbox.playground.imap.port);
    const ours = { ...empty, workspaceId: twinbox.workspace.id };
    const own = await furnish(twinbox, ours, clients.owner, clients.admin);
    const others = { ...empty, workspaceId: theirWorkspace };
    const theirs = await furnish(twinbox, others, clients.stranger, clients.theirAdmin);
    await connect(clients.sharer, JOBS);
    await twinbox.playground.control.approveApplication(ADA, true);
    await clients.admin.call("checkAppAccess", { params: { providerId: own.providerId } });
    const consentLink = await askConsent(clients.colleague, own.providerId);
    const world = { twinbox, clients, office, theirs, own: { ...own, consentLink } };
    const begun = { ...(await beginAttempt(world)), ...(await beginConsent(world)) };
    return { ...world, own: { ...world.own, ...begun } };
  } catch (error) {
    await twinbox.close();
    throw error;
  }
}

/** The names that nothing has. */
export function nothing(imapPort: number): Objects {
  const id = () => crypto.randomUUID();
  const secret = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32))).toString("base64url");
  return {
    ...{ workspaceId: id(), providerId: id(), handProviderId: id(), attemptId: id(), mailboxId: id() },
    ...{ userId: id(), otherUserId: id(), recordId: id(), otherRecordId: id() },
    ...{ remoteFolderId: id(), folderId: id(), inboxId: id(), messageId: id(), draftId: id() },
    ...{
      draftRevision: id(),
      changeId: id(),
      sendId: id(),
      invitation: secret(),
      ticket: secret(),
      state: secret(),
    },
    ...{ part: "99", code: secret(), consentLink: `${id()}.${id()}.${secret()}` },
    ...{ consentState: `${id()}.${id()}.${secret()}`, imapPort },
  };
}

async function activateTheirs({ house }: RunningTwinbox) {
  const workspace = await house.accounts.findWorkspace("Fabrikam Staffing");
  if (workspace === null) throw new Error("there is no second workspace");
  await house.accounts.setActivation(workspace.id, "active", { name: "A test", at: systemClock.now() });
  const id = newId<UserId>(systemClock, systemRandom);
  const names = { email: THEIR_ADMIN, name: "Frits Fischer", role: "admin", language: "en" } as const;
  const hash = await createPasswords().hash(PASSWORD);
  await house.accounts.createUser({ id, workspaceId: workspace.id, ...names }, hash);
  return workspace.id;
}

/** Signs in as the mailbox, and says in the tab that this is meant where it asks. */
async function connect(client: ApiClient, address: string): Promise<void> {
  const tab = await client.visit(await toCallback(client, address));
  if (!(await tab.text()).includes('name="answer"')) return;
  await client.visit("/connect/answer", { method: "POST", body: new URLSearchParams({ answer: "allow" }) });
}

async function furnish(
  twinbox: RunningTwinbox,
  empty: Objects,
  user: ApiClient,
  admin: ApiClient,
): Promise<Objects> {
  const { providers } = await user.call("readEmailSettings");
  const mailboxId = await mapProposals(user);
  const params = { mailboxId };
  const { attempt } = await panelUntil(user, ({ mailbox }) => mailbox?.state === "inSync");
  const { folders: remote } = await user.call("readFolderPicker", { params });
  const folders = await user.call("listFolders", { params });
  const inboxId = folders.find(({ role }) => role === "inbox")?.id ?? "";
  const { messages } = await user.call("listMessages", { params, query: { folder: inboxId } });
  const messageId = messages.find(({ attachments }) => attachments > 0)?.id ?? "";
  const { attachmentList } = await user.call("readMessage", { params: { mailboxId, messageId } });
  const objects = {
    ...{ ...empty, mailboxId, inboxId, messageId },
    ...(await newFolder(user, mailboxId)),
    part: attachmentList[0]?.part ?? "",
    providerId: providers.find(({ kind }) => kind === "microsoft")?.id ?? "",
    handProviderId: await newProvider(admin),
    attemptId: attempt?.id ?? "",
    remoteFolderId: remote.find(({ role }) => role === "inbox")?.id ?? "",
    invitation: await invite(admin),
    userId: await newUser(admin),
    otherUserId: await newUser(admin),
    ...(await newSend(twinbox, user, mailboxId)),
    recordId: await newRecord(admin),
    otherRecordId: await newRecord(admin),
  };
  const link = { recordId: objects.recordId, linked: true, messages: [messageId] };
  await user.call("linkMessages", { params, body: link });
  const draft = await newDraft(user, mailboxId);
  const changeId = await newChange(twinbox, user, mailboxId);
  await panelUntil(user, ({ mailbox }) => mailbox?.outbox.waiting === 0);
  return { ...objects, ...draft, changeId };
}

/** For typed settings. */
export async function newProvider(admin: ApiClient): Promise<string> {
  const body = { kind: "imap", name: "Other (IMAP)", enabled: true, clientId: null, tenant: null } as const;
  return (await admin.call("createProvider", { body })).id;
}

async function newUser(admin: ApiClient): Promise<string> {
  const email = `new-${crypto.randomUUID()}@contoso.example`;
  return (await admin.call("createUser", { body: { email, name: "New", role: "user" } })).user.id;
}

export async function newRecord(admin: ApiClient): Promise<string> {
  const externalId = crypto.randomUUID();
  const record = { type: "candidate", externalId, name: "Eva", addresses: [] };
  await admin.call("pushRecords", { body: { records: [record] } });
  const { records } = await admin.call("findRecords", { query: { q: externalId } });
  return records[0]?.id ?? "";
}

/** The secret of a link that makes a new user. */
export async function invite(admin: ApiClient): Promise<string> {
  const email = `new-${crypto.randomUUID()}@contoso.example`;
  const { inviteUrl } = await admin.call("createUser", { body: { email, name: "New", role: "user" } });
  return new URL(inviteUrl).hash.split("=")[1] ?? "";
}

export async function newFolder(user: ApiClient, mailboxId: string): Promise<Pick<Objects, "folderId">> {
  const name = `Project ${crypto.randomUUID()}`;
  const folders = await user.call("createFolder", { params: { mailboxId }, body: { name, parentId: null } });
  return { folderId: folders.find((each) => each.name === name)?.id ?? "" };
}

export function newDraft(
  user: ApiClient,
  mailboxId: string,
): Promise<Pick<Objects, "draftId" | "draftRevision">> {
  return upload(user, mailboxId, letterBytes({ subject: "A draft", text: "" }));
}

/** A draft that is for somebody. */
export function newSendableDraft(
  user: ApiClient,
  mailboxId: string,
): Promise<Pick<Objects, "draftId" | "draftRevision">> {
  const letter = letterBytes({ subject: "A draft", text: "" });
  return upload(user, mailboxId, Buffer.concat([Buffer.from(`To: ${BRAM}\r\n`), letter]));
}

/** A send that can be undone for an hour. */
export async function newSend(
  twinbox: RunningTwinbox,
  user: ApiClient,
  mailboxId: string,
): Promise<Pick<Objects, "sendId">> {
  const { draftId, draftRevision } = await newSendableDraft(user, mailboxId);
  const headers = { "if-match": `"${draftRevision}"` };
  const response = await user.visit(`/v1/mailboxes/${mailboxId}/drafts/${draftId}/send`, {
    method: "POST",
    headers,
  });
  const { id: sendId } = (await response.json()) as { readonly id: string };
  await twinbox.sql(`update twinbox.sending set due_at = due_at + 3600000 where id = '${sendId}'`);
  return { sendId };
}

async function upload(
  user: ApiClient,
  mailboxId: string,
  bytes: Uint8Array,
): Promise<Pick<Objects, "draftId" | "draftRevision">> {
  const response = await user.visit(`/v1/mailboxes/${mailboxId}/drafts`, {
    method: "POST",
    body: new Uint8Array(bytes),
    headers: { "content-type": "message/rfc822" },
  });
  const { id, revision } = (await response.json()) as { readonly id: string; readonly revision: string };
  return { draftId: id, draftRevision: revision };
}

/** A draft that was discarded, which can be taken back as long as the provider hasn't been told. */
export async function newChange(
  twinbox: RunningTwinbox,
  user: ApiClient,
  mailboxId: string,
): Promise<string> {
  const { draftId: messageId } = await newDraft(user, mailboxId);
  const { id } = await user.call("discardDraft", { params: { mailboxId, messageId } });
  await twinbox.sql(`update twinbox.change set due_at = due_at + 3600000 where act_id = '${id}'`);
  return id;
}

async function askConsent(user: ApiClient, providerId: string): Promise<string> {
  const { url } = await user.call("askConsent", { body: { providerId } });
  return url?.split("/consent/")[1] ?? "";
}

type Beginning = Pick<MatrixWorld, "clients"> & { readonly own: Pick<Objects, "providerId" | "consentLink"> };

export async function newTicket({ clients, own }: Beginning): Promise<Pick<Objects, "ticket">> {
  await disconnect(clients.colleague);
  const { url } = await clients.colleague.call("startAttempt", { body: { providerId: own.providerId } });
  return { ticket: url.split("/connect/")[1] ?? "" };
}

/** The colleague is on the way back from the provider. */
export async function beginAttempt({ clients }: Beginning): Promise<Pick<Objects, "state" | "code">> {
  await disconnect(clients.colleague);
  const { searchParams } = new URL(await toCallback(clients.colleague, "chloe@contoso.example"));
  return { state: searchParams.get("state") ?? "", code: searchParams.get("code") ?? "" };
}

/** The colleague is asked whether the account is meant. */
export async function beginAnswer(world: Beginning): Promise<Partial<Objects>> {
  const { state, code } = await beginAttempt(world);
  await world.clients.colleague.visit(`/oauth/microsoft/callback?state=${state}&code=${code}`);
  return {};
}

async function disconnect(user: ApiClient): Promise<void> {
  const { mailbox } = await user.call("readEmailSettings");
  if (mailbox === null || mailbox.state === "stopped") return;
  const body = { mail: "delete", outbox: "drop" } as const;
  await user.call("stopMailbox", { params: { mailboxId: mailbox.id }, body });
}

/** An administrator is at the service, in the colleague's browser. */
export async function beginConsent({ clients, own }: Beginning): Promise<Pick<Objects, "consentState">> {
  const response = await clients.colleague.visit(`/consent/${own.consentLink}`, { method: "POST" });
  const location = new URL(response.headers.get("location") ?? "");
  return { consentState: location.searchParams.get("state") ?? "" };
}
