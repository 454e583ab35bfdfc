// Searching messages.
import { z } from "@hono/zod-openapi";
import { MessageRow } from "./schemas.ts";

/** In UTF-16 units, as JavaScript counts. */
const TextRange = z.object({ start: z.number().int(), length: z.number().int() });

const FoundMessage = MessageRow.extend({
  /** Where the words that were searched for stand, in order. `snippet` of the row is the text around them. */
  marks: z.object({
    subject: z.array(TextRange),
    /** Of the first sender. */
    name: z.array(TextRange),
    address: z.array(TextRange),
    snippet: z.array(TextRange),
  }),
}).openapi("FoundMessage");

/** One part of a query; all must hold. */
const SearchTerm = z
  .object({
    kind: z.enum([
      "words",
      "from",
      "to",
      "subject",
      "attachment",
      "unread",
      "read",
      "flagged",
      "before",
      "after",
      "in",
    ]),
    /** As typed; of a day as it was understood, "2026-11-23". */
    text: z.string(),
    /** What fits is left out. */
    not: z.boolean(),
    /** Of `in`: no folder is called so. */
    unknown: z.boolean(),
  })
  .openapi("SearchTerm");

export const SearchResults = z
  .object({
    messages: z.array(FoundMessage),
    /** Pass as `cursor` for what follows; null at the end. */
    next: z.string().nullable(),
    /** What was made of the text. */
    understood: z.array(SearchTerm),
    /** While messages are still to be read for the index, how many have been; those that haven't are found by subject and
     *  people only. Null: all have. */
    searchable: z.object({ done: z.number().int(), total: z.number().int() }).nullable(),
  })
  .openapi("SearchResults");
