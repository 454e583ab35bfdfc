// The contract of the REST interface: shapes only, no logic. Times are ISO 8601 in UTC, ids are UUIDs, sizes are
// bytes. What isn't named here is not part of the interface.
import { z } from "@hono/zod-openapi";
import { Attachment, Invitation, judgements, PersonName } from "./message-schemas.ts";
import { orNull } from "./or-null.ts";
import { name, text } from "./text-schemas.ts";

/** In small letters: what is made of an id by its text knows it in no others. */
export const id = z.uuid().toLowerCase();
export const time = z.iso.datetime();

export const ProviderKind = z.enum(["microsoft", "google", "imap"]).openapi("ProviderKind");
export const Role = z.enum(["inbox", "sent", "drafts", "archive", "junk", "deleted"]).openapi("Role");

/** A known cause of a failure, in the reader's language. */
export const Diagnosis = z
  .object({
    id: z.string(),
    who: z.enum(["user", "mailAdmin", "admin", "operator", "nobody"]),
    /** Behind "Who can fix it:". */
    whoText: z.string(),
    what: z.string(),
    steps: z.array(z.string()),
    forAdministrator: z.string().nullable(),
    /** auto: recovers by itself; reconnect: sign in again; afterFix: press "Try again" once mended. */
    retry: z.enum(["auto", "reconnect", "afterFix"]),
    since: time.nullable(),
    /** The provider's own code and correlation id where it gave one. */
    reference: z.string().nullable(),
    retryAt: time.nullable(),
    /** Where other causes look the same: why this one is the most likely, and which comes next. */
    because: z.string().nullable(),
    runnerUp: z.object({ id: z.string(), what: z.string(), steps: z.array(z.string()) }).nullable(),
  })
  .openapi("Diagnosis");
/** What somebody saw: an error page, the answer of a server. Only codes and request ids of it are kept. With
 *  `attemptId` the attempt shows the diagnosis from now on. */
export const ExplainError = z
  .object({ text: z.string().min(1).max(8000), attemptId: id.optional() })
  .openapi("ExplainError");

/** What is wrong with a field, for who says it in another language. required: it is empty. tooShort, tooLong: characters; tooFew,
 *  tooMany: entries; tooSmall, tooBig: a number; all with `bound`. notLine: control characters. invalid: anything else. */
export const FieldProblem = z
  .enum([
    "required",
    "tooShort",
    "tooLong",
    "tooFew",
    "tooMany",
    "tooSmall",
    "tooBig",
    "notAddress",
    "notAddressOrDomain",
    "notLine",
    "invalid",
  ])
  .openapi("FieldProblem");

/** RFC 9457. */
export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.string(),
    diagnosis: Diagnosis.optional(),
    /** For 422: the field and what is wrong with it. */
    errors: z
      .array(
        z.object({
          field: z.string(),
          message: z.string(),
          code: FieldProblem.optional(),
          bound: z.number().optional(),
        }),
      )
      .optional(),
  })
  .openapi("Problem");

// --- sign-in ---------------------------------------------------------------------------------------------
export const SignIn = z
  .object({ email: text(320).min(3), password: z.string().min(1).max(1000) })
  .openapi("SignIn");
/** From a one-time link (first operator, invitation): sets the password and signs in. */
export const Welcome = z
  .object({
    token: z.string().min(20).max(200),
    email: z.email().max(320).optional(),
    name: name(200).optional(),
    password: z.string().min(10).max(1000),
  })
  .openapi("Welcome");
export const Session = z
  .object({
    kind: z.enum(["user", "operator"]),
    id,
    name: z.string(),
    email: z.string(),
    /** For kind user. */
    role: z.enum(["user", "admin"]).nullable(),
    workspace: z.object({ id, name: z.string() }).nullable(),
    language: z.enum(["en", "nl"]),
  })
  .openapi("Session");

// --- email settings (J1, J2, J6, J7, J9) -----------------------------------------------------------------
export const OfferedProvider = z
  .object({
    id,
    kind: ProviderKind,
    name: z.string(),
    /** needed: it is known that the administrator of the user's organisation has to approve the application at the sign-in
     *  service first; whoever goes there meets its page for that. given: that is over, a short while ago. Null: neither,
     *  or nobody needs to sign in. */
    approval: z.enum(["needed", "given"]).nullable(),
  })
  .openapi("OfferedProvider");

export const Server = z
  .object({ host: z.string(), port: z.number().int(), security: z.enum(["implicit", "starttls", "none"]) })
  .openapi("Server");

export const Progress = z
  .object({
    done: z.number().int(),
    total: z.number().int(),
    /** Messages a second over the last ten seconds, 0 when idle. */
    rate: z.number(),
    /** Seconds left at this rate, null when unknown. */
    secondsLeft: z.number().nullable(),
  })
  .openapi("Progress");

export const MailboxState = z
  .enum([
    "unmapped", // connected, no folders mapped yet
    "importing",
    "inSync",
    "problem", // see diagnosis
    "stopped", // no connection left; its mail is kept
  ])
  .openapi("MailboxState");

export const Mailbox = z
  .object({
    id,
    provider: ProviderKind,
    providerName: z.string(),
    address: z.string(),
    displayName: z.string(),
    userName: z.string(),
    authentication: z.enum(["oauth2", "password"]),
    /** administrator: by the application's own access; nobody signed in, and nobody can. */
    setUpBy: z.enum(["user", "administrator"]),
    incoming: Server,
    outgoing: orNull(Server),
    role: z.enum(["owner", "member"]),
    state: MailboxState,
    /** Nothing is written at the provider: by the switch of the mailbox, or of its workspace. */
    receiveOnly: z.enum(["off", "mailbox", "workspace"]),
    /** Of its mail on records: all, subject and people, nothing, or as the application says for each record. */
    colleaguesSee: z.enum(["full", "subject", "nothing", "record"]),
    diagnosis: orNull(Diagnosis),
    progress: orNull(Progress),
    /** Messages here now. */
    messages: z.number().int(),
    checkedAt: time.nullable(),
    lastArrivedAt: time.nullable(),
    /** Departures that the user has not looked at yet (law 3): "12 messages left Inbox at 09:12". */
    departures: z.array(
      z.object({
        remoteFolderId: id,
        folder: z.string(),
        count: z.number().int(),
        /** Of the latest. */
        at: time,
        /** Null: they are kept for ever. */
        erasedAfterDays: z.number().int().nullable(),
        /** Not while the mailbox is on hold. */
        removable: z.boolean(),
      }),
    ),
    /** Older messages that were put into a folder at once and are offered, not taken (law 11). */
    offered: z.array(z.object({ remoteFolderId: id, path: z.string(), count: z.number().int() })),
    /** Changes made here: how many the provider should have by now and hasn't confirmed, how many are held back because
     *  they can still be undone, and what was refused since the user last looked. */
    outbox: z.object({
      waiting: z.number().int(),
      since: time.nullable(),
      held: z.number().int(),
      refused: z.array(
        z.object({
          id,
          kind: z.enum(["flags", "move", "erase", "append", "discard"]),
          why: z.enum(["gone", "folderGone", "readOnly", "alreadyThere", "refused"]),
          count: z.number().int(),
          at: time,
        }),
      ),
    }),
  })
  .openapi("Mailbox");

export const ConnectAttempt = z
  .object({
    id,
    providerId: id,
    state: z.enum([
      "waiting", // for the person in the other tab
      "question", // the tab asks: another account than expected, may it be used?
      "connecting", // the server tries the mailbox
      "connected",
      "failed",
      "cancelled",
      "expired",
    ]),
    /** The address that signed in, known from state `question` on. */
    address: z.string().nullable(),
    diagnosis: orNull(Diagnosis),
    mailboxId: id.nullable(),
    expiresAt: time,
  })
  .openapi("ConnectAttempt");

export const StartAttempt = z.object({ providerId: id }).openapi("StartAttempt");
export const AskConsent = z.object({ providerId: id }).openapi("AskConsent");
/** Open `url` in a new tab; it works once, for 60 seconds. */
export const StartedAttempt = z
  .object({ attempt: ConnectAttempt, url: z.string() })
  .openapi("StartedAttempt");

/** An administrator of the user's organisation was asked to approve the application at its sign-in service. */
export const ConsentRequest = z
  .object({
    providerId: id,
    askedBy: z.string(),
    askedAt: time,
    /** asked: nobody has answered. given: starting is worth trying again. refused: not approved (yet). */
    state: z.enum(["asked", "given", "refused"]),
    settledAt: time.nullable(),
    /** For the administrator, in any browser; null when there is nothing to open any more. */
    url: z.string().nullable(),
  })
  .openapi("ConsentRequest");

export const EmailSettings = z
  .object({
    activation: z.object({
      state: z.enum(["active", "inactive", "requested", "suspended"]),
      requestedAt: time.nullable(),
    }),
    /** Who can add a provider: names of the workspace's admins. */
    admins: z.array(z.string()),
    providers: z.array(OfferedProvider),
    mailbox: orNull(Mailbox),
    /** Stopped mailboxes of others that were handed over to this user: to be read. */
    handedOver: z.array(Mailbox),
    /** The running or just ended attempt of this user, if any. */
    attempt: orNull(ConnectAttempt),
    /** How the newest request of somebody with the user's domain stands. */
    consent: orNull(ConsentRequest),
    /** What the last Stop left: shown until something is connected again. */
    receipt: orNull(z.lazy(() => StopReceipt)),
  })
  .openapi("EmailSettings");

/** Changes that the provider hasn't got yet. finish: the request is refused (409 changesWaiting) until it has them all;
 *  ask again then. drop: they are forgotten, and the lists show again what the provider has. */
export const WaitingChanges = z.enum(["finish", "drop"]).default("finish");
export const SetReceiveOnly = z.object({ on: z.boolean(), outbox: WaitingChanges }).openapi("SetReceiveOnly");
export const StopRequest = z
  .object({ mail: z.enum(["keep", "delete"]), outbox: WaitingChanges })
  .openapi("StopRequest");
export const StopReceipt = z
  .object({
    at: time,
    address: z.string(),
    provider: ProviderKind,
    removed: z.array(z.enum(["grant", "settings", "mappings", "mail"])),
    kept: z.array(z.enum(["mail"])),
    /** Messages kept or deleted here. */
    messages: z.number().int(),
    /** What was allowed at the provider. stays: it is listed there until its owner takes it away. pending: the provider is
     *  being told, again for a day where it doesn't answer. takenBack: it is gone there too. needed: it stays, since
     *  another connection of the same account uses it. */
    permission: z.enum(["stays", "pending", "takenBack", "needed"]),
    /** Where the provider still lists the app, with the page on which it can be removed. */
    providerList: z.object({ name: z.string(), url: z.string() }).nullable(),
  })
  .openapi("StopReceipt");

// --- Edit folders ----------------------------------------------------------------------------------------
export const RemoteFolder = z
  .object({
    id,
    path: z.string(),
    /** The last part of the path. */
    name: z.string(),
    parentId: id.nullable(),
    depth: z.number().int(),
    selectable: z.boolean(),
    /** Calendar, Contacts and the like: shown only on demand. */
    hidden: z.boolean(),
    role: orNull(Role),
    /** null until counted: counts stream in over the event stream (`folderCounts`). */
    messages: z.number().int().nullable(),
    unseen: z.number().int().nullable(),
  })
  .openapi("RemoteFolder");

export const Mapping = z
  .object({
    /** null for a folder of one's own. */
    role: orNull(Role),
    /** The app folder's name; for roles the name of the role in English. */
    name: z.string().min(1).max(200),
    remoteFolderId: id,
    /** This folder and all below it. */
    subtree: z.boolean(),
  })
  .openapi("Mapping");

export const ImportWindow = z.enum(["1m", "3m", "1y", "all"]).openapi("ImportWindow");

export const FolderPicker = z
  .object({
    folders: z.array(RemoteFolder),
    /** What is mapped now; empty before the first time. */
    mappings: z.array(Mapping),
    /** Proposals for roles that aren't mapped: remoteFolderId null means none was found (and `create` may be offered). */
    proposals: z.array(
      z.object({ role: Role, remoteFolderId: id.nullable(), createPath: z.string().nullable() }),
    ),
    importWindow: orNull(ImportWindow),
    /** Labels that the user's settings at Gmail keep from programs. */
    unlisted: z.array(z.enum(["inbox", "all", "sent", "drafts", "junk", "trash"])),
    /** Numbers of messages at which the provider may cut every folder off, as its user set it. */
    limits: z.array(z.number().int()),
    /** Why there is nothing to choose from. */
    diagnosis: orNull(Diagnosis),
  })
  .openapi("FolderPicker");

export const AnswerOffer = z.object({ answer: z.enum(["import", "leave"]) }).openapi("AnswerOffer");
export const CreateFolder = z.object({ path: name(400) }).openapi("CreateFolder");
/** The name is trimmed. */
const folderName = z.string().min(1).max(400);
export const NewFolder = z.object({ name: folderName, parentId: id.nullable() }).openapi("NewFolder");
export const ChangeFolder = z.object({ name: folderName, parentId: id.optional() }).openapi("ChangeFolder");
export const SaveMappings = z
  .object({ mappings: z.array(Mapping).min(1).max(500), importWindow: ImportWindow })
  .openapi("SaveMappings");

/** For each window how many messages and roughly how many bytes it means, over the folders asked. */
export const ImportEstimate = z
  .object({
    windows: z.array(z.object({ window: ImportWindow, messages: z.number().int(), bytes: z.number() })),
  })
  .openapi("ImportEstimate");

// --- reading ---------------------------------------------------------------------------------------------
export const AppFolder = z
  .object({
    id,
    role: orNull(Role),
    name: z.string(),
    /** With a subtree mapping, folders below others. */
    parentId: id.nullable(),
    /** Folders that are made in it, here or there, are shown with it. */
    takesFolders: z.boolean(),
    messages: z.number().int(),
    unread: z.number().int(),
  })
  .openapi("AppFolder");

/** gone: the provider has the message no more. folderGone: its folder isn't there. readOnly: the folder lets nobody
 *  change it. alreadyThere: what was uploaded is this very message, for a provider that has each once. refused: the
 *  provider said no. */
export const Refusal = z
  .enum(["gone", "folderGone", "readOnly", "alreadyThere", "refused"])
  .openapi("Refusal");

export const Flag = z.enum(["seen", "answered", "flagged", "draft", "deleted", "forwarded"]).openapi("Flag");

export const MessageRow = z
  .object({
    id,
    /** What it belongs with, over all folders. */
    conversationId: id,
    folderId: id,
    subject: z.string(),
    from: z.array(PersonName),
    to: z.array(PersonName),
    /** INTERNALDATE: the order of the list. */
    date: time,
    snippet: z.string(),
    flags: z.array(Flag),
    attachments: z.number().int(),
    size: z.number().int(),
    /** Why the provider hasn't taken what was put there from here, so that it lies here only; null: it has, or is about
     *  to be told. */
    refused: orNull(Refusal),
    /** In a list by conversations: what the row stands for, by its newest message in the folder. Of the row's flags
     *  `seen` is then set when all of it there have it, `flagged` when one has. Else null. */
    conversation: z
      .object({
        /** In all folders, up to 500; those in Deleted and Junk count only there. */
        messages: z.number().int(),
        messagesHere: z.number().int(),
        unreadHere: z.number().int(),
        /** Who wrote, the earliest first, each once. */
        people: z.array(PersonName),
      })
      .nullable(),
  })
  .openapi("MessageRow");

/** The oldest message first. */
export const Conversation = z.object({ id, messages: z.array(MessageRow) }).openapi("Conversation");

export const MessageList = z
  .object({
    messages: z.array(MessageRow),
    /** Of the whole folder or search, for the scroll bar. */
    total: z.number().int(),
    /** Pass as `cursor` for what follows; null at the end. */
    next: z.string().nullable(),
  })
  .openapi("MessageList");

export const Message = MessageRow.extend({
  cc: z.array(PersonName),
  bcc: z.array(PersonName),
  replyTo: z.array(PersonName),
  /** The Date header. */
  sentAt: time.nullable(),
  messageId: z.string(),
  /** Which bytes these are: a draft that is saved again gets another. */
  revision: id,
  text: z.string().nullable(),
  /** As in the mail: to be sanitised and framed by whoever shows it, never trusted. */
  html: z.string().nullable(),
  attachmentList: z.array(Attachment),
  invitations: z.array(Invitation),
  ...judgements,
  /** Pictures from elsewhere are shown without asking: the reader said so of this sender. */
  imagesAlways: z.boolean(),
  folders: z.array(id),
}).openapi("Message");

export const SenderImages = z.object({ always: z.boolean() }).openapi("SenderImages");

// --- changing mail ---------------------------------------------------------------------------------------
/** `from`: the app folder the messages are looked at in; null: wherever each is shown. */
const from = id.nullable();
/** The flags that are a person's to change. */
const changeable = z.enum(["seen", "flagged", "answered", "forwarded"]);
export const ChangeMessages = z
  .object({
    act: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("flags"), add: z.array(changeable), remove: z.array(changeable) }),
      z.object({ kind: z.literal("move"), from, to: id }),
      /** To the provider's own folder for it, mapped or not. */
      z.object({ kind: z.literal("archive"), from }),
      z.object({ kind: z.literal("junk"), from }),
      z.object({ kind: z.literal("notJunk"), from }),
      z.object({ kind: z.literal("delete"), from }),
      /** For good. The provider is told after 10 seconds, so that it can be undone until then. */
      z.object({ kind: z.literal("erase"), from: id }),
    ]),
    /** These messages, all that an app folder shows, or all of these conversations that it shows (at most 20,000). */
    messages: z.union([
      z.array(id).min(1).max(5000),
      z.object({ all: id }),
      z.object({ conversations: z.array(id).min(1).max(5000), folder: id }),
    ]),
  })
  .openapi("ChangeMessages");
export const AcceptedChange = z
  .object({
    /** For undo. */
    id,
    /** How many messages it changes. */
    messages: z.number().int(),
  })
  .openapi("AcceptedChange");

export const AcceptedMessage = z
  .object({
    /** Of the message: it stays, also when it is saved again and when the provider has it. */
    id,
    revision: id,
    /** Of the change, as in the list of changes. */
    change: id,
  })
  .openapi("AcceptedMessage");

export type Shape<S extends z.ZodType> = z.infer<S>;
