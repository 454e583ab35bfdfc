// The application asks for a token of its own (client credentials, RFC 6749 section 4.4), as Entra answers where it has no
// permissions of its own: who it is is checked, and the token opens nothing.
import { randomBytes } from "node:crypto";
import { entraError } from "./entra-errors.ts";
import type { Registration } from "./registration.ts";

const SECONDS = 3_599;

export function ownToken(
  form: URLSearchParams,
  { clientId, clientSecret }: Registration,
  isShared: boolean,
): { readonly status: number; readonly body: unknown } {
  // Only a directory gives such tokens.
  if (isShared) return { status: 400, body: entraError(9001023) };
  if (form.get("client_id") !== clientId) return { status: 400, body: entraError(700016) };
  if (form.get("client_secret") !== clientSecret) return { status: 401, body: entraError(7000215) };
  const token = randomBytes(32).toString("base64url");
  return { status: 200, body: { token_type: "Bearer", expires_in: SECONDS, access_token: token } };
}
