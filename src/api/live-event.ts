import { z } from "@hono/zod-openapi";
import { ConnectionTest } from "./by-hand-schemas.ts";
import { AppFolder, EmailSettings, Flag, id } from "./schemas.ts";
import { Send } from "./sending-schemas.ts";

/** What the event stream sends (server-sent events, `event:` = kind, `data:` = the rest as JSON). All are hints
 *  about what changed and, where small, the new value; the lists are read again where needed. */
export const LiveEvent = z
  .discriminatedUnion("kind", [
    /** The panel: mailbox, attempt or activation changed; the new value in full. */
    z.object({ kind: z.literal("emailSettings"), settings: EmailSettings }),
    z.object({
      kind: z.literal("folderCounts"),
      mailboxId: id,
      counts: z.array(z.object({ id, messages: z.number().int(), unseen: z.number().int() })),
    }),
    /** Folders of the mailbox whose messages changed, with their new counts. */
    z.object({
      kind: z.literal("messages"),
      mailboxId: id,
      seq: z.number().int(),
      folders: z.array(AppFolder),
      changed: z.array(z.object({ id, folderId: id.nullable(), flags: z.array(Flag).nullable() })),
    }),
    /** What is on its way out, in full. */
    z.object({ kind: z.literal("sends"), mailboxId: id, sends: z.array(Send) }),
    /** How far "Test connection" is, while its request is under way. */
    z.object({ kind: z.literal("connectionTest"), test: ConnectionTest }),
    /** Something was missed (the connection was down too long): read everything again. */
    z.object({ kind: z.literal("reset") }),
  ])
  .openapi("LiveEvent");
