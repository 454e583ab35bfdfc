// A sign-in service that answers under its real name, with keys of its own, and says in its id_token whatever a test
// wants. In the place of fetch: nothing reaches the network.
import { createHmac, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";

export const MICROSOFT = "https://login.microsoftonline.com";
export const GOOGLE = "https://accounts.google.com";
export const TENANT = "5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11";
export const CLIENT_ID = "7e0d3c55-0a5e-4d6e-9a3b-6a0f5d0c1b2a";
export const CODE = "a-code";

const pair = () => generateKeyPairSync("rsa", { modulusLength: 2048 });
const own = pair();
const strangers = pair();

/** How an id_token differs from a good one; undefined takes something away. */
export interface Change {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** own: the key that the service publishes; public: its public half as the secret of an HMAC. */
  readonly signedBy?: "own" | "stranger" | "public" | "nobody";
  /** What is put into the claims once they are signed. */
  readonly after?: Readonly<Record<string, unknown>>;
}

export class SignInServer {
  readonly #authority: string;
  /** What was asked: path, and the form that came with it. */
  readonly asked: { readonly path: string; readonly form: URLSearchParams }[] = [];
  /** Of the token endpoint; null: it is left out. */
  idToken: string | null = null;
  scope: string | undefined;

  constructor(authority: string) {
    this.#authority = authority;
  }

  readonly fetch = async (input: URL | string | Request, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== this.#authority) throw new Error(`asked elsewhere: ${url.origin}`);
    const form = new URLSearchParams(String(init.body ?? ""));
    this.asked.push({ path: url.pathname, form });
    if (url.pathname.endsWith("/openid-configuration")) return Response.json(this.#metadata());
    if (url.pathname === "/keys") return Response.json({ keys: [{ ...jwk(own.publicKey), kid: "own" }] });
    if (url.pathname !== "/token") return new Response(null, { status: 404 });
    return Response.json({
      ...{ access_token: "an-access-token", refresh_token: "a-refresh-token" },
      ...{ token_type: "Bearer", expires_in: 3600, scope: this.scope },
      ...(this.idToken === null ? {} : { id_token: this.idToken }),
    });
  };

  #metadata() {
    const of = (path: string) => this.#authority + path;
    const isMicrosoft = this.#authority === MICROSOFT;
    return {
      issuer: isMicrosoft ? `${MICROSOFT}/{tenantid}/v2.0` : this.#authority,
      authorization_endpoint: of("/authorize"),
      token_endpoint: of("/token"),
      jwks_uri: of("/keys"),
      id_token_signing_alg_values_supported: ["RS256"],
      ...(isMicrosoft ? {} : { authorization_response_iss_parameter_supported: true }),
    };
  }
}

/** Of Ada; `now` in milliseconds since 1970. */
export function idTokenOf(authority: string, nonce: string, now: number, change: Change = {}): string {
  const seconds = Math.floor(now / 1000);
  const person =
    authority === MICROSOFT
      ? {
          iss: `${MICROSOFT}/${TENANT}/v2.0`,
          tid: TENANT,
          oid: "an-object-id",
          preferred_username: "ada@contoso.example",
        }
      : { iss: authority, email: "ada@contoso.example", email_verified: true };
  const claims = {
    ...{ aud: CLIENT_ID, sub: "a-subject", name: "Ada Jansen", nonce },
    ...{ iat: seconds, nbf: seconds, exp: seconds + 3600 },
    ...person,
    ...change.claims,
  };
  const signedBy = change.signedBy ?? "own";
  const header = { alg: "RS256", typ: "JWT", kid: "own", ...change.header };
  const signed = `${base64(header)}.${base64(claims)}`;
  const shown = `${base64(header)}.${base64({ ...claims, ...change.after })}`;
  return `${shown}.${signatureOf(signed, signedBy)}`;
}

function signatureOf(text: string, by: NonNullable<Change["signedBy"]>): string {
  switch (by) {
    case "nobody":
      return "";
    case "public":
      return createHmac("sha256", own.publicKey.export({ type: "spki", format: "pem" }))
        .update(text)
        .digest("base64url");
    default: {
      const key = by === "own" ? own.privateKey : strangers.privateKey;
      return createSign("RSA-SHA256").update(text).sign(key, "base64url");
    }
  }
}

function jwk(key: KeyObject): object {
  return { ...key.export({ format: "jwk" }), use: "sig", alg: "RS256" };
}

function base64(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
