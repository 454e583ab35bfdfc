// When somebody leaves (J16).
import { z } from "@hono/zod-openapi";
import { id, ProviderKind, time, WaitingChanges } from "./schemas.ts";
import { text } from "./text-schemas.ts";

/** A stopped mailbox whose mail is kept. */
export const KeptMailbox = z
  .object({
    id,
    address: z.string(),
    provider: ProviderKind,
    /** All that is here of it, departed ones too. */
    messages: z.number().int(),
    since: time,
    /** It was given to this user by an admin. */
    handedOver: z.boolean(),
    /** On hold: nothing of it may be erased. */
    heldSince: time.nullable(),
  })
  .openapi("KeptMailbox");

export const StopForUser = z.object({ outbox: WaitingChanges }).openapi("StopForUser");
export const HandOver = z.object({ to: id }).openapi("HandOver");
export const HandOverReceipt = z
  .object({ at: time, address: z.string(), messages: z.number().int(), to: z.string() })
  .openapi("HandOverReceipt");
export const ErasureReceipt = z
  .object({ at: time, address: z.string(), messages: z.number().int() })
  .openapi("ErasureReceipt");
/** A person, by one of their addresses. */
export const PersonErasure = z.object({ address: text(320).min(3) }).openapi("PersonErasure");
/** Of all mailboxes of the workspace, kept ones too. */
export const PersonMail = z
  .object({
    address: z.string(),
    /** From, to or copied to the address, departed ones too. */
    messages: z.number().int(),
    mailboxes: z.number().int(),
    /** Of the messages: in mailboxes on hold, which nothing is erased of. */
    held: z.number().int(),
  })
  .openapi("PersonMail");
export const PersonErasureReceipt = z
  .object({
    at: time,
    address: z.string(),
    messages: z.number().int(),
    mailboxes: z.number().int(),
    held: z.number().int(),
    /** Left, since changes of them wait for the provider: ask again later. */
    waiting: z.number().int(),
  })
  .openapi("PersonErasureReceipt");
export const SetHold = z.object({ on: z.boolean() }).openapi("SetHold");

/** The departures that a notice told: of one folder, up to the latest. */
export const ToldDepartures = z.object({ remoteFolderId: id, until: time }).openapi("ToldDepartures");
export const DepartedMessages = z.object({ messages: z.number().int() }).openapi("DepartedMessages");

/** Days; null: for ever. */
const days = z.number().int().min(1).max(3650).nullable();
export const Retention = z
  .object({
    /** Mail that left every mapped folder. */
    departed: days,
    /** Earlier revisions of drafts. */
    revisions: days,
    events: days,
    /** The list "What Twinbox changed". */
    changes: days,
  })
  .openapi("Retention");
