// What the tests of the playground stand on: one playground in a folder of its own, and a sign-in without a browser.
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";
import { google as googleService } from "../../core/sign-in/google.ts";
import { microsoft } from "../../core/sign-in/microsoft.ts";
import type { AuthorizationRequest, OAuthClientSettings } from "../../engine/ports/oauth.ts";
import { createOAuthClient } from "../../providers/oauth/oauth-client.ts";
import { type Playground, type PlaygroundOptions, startPlayground } from "../playground.ts";

export const ADA = "ada@contoso.example";
/** At Google. */
export const GWEN = "gwen@contoso-labs.example";
export const MAIL_SCOPE = "https://mail.google.com/";
const REDIRECT_URI = "http://127.0.0.1:9/callback";
const STEPS_MAX = 20;

export const oauth = createOAuthClient(
  { now: Date.now, monotonic: () => performance.now(), sleep: async () => undefined },
  { guard: { allows: (address) => address === "127.0.0.1" } },
);

export async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(os.tmpdir(), "twinbox-playground-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A small playground that is closed when the test ends. */
export async function open(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  const dataDir = options.dataDir ?? (await emptyFolder());
  const playground = await startPlayground({
    redirectUris: [REDIRECT_URI],
    googleRedirectUris: [REDIRECT_URI],
    size: "small",
    ...options,
    dataDir,
  });
  onTestFinished(() => playground.close());
  return playground;
}

export function settingsOf(playground: Playground): OAuthClientSettings {
  const { clientId, clientSecret } = playground;
  const credential = { kind: "secret", secret: clientSecret } as const;
  const cloud = microsoft.ownCloud(playground.hosts);
  return {
    kind: "microsoft",
    clientId,
    credential,
    cloud,
    tenant: "organizations",
    redirectUri: REDIRECT_URI,
  };
}

export function googleSettingsOf({ google }: Playground): OAuthClientSettings {
  const { clientId, clientSecret, hosts } = google;
  const credential = { kind: "secret", secret: clientSecret } as const;
  const cloud = googleService.ownCloud(hosts);
  return { kind: "google", clientId, credential, cloud, tenant: "", redirectUri: REDIRECT_URI };
}

export const REQUEST: AuthorizationRequest = {
  state: "a-state-that-is-long-enough",
  nonce: "a-nonce-that-is-long-enough",
  codeVerifier: "a-code-verifier-of-at-least-forty-three-characters",
  loginHint: null,
};

export interface Manner {
  readonly request?: AuthorizationRequest;
  /** The boxes that are ticked on Google's consent. */
  readonly ticked?: readonly string[];
  readonly jar?: CookieJar;
}

/** Through picker, password and consent; answers the address of the callback. */
export async function signIn(
  playground: Playground,
  address = ADA,
  { request = REQUEST, ticked = [MAIL_SCOPE], jar = new CookieJar() }: Manner = {},
): Promise<string> {
  const person = playground.people.find((each) => each.address === address);
  const settings = person?.service === "google" ? googleSettingsOf(playground) : settingsOf(playground);
  let at = await oauth.authorizationUrl(settings, request);
  let response = await jar.fetch(at);
  for (let step = 0; step < STEPS_MAX; step++) {
    const location = response.headers.get("location");
    if (location !== null) {
      at = new URL(location, at).href;
      if (at.startsWith(REDIRECT_URI)) return at;
      response = await jar.fetch(at);
      continue;
    }
    const page = await response.text();
    const action = /<form method="post" action="([^"]+)"/.exec(page)?.[1];
    if (action === undefined) throw new Error(`no form on the page: ${page.slice(-600)}`);
    at = new URL(action, at).href;
    const body = new URLSearchParams({
      ...hiddenFields(page),
      ...fieldsFor(page, address, person?.password ?? ""),
    });
    if (page.includes('type="checkbox"')) for (const scope of ticked) body.append("scope", scope);
    response = await jar.fetch(at, { method: "POST", body });
  }
  throw new Error("the sign-in did not end");
}

/** Of the first form: the page that ends another session submits itself in a browser. */
function hiddenFields(page: string): Record<string, string> {
  const form = page.slice(0, page.indexOf("</form>"));
  const inputs = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  return Object.fromEntries(inputs.map(([, name = "", value = ""]) => [name, value]));
}

function fieldsFor(page: string, address: string, password: string): Record<string, string> {
  if (page.includes('type="password"')) return { account: address, password };
  return page.includes('value="accept"') ? { action: "accept" } : { account: address };
}

export class CookieJar {
  readonly #cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, { ...init, redirect: "manual", headers: { cookie, ...init.headers } });
    for (const each of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(each) ?? [];
      if (value === "") this.#cookies.delete(name);
      else this.#cookies.set(name, value);
    }
    return response;
  }
}
