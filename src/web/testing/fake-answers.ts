// What the fake server answers, operation by operation, typed by the contract.
import type { AnswerOf, BodyOf, OperationName } from "../../api/operations.ts";
import { changeMessages, dismissRefusals, listChanges, settleOutbox, undoChange } from "./fake-acts.ts";
import { connect, judge } from "./fake-app-access.ts";
import {
  attachFile,
  createComposition,
  discardDraft,
  findPeople,
  prepareAnswer,
  readComposition,
  saveComposition,
  takeDraftBack,
} from "./fake-composing.ts";
import { listConversations, readConversation } from "./fake-conversations.ts";
import {
  eraseConnected,
  eraseKept,
  erasePerson,
  findPersonMail,
  handOver,
  setHold,
  stopForUser,
} from "./fake-leaving.ts";
import { createdFolder, fakeMessage } from "./fake-mail.ts";
import { CERTIFICATE, fakeCredential } from "./fake-providers.ts";
import {
  findRecords,
  importRecords,
  linkMessages,
  listRecordMessages,
  readMessageRecords,
  readRecord,
  readRecordMessage,
  saveRecordRules,
  setPrivate,
  setRecordVisibility,
} from "./fake-records.ts";
import { fakeSearch } from "./fake-search.ts";
import { fakeSend } from "./fake-sends.ts";
import {
  adminConsent,
  ago,
  attempt,
  consentRequest,
  healthy,
  MAILBOX_ID,
  mailbox,
  panelStates,
} from "./fake-settings.ts";
import { type World, workspace } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

interface Input {
  readonly params: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** The header. */
  readonly ifMatch: string | undefined;
  /** Bytes of a body that isn't JSON. */
  readonly size: number;
}
type Answer<N extends OperationName> = (
  world: World,
  input: Input & { readonly body: BodyOf<N> },
) => AnswerOf<N>;

const byHand = panelStates.byHand;
const SCOPES = {
  microsoft: ["openid", "offline_access"],
  google: ["openid", "https://mail.google.com/"],
  imap: [],
};
const INVITE = "http://127.0.0.1/welcome#invite=Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r";

const table: { readonly [N in OperationName]: Answer<N> } = {
  signIn: (world, { body }) => {
    if (body.password !== "correct horse") {
      throw new Refusal(401, {
        title: "This address and password don't belong together.",
        code: "wrong_credentials",
      });
    }
    world.session = world.account;
    return world.account;
  },
  welcome: (world) => {
    world.session = world.account;
    return world.account;
  },
  readSession: (world) => {
    if (world.session === null) throw new Refusal(401, { title: "Sign in first.", code: "not_signed_in" });
    return world.session;
  },
  signOut: (world) => {
    world.session = null;
  },
  readEmailSettings: (world) => world.settings,
  askActivation: (world) => {
    world.settings = { ...world.settings, activation: { state: "requested", requestedAt: ago(0) } };
    return world.settings;
  },
  askConsent: (world, { body }) => {
    const consent = consentRequest({ providerId: body.providerId });
    world.settings = { ...world.settings, attempt: null, consent };
    return consent;
  },
  startAttempt: (world, { body }) => {
    const started = attempt({ providerId: body.providerId });
    world.settings = { ...world.settings, attempt: started };
    return { attempt: started, url: "/connect/ticket" };
  },
  lookUpSettings: (world, { body }) =>
    world.lookups.get(body.address.split("@")[1] ?? "") ?? { kind: "nothing" },
  testConnection: (world) => world.test,
  connectByHand: (world, { body }) => {
    const ended = attempt({ providerId: body.providerId, state: "connected", mailboxId: MAILBOX_ID });
    const { displayName, address, userName, incoming, outgoing } = body;
    const typed = { displayName, address, userName, incoming, outgoing };
    world.settings = { ...byHand, mailbox: { ...mailbox, ...byHand.mailbox, ...typed } };
    return ended;
  },
  signInAgain: (world) => {
    const { settings } = world;
    world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, ...healthy } };
    return world.settings;
  },
  readAttempt: (world) => world.settings.attempt ?? attempt({}),
  cancelAttempt: (world) => {
    world.settings = { ...world.settings, attempt: null };
  },
  explainError: (world, { body }) => {
    const found = { ...adminConsent, reference: body.text.slice(0, 20) };
    const { attempt: running } = world.settings;
    if (running !== null && body.attemptId === running.id) {
      world.settings = { ...world.settings, attempt: { ...running, diagnosis: found } };
    }
    return found;
  },
  listProblems: (world) => world.problems,
  stopMailbox: (world, { body }) => {
    settleOutbox(world, body.outbox);
    const receipt = {
      at: ago(0),
      address: mailbox.address,
      provider: world.settings.mailbox?.provider ?? "microsoft",
      removed: [
        "grant",
        "settings",
        "mappings",
        ...(body.mail === "delete" ? (["mail"] as const) : []),
      ] as const,
      kept: body.mail === "keep" ? (["mail"] as const) : [],
      messages: world.settings.mailbox?.messages ?? 0,
      permission: "stays" as const,
      providerList: { name: "My Apps (Microsoft)", url: "https://myapps.microsoft.com" },
    };
    const answer = { ...receipt, removed: [...receipt.removed], kept: [...receipt.kept] };
    world.settings = { ...world.settings, mailbox: null, attempt: null, receipt: answer };
    return answer;
  },
  setReceiveOnly: (world, { body }) => {
    if (body.on) settleOutbox(world, body.outbox);
    const { settings } = world;
    const receiveOnly = body.on ? "mailbox" : "off";
    world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, receiveOnly } };
    return world.settings;
  },
  retryMailbox: () => undefined,
  dismissDepartures: (world) => {
    const { settings } = world;
    world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, departures: [] } };
  },
  keepDepartures: (world, { body }) => ({ messages: departuresActed(world, body.remoteFolderId) }),
  removeDepartures: (world, { body }) => ({ messages: departuresActed(world, body.remoteFolderId) }),
  answerOffer: (world, { params }) => {
    const { mailbox } = world.settings;
    const offered = mailbox?.offered.filter((each) => each.remoteFolderId !== params.remoteFolderId) ?? [];
    world.settings = { ...world.settings, mailbox: mailbox && { ...mailbox, offered } };
  },
  readFolderPicker: (world) => world.picker,
  createRemoteFolder: (world, { body }) => {
    world.picker = createdFolder(world.picker, body.path);
    return world.picker;
  },
  estimateImport: (_, { query }) => {
    const folders = (query.folders ?? "").split(",").length;
    const of = (window: "1m" | "3m" | "1y" | "all", messages: number) => ({
      window,
      messages: messages * folders,
      bytes: messages * folders * 76_000,
    });
    return { windows: [of("1m", 82), of("3m", 247), of("1y", 1012), of("all", 4022)] };
  },
  saveMappings: (world, { body }) => {
    world.picker = { ...world.picker, mappings: body.mappings, importWindow: body.importWindow };
    world.settings = {
      ...world.settings,
      attempt: null,
      mailbox: {
        ...mailbox,
        state: "importing",
        progress: { done: 50, total: 20_000, rate: 0, secondsLeft: null },
      },
    };
    return world.settings;
  },
  createFolder: (world, { body }) => {
    freeName(world, body.name);
    const made = { role: null, takesFolders: true, messages: 0, unread: 0, ...body };
    world.folders = [...world.folders, { id: "01936f00-0000-7000-8000-0000000000b1", ...made }];
    return world.folders;
  },
  changeFolder: (world, { params, body }) => {
    freeName(world, body.name);
    world.folders = world.folders.map((each) => (each.id === params.folderId ? { ...each, ...body } : each));
    return world.folders;
  },
  removeFolder: (world, { params }) => {
    world.folders = world.folders.filter(
      ({ id, parentId }) => ![id, parentId].includes(params.folderId ?? ""),
    );
    return world.folders;
  },
  listFolders: (world) => world.folders,
  whereIsMail: (world, { body }) => world.where(body.askProvider),
  listMessages: (world, { query }) => {
    const offset = Number(query.offset ?? 0);
    const limit = Number(query.limit ?? 50);
    const folder = query.folder ?? "";
    if (query.group === "conversation") return listConversations(world, folder, offset, limit);
    const messages = world.mail.ids(folder, offset, limit).flatMap((id) => world.mail.row(id) ?? []);
    return { messages, total: world.mail.total(folder), next: null };
  },
  searchMessages: (world, { query }) => fakeSearch(world, query),
  readConversation: (world, { params, query }) =>
    readConversation(world, params.conversationId ?? "", query.folder),
  readMessage: (world, { params }) => {
    const row = world.mail.row(params.messageId ?? "");
    if (row === null) throw new Refusal(404, { title: "Not found.", code: "not_found" });
    const { flags, folderId } = row;
    const { conversationId } = row;
    const special = world.special.get(row.id);
    return { ...fakeMessage(row), ...special, flags, folderId, conversationId, folders: [folderId] };
  },
  setSenderImages: (world, { params, body }) => {
    const id = params.messageId ?? "";
    world.special.set(id, { ...world.special.get(id), imagesAlways: body.always });
    return body;
  },
  // No page uploads raw messages.
  uploadMessage: notHere,
  retryUpload: (world, { params }) => {
    const id = params.messageId ?? "";
    const message = world.special.get(id);
    if (message?.refused == null) throw new Refusal(409, { title: "It is there.", code: "not_refused" });
    world.special.set(id, { ...message, refused: null });
    world.tell([id]);
    return { id, messages: 1 };
  },
  createDraft: notHere,
  saveDraft: notHere,
  sendDraft: (world, { params }) => {
    const draftId = params.messageId ?? "";
    const subject = world.writing.drafts.get(draftId)?.composition.subject ?? "";
    world.writing.drafts.delete(draftId);
    const send = fakeSend(world.sends.length, subject, { draftId });
    world.sends = [send, ...world.sends];
    return send;
  },
  sendMessage: notHere,
  listSends: ({ sends }) => ({ sends }),
  undoSend: (world, { params }) => {
    world.sends = world.sends.filter(({ id }) => id !== params.sendId);
  },
  answerDoubt: (world, { params }) => {
    world.sends = world.sends.filter(({ id }) => id !== params.sendId);
  },
  dismissSends: (world) => {
    world.sends = world.sends.filter(({ state }) => state !== "refused");
  },
  discardDraft: (world, { params }) => discardDraft(world, params.messageId ?? ""),
  createComposition: (world, { body }) => createComposition(world, body),
  saveComposition: (world, { params, body, ifMatch }) =>
    saveComposition(world, params.messageId ?? "", { composition: body, ifMatch }),
  readComposition: (world, { params }) => readComposition(world, params.messageId ?? ""),
  prepareAnswer: (world, { params, query }) => prepareAnswer(world, params.messageId ?? "", query.kind ?? ""),
  attachFile: (world, { query, size }) => attachFile(world, query, size),
  listIdentities: ({ writing }) => writing.identities,
  saveIdentities: ({ writing }, { body }) => {
    writing.identities = body.identities;
    return writing.identities;
  },
  findPeople: (_, { body }) => findPeople(body.text),
  changeMessages: (world, { body }) => changeMessages(world, body),
  undoChange: (world, { params }) => {
    const change = params.changeId ?? "";
    if (!takeDraftBack(world, change)) undoChange(world, change);
  },
  listChanges: (world, { query }) => listChanges(world, query.cursor),
  dismissRefusals: (world) => {
    dismissRefusals(world);
  },
  listProviders: (world) => world.providers,
  createProvider: (world, { body }) => {
    const made = {
      id: "01936f00-0000-7000-8000-0000000000a9",
      kind: body.kind,
      name: body.name,
      enabled: body.enabled,
      clientId: body.clientId,
      credential: fakeCredential(body.credential) ?? null,
      nextCertificate: null,
      expiry: null,
      provenAt: null,
      moreAllowed: [],
      tenant: body.tenant,
      cloud: body.cloud ?? ("worldwide" as const),
      hosts: body.hosts ?? null,
      redirectUris:
        body.kind === "imap" ? [] : [`https://twinbox.contoso.example/oauth/${body.kind}/callback`],
      scopes: SCOPES[body.kind],
      permissions: SCOPES[body.kind],
      mailboxes: 0,
    };
    world.providers = [...world.providers, made];
    return made;
  },
  saveProvider: (world, { params, body }) => {
    const old = world.providers.find(({ id }) => id === params.providerId);
    if (old === undefined) throw new Refusal(404, { title: "Gone.", code: "not_found" });
    const { name, enabled, clientId, tenant, cloud = old.cloud } = body;
    const isOther = clientId !== old.clientId || tenant !== old.tenant;
    if (isOther && old.mailboxes > 0 && body.usersSignInAgain !== true) {
      throw new Refusal(409, { title: "People have to sign in again.", code: "sign_in_again" });
    }
    const hosts = cloud === "own" ? (body.hosts ?? old.hosts) : null;
    const credential = fakeCredential(body.credential) ?? old.credential;
    const isUsed = body.credential?.kind === "certificate";
    const nextCertificate = isUsed ? null : old.nextCertificate;
    const next = { ...old, name, enabled, clientId, tenant, cloud, hosts, credential, nextCertificate };
    world.providers = world.providers.map((each) => (each.id === old.id ? next : each));
    return next;
  },
  makeCertificate: (world, { params }) => {
    const old = world.providers.find(({ id }) => id === params.providerId);
    if (old === undefined) throw new Refusal(404, { title: "Gone.", code: "not_found" });
    const next = { ...old, nextCertificate: CERTIFICATE };
    world.providers = world.providers.map((each) => (each.id === old.id ? next : each));
    return next;
  },
  checkProvider: (world) => world.check,
  listExpiringSecrets: (world) => world.expiring,
  removeProvider: (world, { params }) => {
    world.providers = world.providers.filter(({ id }) => id !== params.providerId);
  },
  readMailPolicy: policyOf,
  saveMailPolicy: (world, { body }) => {
    if (body.receiveOnly) settleOutbox(world, body.outbox);
    const { settings } = world;
    const receiveOnly = body.receiveOnly ? "workspace" : "off";
    world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, receiveOnly } };
    return policyOf(world);
  },
  readAppAccess: (world) => world.appAccess,
  checkAppAccess: (world) => world.appAccess,
  previewAppMailboxes: (world, { body }) => ({ tooMany: false, mailboxes: [...judge(body, world)] }),
  connectAppMailboxes: (world, { body }) => connect(body, world),
  retryAppMailboxes: (world) => world.appAccess,
  dropAppMailboxes: (world) => world.appAccess,
  listUsers: (world) => world.users,
  createUser: (world, { body }) => {
    const made = { id: "01936f00-0000-7000-8000-000000000009", ...body, mailbox: null, kept: [] };
    world.users = [...world.users, made];
    return { user: made, inviteUrl: INVITE };
  },
  readRetention: (world) => world.retention,
  saveRetention: (world, { body }) => {
    world.retention = body;
    return body;
  },
  stopForUser,
  handOver,
  eraseKept,
  eraseConnected,
  findPersonMail,
  erasePerson,
  setHold,
  // The application's own.
  ...{ pushRecords: notHere, mergeRecord: notHere, removeRecord: notHere },
  ...{ findRecords, readRecord, listRecordMessages, readRecordMessage, importRecords },
  ...{ readMessageRecords, linkMessages, setPrivate, setRecordVisibility, saveRecordRules },
  readRecordRules: ({ records }) => records.rules,
  listWorkspaces: (world) => world.workspaces,
  createWorkspace: (world, { body }) => {
    const made = workspace(9, body.name, "inactive", {});
    world.workspaces = [...world.workspaces, made];
    return { workspace: made, inviteUrl: INVITE };
  },
  setOwnDomains: (world, { params, body }) => {
    const old = world.workspaces.find(({ id }) => id === params.workspaceId);
    if (old === undefined) throw new Refusal(404, { title: "Gone.", code: "not_found" });
    if (body.ownDomains.some((domain) => !domain.includes("."))) {
      const errors = [{ field: "ownDomains", message: "No domain." }];
      throw new Refusal(422, { title: "Some of these are no domains.", code: "invalid", errors });
    }
    const next = { ...old, ownDomains: body.ownDomains };
    world.workspaces = world.workspaces.map((each) => (each.id === old.id ? next : each));
    return next;
  },
  setActivation: (world, { params, body }) => {
    const old = world.workspaces.find(({ id }) => id === params.workspaceId);
    if (old === undefined) throw new Refusal(404, { title: "Gone.", code: "not_found" });
    const next = { ...old, activation: body.activation };
    world.workspaces = world.workspaces.map((each) => (each.id === old.id ? next : each));
    return next;
  },
};

function departuresActed(world: World, remoteFolderId: string): number {
  const { settings } = world;
  const all = settings.mailbox?.departures ?? [];
  const departures = all.filter((each) => each.remoteFolderId !== remoteFolderId);
  world.settings = { ...settings, mailbox: settings.mailbox && { ...settings.mailbox, departures } };
  return all.find((each) => each.remoteFolderId === remoteFolderId)?.count ?? 0;
}

function policyOf({ settings }: World): AnswerOf<"readMailPolicy"> {
  const { mailbox } = settings;
  const { waiting, held } = mailbox?.outbox ?? { waiting: 0, held: 0 };
  return { receiveOnly: mailbox?.receiveOnly === "workspace", waiting: waiting + held };
}

type Loose = (world: World, input: Input) => unknown;

export const answers = Object.fromEntries(
  Object.entries(table).map(([key, answer]) => [
    key,
    (world: World, input: Input) => {
      const name = key as OperationName;
      world.bodies.push({ name, body: input.body });
      const refusal = world.refusals.get(name);
      if (refusal !== undefined) throw new Refusal(refusal.status, refusal.problem);
      return (answer as Loose)(world, input);
    },
  ]),
) as Readonly<Record<OperationName, Loose>>;

function notHere(): never {
  throw new Refusal(404, { title: "Nothing here.", code: "not_found" });
}

function freeName({ folders }: World, name: string): void {
  if (!folders.some((each) => each.name.toLowerCase() === name.trim().toLowerCase())) return;
  const message = "There is a folder of this name already.";
  throw new Refusal(422, { title: message, code: "pathTaken", errors: [{ field: "name", message }] });
}
