// Where a sign-in service has its endpoints (OpenID Connect Discovery), and how Twinbox is known there.
import * as oidc from "openid-client";
import { SyncError } from "../../base/sync-error.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { OAuthClientSettings } from "../../engine/ports/oauth.ts";
import type { Network } from "../net/open-socket.ts";
import { clientAuthentication } from "./client-authentication.ts";
import { describedError, oauthError } from "./oauth-error.ts";
import { serviceFetch } from "./service-fetch.ts";

const TIMEOUT_SECONDS = 20;
export const DISCOVERY = "/.well-known/openid-configuration";
const DISCOVERY_ERROR_LENGTH_MAX = 10_000;

/** What is asked of the service under its own name goes to the configured authority (a national cloud, the playground);
 *  every other address comes from its answer. */
export async function discoverService(
  settings: OAuthClientSettings,
  network: Network,
): Promise<oidc.Configuration> {
  const service = signInServiceOf(settings.kind);
  const authority = new URL(settings.cloud.authority);
  const ask = serviceFetch(settings.cloud.guarded, network);
  const toAuthority: oidc.CustomFetch = async (url, options) => {
    const target = new URL(url);
    if (target.origin === service.clouds.worldwide.authority) {
      target.protocol = authority.protocol;
      target.host = authority.host;
    }
    const response = await ask(target, options as RequestInit);
    if (response.status === 400 && target.pathname.endsWith(DISCOVERY))
      throw await refusedDiscovery(response);
    return response;
  };
  try {
    const config = await oidc.discovery(
      new URL(service.issuerAt(settings.cloud, settings.tenant)),
      settings.clientId,
      undefined,
      await clientAuthentication(settings.credential),
      {
        timeout: TIMEOUT_SECONDS,
        [oidc.customFetch]: toAuthority,
        execute: isLoopback(authority) ? [oidc.allowInsecureRequests] : [],
      },
    );
    // What openid-client leaves out for Entra: the issuer must be the authority we asked (mix-up, RFC 9700 4.4).
    if (new URL(config.serverMetadata().issuer).origin !== authority.origin) {
      throw new SyncError("protocol", {
        scope: "provider",
        retry: "never",
        said: "the sign-in service names another issuer",
      });
    }
    return config;
  } catch (error) {
    throw oauthError(error);
  }
}

/** openid-client doesn't read the body of a refused discovery, and there stands why: "AADSTS90002: Tenant ... not
 *  found". */
async function refusedDiscovery(response: Response): Promise<SyncError> {
  const body = (await response.text()).slice(0, DISCOVERY_ERROR_LENGTH_MAX);
  try {
    const { error, error_description } = JSON.parse(body) as Record<string, unknown>;
    return describedError(String(error), String(error_description), response.status);
  } catch {
    return new SyncError("tokenServerDown", { scope: "provider", retry: "later", said: "HTTP 400" });
  }
}

function isLoopback(url: URL): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
