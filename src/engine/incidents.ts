// What is wrong for all who use a mail server or a registration at a sign-in service (the server is away, the client
// secret has expired) is one incident and not a thousand: one request at a time finds out whether it is over, the others
// are told at once what the last one was told.
import type { Clock } from "../base/clock.ts";
import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";
import type { MailProvider } from "./ports/mail.ts";
import type { OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";

/** How often one of them tries. */
const TRY_MS = 10_000;
/** One failure may be one connection's bad luck. */
const FAILURES_MIN = 2;

/** Nobody gets further than this. */
const OF_ALL: ReadonlySet<SyncErrorCode> = new Set(["unreachable", "tokenServerDown", "clientRejected"]);
/** Says nothing of the others: what was answered is not known. */
const OF_NOBODY: ReadonlySet<SyncErrorCode> = new Set(["disconnected", "protocol", "stopped"]);

interface Incident {
  readonly error: SyncError;
  readonly failures: number;
  readonly tryAt: number;
}

export class Incidents {
  readonly #clock: Clock;
  readonly #open = new Map<string, Incident>();
  readonly #names = new WeakMap<SyncError, string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Rejects as `work`, or at once with what another was told a moment ago. */
  async ask<T>(name: string, work: () => Promise<T>): Promise<T> {
    const incident = this.#open.get(name);
    if (incident !== undefined && this.isOpen(name)) {
      if (!this.mayTry(name)) throw incident.error;
      this.#open.set(name, { ...incident, tryAt: this.#clock.monotonic() + TRY_MS });
    }
    try {
      const answer = await work();
      this.#open.delete(name);
      return answer;
    } catch (error) {
      if (error instanceof SyncError) this.#hear(name, error);
      throw error;
    }
  }

  #hear(name: string, error: SyncError): void {
    if (OF_NOBODY.has(error.code)) return;
    if (!OF_ALL.has(error.code)) {
      // It answers.
      this.#open.delete(name);
      return;
    }
    this.#names.set(error, name);
    const failures = (this.#open.get(name)?.failures ?? 0) + 1;
    const waitMs = Math.max(TRY_MS, error.retryAfterMs ?? 0);
    this.#open.set(name, { error, failures, tryAt: this.#clock.monotonic() + waitMs });
  }

  /** Which incident an error belongs to; null for one that concerns nobody else. */
  nameOf(error: unknown): string | null {
    return error instanceof SyncError ? (this.#names.get(error) ?? null) : null;
  }

  isOpen(name: string): boolean {
    return (this.#open.get(name)?.failures ?? 0) >= FAILURES_MIN;
  }

  /** It is time for somebody to find out whether it is over. */
  mayTry(name: string): boolean {
    return (this.#open.get(name)?.tryAt ?? 0) <= this.#clock.monotonic();
  }

  /** Somebody wants to know now. */
  tryNow(name: string): void {
    const incident = this.#open.get(name);
    if (incident !== undefined) this.#open.set(name, { ...incident, tryAt: this.#clock.monotonic() });
  }

  /** Somebody wants to know now whether the sign-in service gives the application tokens of its own. */
  tryAppTokensNow(settings: OAuthClientSettings): void {
    this.tryNow(appTokensOf(settings));
  }

  /** Mail servers, each of which may be away. */
  guardMail(mail: MailProvider): MailProvider {
    return {
      open: (server, credential, options) =>
        this.ask(`mail ${server.host}:${server.port}`, () => mail.open(server, credential, options)),
    };
  }

  /** Sign-in services, which may be away or refuse the registration. Signing in, and
   *  taking that back, is for a person to try at any time. */
  guardOAuth(oauth: OAuthClient): OAuthClient {
    return {
      authorizationUrl: (settings, request) => oauth.authorizationUrl(settings, request),
      redeem: (settings, request, callback) => oauth.redeem(settings, request, callback),
      revoke: (settings, refreshToken) => oauth.revoke(settings, refreshToken),
      directoryTenantOf: (settings, domain) => oauth.directoryTenantOf(settings, domain),
      // A directory tenant that has approved nothing says nothing of the others, nor of what its people allowed.
      appToken: (settings) => this.ask(appTokensOf(settings), () => oauth.appToken(settings)),
      refresh: (settings, ...asked) => this.ask(tokensOf(settings), () => oauth.refresh(settings, ...asked)),
    };
  }
}

function tokensOf({ cloud, tenant, clientId }: OAuthClientSettings): string {
  return `tokens ${cloud.authority} ${tenant} ${clientId}`;
}

function appTokensOf(settings: OAuthClientSettings): string {
  return `app ${tokensOf(settings)}`;
}
