// Tokens of an application that signs in as itself (client credentials): what Entra says in them, and how the mail
// servers of the playground check them.
import { createHash, createPublicKey, type JsonWebKey, verify } from "node:crypto";
import type { VerifiedToken } from "../imap/session.ts";
import type { Registration } from "./registration.ts";

const ROLES = ["IMAP.AccessAsApp", "SMTP.SendAsApp"];
/** What a role allows at IMAP and SMTP, as what a person allows is called. */
const SCOPES = ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send"];

/** As long as nothing was approved, Entra gives a token that has no roles. */
export function applicationClaims(
  tenantId: string,
  { clientId }: Registration,
  isApproved: boolean,
): Readonly<Record<string, unknown>> {
  const roles = isApproved ? { roles: ROLES } : {};
  return {
    ...{ tid: tenantId, appid: clientId, idtyp: "app", ver: "1.0" },
    oid: servicePrincipalId(clientId, tenantId),
    ...roles,
  };
}

/** The object that stands for the application in a directory: another one in each. */
function servicePrincipalId(clientId: string, tenantId: string): string {
  const hex = createHash("sha256").update(`${clientId} ${tenantId}`).digest("hex").slice(0, 32);
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** Null when it is none, has ended, or allows nothing (any more). `now`: ms. */
export function verifyApplication(
  token: string,
  { key }: Registration,
  isApproved: (tenantId: string) => boolean,
  now: number,
): VerifiedToken | null {
  const [head = "", body = "", signature = ""] = token.split(".");
  if (signature === "") return null;
  const { kty, n, e } = key as JsonWebKey;
  const publicKey = createPublicKey({ key: { kty, n, e } as JsonWebKey, format: "jwk" });
  const isOurs = verify(
    "sha256",
    Buffer.from(`${head}.${body}`),
    publicKey,
    Buffer.from(signature, "base64url"),
  );
  if (!isOurs) return null;
  const { idtyp, tid, roles, exp } = JSON.parse(Buffer.from(body, "base64url").toString()) as {
    readonly idtyp?: string;
    readonly tid: string;
    readonly roles?: readonly string[];
    readonly exp: number;
  };
  if (idtyp !== "app" || exp * 1000 <= now || roles === undefined) return null;
  if (!isApproved(tid)) return null;
  return { address: "", scopes: SCOPES, expiresAt: exp * 1000, tenantId: tid };
}
