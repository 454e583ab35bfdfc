import { z } from "@hono/zod-openapi";
import { orNull } from "./or-null.ts";
import { Flag, id, Refusal, time } from "./schemas.ts";

/** append: put there from here (an upload, a draft). discard: a draft, erased with all its revisions. */
const changeKind = z.enum(["flags", "move", "erase", "append", "discard"]);
export const ChangedEntry = z
  .object({
    id,
    kind: changeKind,
    add: z.array(Flag),
    remove: z.array(Flag),
    /** Paths at the provider. */
    from: z.string().nullable(),
    to: z.string().nullable(),
    count: z.number().int(),
    /** Of the first message. */
    subject: z.string(),
    outcome: z.enum(["waiting", "done", "refused", "undone"]),
    why: orNull(Refusal),
    at: time,
  })
  .openapi("ChangedEntry");
export const ChangeList = z
  .object({
    changes: z.array(ChangedEntry),
    /** For the page after; null: there are no older ones. */
    next: z.string().nullable(),
  })
  .openapi("ChangeList");
