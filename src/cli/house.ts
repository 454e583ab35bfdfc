// The composition root: opens the data folder and the database, and puts the rooms together. Everything that was
// opened is closed in the opposite order, also when opening fails half-way.
import path from "node:path";
import type { AppFolderId, MailboxId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { createAppAccessDesk } from "../engine/app-access-desk.ts";
import { AppAccessWorker } from "../engine/app-access-worker.ts";
import { createConsentDesk } from "../engine/asking-consent.ts";
import { createRegistrationDesk } from "../engine/check-registration.ts";
import { Connecting } from "../engine/connecting.ts";
import { createHandDesk } from "../engine/connecting-by-hand.ts";
import { createFolderDesk } from "../engine/folder-desk.ts";
import { Incidents } from "../engine/incidents.ts";
import { createLeavingDesk } from "../engine/leaving-desk.ts";
import { limitLogins } from "../engine/login-limits.ts";
import { createMailDesk } from "../engine/mail-desk.ts";
import { createOrganisations } from "../engine/organisations.ts";
import { askOtherWays, type OtherWay, otherWaysOf, otherWaysTo } from "../engine/other-ways.ts";
import type { Accounts } from "../engine/ports/accounts.ts";
import type { AppAccessDesk } from "../engine/ports/app-access.ts";
import type { HandDesk, SettingsFinder } from "../engine/ports/by-hand.ts";
import type { Composing } from "../engine/ports/composing.ts";
import type { Connections, MailboxRow, Provider } from "../engine/ports/connections.ts";
import type { Conversations } from "../engine/ports/conversations.ts";
import type {
  ConsentDesk,
  FolderDesk,
  MailDesk,
  RegistrationDesk,
  SendDesk,
  UploadDesk,
} from "../engine/ports/desk.ts";
import type { Leaving } from "../engine/ports/leaving.ts";
import type { MailProvider } from "../engine/ports/mail.ts";
import type { Reading } from "../engine/ports/reading.ts";
import type { ReceiveOnly } from "../engine/ports/receive-only.ts";
import type { Records } from "../engine/ports/records.ts";
import type { ImageSenders, RemoteImages } from "../engine/ports/remote-images.ts";
import type { Retention } from "../engine/ports/retention.ts";
import type { Search, SearchIndex } from "../engine/ports/search.ts";
import type { Hints, SyncStore } from "../engine/ports/sync.ts";
import type { PackStore, Vault } from "../engine/ports/vault.ts";
import type { WhereDesk } from "../engine/ports/where.ts";
import { createReceiveOnlyDesk } from "../engine/receive-only-desk.ts";
import { createSendDesk } from "../engine/send-desk.ts";
import { SendWorker } from "../engine/send-worker.ts";
import { SessionPool } from "../engine/session-pool.ts";
import { type TakeBackDeps, takeBackNow } from "../engine/take-back.ts";
import { Tokens } from "../engine/tokens.ts";
import { createUploadDesk } from "../engine/upload-desk.ts";
import { createWhereDesk } from "../engine/where-desk.ts";
import type { WorkerDeps } from "../engine/worker.ts";
import { createSettingsFinder } from "../providers/discovery/settings-finder.ts";
import { createGraphClient } from "../providers/graph/graph-client.ts";
import { createImageFetcher } from "../providers/images/image-fetcher.ts";
import { createImapProvider } from "../providers/imap/imap-provider.ts";
import { createAddressGuard } from "../providers/net/address-guard.ts";
import { createOAuthClient } from "../providers/oauth/oauth-client.ts";
import { createRegistrationProbe } from "../providers/oauth/registration-probe.ts";
import { createSmtpProvider } from "../providers/smtp/smtp-provider.ts";
import { createAccounts } from "../store/accounts.ts";
import { createAppAccess } from "../store/app-access.ts";
import { createChanges } from "../store/changes.ts";
import { createComposing } from "../store/composing.ts";
import { createConnections } from "../store/connections.ts";
import { createConsents } from "../store/consents.ts";
import { createConversations } from "../store/conversations.ts";
import { type DataFolder, openDataFolder } from "../store/data-folder.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { startEmbeddedPostgres } from "../store/embedded-postgres.ts";
import { createHints } from "../store/hints.ts";
import { createImageSenders } from "../store/image-senders.ts";
import { createKeyRows } from "../store/key-rows.ts";
import { createLeaving } from "../store/leaving.ts";
import { type MasterKeys, openMasterKeys } from "../store/master-key.ts";
import { createKeyStore, createPackStore } from "../store/packs.ts";
import { createReading } from "../store/reading.ts";
import { createReceiveOnly } from "../store/receive-only.ts";
import { createRecords } from "../store/records.ts";
import { createRetention } from "../store/retention.ts";
import { createSearchIndex } from "../store/search-index.ts";
import { createSearch } from "../store/search-messages.ts";
import { createSendWork } from "../store/send-work.ts";
import { createSends } from "../store/sends.ts";
import { createSyncStore } from "../store/sync-store.ts";
import { createTraces } from "../store/traces.ts";
import { createUploads } from "../store/uploads.ts";
import { createVault } from "../store/vault.ts";
import type { Config } from "./config.ts";
import { runTokenCommand, systemClock, systemRandom, systemSecrets } from "./system.ts";

interface Look {
  /** When somebody last looked at the mailbox in this process, ms. */
  readonly at: number;
  /** The folder whose list it was. */
  readonly folder: AppFolderId | null;
}

export interface House {
  readonly config: Config;
  readonly log: Log;
  readonly folder: DataFolder;
  readonly masterKeys: MasterKeys;
  readonly database: Database;
  readonly accounts: Accounts;
  readonly connections: Connections;
  readonly store: SyncStore;
  readonly reading: Reading;
  readonly search: Search;
  readonly searchIndex: SearchIndex;
  /** Pictures that mail wants from elsewhere. */
  readonly images: RemoteImages;
  readonly imageSenders: ImageSenders;
  readonly hints: Hints;
  readonly packs: PackStore;
  readonly vault: Vault;
  readonly mail: MailProvider;
  readonly tokens: Tokens;
  readonly sessions: SessionPool;
  readonly connecting: Connecting;
  readonly byHand: HandDesk;
  readonly finder: SettingsFinder;
  readonly consents: ConsentDesk;
  readonly registrations: RegistrationDesk;
  readonly appAccess: AppAccessDesk;
  readonly appAccessWorker: AppAccessWorker;
  readonly sending: SendDesk;
  readonly sendWorker: SendWorker;
  readonly folders: FolderDesk;
  readonly desk: MailDesk;
  readonly uploads: UploadDesk;
  readonly composing: Composing;
  readonly receiveOnly: ReceiveOnly;
  readonly takingBack: TakeBackDeps;
  /** What else tells why IMAP refuses a mailbox. */
  readonly otherWays: (mailbox: MailboxRow) => Promise<readonly OtherWay[]>;
  readonly leaving: Leaving;
  readonly conversations: Conversations;
  readonly records: Records;
  readonly retention: Retention;
  readonly where: WhereDesk;
  readonly looked: Map<MailboxId, Look>;
  readonly workerDeps: WorkerDeps;
  close(): Promise<void>;
}

export async function openHouse(config: Config, log: Log): Promise<House> {
  const closers: (() => Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    return await build(config, log, closers, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function build(
  config: Config,
  log: Log,
  closers: (() => Promise<void>)[],
  close: () => Promise<void>,
): Promise<House> {
  const clock = systemClock;
  const random = systemRandom;
  const secrets = systemSecrets;
  const folder = await openDataFolder(config.dataFolder);
  const masterKeys = await openMasterKeys(folder, config.key);
  const database = await openStore(config, log, closers);
  const vault = createVault(masterKeys);
  const hints = createHints(database);
  const keys = createKeyStore(masterKeys, createKeyRows(database));
  const packs = createPackStore({
    folder: path.join(config.dataFolder, "packs"),
    keys,
    clock,
    random,
    log,
  });
  closers.push(() => packs.close());
  const accounts = createAccounts(database);
  const connections = createConnections(database);
  const store = createSyncStore(database, keys);
  const reading = createReading(database);
  const guard = createAddressGuard(config.mailNetworks);
  const mail = createImapProvider({ clock, log, guard });
  const incidents = new Incidents(clock);
  const oauth = incidents.guardOAuth(createOAuthClient(clock, { guard }));
  const sessions = new SessionPool(clock);
  closers.push(() => sessions.close());
  const knownConsents = createConsents(database);
  const clientSettings = (provider: Provider) => connecting.clientSettings(provider);
  const organisations = createOrganisations({
    ...{ consents: knownConsents, oauth, clientSettings, hints, clock, log },
  });
  const takingBack = { connections, oauth, clientSettings, vault, hints, clock, random, log };
  const connecting: Connecting = new Connecting({
    accounts,
    connections,
    oauth,
    mail,
    vault,
    packs,
    secrets,
    sessions,
    hints,
    clock,
    random,
    log,
    organisations,
    takeBack: (workspaceId, id) => takeBackNow(takingBack, workspaceId, id),
    askOtherWays: (refused) => askOtherWays(others, otherWaysOf(others, refused)),
    publicUrl: config.publicUrl,
  });
  const consents = createConsentDesk({
    ...{ accounts, connections, oauth, vault, secrets, hints, clock, random, log },
    consents: knownConsents,
    ...{ organisations, clientSettings },
    publicUrl: config.publicUrl,
  });
  const tokens = new Tokens({
    ...{ connections, oauth, vault, clock, clientSettings },
    runCommand: runTokenCommand,
  });
  const submission = createSmtpProvider({ guard });
  const graph = createGraphClient({ guard });
  const others = {
    ...{ connections, tokens, clock, log, submission },
    ...{ mail: limitLogins(mail), graph },
  };
  const otherWays = (mailbox: MailboxRow) => otherWaysTo(others, mailbox);
  const looked = new Map<MailboxId, Look>();
  const shared = { store, connections, mail, tokens, sessions, hints, clock, random, log };
  const folders = createFolderDesk(shared);
  const aboutApp = { accounts, oauth, incidents, clientSettings, access: createAppAccess(database) };
  const sendWorker = new SendWorker({
    ...shared,
    ...{ packs, sender: submission, graph, work: createSendWork(database) },
  });
  const appAccessWorker = new AppAccessWorker({ ...shared, ...aboutApp, folders, vault });
  return {
    config,
    log,
    folder,
    masterKeys,
    database,
    accounts,
    connections,
    store,
    reading,
    search: createSearch(database),
    searchIndex: createSearchIndex(database),
    images: createImageFetcher(),
    imageSenders: createImageSenders(database),
    hints,
    packs,
    vault,
    mail,
    tokens,
    sessions,
    connecting,
    finder: createSettingsFinder({ clock, log, guard }),
    byHand: createHandDesk({ ...shared, vault, connecting, submission }),
    consents,
    registrations: createRegistrationDesk({
      ...{ accounts, oauth },
      probe: createRegistrationProbe({ guard }),
      clientSettings,
      redirectUris: (kind) => connecting.redirectUris(kind),
      log,
    }),
    appAccess: createAppAccessDesk({
      ...{ ...shared, ...aboutApp, publicUrl: config.publicUrl },
      wake: () => appAccessWorker.wake(),
    }),
    appAccessWorker,
    folders,
    desk: createMailDesk({ ...shared, changes: createChanges(database) }),
    uploads: createUploadDesk({ ...shared, packs, secrets, uploads: createUploads(database) }),
    sending: createSendDesk({ ...shared, packs, secrets, reading, sends: createSends(database) }),
    sendWorker,
    composing: createComposing(database),
    receiveOnly: createReceiveOnlyDesk({ ...shared, receiveOnly: createReceiveOnly(database) }),
    otherWays,
    takingBack,
    leaving: createLeavingDesk({ ...shared, packs, leaving: createLeaving(database, keys) }),
    conversations: createConversations(database),
    records: createRecords(database),
    retention: createRetention(database, keys),
    where: createWhereDesk({ ...shared, traces: createTraces(database, keys) }),
    looked,
    workerDeps: {
      ...shared,
      incidents,
      packs,
      secrets,
      askOtherWays: (mailbox, signal) => askOtherWays(others, otherWays(mailbox), signal),
      lookedAt: (mailboxId) => looked.get(mailboxId)?.at ?? null,
      onScreen: (mailboxId) => looked.get(mailboxId)?.folder ?? null,
    },
    close,
  };
}

async function openStore(config: Config, log: Log, closers: (() => Promise<void>)[]): Promise<Database> {
  if (config.databaseUrl !== null) {
    const database = await openDatabase({ url: config.databaseUrl, log });
    closers.push(() => database.close());
    return database;
  }
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(config.dataFolder, "postgres"), log });
  closers.push(() => postgres.close());
  const database = await openDatabase({ connection: postgres.connection, log });
  closers.push(() => database.close());
  return database;
}
