// The part of the contract for mail providers as an admin registers them (J10). Secrets are write-only.
import { z } from "@hono/zod-openapi";
import { TypedServer } from "./by-hand-schemas.ts";
import { orNull } from "./or-null.ts";
import { Diagnosis, id, ProviderKind, Server, time } from "./schemas.ts";
import { line, name } from "./text-schemas.ts";

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

/** To be uploaded at the sign-in service; the key stays here. */
export const Certificate = z
  .object({
    /** SHA-1 in capital hex, as Microsoft's portals show it. */
    thumbprint: z.string(),
    expiresAt: time,
    pem: z.string(),
  })
  .openapi("Certificate");

export const Credential = z
  .discriminatedUnion("kind", [
    /** `expiresAt`: what the admin said; null: nothing. */
    z.object({ kind: z.literal("secret"), expiresAt: time.nullable() }),
    Certificate.extend({ kind: z.literal("certificate") }),
  ])
  .openapi("Credential");

export const SaveCredential = z
  .discriminatedUnion("kind", [
    /** Without `secret` the stored one stays. `expiresOn`: the day that the service names; null: not known. */
    z.object({
      kind: z.literal("secret"),
      secret: z.string().min(1).max(2000).optional(),
      expiresOn: z.iso.date().nullable(),
    }),
    /** `pem`: a private key and its certificate. Without it `nextCertificate` is used from now on; where there is none, the
     *  one that is used already. A provider without any secret so far gets one that is made now. */
    z.object({ kind: z.literal("certificate"), pem: z.string().max(20_000).optional() }),
  ])
  .openapi("SaveCredential");

/** A secret or a certificate that will end soon, or has ended. */
export const Expiry = z
  .object({ expiresAt: time, /** 0: it has ended. */ daysLeft: z.number().int(), urgent: z.boolean() })
  .openapi("Expiry");

export const ExpiringSecret = Expiry.extend({
  workspace: z.object({ id, name: z.string() }),
  provider: z.string(),
  credential: z.enum(["secret", "certificate"]),
}).openapi("ExpiringSecret");

/** How far a registration can be proven without a person. */
export const RegistrationCheck = z
  .object({
    steps: z.array(
      z.object({
        /** reach: the service and its tenant; redirect and approval: the two redirect URIs, and the client they belong to;
         *  credential: the secret or the certificate. */
        step: z.enum(["reach", "redirect", "approval", "credential"]),
        /** unknown: the service doesn't tell without a person; waiting: what comes before has failed. */
        state: z.enum(["done", "failed", "unknown", "waiting"]),
        diagnosis: orNull(Diagnosis),
      }),
    ),
  })
  .openapi("RegistrationCheck");

export const AdminProvider = z
  .object({
    id,
    kind: ProviderKind,
    name: z.string(),
    enabled: z.boolean(),
    clientId: z.string().nullable(),
    credential: orNull(Credential),
    /** Made and not used yet. */
    nextCertificate: orNull(Certificate),
    /** Since when somebody has signed in, or a token was renewed, with what is registered now; null: not yet. Another
     *  client, secret, tenant or cloud has to be proven anew. */
    provenAt: time.nullable(),
    /** What sign-ins were given beyond `scopes`, as the service names it: it should be taken away at the registration.
     *  Forgotten when the provider is saved, until a sign-in shows it again. */
    moreAllowed: z.array(z.string()),
    /** From a month before its end on. */
    expiry: orNull(Expiry),
    /** organizations, common or a directory tenant's GUID. */
    tenant: z.string().nullable(),
    cloud: Cloud,
    /** Only of the cloud "own". */
    hosts: orNull(OwnHosts),
    /** To be registered at the sign-in service: the first for users, a second one for administrators who approve. */
    redirectUris: z.array(z.string()),
    /** What is asked of people, as the service names it. */
    scopes: z.array(z.string()),
    /** The same, as the portal names it where the application is registered. */
    permissions: z.array(z.string()),
    mailboxes: z.number().int(),
  })
  .openapi("AdminProvider");

export const SaveProvider = z
  .object({
    kind: ProviderKind,
    name: name(100),
    enabled: z.boolean(),
    clientId: line(200).nullable(),
    /** Absent: leave the stored one as it is. */
    credential: SaveCredential.optional(),
    tenant: line(200).nullable(),
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
