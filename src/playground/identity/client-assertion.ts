// An application that proves itself with a certificate (private_key_jwt), checked as Entra does: header, signature and
// claims of "Microsoft identity platform application authentication certificate credentials".
import { constants, verify, X509Certificate } from "node:crypto";

const TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const CLOCK_SECONDS = 300;
const PS256_SALT_BYTES = 32;

export interface AssertionRules {
  readonly clientId: string;
  readonly tokenEndpoint: string;
  /** PEM of a registered certificate, by its SHA-256 in base64url. */
  readonly certificateOf: (thumbprint: string) => string | undefined;
  readonly now: () => number;
}

/** Null: it is proven; else the number of Entra's refusal. */
export function refusedAssertion(form: URLSearchParams, rules: AssertionRules): number | null {
  const [head = "", body = "", signature = ""] = (form.get("client_assertion") ?? "").split(".");
  const header = decoded(head);
  const claims = decoded(body);
  if (form.get("client_assertion_type") !== TYPE || header === null || claims === null) return 50013;
  const pem = rules.certificateOf(String(header["x5t#S256"]));
  if (pem === undefined || header.alg !== "PS256" || header.typ !== "JWT") return 700027;
  const key = {
    key: new X509Certificate(pem).publicKey,
    padding: constants.RSA_PKCS1_PSS_PADDING,
    saltLength: PS256_SALT_BYTES,
  };
  const signed = verify("sha256", Buffer.from(`${head}.${body}`), key, Buffer.from(signature, "base64url"));
  if (!signed) return 700027;
  const { iss, sub, aud, exp, nbf, jti } = claims;
  const now = rules.now() / 1000;
  if (Number(exp) < now || Number(nbf) > now + CLOCK_SECONDS) return 700024;
  const isOurs = iss === rules.clientId && sub === rules.clientId && aud === rules.tokenEndpoint;
  return isOurs && typeof jti === "string" ? null : 50013;
}

function decoded(part: string): Readonly<Record<string, unknown>> | null {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString()) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}
