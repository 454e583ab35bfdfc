// The part of the contract for settings that a user types: "Other (IMAP)" (J8). Passwords are write-only: no answer has one.
import { z } from "@hono/zod-openapi";
import { id, Server } from "./schemas.ts";

/** A name or an address; what isn't one of either is no server. `none` is taken for this machine only. */
const TypedServer = Server.extend({
  host: z
    .string()
    .trim()
    .min(1)
    .max(253)
    .regex(/^[\p{L}\p{N}._:-]+$/u),
  port: z.number().int().min(1).max(65_535),
}).openapi("TypedServer");

const password = z.string().min(1).max(1000);

export const HandSettings = z
  .object({
    providerId: id,
    address: z.email().max(320),
    displayName: z.string().trim().max(200),
    incoming: TypedServer,
    /** null: mail is only received. */
    outgoing: TypedServer.nullable(),
    userName: z.string().min(1).max(320),
    password,
  })
  .openapi("HandSettings");

export const NewPassword = z.object({ password }).openapi("NewPassword");
