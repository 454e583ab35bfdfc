import { z } from "@hono/zod-openapi";
import { orNull } from "./or-null.ts";
import { Diagnosis, id, time } from "./schemas.ts";

/** waiting: kept back until `dueAt`, or to be tried again then. handing: the provider may have it. doubtful: nobody knows
 *  whether it has; nothing is sent again by itself. */
const sendState = z.enum(["waiting", "handing", "doubtful", "sent", "refused", "undone"]);

export const AcceptedSend = z
  .object({
    id,
    /** As it is sent, another one than the draft. */
    messageId: id,
    /** Until then it can be undone. */
    dueAt: time,
  })
  .openapi("AcceptedSend");

export const Send = z
  .object({
    id,
    messageId: id,
    /** In Drafts again when it was refused. */
    draftId: id.nullable(),
    subject: z.string(),
    from: z.string(),
    /** All recipients, blind copies too. */
    to: z.array(z.string()),
    state: sendState,
    madeAt: time,
    dueAt: time,
    handedAt: time.nullable(),
    endedAt: time.nullable(),
    /** Why it was refused, or couldn't be sent yet. */
    diagnosis: orNull(Diagnosis),
    /** That the server takes no mail for. */
    refusedRecipients: z.array(z.string()),
    /** Of a doubtful one: Sent is still looked through at the provider. */
    looking: z.boolean(),
  })
  .openapi("Send");

export const Sends = z.object({ sends: z.array(Send) }).openapi("Sends");

/** sent: it was, and is put into Sent where it isn't. again: send it once more. draft: don't; it is a draft again. */
export const DoubtAnswer = z.object({ answer: z.enum(["sent", "again", "draft"]) }).openapi("DoubtAnswer");
