// One table of all operations: the server registers its routes from it and the web part calls through it (with
// paths.ts at run time and the types of this file), so that neither can drift from the other.
import type { z } from "@hono/zod-openapi";
import * as a from "./admin-schemas.ts";
import * as o from "./app-access-schemas.ts";
import * as h from "./by-hand-schemas.ts";
import { ChangeList } from "./change-schemas.ts";
import { composingOperations } from "./composing-operations.ts";
import { leavingOperations } from "./leaving-operations.ts";
import type { paths } from "./paths.ts";
import * as p from "./provider-schemas.ts";
import { recordOperations } from "./record-operations.ts";
import * as s from "./schemas.ts";
import * as f from "./search-schemas.ts";
import { sendingOperations } from "./sending-operations.ts";
import * as w from "./where-schemas.ts";

export type Who = "anyone" | "signedIn" | "user" | "admin" | "operator";

export interface Operation {
  readonly who: Who;
  readonly body?: z.ZodType;
  /** Instead of JSON the body is a raw message (RFC 5322), as message/rfc822, or the bytes of any file, as
   *  application/octet-stream. */
  readonly takes?: "message" | "file";
  /** The JSON may have 6 MB instead of 1: there is a whole mail in it. */
  readonly long?: true;
  /** The header If-Match names the revision that is meant, as the answers' `revision` and ETag do. */
  readonly ifMatch?: "required" | "optional";
  /** Takes an Idempotency-Key (draft-ietf-httpapi-idempotency-key-header). */
  readonly nameable?: true;
  readonly query?: readonly string[];
  /** Absent: 204 without content. */
  readonly answer?: z.ZodType;
  /** 202: it is done here, and the provider learns it later. */
  readonly status?: 202;
  readonly summary: string;
}

export const operations = {
  signIn: {
    who: "anyone",
    body: s.SignIn,
    answer: s.Session,
    summary: "Sign in with a local account",
  },
  welcome: {
    who: "anyone",
    body: s.Welcome,
    answer: s.Session,
    summary: "Use a one-time link: choose a password and sign in",
  },
  readSession: {
    who: "signedIn",
    answer: s.Session,
    summary: "Who is signed in",
  },
  signOut: { who: "signedIn", summary: "Sign out" },

  readEmailSettings: {
    who: "user",
    answer: s.EmailSettings,
    summary: "The panel Email settings",
  },
  askActivation: {
    who: "user",
    answer: s.EmailSettings,
    summary: "Ask the operator to activate email sync for the workspace",
  },
  askConsent: {
    who: "user",
    body: s.AskConsent,
    answer: s.ConsentRequest,
    summary: "Make the link by which an administrator approves the application for the organisation",
  },
  startAttempt: {
    who: "user",
    body: s.StartAttempt,
    answer: s.StartedAttempt,
    summary:
      "Start mail synchronization: open the answered url in a new tab. 404 for a provider that isn't there; 409 for one " +
      "that isn't offered, without activation, and while connected",
  },
  lookUpSettings: {
    who: "user",
    body: h.AddressToLookUp,
    answer: h.FoundSettings,
    summary:
      "Settings for an address, from what is known, published by its domain, or answers under usual names. Only the " +
      "domain is told to anybody; 429 after too many",
  },
  testConnection: {
    who: "user",
    body: h.HandSettings,
    answer: h.ConnectionTest,
    summary:
      "Try typed settings, IMAP and SMTP, step by step; connects nothing. Takes up to half a minute, and the event stream " +
      "tells how far it is; 404 and 409 as `startAttempt`, 429 after too many",
  },
  connectByHand: {
    who: "user",
    body: h.HandSettings,
    answer: s.ConnectAttempt,
    summary:
      "Connect a mailbox by IMAP with typed settings: tries them first. Answers the attempt as it ended, `connected` " +
      "or `failed` with its diagnosis; 404 and 409 as `startAttempt`, 429 after too many tries",
  },
  readAttempt: {
    who: "user",
    answer: s.ConnectAttempt,
    summary: "How an attempt stands",
  },
  cancelAttempt: {
    who: "user",
    summary: "Give an attempt up",
  },
  signInAgain: {
    who: "user",
    body: h.NewPassword,
    answer: s.EmailSettings,
    summary: "Another password for a mailbox that was connected with one; it is tried first",
  },
  explainError: {
    who: "user",
    body: s.ExplainError,
    answer: s.Diagnosis,
    summary: "What an error means that somebody saw and pasted",
  },
  stopMailbox: {
    who: "user",
    body: s.StopRequest,
    answer: s.StopReceipt,
    summary: "Stop mail synchronization; 409 while changes wait that are to be finished first",
  },
  setReceiveOnly: {
    who: "user",
    body: s.SetReceiveOnly,
    answer: s.EmailSettings,
    summary: "Write nothing at the provider (any more); 409 while changes wait that are to be finished first",
  },
  retryMailbox: {
    who: "user",
    summary: "Try again now",
  },
  dismissDepartures: {
    who: "user",
    summary: "The notice about departed messages was read",
  },
  answerOffer: {
    who: "user",
    body: s.AnswerOffer,
    summary: "Import, or leave, older messages that were put into a folder in large numbers",
  },

  readFolderPicker: {
    who: "user",
    answer: s.FolderPicker,
    summary: "The provider's folders with mappings and proposals; counts follow in the event stream",
  },
  createRemoteFolder: {
    who: "user",
    body: s.CreateFolder,
    answer: s.FolderPicker,
    summary: "Create a folder at the provider",
  },
  estimateImport: {
    who: "user",
    query: ["folders"],
    answer: s.ImportEstimate,
    summary: "What each import window means; `folders` = ids, comma-separated",
  },
  saveMappings: {
    who: "user",
    body: s.SaveMappings,
    answer: s.EmailSettings,
    summary: "Save the mappings and start (or go on with) the sync",
  },

  listFolders: {
    who: "user",
    answer: s.AppFolder.array(),
    summary: "The app folders with counts",
  },
  createFolder: {
    who: "user",
    body: s.NewFolder,
    answer: s.AppFolder.array(),
    summary:
      "Make a folder here and at the provider; `parentId`: in which folder, one with `takesFolders`, else null. " +
      "422 with a sentence where it can't be; done when answered, as are the next two",
  },
  changeFolder: {
    who: "user",
    body: s.ChangeFolder,
    answer: s.AppFolder.array(),
    summary:
      "Rename a folder (not a standard one), and with `parentId` move it. Messages keep their ids. A folder that " +
      "has another name here than at the provider keeps the provider's",
  },
  removeFolder: {
    who: "user",
    answer: s.AppFolder.array(),
    summary:
      "Delete a folder (not a standard one): with all that is in it, it is put into the provider's Deleted; where " +
      "that can't be, 422 unless it is empty",
  },
  listMessages: {
    who: "user",
    query: ["folder", "group", "cursor", "offset", "limit"],
    answer: s.MessageList,
    summary:
      "Messages of a folder, or of all, newest first. With `group` = `conversation` those of `folder` as conversations, each by " +
      "its newest message there",
  },
  searchMessages: {
    who: "user",
    query: ["q", "cursor", "limit"],
    answer: f.SearchResults,
    summary:
      'Search messages, newest first: words (the last may be a beginning), "phrases", -word, from:, to:, subject:, ' +
      "has:attachment, is:unread, is:read, is:flagged, in:folder, before:day, after:day. Any text is a query",
  },
  readConversation: {
    who: "user",
    query: ["folder"],
    answer: s.Conversation,
    summary:
      "A conversation over all folders, the oldest message first, by its id, an earlier id of it, or that of one of its " +
      "messages. What lies in Deleted or Junk is left out unless `folder` is that folder",
  },
  readMessage: {
    who: "user",
    answer: s.Message,
    summary: "One message",
  },
  setSenderImages: {
    who: "user",
    body: s.SenderImages,
    answer: s.SenderImages,
    summary:
      "Whether pictures from elsewhere in mail of this message's sender are shown without asking, to you; 409 when the " +
      "sender is doubtful",
  },
  whereIsMail: {
    who: "user",
    body: w.WhereRequest,
    answer: w.WhereAnswer,
    summary:
      "Where a message is that somebody misses, with the evidence; `askProvider` searches the folders there as well, and " +
      "answers 429 after too many",
  },
  // Raw answers (bytes): GET /v1/mailboxes/{mailboxId}/messages/{messageId}/source, .../attachments/{part}
  // Live: GET /v1/events (server-sent events, LiveEvent)

  uploadMessage: {
    who: "user",
    takes: "message",
    query: ["folder", "flags", "date"],
    nameable: true,
    answer: s.AcceptedMessage,
    status: 202,
    summary:
      "Put a message into the app folder `folder`: listed at once, given to the provider as soon as it can be. " +
      "`flags`: comma-separated; `date`: its place in the list (INTERNALDATE), else now. At most 50 MB, eight at once",
  },
  retryUpload: {
    who: "user",
    answer: s.AcceptedChange,
    status: 202,
    summary: "Give the provider once more what it refused; 409 when nothing of this message was refused",
  },
  createDraft: {
    who: "user",
    takes: "message",
    nameable: true,
    answer: s.AcceptedMessage,
    status: 202,
    summary: "Save a new draft into Drafts",
  },
  saveDraft: {
    who: "user",
    takes: "message",
    ifMatch: "required",
    nameable: true,
    answer: s.AcceptedMessage,
    status: 202,
    summary: "Save a draft again: a new revision of the same message. 412 when it was saved meanwhile",
  },
  discardDraft: {
    who: "user",
    ifMatch: "optional",
    answer: s.AcceptedChange,
    status: 202,
    summary:
      "Erase a draft with all its revisions. The provider is told after 10 seconds, until then undo works",
  },
  ...sendingOperations,
  ...composingOperations,
  changeMessages: {
    who: "user",
    body: s.ChangeMessages,
    answer: s.AcceptedChange,
    status: 202,
    summary: "Flag, move, archive, delete messages: shown at once, told to the provider as soon as it can be",
  },
  undoChange: {
    who: "user",
    summary: "Take a change back; 409 when it is too late",
  },
  listChanges: {
    who: "user",
    query: ["cursor"],
    answer: ChangeList,
    summary: "What Twinbox changed in the mailbox, newest first; `cursor` = `next` of the page before",
  },
  dismissRefusals: {
    who: "user",
    summary: "The notice about refused changes was read",
  },

  listProviders: {
    who: "admin",
    answer: p.AdminProvider.array(),
    summary: "Mail providers of the workspace",
  },
  createProvider: {
    who: "admin",
    body: p.SaveProvider,
    answer: p.AdminProvider,
    summary: "Add a mail provider",
  },
  saveProvider: {
    who: "admin",
    body: p.SaveProvider,
    answer: p.AdminProvider,
    summary: "Change a mail provider",
  },
  makeCertificate: {
    who: "admin",
    answer: p.AdminProvider,
    summary:
      "Make a certificate that the provider can use later, in place of an earlier one that wasn't used",
  },
  checkProvider: {
    who: "admin",
    answer: p.RegistrationCheck,
    summary: "Prove the registration at the sign-in service, as far as it goes without anybody signing in",
  },
  removeProvider: {
    who: "admin",
    summary: "Remove a mail provider that no mailbox uses",
  },
  readAppAccess: {
    who: "admin",
    answer: o.AppAccess,
    summary:
      "Access of the application itself to the mailboxes of whole organisations; 404 where there is none",
  },
  checkAppAccess: {
    who: "admin",
    answer: o.AppAccess,
    summary: "Ask the sign-in service what is approved now",
  },
  previewAppMailboxes: {
    who: "admin",
    body: o.MailboxList,
    answer: o.JudgedMailboxes,
    summary: "Read a list `user email, mailbox address`, and tell of each line whether it can be connected",
  },
  connectAppMailboxes: {
    who: "admin",
    body: o.ConnectAppMailboxes,
    answer: o.ConnectingAppMailboxes,
    summary:
      "Connect these mailboxes for these users, with the usual folders. 422 with the problem of each, and nothing done, " +
      "where one can't be",
  },
  retryAppMailboxes: {
    who: "admin",
    body: o.RetryAppMailboxes,
    answer: o.AppAccess,
    summary: "Try again what failed, one user's or all",
  },
  dropAppMailboxes: {
    who: "admin",
    body: o.DropAppMailboxes,
    answer: o.AppAccess,
    summary: "Don't connect what still waits, or list what has ended no longer",
  },
  readMailPolicy: {
    who: "admin",
    answer: a.MailPolicy,
    summary: "What holds for all mailboxes of the workspace",
  },
  saveMailPolicy: {
    who: "admin",
    body: a.SaveMailPolicy,
    answer: a.MailPolicy,
    summary: "Make all mailboxes of the workspace receive-only, or not; 409 as setReceiveOnly",
  },
  listUsers: {
    who: "admin",
    answer: a.WorkspaceUser.array(),
    summary: "Users of the workspace with the state of their mailboxes",
  },
  createUser: {
    who: "admin",
    body: a.CreateUser,
    answer: a.CreatedUser,
    summary: "Add a user; the answer has a one-time link for them",
  },
  ...leavingOperations,

  listWorkspaces: {
    who: "operator",
    answer: a.WorkspaceSummary.array(),
    summary: "All workspaces",
  },
  listProblems: {
    who: "operator",
    answer: a.MailboxProblem.array(),
    summary: "What is wrong with mailboxes of all workspaces, by cause",
  },
  listExpiringSecrets: {
    who: "operator",
    answer: p.ExpiringSecret.array(),
    summary: "Client secrets and certificates of all workspaces that will end soon, or have",
  },
  createWorkspace: {
    who: "operator",
    body: a.CreateWorkspace,
    answer: a.CreatedWorkspace,
    summary: "Create a workspace with its first admin",
  },
  setActivation: {
    who: "operator",
    body: a.SetActivation,
    answer: a.WorkspaceSummary,
    summary: "Activate or suspend email sync",
  },
  setOwnDomains: {
    who: "operator",
    body: a.SetOwnDomains,
    answer: a.WorkspaceSummary,
    summary: "Say which email domains are a workspace's own; what is connected stays connected",
  },
  ...recordOperations,
} as const satisfies Record<keyof typeof paths, Operation>;

export type OperationName = keyof typeof operations;
type Named<N extends OperationName> = (typeof operations)[N];
export type BodyOf<N extends OperationName> =
  Named<N> extends { readonly body: infer B extends z.ZodType } ? z.infer<B> : undefined;
export type AnswerOf<N extends OperationName> =
  Named<N> extends { readonly answer: infer A extends z.ZodType } ? z.infer<A> : undefined;
export type QueryOf<N extends OperationName> =
  Named<N> extends { readonly query: readonly (infer Q extends string)[] }
    ? Partial<Record<Q, string>>
    : undefined;
type ParamNames<P extends string> = P extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParamNames<Rest>
  : never;
export type ParamsOf<N extends OperationName> = Record<ParamNames<(typeof paths)[N][1]>, string>;
