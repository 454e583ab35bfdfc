// What a message is made of, beside its text.
import { z } from "@hono/zod-openapi";
import { orNull } from "./or-null.ts";

export const PersonName = z.object({ name: z.string(), address: z.string() }).openapi("Person");

export const Attachment = z
  .object({
    part: z.string(),
    fileName: z.string(),
    contentType: z.string(),
    size: z.number().int(),
    contentId: z.string().nullable(),
    inline: z.boolean(),
  })
  .openapi("Attachment");

/** "2026-12-01T08:00:00.000Z"; without a zone: "2026-12-01T09:00:00"; all day: "2026-12-01". */
const calendarTime = z.string();
export const Invitation = z
  .object({
    method: z.enum(["request", "cancel", "reply", "publish", "counter"]),
    summary: z.string(),
    location: z.string(),
    allDay: z.boolean(),
    start: calendarTime,
    /** Of all-day events the day after the last. */
    end: calendarTime,
    /** The zone it was made in, as its file names it; null: UTC, none, or all day. */
    zone: z.string().nullable(),
    organizer: orNull(PersonName),
    attendees: z.array(PersonName.extend({ answer: z.enum(["accepted", "declined", "tentative", "none"]) })),
    /** other: it repeats in a way that isn't told here. `days`: 0 is Sunday. `until`: the last day. */
    repeats: z
      .object({
        every: z.enum(["day", "week", "month", "year", "other"]),
        interval: z.number().int(),
        days: z.array(z.number().int()),
        until: z.string().nullable(),
        count: z.number().int().nullable(),
      })
      .nullable(),
  })
  .openapi("Invitation");

/** What a reader should know before they believe a message. */
export const judgements = {
  /** How its outermost part is signed or encrypted. Signatures aren't verified, and nothing is decrypted. */
  protection: z.enum(["smimeSigned", "smimeEncrypted", "pgpSigned", "pgpEncrypted"]).nullable(),
  /** What the From header does to be taken for another's; null: nothing. otherAddress: the name is an address elsewhere; hidden:
   *  characters that can't be seen, or that turn the writing; malformed: no address that a server gives out; several:
   *  more than one From header. */
  senderDoubt: z.enum(["otherAddress", "hidden", "malformed", "several"]).nullable(),
  /** False: there is more to it than is read of any message; the source has it. */
  whole: z.boolean(),
  /** False when the message could not be understood: then only the source is certain. */
  understood: z.boolean(),
};
