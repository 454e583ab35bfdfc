// Tokens of the application itself (client credentials): one for all mailboxes of a provider and a directory tenant in
// this process, in memory only, asked for by one request at a time.
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { RENEWED_BEFORE_MS } from "../core/leave-before-end.ts";
import type { Provider } from "./ports/connections.ts";
import type { AppToken, OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";

/** A token that a mailbox refuses may be older than what was allowed since; one this young isn't asked for anew, however
 *  many mailboxes refuse it. */
const YOUNG_MS = 60_000;

export interface AppTokensDeps {
  readonly oauth: Pick<OAuthClient, "appToken">;
  readonly clock: Clock;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
}

interface Held {
  readonly token: AppToken;
  readonly gotAt: number;
}

export class AppTokens {
  readonly #deps: AppTokensDeps;
  readonly #held = new Map<string, Held>();
  readonly #running = new Map<string, Promise<AppToken>>();

  constructor(deps: AppTokensDeps) {
    this.#deps = deps;
  }

  /** `tenant`: GUID. Rejects with SyncError: clientRejected, tokenServerDown. */
  async token(provider: Provider, tenant: string): Promise<AppToken> {
    const held = this.#held.get(nameOf(provider, tenant));
    const lifeLeft = (held?.token.expiresAt ?? 0) - this.#deps.clock.now();
    return held !== undefined && lifeLeft > RENEWED_BEFORE_MS ? held.token : this.#ask(provider, tenant);
  }

  /** Another one for a token that was refused; null where there can't be a better one yet. */
  async renewed(provider: Provider, tenant: string, refused: string): Promise<AppToken | null> {
    const held = this.#held.get(nameOf(provider, tenant));
    if (held !== undefined && held.token.accessToken !== refused) return held.token;
    const isYoung = held !== undefined && this.#deps.clock.now() - held.gotAt < YOUNG_MS;
    return isYoung ? null : this.#ask(provider, tenant);
  }

  /** One that tells what is approved now. */
  ask(provider: Provider, tenant: string): Promise<AppToken> {
    return this.#ask(provider, tenant);
  }

  #ask(provider: Provider, tenant: string): Promise<AppToken> {
    const name = nameOf(provider, tenant);
    const running = this.#running.get(name);
    if (running !== undefined) return running;
    const asked = this.#get(provider, tenant).finally(() => this.#running.delete(name));
    this.#running.set(name, asked);
    return asked;
  }

  async #get(provider: Provider, tenant: string): Promise<AppToken> {
    const { oauth, clock, clientSettings } = this.#deps;
    const name = nameOf(provider, tenant);
    try {
      const token = await oauth.appToken({ ...(await clientSettings(provider)), tenant });
      this.#held.set(name, { token, gotAt: clock.now() });
      return token;
    } catch (error) {
      // What was approved is no longer, or the registration is another one.
      if (error instanceof SyncError && error.code === "clientRejected") this.#held.delete(name);
      throw error;
    }
  }
}

/** Of another registration a token is another one. */
function nameOf({ workspaceId, id, clientId }: Provider, tenant: string): string {
  return `${workspaceId} ${id} ${clientId} ${tenant}`;
}
