// J8: from settings that a user typed to a connection. The same attempts as of a sign-in in another tab, in one step:
// a second Start, Cancel or Stop ends the one that runs, and that one then leaves nothing behind. The password is
// held in memory until it is sealed into the grant; nothing gives it out again.

import type { AttemptId, ConnectionId, MailboxId, ProviderId } from "../base/ids.ts";
import { newId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { checkAddress } from "../core/check-address.ts";
import { type Diagnosis, diagnoseError, knownDiagnosis } from "../core/diagnose.ts";
import { connectRefusal } from "./connect-refusal.ts";
import type { ConnectingDeps } from "./connecting.ts";
import { imapIdentity } from "./imap-identity.ts";
import type { User, Workspace } from "./ports/accounts.ts";
import type { HandDesk, TypedSettings } from "./ports/by-hand.ts";
import type { Attempt, Grant, MailboxRow, NewConnection, Provider } from "./ports/connections.ts";
import type { ConnectDesk } from "./ports/desk.ts";
import type { MailSession, ServerAddress, Submission } from "./ports/mail.ts";
import { secretContext } from "./ports/secrets.ts";
import { probeMailbox } from "./probe-mailbox.ts";
import { refusedTest, testConnection } from "./test-connection.ts";

/** Longer than a try may take: what still says "connecting" then was left behind by a process that ended. */
const ATTEMPT_MS = 90_000;

export interface HandDeps
  extends Pick<
    ConnectingDeps,
    "connections" | "mail" | "vault" | "sessions" | "hints" | "clock" | "random" | "log"
  > {
  readonly connecting: Pick<ConnectDesk, "cancel">;
  readonly submission: Submission;
}

export function createHandDesk(deps: HandDeps): HandDesk {
  const { connections, sessions, hints, clock, log } = deps;

  async function providerFor(user: User, workspace: Workspace, providerId: ProviderId): Promise<Provider> {
    if (workspace.activation !== "active") throw connectRefusal("notActivated");
    if ((await connections.connectionOfUser(workspace.id, user.id)) !== null)
      throw connectRefusal("alreadyConnected");
    const provider = await connections.readProvider(workspace.id, providerId);
    if (provider === null) throw connectRefusal("noProvider");
    return provider;
  }

  /** Who may not is told at once, as an attempt that failed. */
  function objection(
    user: User,
    workspace: Workspace,
    provider: Provider,
    { address, userName }: TypedSettings,
  ): Diagnosis | null {
    if (provider.kind !== "imap" || !provider.enabled) return knownDiagnosis("provider-not-offered");
    // Both are the user's word only; a user name that is an address says more of whose mailbox it is.
    for (const each of userName.includes("@") ? [address, userName] : [address]) {
      const { addressPolicy: policy, ownDomains } = workspace;
      if (checkAddress({ own: user.email, addresses: [each], policy, ownDomains }) === "refused") {
        return knownDiagnosis("address-not-allowed", { address: each });
      }
    }
    return null;
  }

  async function begin(user: User, provider: Provider, address: string): Promise<Attempt> {
    const now = clock.now();
    const attempt: Attempt = {
      id: newId<AttemptId>(clock, deps.random),
      workspaceId: user.workspaceId,
      userId: user.id,
      providerId: provider.id,
      state: "connecting",
      createdAt: now,
      expiresAt: now + ATTEMPT_MS,
      ticketHash: null,
      ticketExpiresAt: now,
      browserHash: null,
      stateHash: null,
      sealedSecret: null,
      address,
      diagnosis: null,
      mailboxId: null,
    };
    await connections.createAttempt(attempt);
    announce(attempt);
    return attempt;
  }

  function announce({ workspaceId }: Attempt): void {
    hints.publish({ kind: "settings", workspaceId });
  }

  async function fail(attempt: Attempt, diagnosis: Diagnosis): Promise<Attempt> {
    const failed = { state: "failed", diagnosis } as const;
    const changed = await connections.changeAttempt(attempt, ["connecting", "connected"], failed);
    log.info("attempt.failed", { attempt: attempt.id, diagnosis: diagnosis.id });
    announce(attempt);
    return changed ? { ...attempt, ...failed } : { ...attempt, state: "cancelled" };
  }

  async function connect(attempt: Attempt, provider: Provider, settings: TypedSettings): Promise<Attempt> {
    let session: MailSession;
    try {
      session = await probeMailbox(deps, settings.incoming, passwordOf(settings));
    } catch (error) {
      return fail(attempt, diagnosisOf(deps, error));
    }
    // Only who still finds the attempt running may connect: a cancelled one must leave nothing behind.
    const claimed = await connections.changeAttempt(attempt, ["connecting"], { state: "connected" });
    if (!claimed) {
      await session.close();
      return { ...attempt, state: "cancelled" };
    }
    const connected: Attempt = { ...attempt, state: "connected" };
    try {
      const { mailbox } = await connections.connect(newConnection(attempt, provider, settings));
      await connections.changeAttempt(connected, ["connected"], { mailboxId: mailbox.id });
      keep(mailbox, session);
      return { ...connected, mailboxId: mailbox.id };
    } catch (error) {
      await session.close();
      return fail(connected, diagnosisOf(deps, error));
    }
  }

  function newConnection(
    { workspaceId, userId }: Attempt,
    provider: Provider,
    { address, displayName, incoming, outgoing, userName, password }: TypedSettings,
  ): NewConnection {
    return {
      workspaceId,
      mailboxId: newId<MailboxId>(clock, deps.random),
      identity: imapIdentity(incoming, userName, address),
      displayName,
      userName,
      incoming,
      outgoing,
      connectionId: newId<ConnectionId>(clock, deps.random),
      userId,
      providerId: provider.id,
      subject: userName,
      now: clock.now(),
      sealGrant: (id) => sealed(id, password),
    };
  }

  function sealed(id: ConnectionId, password: string): Promise<Uint8Array> {
    const grant: Grant = { kind: "password", password };
    return deps.vault.seal(JSON.stringify(grant), secretContext("connection", id));
  }

  function keep({ id, workspaceId }: MailboxRow, session: MailSession): void {
    sessions.put(id, session);
    log.info("connected", { mailbox: id, workspace: workspaceId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId: id });
  }

  return {
    async connect(user, workspace, { providerId, settings }) {
      const provider = await providerFor(user, workspace, providerId);
      await deps.connecting.cancel(workspace.id, user.id);
      const attempt = await begin(user, provider, settings.address);
      const against = objection(user, workspace, provider, settings);
      if (against !== null) return fail(attempt, against);
      const ended = await connect(attempt, provider, judged(settings));
      announce(attempt);
      return ended;
    },

    async test(user, workspace, { providerId, settings }, told) {
      const provider = await providerFor(user, workspace, providerId);
      const against = objection(user, workspace, provider, settings);
      return against === null ? testConnection(deps, judged(settings), told) : refusedTest(settings, against);
    },

    async signInAgain(user, mailboxId, password) {
      const connection = await connections.connectionOfUser(user.workspaceId, user.id);
      const mailbox = await connections.readMailbox(user.workspaceId, mailboxId);
      if (connection?.mailboxId !== mailboxId || mailbox === null) throw connectRefusal("notConnected");
      if (mailbox.provider !== "imap") throw connectRefusal("noPassword");
      const { incoming, userName } = mailbox;
      const session = await probeMailbox(deps, incoming, passwordOf({ userName, password }));
      // Over the grant that was there: after a Stop there is none.
      if (!(await connections.saveGrant(connection, await sealed(connection.id, password)))) {
        await session.close();
        throw new SyncError("stopped", { scope: "mailbox", retry: "never" });
      }
      keep(mailbox, session);
      hints.publish({ kind: "wake", workspaceId: mailbox.workspaceId, mailboxId });
    },
  };
}

function passwordOf({ userName, password }: Pick<TypedSettings, "userName" | "password">) {
  return { kind: "password", user: userName, password } as const;
}

/** Every server that somebody typed goes through the guard, now and whenever it is connected to later. */
function judged(settings: TypedSettings): TypedSettings {
  const { incoming, outgoing } = settings;
  return {
    ...settings,
    incoming: guarded(incoming),
    outgoing: outgoing === null ? null : guarded(outgoing),
  };
}

function guarded({ host, port, security }: ServerAddress): ServerAddress {
  return { host, port, security, guarded: true };
}

function diagnosisOf({ log }: Pick<HandDeps, "log">, error: unknown): Diagnosis {
  if (!(error instanceof SyncError)) {
    log.error("attempt.broke", { error: error instanceof Error ? error.name : "unknown" });
    return knownDiagnosis("unknown");
  }
  log.warn("attempt.error", { code: error.code, said: error.said });
  return diagnoseError(error, { stage: "imapLogin", provider: "imap" });
}
