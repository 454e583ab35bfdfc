// The part of the contract for admins and operators.
import { z } from "@hono/zod-openapi";
import { KeptMailbox } from "./leaving-schemas.ts";
import { orNull } from "./or-null.ts";
import { Diagnosis, id, MailboxState, time, WaitingChanges } from "./schemas.ts";
import { name, text } from "./text-schemas.ts";

export const WorkspaceActivation = z
  .enum(["inactive", "requested", "active", "suspended"])
  .openapi("WorkspaceActivation");
export const WorkspaceSummary = z
  .object({
    id,
    name: z.string(),
    activation: WorkspaceActivation,
    /** Who asked, and when. */
    requestedBy: z.string().nullable(),
    requestedAt: time.nullable(),
    ownDomains: z.array(z.string()),
    users: z.number().int(),
    mailboxes: z.number().int(),
    problems: z.number().int(),
  })
  .openapi("WorkspaceSummary");
/** One cause, with all the mailboxes that have it. */
export const MailboxProblem = z
  .object({
    /** Of the diagnosis. */
    id: z.string(),
    who: Diagnosis.shape.who,
    whoText: z.string(),
    what: z.string(),
    mailboxes: z.number().int(),
    /** Since when the first of them has it. */
    since: time,
    workspaces: z.array(z.object({ id, name: z.string(), mailboxes: z.number().int() })),
  })
  .openapi("MailboxProblem");
/** Whose addresses its users may connect, and whose organisation may be connected as a whole; 422 names what is no domain. */
const ownDomains = z.array(text(253)).max(100);
export const SetOwnDomains = z.object({ ownDomains }).openapi("SetOwnDomains");
export const CreateWorkspace = z
  .object({
    name: name(200),
    admin: z.object({ email: z.email().max(320), name: name(200) }),
    ownDomains,
  })
  .openapi("CreateWorkspace");
/** The admin's one-time link, to be handed over; it works once within 24 hours. */
export const CreatedWorkspace = z
  .object({ workspace: WorkspaceSummary, inviteUrl: z.string() })
  .openapi("CreatedWorkspace");
export const SetActivation = z
  .object({ activation: z.enum(["active", "inactive", "suspended"]) })
  .openapi("SetActivation");

export const MailPolicy = z
  .object({
    receiveOnly: z.boolean(),
    /** Changes made here that the providers haven't got yet, in all mailboxes. */
    waiting: z.number().int(),
  })
  .openapi("MailPolicy");
export const SaveMailPolicy = z
  .object({ receiveOnly: z.boolean(), outbox: WaitingChanges })
  .openapi("SaveMailPolicy");

export const WorkspaceUser = z
  .object({
    id,
    email: z.string(),
    name: z.string(),
    role: z.enum(["user", "admin"]),
    mailbox: z
      .object({
        id,
        address: z.string(),
        state: MailboxState,
        diagnosis: orNull(Diagnosis),
        heldSince: time.nullable(),
        /** Colleagues who are connected to it too: it goes on without this user. */
        others: z.number().int(),
      })
      .nullable(),
    /** Stopped mailboxes whose mail the user reads. */
    kept: z.array(KeptMailbox),
  })
  .openapi("WorkspaceUser");
export const CreateUser = z
  .object({ email: z.email().max(320), name: name(200), role: z.enum(["user", "admin"]) })
  .openapi("CreateUser");
export const CreatedUser = z.object({ user: WorkspaceUser, inviteUrl: z.string() }).openapi("CreatedUser");
