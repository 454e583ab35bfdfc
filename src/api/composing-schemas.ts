// What is written, as the compose window edits it: the message itself is made by the server.
import { z } from "@hono/zod-openapi";
import { PersonName } from "./message-schemas.ts";
import { id } from "./schemas.ts";
import { text } from "./text-schemas.ts";

const HTML_MAX = 3_000_000;
const RECIPIENTS_MAX = 500;
const FILES_MAX = 200;
const people = z.array(PersonName).max(RECIPIENTS_MAX);
const contentId = z.string().max(250).nullable();

const Uploaded = z.object({
  kind: z.literal("uploaded"),
  /** As attachFile answered it. */
  id,
  /** It is a picture in the text, which names it so ("cid:..."); null: a file beside the text. */
  contentId,
});
/** A part of a message of the same mailbox, as it was in this revision. */
const Part = z.object({
  kind: z.literal("part"),
  messageId: id,
  revision: id,
  part: z.string().max(20),
  contentId,
});

const body = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("html"),
    /** What the user wrote. */
    html: z.string().max(HTML_MAX),
    /** What stands below it, as it was answered: to be given back unchanged, or null to leave it out. */
    quote: z.string().max(HTML_MAX).nullable(),
  }),
  z.object({ kind: z.literal("text"), text: z.string().max(HTML_MAX) }),
]);

const written = {
  /** One of the identities; null: the mailbox's own address. */
  from: z.string().max(320).nullable(),
  to: people,
  cc: people,
  bcc: people,
  subject: z.string().max(2000),
  body,
  /** What it answers: read when it is saved for the first time. */
  answers: z.object({ kind: z.enum(["reply", "replyAll", "forward"]), messageId: id }).nullable(),
};

export const Composition = z
  .object({ ...written, attachments: z.array(z.discriminatedUnion("kind", [Uploaded, Part])).max(FILES_MAX) })
  .openapi("Composition");

export const OpenedComposition = z
  .object({
    ...written,
    attachments: z.array(
      Part.extend({ fileName: z.string(), contentType: z.string(), size: z.number().int() }),
    ),
    /** The quote in plain text; null where there is none. */
    quoteText: z.string().nullable(),
    /** Of the draft, for If-Match; null: it isn't saved yet. */
    revision: id.nullable(),
  })
  .openapi("OpenedComposition");

export const AttachedFile = z
  .object({ id, fileName: z.string(), contentType: z.string(), size: z.number().int() })
  .openapi("AttachedFile");

export const Identity = z
  .object({
    address: z.string().max(320),
    name: z.string().max(200),
    /** HTML; "" without one. */
    signature: z.string().max(100_000),
  })
  .openapi("Identity");

export const SaveIdentities = z.object({ identities: z.array(Identity).max(20) }).openapi("SaveIdentities");

export const FindPeople = z.object({ text: text(200) }).openapi("FindPeople");
