// Mail on records (J14): records are the application's own things that mail belongs to.
import { z } from "@hono/zod-openapi";
import { Attachment, Invitation, judgements, PersonName } from "./message-schemas.ts";
import { id, time } from "./schemas.ts";
import { text } from "./text-schemas.ts";

/** What colleagues see of a mail that isn't in a mailbox of their own: all of it; its subject, people and time; nothing. */
const Shown = z.enum(["full", "subject", "nothing"]);
/** As the application names it: "candidate", "company". */
const recordType = text(40).min(1);
/** The application's own id of the record; with the type it is unique in a workspace. */
const externalId = text(200).min(1);

export const PushedRecord = z
  .object({
    type: recordType,
    externalId,
    name: text(300).min(1),
    /** Mail to and from these is linked to it. All there are: what is left out goes. */
    addresses: z.array(text(320).min(3)).max(100),
    /** Where the application shows it; https or http. */
    url: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .regex(/^[^\0]*$/)
      .nullish(),
    /** What colleagues see of mail on it, where a mailbox leaves that to the application. */
    shown: Shown.optional(),
  })
  .openapi("PushedRecord");
export const PushRecords = z
  .object({ records: z.array(PushedRecord).min(1).max(1000) })
  .openapi("PushRecords");
const WrongRecord = z
  .object({
    at: z.number().int(),
    /** noAddress: `value` is no email address. noUrl: nor one of a page, https or http. noShown: none of full, subject and
     *  nothing. twice: what came before has the same type and id. merged: the record was merged into another. */
    code: z.enum(["missing", "tooLong", "tooMany", "noAddress", "noUrl", "noShown", "twice", "merged"]),
    /** As a file names it: `id` is `externalId`. */
    column: z.enum(["type", "id", "name", "addresses", "url", "shown"]),
    /** The beginning of what stands there. */
    value: z.string(),
  })
  .openapi("WrongRecord");
export const PushedRecords = z
  .object({
    made: z.number().int(),
    changed: z.number().int(),
    same: z.number().int(),
    /** What was left out, by its place in the request (0 is the first) or its line in the file (1 is the first). */
    wrong: z.array(WrongRecord),
  })
  .openapi("PushedRecords");

export const RecordRow = z
  .object({
    id,
    type: recordType,
    externalId,
    name: z.string(),
    addresses: z.array(z.string()),
    url: z.string().nullable(),
  })
  .openapi("RecordRow");
export const RecordList = z
  .object({
    records: z.array(RecordRow),
    /** Pass as `cursor` for what follows; null at the end. */
    next: z.string().nullable(),
    /** All types that the workspace has records of. */
    types: z.array(z.string()),
  })
  .openapi("RecordList");
export const MailRecord = RecordRow.extend({
  /** Mail is being linked to it: what is here already is still being looked through. */
  linking: z.boolean(),
  /** It was merged: this is the record that the one asked for leads to. */
  merged: z.boolean(),
}).openapi("MailRecord");

const How = z.enum(["address", "reply", "hand"]);
/** A mail on a record, once however many colleagues have it, as this viewer may see it. */
export const RecordMessage = z
  .object({
    messageId: id,
    /** The mailbox in which the viewer has it; null: only colleagues have it. */
    mailboxId: id.nullable(),
    shown: z.enum(["full", "subject"]),
    subject: z.string(),
    from: z.array(PersonName),
    to: z.array(PersonName),
    date: time,
    /** out: sent from one of the workspace's own domains. */
    direction: z.enum(["in", "out"]),
    /** Null where only the subject is shown. */
    snippet: z.string().nullable(),
    attachments: z.number().int().nullable(),
    /** Why it is on the record. */
    how: How,
    /** Who linked it by hand. */
    linkedBy: z.string().nullable(),
    /** Its owner, the viewer, marked it: no colleague sees it. */
    private: z.boolean(),
  })
  .openapi("RecordMessage");
export const RecordMessages = z
  .object({
    messages: z.array(RecordMessage),
    /** Pass as `cursor` for what follows; null at the end. */
    next: z.string().nullable(),
  })
  .openapi("RecordMessages");
/** Opened by a viewer of the record. */
export const OpenedRecordMessage = RecordMessage.extend({
  cc: z.array(PersonName),
  sentAt: time.nullable(),
  text: z.string().nullable(),
  html: z.string().nullable(),
  attachmentList: z.array(Attachment),
  invitations: z.array(Invitation),
  ...judgements,
}).openapi("OpenedRecordMessage");

/** The records of a message in one's own mailbox, and what colleagues see of it there. */
export const MessageRecords = z
  .object({
    records: z.array(z.object({ record: RecordRow, how: How, linkedBy: z.string().nullable() })),
    private: z.boolean(),
    /** `why`: private, marked by an owner; confidential, its sender says so; inside, all of its people are in own domains;
     *  ignored, somebody in it is on the list of addresses that are never linked; else who decides: the mailbox's setting or
     *  the application, by record. */
    colleagues: z.object({
      shown: Shown,
      why: z.enum(["private", "confidential", "inside", "ignored", "mailbox", "record"]),
    }),
  })
  .openapi("MessageRecords");
export const LinkMessages = z
  .object({
    recordId: id,
    linked: z.boolean(),
    /** These of the mailbox, or all of one conversation. */
    messages: z.union([z.array(id).min(1).max(500), z.object({ conversation: id })]),
  })
  .openapi("LinkMessages");
/** Those that it changed: given back with the opposite of `linked` they are as they were. */
export const LinkedMessages = z.object({ messages: z.array(id) }).openapi("LinkedMessages");
export const SetPrivate = z.object({ private: z.boolean() }).openapi("SetPrivate");

/** record: as the application says for each record. */
export const RecordVisibility = z
  .object({ colleaguesSee: z.enum(["full", "subject", "nothing", "record"]) })
  .openapi("RecordVisibility");

export const RecordRules = z
  .object({
    /** Addresses ("jobs@board.example") and domains ("board.example") whose mail is never linked by itself, nor seen by
     *  colleagues. The workspace's own domains count for neither anyway. */
    ignored: z.array(text(320).min(3)).max(1000),
    /** Only mail whose people match a record, or that answers mail on one, is imported. */
    recordsOnly: z.boolean(),
  })
  .openapi("RecordRules");
export const ReadRecordRules = RecordRules.extend({
  ownDomains: z.array(z.string()),
  records: z.number().int(),
}).openapi("ReadRecordRules");
export const MergeRecord = z.object({ into: id }).openapi("MergeRecord");
