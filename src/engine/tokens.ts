// From a stored grant to a credential that opens the mailbox. One refresh at a time per connection: in this
// process by a shared promise, across processes by a lease, so that a sign-in service that takes a second use of a
// refresh token for theft (RFC 9700 section 4.14.2) sees none. A rotated refresh token is stored before the access
// token that came with it is used.
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { RENEWED_BEFORE_MS } from "../core/leave-before-end.ts";
import { AppTokens } from "./app-tokens.ts";
import type { Connection, Connections, Grant, MailboxRow, Provider } from "./ports/connections.ts";
import type { Credential } from "./ports/mail.ts";
import type { AppToken, Tokens as FreshTokens, OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Vault } from "./ports/vault.ts";

/** Who waits for another process that renews a grant looks so often. */
const LOOK_MS = 500;

type OAuthGrant = Extract<Grant, { kind: "oauth" }>;

export interface TokensDeps {
  readonly connections: Connections;
  readonly oauth: OAuthClient;
  readonly vault: Vault;
  readonly clock: Clock;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  /** Runs a token command and gives the first line it prints; injected, since only the command line has such. */
  readonly runCommand: (command: string) => Promise<string>;
}

export class Tokens {
  readonly #deps: TokensDeps;
  readonly #running = new Map<string, Promise<Credential>>();
  /** With a token that an earlier sign-in got: it may have been revoked since. */
  readonly #kept = new WeakSet<Credential>();
  /** Of the application itself, for whoever tries a mailbox with them first. */
  readonly app: AppTokens;

  constructor(deps: TokensDeps) {
    this.#deps = deps;
    this.app = new AppTokens(deps);
  }

  /** Rejects with SyncError: grantRevoked, consentMissing, clientRejected, tokenServerDown, secretUnreadable. */
  credential(mailbox: MailboxRow, connection: Connection): Promise<Credential> {
    return this.#once(connection, () => this.#make(mailbox, connection));
  }

  /** Another one for a credential that was refused; null where there can't be a better one. Rejects as `credential`. */
  async renew(mailbox: MailboxRow, connection: Connection, refused: Credential): Promise<Credential | null> {
    const grant = await this.#grantOf(connection);
    if (grant.kind === "app") return this.#anotherOfApp(mailbox, connection, grant.tenant, refused);
    if (!this.#kept.has(refused)) return null;
    if (grant.kind !== "oauth") return null;
    return this.#once(connection, () => this.#refresh(mailbox, connection, grant));
  }

  /** Renews the grant although nobody needs a token, so that it lives on. Rejects as `credential`. */
  async keep(mailbox: MailboxRow, connection: Connection): Promise<void> {
    const grant = await this.#grantOf(connection);
    if (grant.kind !== "oauth") return;
    await this.#once(connection, () => this.#refresh(mailbox, connection, grant));
  }

  /** A token of the same grant for Microsoft Graph, to be used once. Rejects as `credential`, and with `serverBusy` while
   *  another process renews the grant. */
  async forGraph(connection: Connection): Promise<string> {
    const { connections } = this.#deps;
    const { id, workspaceId, mailboxId } = connection;
    // As it is now: the refusal may have renewed it.
    const all = await connections.connectionsOfMailbox(workspaceId, mailboxId);
    const current = all.find((each) => each.id === id) ?? connection;
    const grant = await this.#grantOf(current);
    const lease = grant.kind === "oauth" ? await connections.beginRefresh(current) : null;
    if (grant.kind !== "oauth" || lease === null) throw notNow();
    try {
      const { accessToken, refreshToken } = await this.#ask(current, grant, "graph");
      const kept = { ...grant, refreshToken: refreshToken ?? grant.refreshToken };
      if (!(await connections.saveGrant(current, await this.#sealed(current, kept)))) throw notNow();
      return accessToken;
    } catch (error) {
      await connections.endRefresh(current, lease).catch(() => undefined);
      throw error;
    }
  }

  async #grantOf(connection: Connection): Promise<Grant> {
    const context = secretContext("connection", connection.id);
    return JSON.parse(await this.#deps.vault.open(connection.sealedGrant, context)) as Grant;
  }

  #once(connection: Connection, make: () => Promise<Credential>): Promise<Credential> {
    const running = this.#running.get(connection.id);
    if (running !== undefined) return running;
    const made = make().finally(() => this.#running.delete(connection.id));
    this.#running.set(connection.id, made);
    return made;
  }

  async #make(mailbox: MailboxRow, connection: Connection): Promise<Credential> {
    const grant = await this.#grantOf(connection);
    switch (grant.kind) {
      case "password":
        return { kind: "password", user: mailbox.userName, password: grant.password };
      case "command":
        return this.#byCommand(mailbox, grant.command);
      case "oauth":
        return this.#byOAuth(mailbox, connection, grant);
      case "app": {
        const provider = await this.#providerOf(connection);
        return byApp(mailbox, await this.app.token(provider, grant.tenant));
      }
    }
  }

  async #byOAuth(mailbox: MailboxRow, connection: Connection, grant: OAuthGrant): Promise<Credential> {
    const { accessToken, accessTokenExpiresAt } = grant;
    const lifeLeft = (accessTokenExpiresAt ?? 0) - this.#deps.clock.now();
    if (accessToken === null || lifeLeft <= RENEWED_BEFORE_MS)
      return this.#refresh(mailbox, connection, grant);
    const kept = bearer(mailbox, accessToken, accessTokenExpiresAt);
    this.#kept.add(kept);
    return kept;
  }

  async #refresh(mailbox: MailboxRow, connection: Connection, grant: OAuthGrant): Promise<Credential> {
    const { connections } = this.#deps;
    const lease = await connections.beginRefresh(connection);
    if (lease === null) return this.#byAnother(mailbox, connection, grant);
    try {
      const renewed = await this.#renewed(connection, grant);
      // Whoever signs in again meanwhile has a newer one.
      if (!(await connections.saveGrant(connection, await this.#sealed(connection, renewed)))) {
        return this.#byAnother(mailbox, connection, grant);
      }
      return bearer(mailbox, renewed.accessToken, renewed.accessTokenExpiresAt);
    } catch (error) {
      // Where the store is away too the lease ends by itself.
      await connections.endRefresh(connection, lease).catch(() => undefined);
      throw error;
    }
  }

  /** With what another process stores, or has stored, for the grant. */
  async #byAnother(mailbox: MailboxRow, connection: Connection, grant: OAuthGrant): Promise<Credential> {
    const { connections, clock } = this.#deps;
    const { id, workspaceId, mailboxId, grantVersion } = connection;
    const all = await connections.connectionsOfMailbox(workspaceId, mailboxId);
    const current = all.find((each) => each.id === id);
    if (current === undefined) throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
    if (current.grantVersion !== grantVersion) return this.#make(mailbox, current);
    await clock.sleep(LOOK_MS);
    return this.#refresh(mailbox, current, grant);
  }

  #sealed({ id }: Connection, grant: OAuthGrant): Promise<Uint8Array> {
    return this.#deps.vault.seal(JSON.stringify(grant), secretContext("connection", id));
  }

  async #anotherOfApp(
    mailbox: MailboxRow,
    connection: Connection,
    tenant: string,
    refused: Credential,
  ): Promise<Credential | null> {
    if (refused.kind !== "bearer") return null;
    const token = await this.app.renewed(await this.#providerOf(connection), tenant, refused.token);
    return token === null ? null : byApp(mailbox, token);
  }

  async #providerOf({ workspaceId, providerId }: Connection): Promise<Provider> {
    const { connections } = this.#deps;
    const provider = providerId === null ? null : await connections.readProvider(workspaceId, providerId);
    if (provider !== null) return provider;
    throw new SyncError("clientRejected", { scope: "provider", retry: "askUser", said: "provider removed" });
  }

  async #renewed(
    connection: Connection,
    grant: OAuthGrant,
  ): Promise<OAuthGrant & { readonly accessToken: string }> {
    const fresh = await this.#ask(connection, grant, "mail");
    return {
      ...grant,
      refreshToken: fresh.refreshToken ?? grant.refreshToken,
      scopes: fresh.scopes,
      accessToken: fresh.accessToken,
      accessTokenExpiresAt: fresh.expiresAt,
    };
  }

  async #ask(
    connection: Connection,
    { refreshToken }: OAuthGrant,
    use: "mail" | "graph",
  ): Promise<FreshTokens> {
    const { connections, oauth, clientSettings } = this.#deps;
    const provider = await this.#providerOf(connection);
    const fresh = await oauth.refresh(await clientSettings(provider), refreshToken, use);
    if (provider.provenAt === null) await connections.markProven(provider, this.#deps.clock.now());
    return fresh;
  }

  async #byCommand(mailbox: MailboxRow, command: string): Promise<Credential> {
    const line = await this.#deps.runCommand(command);
    return bearer(mailbox, line, null);
  }
}

function notNow(): SyncError {
  return new SyncError("serverBusy", {
    scope: "mailbox",
    retry: "later",
    said: "the grant is being renewed",
  });
}

function byApp(mailbox: MailboxRow, { accessToken, expiresAt }: AppToken): Credential {
  return bearer(mailbox, accessToken, expiresAt);
}

function bearer(mailbox: MailboxRow, token: string, expiresAt: number | null): Credential {
  return { kind: "bearer", user: mailbox.userName, token, expiresAt };
}
