// "Where is my mail?" (J13a).
import { z } from "@hono/zod-openapi";
import { PersonName } from "./message-schemas.ts";
import { orNull } from "./or-null.ts";
import { Diagnosis, id, Role, time } from "./schemas.ts";
import { text } from "./text-schemas.ts";

/** At least one of messageId, subject and from. */
export const WhereRequest = z
  .object({
    /** With or without angle brackets. */
    messageId: z
      .string()
      .max(1000)
      .regex(/^[\x20-\x7e]+$/)
      .optional(),
    /** Words that must all be in it. */
    subject: text(200).optional(),
    from: text(200).optional(),
    /** About when, a day on either side included. */
    day: z.iso.date().optional(),
    /** Search the folders at the provider by headers as well, those too that are not followed. Nothing is read or
     *  imported: only how many fit is told. */
    askProvider: z.boolean().default(false),
  })
  .openapi("WhereRequest");

const folder = z.object({ id, role: orNull(Role), name: z.string() });
export const MailPlace = z
  .discriminatedUnion("kind", [
    z.object({ kind: z.literal("here"), folder }),
    /** Put there here, and refused by the provider. */
    z.object({ kind: z.literal("hereOnly"), folder }),
    /** Shown in the folder (null: no longer in any), and not confirmed by the provider yet. */
    z.object({
      kind: z.literal("waiting"),
      folder: folder.nullable(),
      change: z.enum(["flags", "move", "erase", "append", "discard"]),
      since: time,
      tries: z.number().int(),
    }),
    /** Gone from its folder at the provider, and being looked for. */
    z.object({ kind: z.literal("missed"), folder, since: time }),
    /** Left every followed folder; it is kept here. */
    z.object({ kind: z.literal("departed"), folder: folder.nullable(), at: time }),
    /** Something here took it out of every folder. moved: to one that isn't followed. erased: for good. Of uploads:
     *  refused by the provider, stopped before it had them, or undone. */
    z.object({
      kind: z.literal("ended"),
      how: z.enum(["moved", "erased", "refused", "stopped", "undone"]),
      at: time.nullable(),
    }),
  ])
  .openapi("MailPlace");

const why = ["pending", "aside", "offered", "beforeImport"] as const;
export const WhereAnswer = z
  .object({
    /** erased: see `erased`. beforeImport: of a day that nothing is imported for. notYet: see `problem`. maybe: the provider may have it where it
     *  isn't taken from, see `gaps` and `unmapped`; `askProvider` tells. nothing: nothing of the kind was ever seen. */
    outcome: z.enum([
      "found",
      "erased",
      "beforeImport",
      "stopped",
      "unmapped",
      "notYet",
      "maybe",
      "atProvider",
      "nothing",
    ]),
    /** Newest first, at most 20. */
    found: z.array(
      z.object({
        messageId: id,
        subject: z.string(),
        from: z.array(PersonName),
        /** When it came to the mailbox (INTERNALDATE), and when it was taken here. */
        date: time,
        takenAt: time,
        place: MailPlace,
      }),
    ),
    more: z.boolean(),
    /** A message of that Message-ID was erased here: by age, after it had left every mapped folder, or by an admin. */
    erased: z.object({ at: time, byAge: z.boolean() }).nullable(),
    /** What followed folders have at the provider and isn't here. */
    gaps: z.array(
      z.object({
        kind: z.enum(["unread", ...why]),
        folder,
        count: z.number().int(),
        importFrom: time.nullable(),
      }),
    ),
    /** Paths of folders that are not followed. */
    unmapped: z.array(z.string()),
    problem: orNull(Diagnosis),
    /** Of the search at the provider; null when it wasn't asked. */
    provider: z
      .object({
        at: time,
        /** Folders that were searched. */
        folders: z.number().int(),
        hits: z.array(
          z.object({
            path: z.string(),
            folder: folder.nullable(),
            kind: z.enum(["unmapped", "notYet", "stored", ...why]),
            count: z.number().int(),
          }),
        ),
        failed: z.array(z.string()),
        /** Words that no search there can hold: they were not looked for. */
        leftOut: z.array(z.string()),
      })
      .nullable(),
    /** Folders that are followed, and until when all of them were known. */
    lookedAt: z.object({ folders: z.number().int(), upTo: time.nullable() }),
  })
  .openapi("WhereAnswer");
