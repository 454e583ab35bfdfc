// The sign-in service of Playground 365: Microsoft's v2.0 endpoints for two directory tenants and for the shared
// paths, with an account picker, passwords and consent.
import { randomBytes, randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import path from "node:path";
import type { KoaContextWithOIDC, default as OidcProvider } from "oidc-provider";
import type { VerifiedToken } from "../imap/session.ts";
import { PEOPLE, type PlaygroundPerson, TENANTS } from "../people.ts";
import { isForeign, readForm } from "../read-form.ts";
import { isRegistered, type SwitchBoard } from "../switches.ts";
import { adminConsent } from "./admin-consent.ts";
import { protect, sendJson, sendPage, withBody } from "./answer.ts";
import { applicationClaims, verifyApplication } from "./application-token.ts";
import { type AssertionRules, refusedAssertion } from "./client-assertion.ts";
import { codeOf, entraError } from "./entra-errors.ts";
import { adminWallPage, consentPage, errorPage, passwordPage, pickerPage } from "./identity-pages.ts";
import { IdentityStore } from "./identity-store.ts";
import { ownToken } from "./own-token.ts";
import { createProvider, EXCHANGE, OFFLINE, personOf, SHARED_TENANTS } from "./provider.ts";
import { openRegistration, type Registration } from "./registration.ts";
import { tokenFault } from "./token-fault.ts";

const ACCESS_TOKEN_SECONDS = 75 * 60;
const APPLICATION = "Twinbox";

export interface IdentityOptions {
  readonly dataDir: string;
  readonly redirectUris: readonly string[];
  readonly switches: SwitchBoard;
  readonly now: () => number;
}

export class Identity {
  readonly registration: Registration;
  readonly store: IdentityStore;
  readonly #options: IdentityOptions;
  readonly #providers = new Map<string, OidcProvider>();
  #base = "";
  accessTokenSeconds = ACCESS_TOKEN_SECONDS;

  constructor(options: IdentityOptions) {
    this.#options = options;
    this.registration = openRegistration(path.join(options.dataDir, "registration.json"), "microsoft");
    this.store = new IdentityStore(path.join(options.dataDir, "identity.jsonl"), options.now);
  }

  /** Must be called with the server's own address before the first request. */
  listenAt(base: string): void {
    this.#base = base;
  }

  /** True when the request was for this service. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const url = new URL(request.url ?? "/", this.#base);
    const match = /^\/([\w.-]+)(\/(?:v2\.0|oauth2|discovery|interaction)\/.*)$/.exec(url.pathname);
    if (match === null) return false;
    const [, name = "", rest = ""] = match;
    // A verified domain stands for its directory.
    const tenant = TENANTS.find(({ domain }) => domain === name)?.id ?? name;
    protect(response);
    if (![...SHARED_TENANTS, ...TENANTS.map(({ id }) => id)].includes(tenant)) {
      sendJson(response, 400, entraError(90002));
    } else if (rest === "/v2.0/adminconsent") {
      const { clientId } = this.registration;
      const { redirectUris } = this.#options;
      const options = { clientId, redirectUris, application: APPLICATION, store: this.store };
      await adminConsent(options, request, response, { tenant, url });
    } else if (rest.startsWith("/interaction/") && isForeign(request)) {
      sendPage(response, errorPage("This form came from another site."), 403);
    } else if (rest.startsWith("/interaction/")) {
      await this.#interact(request, response, tenant);
    } else {
      await this.#protocol(request, response, tenant, rest, url);
    }
    return true;
  }

  /** A token without the pages, for tests. */
  async issueToken(address: string, scope: string, seconds: number): Promise<string> {
    const person = personOf(address);
    if (person === undefined) throw new Error(`nobody is called ${address}`);
    const id = randomBytes(32).toString("base64url");
    await this.store.adapter("AccessToken").upsert(
      id,
      {
        accountId: address,
        clientId: this.registration.clientId,
        scope,
        aud: "https://outlook.office.com",
        kind: "AccessToken",
        jti: id,
        iat: Math.floor(this.#options.now() / 1000),
        exp: Math.floor(this.#options.now() / 1000) + seconds,
        extra: { upn: address, tid: person.tenantId },
      } as never,
      seconds,
    );
    return id;
  }

  async #protocol(
    request: IncomingMessage,
    response: ServerResponse,
    tenant: string,
    rest: string,
    url: URL,
  ): Promise<void> {
    const provider = this.#provider(tenant);
    let inner = rest.startsWith("/v2.0/.well-known/") ? rest.slice(5) : rest;
    if (inner === "/oauth2/v2.0/authorize") {
      const refused = this.#refuseOnPage(url);
      if (refused !== null) {
        sendPage(response, errorPage(entraError(refused).error_description), 400);
        return;
      }
      const scope = url.searchParams.get("scope") ?? "";
      if (/\boffline_access\b/.test(scope)) url.searchParams.set("scope", `${scope} ${OFFLINE}`);
      inner += url.search;
    } else inner += url.search;
    // oidc-provider derives its own addresses from what it was mounted under.
    let asked = request;
    if (inner === "/oauth2/v2.0/token") {
      const form = await readForm(request);
      const switches = this.#options.switches.of(await this.store.accountOf(form));
      if (tokenFault(response, switches, refusedToken)) return;
      if (form.has("client_assertion")) {
        const refused = refusedAssertion(form, this.#assertionRules(tenant));
        if (refused !== null) {
          const { status, body } = refusedToken(String(refused));
          sendJson(response, status, body);
          return;
        }
        // oidc-provider knows one way for each client.
        for (const name of ["client_assertion", "client_assertion_type"]) form.delete(name);
        form.set("client_secret", this.registration.clientSecret);
      }
      if (form.get("grant_type") === "client_credentials") {
        const isForMailboxes = form.get("scope") === `${EXCHANGE}/.default`;
        const refused = isForMailboxes ? this.#refuseApplication(tenant) : null;
        const own = ownToken(form, this.registration, SHARED_TENANTS.includes(tenant));
        const refusal = refused === null ? null : { status: 400, body: entraError(refused) };
        const answer = refusal ?? (isForMailboxes && own.status === 200 ? null : own);
        if (answer !== null) {
          sendJson(response, answer.status, answer.body);
          return;
        }
      }
      asked = withBody(request, (await this.#tokenRequest(form)).toString());
    }
    (asked as IncomingMessage & { originalUrl?: string }).originalUrl = `/${tenant}${inner}`;
    asked.url = inner;
    await provider.callback()(asked, response);
  }

  #assertionRules(tenant: string): AssertionRules {
    return {
      clientId: this.registration.clientId,
      tokenEndpoint: `${this.#base}/${tenant}/oauth2/v2.0/token`,
      certificateOf: (thumbprint) => this.store.certificate(thumbprint),
      now: this.#options.now,
    };
  }

  /** Where an administrator has approved nothing at all, the directory doesn't know the application. */
  #refuseApplication(tenant: string): number | null {
    if (SHARED_TENANTS.includes(tenant)) return 9001023;
    const isKnown = this.#isApplicationApproved(tenant) || this.store.isApproved(tenant);
    return isKnown ? null : 700016;
  }

  #isApplicationApproved(tenant: string): boolean {
    const isOff = PEOPLE.some(
      ({ address, tenantId }) => tenantId === tenant && this.#options.switches.of(address).appNotApproved,
    );
    return !isOff && this.store.isApplicationApproved(tenant);
  }

  /** A living token of the application itself. */
  verifyApplication(token: string): VerifiedToken | null {
    const isApproved = (tenant: string) => this.#isApplicationApproved(tenant);
    return verifyApplication(token, this.registration, isApproved, this.#options.now());
  }

  /** Entra ignores identity scopes that a refresh token doesn't carry; oidc-provider refuses them. */
  async #tokenRequest(form: URLSearchParams): Promise<URLSearchParams> {
    const scope = form.get("scope");
    if (scope !== null) {
      const token = await this.store.adapter("RefreshToken").find(form.get("refresh_token") ?? "");
      const granted = String(token?.scope ?? "").split(" ");
      const asked = scope.split(" ").map((each) => (each === "offline_access" ? OFFLINE : each));
      form.set("scope", asked.filter((each) => each.includes("://") || granted.includes(each)).join(" "));
    }
    return form;
  }

  /** What Microsoft shows on its own page, because the redirect URI can't be trusted. */
  #refuseOnPage(url: URL): number | null {
    if (url.searchParams.get("client_id") !== this.registration.clientId) return 700016;
    const redirect = url.searchParams.get("redirect_uri") ?? "";
    const { switches, redirectUris } = this.#options;
    return isRegistered(switches, redirectUris, redirect) ? null : 50011;
  }

  #provider(tenant: string): OidcProvider {
    const present = this.#providers.get(tenant);
    if (present !== undefined) return present;
    const provider = createProvider({
      base: this.#base,
      tenant,
      ...this.registration,
      redirectUris: this.#options.redirectUris,
      store: this.store,
      accessTokenSeconds: () => this.accessTokenSeconds,
      applicationClaims: () =>
        applicationClaims(tenant, this.registration, this.#isApplicationApproved(tenant)),
    });
    provider.on("grant.error", (ctx, error) => refusals.set(ctx, error.error_detail ?? ""));
    provider.use((ctx, next) => shape(ctx as unknown as KoaContextWithOIDC, next, tenant, this.#base));
    // Registered later, it sees the answer before `shape` does.
    provider.use((ctx, next) => this.#withhold(ctx as unknown as KoaContextWithOIDC, next));
    this.#providers.set(tenant, provider);
    return provider;
  }

  async #withhold(ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> {
    await next();
    const body = ctx.body as Record<string, unknown> | undefined;
    if (!ctx.path.endsWith("/token") || typeof body?.scope !== "string") return;
    // One that can be read isn't stored: what begins all of them is no secret.
    for (const part of String(body.access_token).split(".").slice(1)) this.store.secrets.add(part);
    const switches = this.#options.switches.of(ctx.oidc.entities.Account?.accountId ?? "");
    const named = (names: string) => names.split(",").filter((name) => name !== "");
    const withheld = named(switches.withheldScopes);
    const given = body.scope.split(" ").filter((scope) => !withheld.some((name) => scope.endsWith(name)));
    const scopes = [...given, ...named(switches.addedScopes)];
    const { refresh_token, ...rest } = body;
    ctx.body = {
      ...rest,
      scope: scopes.join(" "),
      ...(switches.withheldRefreshToken ? {} : { refresh_token }),
    };
  }

  async #interact(request: IncomingMessage, response: ServerResponse, tenant: string): Promise<void> {
    const provider = this.#provider(tenant);
    const action = new URL(request.url ?? "/", this.#base).pathname;
    let details: Awaited<ReturnType<OidcProvider["interactionDetails"]>>;
    try {
      details = await provider.interactionDetails(request, response);
    } catch {
      sendPage(response, errorPage("This sign-in has expired. Start again in your application."), 400);
      return;
    }
    const form = request.method === "POST" ? await readForm(request) : new URLSearchParams();
    if (form.get("action") === "cancel") {
      const { error, error_description } = entraError(65004);
      await provider.interactionFinished(
        request,
        response,
        { error, error_description },
        { mergeWithLastSubmission: false },
      );
      return;
    }
    if (details.prompt.name === "consent")
      await this.#consent({ provider, request, response, details, form, action });
    else await this.#signIn({ provider, request, response, details, form, action, tenant });
  }

  async #signIn(at: Interaction & { readonly tenant: string }): Promise<void> {
    const { provider, request, response, details, form, action, tenant } = at;
    const shown = PEOPLE.filter(
      ({ service, tenantId }) =>
        service === "microsoft" && (SHARED_TENANTS.includes(tenant) || tenantId === tenant),
    );
    const hint = String(details.params.login_hint ?? "");
    const person = personOf(form.get("account") ?? hint);
    if (person === undefined) {
      sendPage(response, pickerPage(action, shown));
      return;
    }
    const password = form.get("password");
    if (password !== person.password) {
      sendPage(response, passwordPage(action, person, password !== null));
      return;
    }
    if (await this.#fails(person, at)) return;
    const result = { login: { accountId: person.address, remember: true }, select_account: {} };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }

  /** True when a switch has answered. */
  async #fails(
    person: PlaygroundPerson,
    { provider, request, response }: Pick<Interaction, "provider" | "request" | "response">,
  ): Promise<boolean> {
    const { signInPageError, callbackError } = this.#options.switches.of(person.address);
    if (signInPageError !== "") {
      sendPage(response, errorPage(entraError(Number(signInPageError)).error_description), 400);
      return true;
    }
    if (callbackError === "") return false;
    const { error, error_description } = entraError(Number(callbackError));
    await provider.interactionFinished(
      request,
      response,
      { error, error_description },
      { mergeWithLastSubmission: false },
    );
    return true;
  }

  async #consent({ provider, request, response, details, form, action }: Interaction): Promise<void> {
    const person = personOf(details.session?.accountId);
    if (person === undefined) {
      sendPage(response, errorPage("This sign-in has expired. Start again in your application."), 400);
      return;
    }
    if (await this.#fails(person, { provider, request, response })) return;
    const isApproved = this.store.isApproved(person.tenantId);
    if (this.#options.switches.of(person.address).consentNeedsAdmin && !isApproved) {
      sendPage(response, adminWallPage(person, APPLICATION));
      return;
    }
    const missing = details.prompt.details as {
      readonly missingOIDCScope?: readonly string[];
      readonly missingOIDCClaims?: readonly string[];
      readonly missingResourceScopes?: Readonly<Record<string, readonly string[]>>;
    };
    // Where an administrator has approved it for all, nobody else is asked.
    if (form.get("action") !== "accept" && !isApproved) {
      const scopes = [
        ...(missing.missingOIDCScope ?? []),
        ...Object.values(missing.missingResourceScopes ?? {}).flat(),
      ];
      sendPage(
        response,
        consentPage(
          action,
          person,
          APPLICATION,
          scopes.map((scope) => (scope === OFFLINE ? "offline_access" : scope)),
        ),
      );
      return;
    }
    const present = details.grantId === undefined ? undefined : await provider.Grant.find(details.grantId);
    const grant =
      present ??
      new provider.Grant({ accountId: person.address, clientId: String(details.params.client_id) });
    if (missing.missingOIDCScope) grant.addOIDCScope(missing.missingOIDCScope.join(" "));
    if (missing.missingOIDCClaims) grant.addOIDCClaims([...missing.missingOIDCClaims]);
    for (const [resource, scopes] of Object.entries(missing.missingResourceScopes ?? {})) {
      grant.addResourceScope(resource, scopes.join(" "));
    }
    const result = { consent: { grantId: await grant.save() } };
    await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}

interface Interaction {
  readonly provider: OidcProvider;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly details: Awaited<ReturnType<OidcProvider["interactionDetails"]>>;
  readonly form: URLSearchParams;
  readonly action: string;
}

/** What oidc-provider knows of a refusal at the token endpoint and doesn't tell the client. */
const refusals = new WeakMap<object, string>();

function refusedToken(code: string): { readonly status: number; readonly body: unknown } {
  const body = entraError(Number(code));
  return { status: body.error === "invalid_client" ? 401 : 400, body };
}

/** Answers as Microsoft gives them: AADSTS errors, its own discovery document, no `iss` on the way back. */
async function shape(
  ctx: KoaContextWithOIDC,
  next: () => Promise<void>,
  tenant: string,
  base: string,
): Promise<void> {
  await next();
  const body = ctx.body as Record<string, unknown> | undefined;
  if (ctx.path.endsWith("/token") && body !== undefined && typeof body === "object") {
    if (typeof body.error === "string" && ctx.status >= 400) {
      const code = codeOf(body.error, refusals.get(ctx) ?? "");
      if (code === 700016) ctx.status = 400;
      ctx.body = entraError(code);
    } else if (typeof body.scope === "string") {
      ctx.body = { ...body, scope: body.scope.replace(OFFLINE, "").trim() };
    }
  }
  if (ctx.path.endsWith("openid-configuration") && body !== undefined) {
    const { authorization_response_iss_parameter_supported: _, ...rest } = body;
    ctx.body = SHARED_TENANTS.includes(tenant) ? { ...rest, issuer: `${base}/{tenantid}/v2.0` } : rest;
  }
  const location = ctx.response.get("location");
  if (location !== "" && /[?&](?:code|error)=/.test(location) && !location.startsWith(base)) {
    const target = new URL(location);
    target.searchParams.delete("iss");
    if (target.searchParams.has("code")) target.searchParams.set("session_state", randomUUID());
    ctx.response.set("location", target.href);
  }
}
