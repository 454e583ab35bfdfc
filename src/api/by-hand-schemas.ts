// The part of the contract for settings that a user types: "Other (IMAP)" (J8). Passwords are write-only: no answer has one.
import { z } from "@hono/zod-openapi";
import { orNull } from "./or-null.ts";
import { Diagnosis, id, Server } from "./schemas.ts";
import { line } from "./text-schemas.ts";

const HOST = /^[\p{L}\p{N}._:-]+$/u;
/** A name or an address; what isn't one of either is no server. `none` is taken for this machine only. */
export const TypedServer = Server.extend({
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(HOST, "A name or an address, without slashes and blanks.")
    // Flags are no part of a JSON Schema's pattern.
    .openapi({ pattern: HOST.source }),
  port: z.number().int().min(1).max(65_535),
}).openapi("TypedServer");

const password = z.string().min(1).max(1000);

export const HandSettings = z
  .object({
    providerId: id,
    address: z.email().max(320),
    displayName: line(200),
    incoming: TypedServer,
    /** null: mail is only received. */
    outgoing: orNull(TypedServer),
    userName: z.string().min(1).max(320),
    password,
  })
  .openapi("HandSettings");

export const NewPassword = z.object({ password }).openapi("NewPassword");

export const AddressToLookUp = z.object({ address: z.email().max(320) }).openapi("AddressToLookUp");
/** What can be found out about an address: settings to fill in, or that its provider has a sign-in of its own. */
export const FoundSettings = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("settings"),
      /** known: of a provider that many have; autoconfig, srv: published by the domain; guess: usual names that answer. */
      source: z.enum(["known", "autoconfig", "srv", "guess"]),
      incoming: Server,
      outgoing: orNull(Server),
      userName: z.string(),
      /** Where an app password is made, for those who take no other in mail programs. */
      appPasswordUrl: z.string().nullable(),
    }),
    z.object({ kind: z.literal("signInElsewhere"), provider: z.enum(["microsoft", "google"]) }),
    z.object({ kind: z.literal("nothing") }),
  ])
  .openapi("FoundSettings");

const TestedServer = z
  .object({
    steps: z.array(
      z.object({
        step: z.enum(["name", "connection", "tls", "greeting", "starttls", "signIn", "folders"]),
        state: z.enum(["done", "running", "failed", "waiting"]),
      }),
    ),
    /** Why it goes no further. */
    diagnosis: orNull(Diagnosis),
  })
  .openapi("TestedServer");
/** Whether typed settings work. While it runs the event stream tells how far it is (`connectionTest`). */
export const ConnectionTest = z
  .object({ incoming: TestedServer, outgoing: orNull(TestedServer) })
  .openapi("ConnectionTest");
