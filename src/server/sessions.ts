// Sessions are opaque: 32 random bytes in an HttpOnly cookie, their SHA-256 in the database.
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Principal, UserPrincipal } from "../engine/ports/accounts.ts";
import type { ServerDeps } from "./deps.ts";
import { forbidden, notSignedIn } from "./http-error.ts";

const SESSION_MS = 14 * 24 * 60 * 60_000;

export class Sessions {
  readonly #deps: ServerDeps;

  constructor(deps: ServerDeps) {
    this.#deps = deps;
  }

  async principal(context: Context): Promise<Principal | null> {
    const token = getCookie(context, this.cookieName);
    if (token === undefined) return null;
    const { accounts, secrets, clock } = this.#deps;
    return accounts.findSession(secrets.sha256(token), clock.now());
  }

  /** Rejects with 401 where nobody is signed in, with 403 where an operator is. */
  async user(context: Context): Promise<UserPrincipal> {
    const principal = await this.principal(context);
    if (principal === null) throw notSignedIn();
    if (principal.kind !== "user") throw forbidden();
    return principal;
  }

  /** A new session for this browser; the one it had is ended, so that no cookie outlives a sign-in. */
  async start(context: Context, principal: Principal): Promise<void> {
    const { accounts, secrets, clock } = this.#deps;
    await this.end(context);
    const token = secrets.token();
    await accounts.createSession(secrets.sha256(token), principal, clock.now() + SESSION_MS);
    setCookie(context, this.cookieName, token, { ...this.#attributes, maxAge: SESSION_MS / 1000 });
  }

  async end(context: Context): Promise<void> {
    const { accounts, secrets } = this.#deps;
    const token = getCookie(context, this.cookieName);
    if (token !== undefined) await accounts.deleteSession(secrets.sha256(token));
    deleteCookie(context, this.cookieName, this.#attributes);
  }

  get #secure(): boolean {
    return this.#deps.publicUrl.startsWith("https:");
  }

  /** The __Host- prefix (RFC 6265bis) needs Secure, which plain http on this machine can't have. */
  get cookieName(): string {
    return this.#secure ? "__Host-twinbox" : "twinbox";
  }

  get #attributes() {
    return { path: "/", httpOnly: true, sameSite: "Lax", secure: this.#secure } as const;
  }
}
