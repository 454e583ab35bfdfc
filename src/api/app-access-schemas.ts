// The contract for access of the application itself to the mailboxes of whole organisations (J11).
import { z } from "@hono/zod-openapi";
import { orNull } from "./or-null.ts";
import { Diagnosis, ImportWindow, id, time } from "./schemas.ts";

const MAILBOXES_MAX = 5_000;
const LIST_LENGTH_MAX = 700_000;

export const AppMailboxProblem = z
  .enum([
    "columns",
    "quote",
    "email",
    "address",
    "twice",
    "unknownUser",
    "hasMailbox",
    "signedIn",
    "notAllowed",
    "notApproved",
    "notYours",
  ])
  .openapi("AppMailboxProblem");

export const AppAccess = z
  .object({
    providerName: z.string(),
    clientId: z.string(),
    /** Of the workspace's email sync, and of the provider here. */
    ready: z.enum(["yes", "notActivated", "providerOff"]),
    /** To be added to the registration, as an application permission. */
    permission: z.string(),
    /** The workspace's own domains. */
    domains: z.array(
      z.object({
        domain: z.string(),
        /** GUID; null where the sign-in service doesn't know the domain. */
        directoryTenant: z.string().nullable(),
        /** GUID of the application's object in that directory. */
        principalId: z.string().nullable(),
        approvedAt: time.nullable(),
        /** For an administrator of the organisation. */
        consentUrl: z.string().nullable(),
        diagnosis: orNull(Diagnosis),
      }),
    ),
    /** Users without a mailbox. */
    candidates: z.array(z.object({ id, name: z.string(), email: z.string() })),
    counts: z.object({
      waiting: z.number().int(),
      connecting: z.number().int(),
      connected: z.number().int(),
      failed: z.number().int(),
    }),
    /** What failed first, then what is worked on; 200 at most. */
    mailboxes: z.array(
      z.object({
        userId: id,
        name: z.string(),
        email: z.string(),
        address: z.string(),
        state: z.enum(["waiting", "connecting", "connected", "failed"]),
        diagnosis: orNull(Diagnosis),
      }),
    ),
  })
  .openapi("AppAccess");

export const MailboxList = z
  .object({ list: z.string().max(LIST_LENGTH_MAX), createUsers: z.boolean() })
  .openapi("MailboxList");
export const JudgedMailboxes = z
  .object({
    /** More lines than are taken at once: none was judged. */
    tooMany: z.boolean(),
    mailboxes: z.array(
      z.object({
        /** From 1. */
        line: z.number().int(),
        email: z.string(),
        address: z.string(),
        name: z.string().nullable(),
        problem: orNull(AppMailboxProblem),
      }),
    ),
  })
  .openapi("JudgedMailboxes");

export const ConnectAppMailboxes = z
  .object({
    mailboxes: z
      .array(z.object({ email: z.string().max(320), address: z.string().max(320) }))
      .min(1)
      .max(MAILBOXES_MAX),
    importWindow: ImportWindow,
    /** Whoever isn't a user here becomes one. */
    createUsers: z.boolean(),
  })
  .openapi("ConnectAppMailboxes");
export const ConnectingAppMailboxes = z
  .object({
    access: AppAccess,
    /** One-time links of the users that were made, to be handed over; they work once within 24 hours. */
    created: z.array(z.object({ email: z.string(), inviteUrl: z.string() })),
  })
  .openapi("ConnectingAppMailboxes");

export const RetryAppMailboxes = z.object({ userId: id.nullable() }).openapi("RetryAppMailboxes");
export const DropAppMailboxes = z.object({ which: z.enum(["waiting", "ended"]) }).openapi("DropAppMailboxes");
