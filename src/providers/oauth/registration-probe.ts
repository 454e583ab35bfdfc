// What a sign-in service tells of a registration without a person. Nobody is signed in and nothing is granted: the
// authorisation endpoint is asked for a sign-in without a page, and the token endpoint to redeem a code that is none.
import * as oidc from "openid-client";
import { SyncError } from "../../base/sync-error.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { OAuthClientSettings, RegistrationProbe } from "../../engine/ports/oauth.ts";
import { type Network, type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { discoverService } from "./discover-service.ts";
import { describedError, oauthError } from "./oauth-error.ts";
import { serviceFetch } from "./service-fetch.ts";

const TIMEOUT_MS = 20_000;
/** No service has given it out. */
const NO_CODE = "twinbox-asks-whether-the-client-is-known";
/** Words with which Google's page says what is wrong with the client. */
const PAGE_WORDS = /\b(?:redirect_uri_mismatch|invalid_client|deleted_client|unauthorized_client)\b/;
const NOT_IN_DIRECTORY = "AADSTS700016";
const GUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** `options`: for services at addresses that somebody typed. */
export function createRegistrationProbe(options: NetworkOptions = {}): RegistrationProbe {
  const network = networkOf(options);
  return {
    async reach(settings) {
      await discoverService(settings, network);
    },

    async sendsBack(settings, redirectUri) {
      const config = await discoverService(settings, network);
      const url = oidc.buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.cloud.scopes.join(" "),
        state: NO_CODE,
        nonce: NO_CODE,
        code_challenge: await oidc.calculatePKCECodeChallenge(oidc.randomPKCECodeVerifier()),
        code_challenge_method: "S256",
        response_mode: "query",
        prompt: "none",
      });
      const { location, page, status } = await ask(url, settings, network);
      // "login_required", or whatever else it has to say there: it knows the address.
      if (location.split("?")[0] === redirectUri) return true;
      const said = pageError(location, page);
      if (said === null) return false;
      throw describedError(said.word, said.text, status);
    },

    async accepts(settings, directory) {
      const own = await asItself(settings, directory, network);
      return own ?? (await withoutCode(await discoverService(settings, network), settings));
    },
  };
}

/** A directory gives the application a token of its own, where it knows it: that decides. Null: it doesn't tell. */
async function asItself(
  settings: OAuthClientSettings,
  directory: string | null,
  network: Network,
): Promise<true | null> {
  const { ownScope } = settings.cloud;
  const isNamed = GUID.test(settings.tenant);
  const tenant = isNamed ? settings.tenant : directory;
  if (ownScope === null || tenant === null) return null;
  try {
    const config = await discoverService({ ...settings, tenant }, network);
    await oidc.clientCredentialsGrant(config, { scope: ownScope });
    return true;
  } catch (error) {
    // It need not be registered in the directory that was guessed.
    if (!isNamed && oauthError(error).providerCode === NOT_IN_DIRECTORY) return null;
    return decided(error);
  }
}

async function withoutCode(config: oidc.Configuration, settings: OAuthClientSettings): Promise<boolean> {
  const { cloud, redirectUri, kind } = settings;
  const code = { code: NO_CODE, redirect_uri: redirectUri, code_verifier: oidc.randomPKCECodeVerifier() };
  const scope: Record<string, string> =
    cloud.tokenScopes === null ? {} : { scope: cloud.tokenScopes.join(" ") };
  try {
    await oidc.genericGrantRequest(config, "authorization_code", { ...code, ...scope });
    return true;
  } catch (error) {
    const refused = oauthError(error);
    if (signInServiceOf(kind).refusesCode(refused.providerCode ?? "")) return true;
    decided(error);
    return false;
  }
}

/** Throws what says that it goes no further; null for an answer that says nothing of the client. */
function decided(error: unknown): null {
  const refused = oauthError(error);
  const isAboutUs = refused.scope === "provider" || refused.code === "protocol";
  if (isAboutUs) throw refused;
  return null;
}

async function ask(url: URL, { cloud }: OAuthClientSettings, network: Network) {
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const response = await serviceFetch(cloud.guarded, network)(url, { method: "GET", signal });
    const location = response.headers.get("location") ?? "";
    return { location, page: await response.text(), status: response.status };
  } catch (error) {
    if (error instanceof SyncError) throw error;
    const said = "the sign-in service could not be reached";
    throw new SyncError("tokenServerDown", { scope: "provider", retry: "later", said, cause: error });
  }
}

/** Microsoft's page has the number in it; Google leads to a page whose address has the word, in base64. */
function pageError(location: string, page: string): { readonly word: string; readonly text: string } | null {
  const shown = URL.canParse(location) ? (new URL(location).searchParams.get("authError") ?? "") : "";
  const text = `${page} ${Buffer.from(shown, "base64").toString("latin1")}`;
  const number = /AADSTS\d{4,8}/.exec(text)?.[0];
  if (number !== undefined) return { word: "invalid_request", text: number };
  const word = PAGE_WORDS.exec(text)?.[0];
  return word === undefined ? null : { word, text: word };
}
