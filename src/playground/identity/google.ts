// The sign-in service of the playground in Google's shape: chooser, password, a consent that can be given in part,
// opaque tokens, refresh tokens that come once and stay, revocation.
import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { KoaContextWithOIDC, default as OidcProvider } from "oidc-provider";
import { PEOPLE, personAt } from "../people.ts";
import { isForeign, readForm } from "../read-form.ts";
import { isRegistered, type SwitchBoard } from "../switches.ts";
import { protect, sendJson, sendPage, withBody } from "./answer.ts";
import { googleError } from "./google-errors.ts";
import { blockedPage, chooserPage, consentPage, welcomePage } from "./google-pages.ts";
import {
  createGoogleProvider,
  GOOGLE_PATHS,
  LASTING,
  namedAsGoogle,
  RESTRICTED_SCOPES,
} from "./google-provider.ts";
import { IdentityStore } from "./identity-store.ts";
import { openRegistration, type Registration } from "./registration.ts";
import { tokenFault } from "./token-fault.ts";

/** Of the playground's server. */
export const GOOGLE_MOUNT = "/google";
const ACCESS_TOKEN_SECONDS = 3_599;
const APPLICATION = "Twinbox";
const TESTING_SECONDS = 7 * 86_400;

export interface GoogleIdentityOptions {
  readonly dataDir: string;
  readonly redirectUris: readonly string[];
  readonly switches: SwitchBoard;
  readonly now: () => number;
}

export class GoogleIdentity {
  readonly registration: Registration;
  readonly store: IdentityStore;
  readonly #options: GoogleIdentityOptions;
  /** Grants whose consent was given for a code that isn't redeemed yet. */
  readonly #justGiven = new Set<string>();
  #running: OidcProvider | null = null;
  #base = "";
  accessTokenSeconds = ACCESS_TOKEN_SECONDS;

  constructor(options: GoogleIdentityOptions) {
    this.#options = options;
    this.registration = openRegistration(path.join(options.dataDir, "google-registration.json"), "google");
    this.store = new IdentityStore(path.join(options.dataDir, "google-identity.jsonl"), options.now);
  }

  /** Must be called with the server's own address before the first request. */
  listenAt(base: string): void {
    this.#base = base;
  }

  get authority(): string {
    return this.#base + GOOGLE_MOUNT;
  }

  /** True when the request was for this service. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", this.#base);
    if (!url.pathname.startsWith(`${GOOGLE_MOUNT}/`)) return false;
    const inner = url.pathname.slice(GOOGLE_MOUNT.length);
    protect(response);
    if (inner.startsWith(GOOGLE_PATHS.interaction)) await this.#interact(request, response);
    else if (inner === GOOGLE_PATHS.revocation) await this.#revoke(request, response);
    else await this.#protocol(request, response, inner, url);
    return true;
  }

  /** A token without the pages, for tests. */
  async issueToken(address: string, scope: string, seconds: number): Promise<string> {
    const id = randomBytes(32).toString("base64url");
    const iat = Math.floor(this.#options.now() / 1000);
    const { clientId } = this.registration;
    const token = {
      accountId: address,
      clientId,
      scope,
      kind: "AccessToken",
      jti: id,
      iat,
      exp: iat + seconds,
    };
    await this.store.adapter("AccessToken").upsert(id, token as never, seconds);
    return id;
  }

  get #provider(): OidcProvider {
    this.#running ??= this.#make();
    return this.#running;
  }

  #make(): OidcProvider {
    const provider = createGoogleProvider({
      issuer: this.authority,
      registration: this.registration,
      redirectUris: this.#options.redirectUris,
      store: this.store,
      accessTokenSeconds: () => this.accessTokenSeconds,
      wasJustGiven: (grantId) => grantId !== undefined && this.#justGiven.delete(grantId),
    });
    provider.use(shape as never);
    return provider;
  }

  async #protocol(
    request: IncomingMessage,
    response: ServerResponse,
    inner: string,
    url: URL,
  ): Promise<void> {
    let asked = request;
    if (inner === GOOGLE_PATHS.authorization) {
      const refused = this.#refuseOnPage(url);
      if (refused !== null) {
        sendBlocked(response, refused);
        return;
      }
      if (url.searchParams.get("access_type") === "offline") {
        url.searchParams.set("scope", `${url.searchParams.get("scope") ?? ""} ${LASTING}`);
      }
    } else if (inner === GOOGLE_PATHS.token) {
      const form = await readForm(request);
      const switches = this.#options.switches.of(await this.store.accountOf(form));
      if (tokenFault(response, switches, refusedToken)) return;
      if (switches.inTesting && (await this.#isOver(form.get("refresh_token") ?? ""))) {
        const { status, body } = refusedToken("invalid_grant");
        sendJson(response, status, body);
        return;
      }
      asked = withBody(request, form.toString());
    }
    // oidc-provider derives its own addresses from what it was mounted under.
    const target = inner + url.search;
    (asked as IncomingMessage & { originalUrl?: string }).originalUrl = GOOGLE_MOUNT + target;
    asked.url = target;
    await this.#provider.callback()(asked, response);
  }

  /** Seven days after the consent. */
  async #isOver(refreshToken: string): Promise<boolean> {
    const found = await this.store.adapter("RefreshToken").find(refreshToken);
    return found?.iat !== undefined && this.#options.now() / 1000 - found.iat >= TESTING_SECONDS;
  }

  /** What Google shows on its own page, because the redirect URI can't be trusted. */
  #refuseOnPage(url: URL): string | null {
    if (url.searchParams.get("client_id") !== this.registration.clientId) return "invalid_client";
    const redirect = url.searchParams.get("redirect_uri") ?? "";
    const { switches, redirectUris } = this.#options;
    return isRegistered(switches, redirectUris, redirect) ? null : "redirect_uri_mismatch";
  }

  /** Whoever has a token may take back what it stands for: no client secret is asked for. */
  async #revoke(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = request.method === "POST" ? await readForm(request) : new URLSearchParams();
    const token = form.get("token") ?? "";
    const accountId = await this.#ownerOf(token);
    if (accountId === null) sendJson(response, 400, { error: "invalid_token" });
    else {
      this.store.takeBack(accountId);
      sendJson(response, 200, {});
    }
  }

  async #ownerOf(token: string): Promise<string | null> {
    for (const model of ["RefreshToken", "AccessToken"]) {
      const found = await this.store.adapter(model).find(token);
      if (found?.accountId !== undefined) return found.accountId;
    }
    return null;
  }

  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeign(request)) {
      sendPage(response, blockedPage(403, "invalid_request", "This form came from another site."), 403);
      return;
    }
    let details: Awaited<ReturnType<OidcProvider["interactionDetails"]>>;
    try {
      details = await this.#provider.interactionDetails(request, response);
    } catch {
      const text = "This sign-in has expired. Start again in your application.";
      sendPage(response, blockedPage(400, "invalid_request", text), 400);
      return;
    }
    const form = request.method === "POST" ? await readForm(request) : new URLSearchParams();
    if (form.get("action") === "cancel") await this.#sendBack(request, response, "access_denied");
    else if (details.prompt.name === "consent") await this.#consent({ request, response, details, form });
    else await this.#signIn({ request, response, details, form });
  }

  /** To the application, with an error. */
  async #sendBack(request: IncomingMessage, response: ServerResponse, error: string): Promise<void> {
    await this.#provider.interactionFinished(
      request,
      response,
      { error },
      { mergeWithLastSubmission: false },
    );
  }

  async #signIn({ request, response, details, form }: Interaction): Promise<void> {
    const action = pathOf(request);
    const hint = String(details.params.login_hint ?? "");
    const person = personAt("google", form.get("account") ?? hint);
    if (person === undefined) {
      const people = PEOPLE.filter(({ service }) => service === "google");
      sendPage(response, chooserPage(action, people, APPLICATION));
      return;
    }
    const password = form.get("password");
    if (password !== person.password) {
      sendPage(response, welcomePage(action, person, password !== null));
      return;
    }
    const result = { login: { accountId: person.address, remember: true }, select_account: {} };
    await this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }

  async #consent({ request, response, details, form }: Interaction): Promise<void> {
    const person = personAt("google", details.session?.accountId);
    if (person === undefined) {
      sendBlocked(response, "invalid_request");
      return;
    }
    const { signInPageError, callbackError } = this.#options.switches.of(person.address);
    if (signInPageError !== "") {
      sendBlocked(response, signInPageError);
      return;
    }
    if (callbackError !== "") {
      await this.#sendBack(request, response, callbackError);
      return;
    }
    const asked = String(details.params.scope).split(" ");
    const restricted = asked.filter((scope) => RESTRICTED_SCOPES.includes(scope));
    if (form.get("action") !== "accept") {
      sendPage(response, consentPage(pathOf(request), person, APPLICATION, restricted));
      return;
    }
    const ticked = form.getAll("scope");
    const refused = restricted.filter((scope) => !ticked.includes(scope));
    const grant = new this.#provider.Grant({
      accountId: person.address,
      clientId: this.registration.clientId,
    });
    grant.addOIDCScope(asked.filter((scope) => !refused.includes(scope)).join(" "));
    if (refused.length > 0) grant.rejectOIDCScope(refused.join(" "));
    const grantId = await grant.save();
    this.#justGiven.add(grantId);
    const result = { consent: { grantId } };
    await this.#provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}

interface Interaction {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly details: Awaited<ReturnType<OidcProvider["interactionDetails"]>>;
  readonly form: URLSearchParams;
}

function pathOf(request: IncomingMessage): string {
  return (request.url ?? "/").split("?")[0] ?? "/";
}

function sendBlocked(response: ServerResponse, error: string): void {
  const { status, text } = googleError(error);
  sendPage(response, blockedPage(status, error, text), status);
}

function refusedToken(error: string): { readonly status: number; readonly body: unknown } {
  const { status, text } = googleError(error);
  return { status, body: { error, error_description: text } };
}

/** What Google tells of itself, and token answers as it gives them. */
async function shape(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
  await next();
  const body = ctx.body as Record<string, unknown> | undefined;
  if (ctx.path.endsWith("/openid-configuration") && body !== undefined) {
    ctx.body = { ...body, revocation_endpoint: `${String(body.issuer)}${GOOGLE_PATHS.revocation}` };
  }
  if (!ctx.path.endsWith(GOOGLE_PATHS.token) || body === undefined || typeof body !== "object") return;
  if (typeof body.error === "string" && ctx.status >= 400) {
    const refused = refusedToken(body.error);
    ctx.status = refused.status;
    ctx.body = refused.body;
  } else if (typeof body.scope === "string") {
    // The one that was used goes on being the one: it isn't told again.
    const { refresh_token, ...rest } = body;
    const isRefresh = ctx.oidc.body?.grant_type === "refresh_token";
    ctx.body = { ...rest, scope: namedAsGoogle(body.scope), ...(isRefresh ? {} : { refresh_token }) };
  }
}
