// J1 and J7: from "Start mail synchronization" to a connection. The attempt is the state machine; each step is a
// compare-and-set in the store, so that tickets, states and answers work once, whoever comes twice, late or from
// another browser. The panel learns everything from the attempt alone, never from the tab.

import type { Clock } from "../base/clock.ts";
import type { AttemptId, ConnectionId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import { newId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import { checkAddress } from "../core/check-address.ts";
import {
  type Diagnosis,
  type DiagnosisId,
  type DiagnosisStage,
  diagnoseError,
  knownDiagnosis as known,
} from "../core/diagnose.ts";
import type { SignInKind } from "../core/sign-in/sign-in-service.ts";
import { cloudOf, signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import type { Circumstances, OtherWays } from "../core/tell-apart.ts";
import { claimsOf } from "../core/token-claims.ts";
import { connectRefusal } from "./connect-refusal.ts";
import type { Organisations } from "./organisations.ts";
import type { Refused } from "./other-ways.ts";
import type { Accounts, User, Workspace } from "./ports/accounts.ts";
import type { Attempt, Connection, Connections, Provider, StopOutcome } from "./ports/connections.ts";
import type { ConnectDesk, StopOrder, TabStep } from "./ports/desk.ts";
import type { MailProvider, MailSession } from "./ports/mail.ts";
import type { AuthorizationRequest, OAuthClient, OAuthClientSettings, SignedIn } from "./ports/oauth.ts";
import { type Secrets, secretContext } from "./ports/secrets.ts";
import type { Hints } from "./ports/sync.ts";
import type { PackStore, Vault } from "./ports/vault.ts";
import type { SessionPool } from "./session-pool.ts";
import { looksLikeOthers } from "./sign-in.ts";
import { connectionFor, identityOf, refusedAt } from "./signed-in-mailbox.ts";
import { tellMoreAllowed } from "./tell-more-allowed.ts";
import { tryMailbox } from "./try-mailbox.ts";

/** How long the one-time address of the tab works. */
const TICKET_MS = 60_000;
/** How long a person has for the pages of the provider. */
const ATTEMPT_MS = 10 * 60_000;

export interface ConnectingDeps {
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly oauth: OAuthClient;
  readonly mail: MailProvider;
  readonly vault: Vault;
  readonly packs: PackStore;
  readonly secrets: Secrets;
  readonly sessions: SessionPool;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** Tells the sign-in service that the connection's permission has ended. Never rejects. */
  readonly takeBack: (workspaceId: WorkspaceId, id: ConnectionId) => Promise<void>;
  readonly organisations: Pick<Organisations, "learn" | "met">;
  /** Asks whatever tells apart causes that look the same. Never rejects. */
  readonly askOtherWays: (refused: Refused) => Promise<OtherWays>;
  /** "https://twinbox.example.org", from the configuration, never from a request. */
  readonly publicUrl: string;
}

/** What is sealed in an attempt between two requests of the tab. */
interface AttemptSecret {
  readonly request: AuthorizationRequest;
  readonly signedIn: SignedIn | null;
}

export class Connecting implements ConnectDesk {
  readonly #deps: ConnectingDeps;

  constructor(deps: ConnectingDeps) {
    this.#deps = deps;
  }

  async start(
    user: User,
    workspace: Workspace,
    providerId: ProviderId,
  ): Promise<{ readonly attempt: Attempt; readonly url: string }> {
    const { connections, clock, random, secrets, hints, publicUrl } = this.#deps;
    const provider = await connections.readProvider(workspace.id, providerId);
    if (workspace.activation !== "active") throw connectRefusal("notActivated");
    if (provider === null) throw connectRefusal("noProvider");
    const hasSignIn = signInServiceOf(provider.kind) !== null && provider.clientId !== null;
    if (!provider.enabled || !hasSignIn) throw connectRefusal("notOffered");
    const present = await connections.connectionOfUser(workspace.id, user.id);
    if (present?.alive && !(await this.#wantsSignIn(present))) throw connectRefusal("alreadyConnected");
    await this.cancel(workspace.id, user.id);
    const ticket = secrets.token();
    const now = clock.now();
    const attempt: Attempt = {
      id: newId<AttemptId>(clock, random),
      workspaceId: workspace.id,
      userId: user.id,
      providerId,
      state: "waiting",
      createdAt: now,
      expiresAt: now + ATTEMPT_MS,
      ticketHash: secrets.sha256(ticket),
      ticketExpiresAt: now + TICKET_MS,
      browserHash: null,
      stateHash: null,
      sealedSecret: null,
      address: null,
      diagnosis: null,
      mailboxId: null,
    };
    await connections.createAttempt(attempt);
    hints.publish({ kind: "settings", workspaceId: workspace.id });
    return { attempt, url: `${publicUrl}/connect/${ticket}` };
  }

  /** The grant of a mailbox's only connection stays after it has ended, so that the panel can say so. */
  async #wantsSignIn({ workspaceId, mailboxId }: Connection): Promise<boolean> {
    const mailbox = await this.#deps.connections.readMailbox(workspaceId, mailboxId);
    return mailbox?.diagnosis?.retry === "reconnect";
  }

  async cancel(workspaceId: WorkspaceId, userId: UserId): Promise<void> {
    const attempt = await this.#deps.connections.latestAttempt(workspaceId, userId);
    if (attempt === null) return;
    const ended = await this.#deps.connections.changeAttempt(attempt, ["waiting", "question", "connecting"], {
      state: "cancelled",
      ticketHash: null,
      sealedSecret: null,
    });
    if (ended) this.#deps.hints.publish({ kind: "settings", workspaceId });
  }

  async openTicket(ticket: string): Promise<TabStep> {
    const { connections, clock, secrets } = this.#deps;
    const attempt = await connections.findAttempt({ ticketHash: secrets.sha256(ticket) });
    if (attempt?.state !== "waiting" || attempt.ticketExpiresAt < clock.now()) {
      return failed("attempt-link-used");
    }
    return this.#toProvider(attempt, ["waiting"], await this.#whoIsExpected(attempt));
  }

  /** Who signs in again is asked for by name; null: anybody, by the account picker. */
  async #whoIsExpected({ workspaceId, userId, providerId }: Attempt): Promise<string | null> {
    const { connections } = this.#deps;
    const present = await connections.connectionOfUser(workspaceId, userId);
    if (!present?.alive || present.providerId !== providerId) return null;
    return (await connections.readMailbox(workspaceId, present.mailboxId))?.userName ?? null;
  }

  async returned(browserSecret: string | null, callback: URL): Promise<TabStep> {
    const { connections, clock, secrets } = this.#deps;
    const state = callback.searchParams.get("state");
    if (state === null || state === "") return failed("attempt-state-wrong");
    const attempt = await connections.findAttempt({ stateHash: secrets.sha256(state) });
    if (attempt === null) return failed("attempt-state-wrong");
    if (!this.#sameBrowser(attempt, browserSecret)) return failed("attempt-other-browser");
    if (attempt.state === "cancelled") return failed("attempt-cancelled");
    if (attempt.state !== "waiting") return failed("attempt-used-twice");
    // The answer of another service than the one that was asked (RFC 9700 section 4.4.2.2).
    const provider = await connections.readProvider(attempt.workspaceId, attempt.providerId);
    if (callback.pathname !== (provider && signInServiceOf(provider.kind)?.callbackPath)) {
      return failed("attempt-state-wrong");
    }
    if (attempt.expiresAt < clock.now()) {
      return this.#fail(
        attempt,
        known(provider?.kind === "microsoft" ? "ms-code-reused" : "attempt-expired"),
      );
    }
    // From here on a second arrival of the same address finds another state than "waiting".
    if (!(await connections.changeAttempt(attempt, ["waiting"], { state: "connecting" }))) {
      return failed("attempt-used-twice");
    }
    this.#announce(attempt);
    return this.#redeem({ ...attempt, state: "connecting" }, callback);
  }

  async answer(browserSecret: string | null, answer: "allow" | "other"): Promise<TabStep> {
    const { connections, clock, secrets } = this.#deps;
    if (browserSecret === null) return failed("attempt-other-browser");
    const attempt = await connections.findAttempt({ browserHash: secrets.sha256(browserSecret) });
    if (attempt === null) return failed("attempt-other-browser");
    if (attempt.state === "cancelled") return failed("attempt-cancelled");
    if (attempt.state !== "question") return failed("attempt-used-twice");
    if (attempt.expiresAt < clock.now()) return this.#fail(attempt, known("attempt-expired"));
    if (answer === "other") return this.#toProvider(attempt, ["question"], null);
    const { signedIn } = await this.#secretOf(attempt);
    if (signedIn === null) return this.#fail(attempt, known("attempt-state-wrong"));
    if (!(await connections.changeAttempt(attempt, ["question"], { state: "connecting" }))) {
      return failed("attempt-used-twice");
    }
    this.#announce(attempt);
    return this.#connect({ ...attempt, state: "connecting" }, signedIn);
  }

  /** The provider's settings as the OAuth client needs them; also used for refreshing. */
  async clientSettings(provider: Provider): Promise<OAuthClientSettings> {
    const service = signInServiceOf(provider.kind);
    const cloud = cloudOf(provider);
    const { clientId, sealedSecret, certificate } = provider;
    if (service === null || cloud === null || clientId === null || sealedSecret === null) {
      throw new SyncError("clientRejected", { scope: "provider", retry: "askUser", said: "not set up" });
    }
    const secret = await this.#deps.vault.open(sealedSecret, secretContext("provider", provider.id));
    return {
      kind: service.kind,
      clientId,
      credential:
        certificate === null
          ? { kind: "secret", secret }
          : { kind: "certificate", certificate, privateKey: secret },
      cloud,
      tenant: provider.tenant ?? (service.hasTenants ? "organizations" : ""),
      redirectUri: this.#deps.publicUrl + service.callbackPath,
    };
  }

  redirectUris(kind: SignInKind): readonly string[] {
    const { callbackPath, adminConsent } = signInServiceOf(kind);
    const paths = adminConsent === null ? [callbackPath] : [callbackPath, adminConsent.callbackPath];
    return paths.map((path) => this.#deps.publicUrl + path);
  }

  async stop({ workspaceId, userId, mailboxId, mail, outbox }: StopOrder): Promise<StopOutcome> {
    const { connections, packs, sessions, hints, clock, log } = this.#deps;
    const connection = await connections.connectionOfUser(workspaceId, userId);
    if (connection?.mailboxId !== mailboxId) throw connectRefusal("notConnected");
    // The attempt first: one that runs in another tab must not connect again after the Stop.
    await this.cancel(workspaceId, userId);
    const finish = outbox === "finish" ? ([outbox] as const) : [];
    const outcome = await connections.stop(connection, mail, clock.now(), ...finish);
    sessions.drop(mailboxId);
    if (outcome.permission === "pending") await this.#deps.takeBack(workspaceId, connection.id);
    // The keys went with the transaction, so these bytes can't be opened any more; this frees their space.
    if (outcome.mailboxStopped && mail === "delete") await packs.erase({ workspaceId, mailboxId });
    log.info("stopped", { mailbox: mailboxId, mail });
    hints.publish({ kind: "wake", workspaceId, mailboxId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    return (await connections.lastStop(workspaceId, userId)) ?? outcome;
  }

  async #toProvider(
    attempt: Attempt,
    from: readonly Attempt["state"][],
    loginHint: string | null,
  ): Promise<TabStep> {
    const { connections, oauth, secrets } = this.#deps;
    const provider = await connections.readProvider(attempt.workspaceId, attempt.providerId);
    if (!provider?.enabled) return this.#fail(attempt, known("provider-not-offered"));
    const request: AuthorizationRequest = {
      state: secrets.token(),
      nonce: secrets.token(),
      codeVerifier: secrets.token(),
      loginHint,
    };
    let url: string;
    try {
      url = await oauth.authorizationUrl(await this.clientSettings(provider), request);
    } catch (error) {
      return this.#fail(attempt, this.#diagnosis(error, "authorize", provider));
    }
    const browserSecret = secrets.token();
    const bound = await connections.changeAttempt(attempt, from, {
      state: "waiting",
      ticketHash: null,
      browserHash: secrets.sha256(browserSecret),
      stateHash: secrets.sha256(request.state),
      sealedSecret: await this.#seal(attempt, { request, signedIn: null }),
      address: null,
    });
    if (!bound) return failed("attempt-link-used");
    this.#announce(attempt);
    return { kind: "redirect", url, browserSecret };
  }

  async #redeem(attempt: Attempt, callback: URL): Promise<TabStep> {
    const { accounts, connections, oauth, organisations, clock } = this.#deps;
    const provider = await connections.readProvider(attempt.workspaceId, attempt.providerId);
    if (!provider?.enabled) return this.#fail(attempt, known("provider-not-offered"));
    let signedIn: SignedIn;
    try {
      const { request } = await this.#secretOf(attempt);
      signedIn = await oauth.redeem(await this.clientSettings(provider), request, callback.href);
      await connections.markProven(provider, clock.now());
      await tellMoreAllowed(this.#deps, provider, signedIn);
      const isMicrosoft = provider.kind === "microsoft";
      const mailbox = await this.#otherMailbox(attempt, provider, signedIn);
      if (mailbox !== null) {
        const id = isMicrosoft ? "ms-wrong-account" : "attempt-other-account";
        return this.#fail(attempt, known(id, { signedIn: signedIn.userName, mailbox }));
      }
      if (isMicrosoft && signedIn.tokens.refreshToken === null) {
        return this.#fail(attempt, known("ms-no-refresh-token"));
      }
    } catch (error) {
      const diagnosis = this.#diagnosis(error, "token", provider);
      const step = await this.#fail(attempt, diagnosis);
      const told = await this.#userOf(attempt);
      if (told !== undefined) await organisations.met(provider, told, diagnosis.id);
      return step;
    }
    // Who was connected before may have been let in by rules of that time.
    if ((await connections.connectionOfUser(attempt.workspaceId, attempt.userId)) === null) {
      await organisations.learn(provider, { directoryTenant: signedIn.directoryTenant }, "given");
    }
    const workspace = await accounts.readWorkspace(attempt.workspaceId);
    const user = await this.#userOf(attempt);
    if (workspace === null || user === undefined) return this.#fail(attempt, known("attempt-expired"));
    const verdict = checkAddress({
      own: user.email,
      addresses: [signedIn.userName, signedIn.email],
      policy: workspace.addressPolicy,
      ownDomains: workspace.ownDomains,
    });
    if (verdict === "refused")
      return this.#fail(attempt, known("address-not-allowed", { address: signedIn.userName }));
    if (verdict === "own") return this.#connect(attempt, signedIn);
    const asked = await connections.changeAttempt(attempt, ["connecting"], {
      state: "question",
      address: signedIn.userName,
      sealedSecret: await this.#seal(attempt, { ...(await this.#secretOf(attempt)), signedIn }),
      expiresAt: clock.now() + ATTEMPT_MS,
    });
    if (!asked) return failed("attempt-cancelled");
    this.#announce(attempt);
    return { kind: "question", address: signedIn.userName, asker: user.name, workspace: workspace.name };
  }

  async #userOf({ workspaceId, userId }: Attempt): Promise<User | undefined> {
    return (await this.#deps.accounts.listUsers(workspaceId)).find(({ id }) => id === userId);
  }

  /** The address of the mailbox that the user is connected to, if that is another one: who signs in again must not end
   *  up with two. An account that was renamed is the same one. */
  async #otherMailbox(
    { workspaceId, userId }: Attempt,
    provider: Provider,
    signedIn: SignedIn,
  ): Promise<string | null> {
    const { connections } = this.#deps;
    const present = await connections.connectionOfUser(workspaceId, userId);
    const mailbox = present?.alive ? await connections.readMailbox(workspaceId, present.mailboxId) : null;
    if (mailbox === null) return null;
    const { cloud } = identityOf(provider, signedIn);
    const isSame =
      mailbox.provider === provider.kind && mailbox.cloud === cloud && present?.subject === signedIn.subject;
    return isSame ? null : mailbox.address;
  }

  /** Tries the mailbox, then makes the connection. Nothing of the mailbox is read before this. */
  async #connect(attempt: Attempt, signedIn: SignedIn): Promise<TabStep> {
    const { accounts, connections, sessions, hints, clock, log } = this.#deps;
    const provider = await connections.readProvider(attempt.workspaceId, attempt.providerId);
    const cloud = provider && cloudOf(provider);
    if (provider === null || cloud === null) return this.#fail(attempt, known("provider-not-offered"));
    const { incoming, outgoing } = cloud;
    let session: MailSession;
    let userName: string;
    try {
      ({ session, userName } = await tryMailbox(this.#deps, incoming, signedIn));
    } catch (error) {
      const present = await connections.connectionOfUser(attempt.workspaceId, attempt.userId);
      const circumstances = {
        ...claimsOf(signedIn.tokens.accessToken),
        openedBefore: present?.alive ?? false,
        ...(looksLikeOthers(error)
          ? { otherWays: await this.#otherWays(attempt, { provider, signedIn }) }
          : {}),
      };
      return this.#fail(attempt, this.#diagnosis(error, "imapLogin", provider, circumstances));
    }
    // Only who still finds the attempt running may connect: a cancelled one must leave nothing behind.
    const claimed = await connections.changeAttempt(attempt, ["connecting"], {
      state: "connected",
      address: signedIn.userName,
      sealedSecret: null,
    });
    if (!claimed) {
      await session.close();
      return failed("attempt-cancelled");
    }
    try {
      const { mailbox } = await connections.connect({
        ...connectionFor(this.#deps, attempt, provider, signedIn),
        ...{ incoming, outgoing, userName },
      });
      await connections.changeAttempt({ ...attempt, state: "connected" }, ["connected"], {
        mailboxId: mailbox.id,
      });
      sessions.put(mailbox.id, session);
      await accounts.audit({
        ...{ at: clock.now(), workspaceId: attempt.workspaceId, actor: `user:${attempt.userId}` },
        ...{ action: "mailbox.connected", detail: { mailbox: mailbox.id } },
      });
      log.info("connected", { mailbox: mailbox.id, workspace: attempt.workspaceId });
      hints.publish({ kind: "mailbox", workspaceId: attempt.workspaceId, mailboxId: mailbox.id });
    } catch (error) {
      await session.close();
      return this.#fail({ ...attempt, state: "connected" }, this.#diagnosis(error, "store", provider));
    }
    this.#announce(attempt);
    return { kind: "done", address: signedIn.userName };
  }

  #otherWays(attempt: Attempt, who: { readonly provider: Provider; readonly signedIn: SignedIn }) {
    const { oauth, askOtherWays } = this.#deps;
    return askOtherWays(refusedAt(oauth, () => this.clientSettings(who.provider), attempt, who));
  }

  async #fail(attempt: Attempt, diagnosis: Diagnosis): Promise<TabStep> {
    await this.#deps.connections.changeAttempt(attempt, ["waiting", "question", "connecting", "connected"], {
      state: "failed",
      diagnosis,
      sealedSecret: null,
    });
    this.#deps.log.info("attempt.failed", { attempt: attempt.id, diagnosis: diagnosis.id });
    this.#announce(attempt);
    return { kind: "failed", diagnosis };
  }

  #diagnosis(
    error: unknown,
    stage: DiagnosisStage,
    { kind }: Provider,
    circumstances: Circumstances = {},
  ): Diagnosis {
    const { log } = this.#deps;
    if (!(error instanceof SyncError)) {
      log.error("attempt.broke", { stage, error: error instanceof Error ? error.name : "unknown" });
      return known("unknown");
    }
    log.warn("attempt.error", {
      stage,
      code: error.code,
      said: error.said,
      providerCode: error.providerCode,
    });
    const diagnosis = diagnoseError(error, { stage, provider: kind, circumstances });
    // An answer with another issuer, state, nonce or signature than the sign-in that was begun.
    return stage === "token" && diagnosis.id === "imap-protocol" ? known("attempt-state-wrong") : diagnosis;
  }

  #announce(attempt: Attempt): void {
    this.#deps.hints.publish({ kind: "settings", workspaceId: attempt.workspaceId });
  }

  #sameBrowser(attempt: Attempt, browserSecret: string | null): boolean {
    if (browserSecret === null || attempt.browserHash === null) return false;
    const hash = this.#deps.secrets.sha256(browserSecret);
    return hash.every((byte, i) => byte === attempt.browserHash?.[i]);
  }

  async #seal(attempt: Attempt, secret: AttemptSecret): Promise<Uint8Array> {
    return this.#deps.vault.seal(JSON.stringify(secret), secretContext("attempt", attempt.id));
  }

  async #secretOf(attempt: Attempt): Promise<AttemptSecret> {
    if (attempt.sealedSecret === null) {
      throw new SyncError("stopped", { scope: "mailbox", retry: "never", said: "the attempt has ended" });
    }
    return JSON.parse(
      await this.#deps.vault.open(attempt.sealedSecret, secretContext("attempt", attempt.id)),
    ) as AttemptSecret;
  }
}

function failed(id: DiagnosisId): TabStep {
  return { kind: "failed", diagnosis: known(id) };
}
