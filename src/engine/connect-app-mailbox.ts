// One mailbox, from being wanted to being connected by the application's own access: it is tried first, and only what is
// still wanted then connects, so that a Stop leaves nothing behind. Killed anywhere it is done again from the beginning, to
// the same end.
import type { Clock } from "../base/clock.ts";
import { type ConnectionId, type MailboxId, newId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import { checkAddress, domainOf } from "../core/check-address.ts";
import { type Diagnosis, type DiagnosisId, diagnoseError, knownDiagnosis } from "../core/diagnose.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import { signInServiceOf } from "../core/sign-in/sign-in-services.ts";
import { claimsOf } from "../core/token-claims.ts";
import { approved, approvedTenant } from "./app-tenants.ts";
import type { Accounts, User, Workspace } from "./ports/accounts.ts";
import type { AppAccess, TakenMailbox } from "./ports/app-access.ts";
import type { Connections, Grant, MailboxRow, Provider } from "./ports/connections.ts";
import type { ChosenMapping, FolderDesk } from "./ports/desk.ts";
import type { Credential, MailProvider, MailSession, ServerAddress } from "./ports/mail.ts";
import type { AppToken, OAuthClient, OAuthClientSettings } from "./ports/oauth.ts";
import { secretContext } from "./ports/secrets.ts";
import type { Hints } from "./ports/sync.ts";
import type { Vault } from "./ports/vault.ts";
import { probeMailbox } from "./probe-mailbox.ts";
import type { SessionPool } from "./session-pool.ts";
import type { Tokens } from "./tokens.ts";

export interface ConnectAppMailboxDeps {
  readonly access: AppAccess;
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly oauth: Pick<OAuthClient, "directoryTenantOf">;
  readonly tokens: Pick<Tokens, "app">;
  readonly clientSettings: (provider: Provider) => Promise<OAuthClientSettings>;
  readonly mail: MailProvider;
  readonly folders: FolderDesk;
  readonly sessions: SessionPool;
  readonly vault: Vault;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Never rejects for what is wrong with the mailbox: that is its diagnosis. */
export async function connectAppMailbox(
  deps: ConnectAppMailboxDeps,
  taken: TakenMailbox,
  { workspace, user }: { readonly workspace: Workspace; readonly user: User },
): Promise<void> {
  const { access, log } = deps;
  try {
    const place = await placeOf(deps, taken, workspace, user);
    const session = await open(deps, place, taken.address);
    const mailbox = await connect(deps, { taken, user, place, session });
    if (mailbox === null) return;
    if (mailbox.state === "unmapped") await map(deps, taken, mailbox);
    await access.change(taken, { state: "connected", mailboxId: mailbox.id });
  } catch (error) {
    const diagnosis = diagnosisOf(error);
    log.warn("app-mailbox.failed", { workspace: workspace.id, user: user.id, diagnosis: diagnosis.id });
    await access.change(taken, { state: "failed", diagnosis });
  }
}

/** Why a mailbox isn't even tried. */
class Against extends Error {
  readonly diagnosis: Diagnosis;

  constructor(id: DiagnosisId, params: Readonly<Record<string, string>> = {}) {
    super(id);
    this.diagnosis = knownDiagnosis(id, params);
  }
}

interface Place {
  readonly provider: Provider;
  readonly tenant: string;
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress;
  /** Host of the cloud. */
  readonly cloud: string;
}

/** Whatever was judged when it was asked for may be otherwise now. */
async function placeOf(
  { access, connections, oauth, clientSettings }: ConnectAppMailboxDeps,
  { workspaceId, providerId, address }: TakenMailbox,
  { addressPolicy: policy, ownDomains }: Workspace,
  { email }: User,
): Promise<Place> {
  const provider = await connections.readProvider(workspaceId, providerId);
  const service = provider && signInServiceOf(provider.kind);
  if (!provider?.enabled || !service?.appOnly) throw new Against("provider-not-offered");
  if (checkAddress({ own: email, addresses: [address], policy, ownDomains }) === "refused") {
    throw new Against("address-not-allowed", { address });
  }
  const settings = await clientSettings(provider);
  const domains = approved(await access.readDomains(workspaceId, providerId), provider);
  const lookUp = (domain: string) => oauth.directoryTenantOf(settings, domain);
  const tenant = await approvedTenant(domains, domainOf(address), lookUp);
  if (tenant === null) throw new Against("ms-app-not-approved");
  return {
    provider,
    tenant,
    incoming: settings.cloud.incoming,
    outgoing: settings.cloud.outgoing,
    cloud: new URL(settings.cloud.authority).host,
  };
}

/** A token that is refused may be older than what the administrator has just allowed. */
async function open(
  deps: ConnectAppMailboxDeps,
  { provider, tenant, incoming }: Place,
  address: string,
): Promise<MailSession> {
  const { app } = deps.tokens;
  const probe = async (token: AppToken): Promise<MailSession> => {
    try {
      return await probeMailbox(deps, incoming, credentialOf(token, address));
    } catch (error) {
      throw error instanceof SyncError ? new Refused(error, token) : error;
    }
  };
  const token = await app.token(provider, tenant);
  try {
    return await probe(token);
  } catch (error) {
    if (!(error instanceof Refused) || error.error.code !== "authenticationFailed") throw error;
    const renewed = await app.renewed(provider, tenant, token.accessToken);
    if (renewed === null) throw error;
    return probe(renewed);
  }
}

/** What the mail server said to a token, which tells more than the words. */
class Refused extends Error {
  readonly error: SyncError;
  readonly token: AppToken;

  constructor(error: SyncError, token: AppToken) {
    super(error.message, { cause: error });
    this.error = error;
    this.token = token;
  }
}

function credentialOf({ accessToken, expiresAt }: AppToken, address: string): Credential {
  return { kind: "bearer", user: address, token: accessToken, expiresAt };
}

/** Null when it isn't wanted any more. */
async function connect(
  deps: ConnectAppMailboxDeps,
  {
    taken,
    user,
    place,
    session,
  }: {
    readonly taken: TakenMailbox;
    readonly user: User;
    readonly place: Place;
    readonly session: MailSession;
  },
): Promise<MailboxRow | null> {
  const { access, accounts, connections, sessions, hints, clock, random, log } = deps;
  try {
    if (!(await access.change(taken, { state: "connecting" }))) {
      await session.close();
      return null;
    }
    const { workspaceId, address, providerId } = taken;
    const { provider, tenant, incoming, outgoing, cloud } = place;
    const grant: Grant = { kind: "app", tenant };
    const { mailbox } = await connections.connect({
      ...{ workspaceId, providerId, incoming, outgoing, now: clock.now(), userId: user.id },
      mailboxId: newId<MailboxId>(clock, random),
      identity: { provider: provider.kind, cloud, directoryTenant: tenant, address },
      displayName: user.name,
      userName: address,
      connectionId: newId<ConnectionId>(clock, random),
      subject: `app:${tenant}`,
      yields: true,
      sealGrant: (id) => deps.vault.seal(JSON.stringify(grant), secretContext("connection", id)),
    });
    sessions.put(mailbox.id, session);
    await accounts.audit({
      ...{ at: clock.now(), workspaceId, actor: `user:${taken.askedBy}`, action: "mailbox.connectedForUser" },
      detail: { mailbox: mailbox.id, user: user.id, provider: providerId },
    });
    log.info("connected", { mailbox: mailbox.id, workspace: workspaceId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId: mailbox.id });
    hints.publish({ kind: "settings", workspaceId });
    return mailbox;
  } catch (error) {
    await session.close();
    if (error instanceof SyncError && error.code === "refused") throw new Against("ms-already-connected");
    throw error;
  }
}

/** The contract names the folders of a role in English. */
const ROLE_NAMES: Readonly<Record<AppFolderRole, string>> = {
  inbox: "Inbox",
  sent: "Sent",
  drafts: "Drafts",
  archive: "Archive",
  junk: "Junk",
  deleted: "Deleted",
};

/** As "Edit folders" proposes it. */
async function map(
  { folders }: ConnectAppMailboxDeps,
  { workspaceId, importWindow }: TakenMailbox,
  { id }: MailboxRow,
): Promise<void> {
  const { proposals } = await folders.picker(workspaceId, id);
  const chosen = proposals.flatMap(({ role, folderId }): readonly ChosenMapping[] =>
    folderId === null ? [] : [{ role, folderId, name: ROLE_NAMES[role], subtree: false }],
  );
  const problems = await folders.save(workspaceId, id, chosen, importWindow);
  if (problems.length > 0) throw new Against("folders-empty");
}

function diagnosisOf(error: unknown): Diagnosis {
  if (error instanceof Against) return error.diagnosis;
  if (error instanceof Refused) {
    const circumstances = { ...claimsOf(error.token.accessToken), byApp: true };
    return diagnoseError(error.error, { stage: "imapLogin", provider: "microsoft", circumstances });
  }
  if (!(error instanceof SyncError)) return knownDiagnosis("unknown");
  return diagnoseError(error, { stage: "token", provider: "microsoft" });
}
