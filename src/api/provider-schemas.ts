// The part of the contract for mail providers as an admin registers them (J10). Secrets are write-only.
import { z } from "@hono/zod-openapi";
import { TypedServer } from "./by-hand-schemas.ts";
import { id, ProviderKind, Server } from "./schemas.ts";

/** worldwide has GCC in it, and is Google's only one; china is run by 21Vianet; own: at `hosts`. */
export const Cloud = z.enum(["worldwide", "gccHigh", "dod", "china", "own"]).openapi("Cloud");

const hosts = {
  /** "https://login.example.org". */
  authority: z.string(),
  imap: Server,
  smtp: Server,
  /** What the names of the permissions begin with: "https://outlook.office.com", "https://graph.microsoft.com". */
  mailResource: z.string(),
  graphResource: z.string(),
};
export const OwnHosts = z.object(hosts).openapi("OwnHosts");

const origin = z
  .string()
  .trim()
  .max(300)
  .refine(isOrigin, "https:// and the name of a server, nothing behind it.")
  .transform((text) => new URL(text).origin);
const TypedHosts = z
  .object({
    authority: origin,
    imap: TypedServer,
    smtp: TypedServer,
    mailResource: origin,
    graphResource: origin,
  })
  .openapi("TypedHosts");

export const AdminProvider = z
  .object({
    id,
    kind: ProviderKind,
    name: z.string(),
    enabled: z.boolean(),
    clientId: z.string().nullable(),
    hasSecret: z.boolean(),
    /** organizations, common or a directory tenant's GUID. */
    tenant: z.string().nullable(),
    cloud: Cloud,
    /** Only of the cloud "own". */
    hosts: OwnHosts.nullable(),
    /** To be registered at the sign-in service: the first for users, a second one for administrators who approve. */
    redirectUris: z.array(z.string()),
    scopes: z.array(z.string()),
    mailboxes: z.number().int(),
  })
  .openapi("AdminProvider");

export const SaveProvider = z
  .object({
    kind: ProviderKind,
    name: z.string().min(1).max(100),
    enabled: z.boolean(),
    clientId: z.string().max(200).nullable(),
    /** Absent: leave the stored one as it is. */
    clientSecret: z.string().min(1).max(2000).optional(),
    tenant: z.string().max(200).nullable(),
    /** Absent: as it is; of a new one worldwide. Only Microsoft has others, and none can be left while mailboxes are
     *  connected there. */
    cloud: Cloud.optional(),
    /** With the cloud "own"; absent: as they are. */
    hosts: TypedHosts.optional(),
    /** Another client id or tenant than the one that connected mailboxes have allowed: everybody has to sign in again.
     *  Without this it is refused (409 `sign_in_again`). */
    usersSignInAgain: z.boolean().optional(),
  })
  .openapi("SaveProvider");

/** Plain http for this machine alone. */
function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(url.hostname);
  const isPlace = url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  return isPlace && (url.protocol === "https:" || (url.protocol === "http:" && isHere));
}
