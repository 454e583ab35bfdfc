// A machine of the simulated house: a worker and the folder desk in one process, as `twinbox serve` runs them, with
// everything they ask of the outside. The process may die; the machine then starts another.
import { hash } from "node:crypto";
import { InvariantError } from "../base/assert.ts";
import { type MailboxId, newId, type PackId, type WorkerId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { microsoft } from "../core/sign-in/microsoft.ts";
import { createFolderDesk } from "../engine/folder-desk.ts";
import { Incidents } from "../engine/incidents.ts";
import { createMailDesk } from "../engine/mail-desk.ts";
import type { Connections } from "../engine/ports/connections.ts";
import type { FolderDesk, MailDesk, UploadDesk } from "../engine/ports/desk.ts";
import type { MailProvider } from "../engine/ports/mail.ts";
import type { OAuthClient, OAuthClientSettings, Tokens } from "../engine/ports/oauth.ts";
import type { Reading } from "../engine/ports/reading.ts";
import type { Hint, Hints, SyncStore } from "../engine/ports/sync.ts";
import type { PackStore, Vault } from "../engine/ports/vault.ts";
import { SessionPool } from "../engine/session-pool.ts";
import { Tokens as TokenKeeper } from "../engine/tokens.ts";
import { createUploadDesk } from "../engine/upload-desk.ts";
import { Worker } from "../engine/worker.ts";
import type { Faults } from "./faults.ts";
import type { MailServer } from "./mail-server.ts";
import { createMemoryChanges } from "./memory-changes.ts";
import { createMemoryConnections } from "./memory-connections.ts";
import type { MemoryDatabase } from "./memory-database.ts";
import { createMemoryReading } from "./memory-reading.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createMemoryUploads } from "./memory-uploads.ts";
import { createModelProvider } from "./model-provider.ts";
import type { SeededRandom } from "./random.ts";
import type { Scheduler } from "./scheduler.ts";
import { type Caller, SimProcess, type WallClock } from "./sim-process.ts";
import { TokenIssuer } from "./token-issuer.ts";

/** Wraps what the engine is given: with it a test plants bugs between the engine and the world. */
export interface Hooks {
  readonly store?: (store: SyncStore) => SyncStore;
  readonly mail?: (mail: MailProvider) => MailProvider;
  readonly connections?: (connections: Connections) => Connections;
  readonly database?: (db: MemoryDatabase) => void;
}

/** What all machines share. */
export interface Outside {
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  readonly server: MailServer;
  readonly issuer: TokenIssuer | null;
  /** The refresh token that is stored of a person. */
  readonly kept: (person: string) => string | null;
  readonly db: MemoryDatabase;
  /** Pack and offset -> the bytes that lie there. */
  readonly packs: Map<string, Uint8Array>;
  readonly faults: Faults;
  readonly hooks: Hooks;
  /** World time at which somebody last looked at a mailbox. */
  readonly lookedAt: Map<MailboxId, number>;
  /** Every machine, this one too. */
  readonly machines: readonly Machine[];
  /** What a test wants of a killed process: that its requests on their way are done all the same, or none of them. */
  readonly requestsSurvive: () => boolean | null;
  readonly broken: (what: string) => void;
}

const CLIENT: OAuthClientSettings = {
  ...{
    kind: "microsoft",
    clientId: "",
    credential: { kind: "secret", secret: "" },
    tenant: "",
    redirectUri: "",
  },
  cloud: microsoft.clouds.worldwide,
};

interface Running {
  readonly process: SimProcess;
  readonly workerId: WorkerId;
  readonly worker: Worker;
  readonly desk: FolderDesk;
  readonly mailDesk: MailDesk;
  readonly uploadDesk: UploadDesk;
  readonly connections: Connections;
  readonly reading: Reading;
  readonly hints: LocalHints;
}

export class Machine {
  readonly name: string;
  readonly wall: WallClock = { offsetMs: 0 };
  readonly #outside: Outside;
  #starts = 0;
  running: Running | null = null;

  constructor(outside: Outside, name: string) {
    this.#outside = outside;
    this.name = name;
  }

  start(): void {
    if (this.running?.process.alive === true) return;
    const { scheduler, random, requestsSurvive, broken } = this.#outside;
    const name = `${this.name}.${++this.#starts}`;
    const survive = random.chance(0.5);
    const process = new SimProcess(scheduler, name, this.wall, requestsSurvive() ?? survive);
    this.running = this.#build(process, random.fork());
    this.running.worker.run().catch((error: unknown) => broken(`a worker ended: ${String(error)}`));
  }

  /** As when the process gets SIGTERM: it gives back what it has and ends by itself. */
  async close(): Promise<void> {
    const { running } = this;
    if (running === null) return;
    await running.worker.close();
    running.process.kill();
  }

  #build(process: SimProcess, random: SeededRandom): Running {
    const { db, hooks, faults, scheduler, lookedAt } = this.#outside;
    const { clock } = process;
    const call: Caller = (what, effect, isRoutine) =>
      process.call(what, effect, faults.ofStore(what), isRoutine);
    const plain = createMemoryStore(db, call);
    const store = hooks.store?.(plain) ?? plain;
    const provider = createModelProvider(this.#outside, process);
    const mail = hooks.mail?.(provider) ?? provider;
    const made = createMemoryConnections(db, call);
    const connections = hooks.connections?.(made) ?? made;
    const sessions = new SessionPool(clock);
    const hints = new LocalHints(this.#outside, process);
    const log = traceLog(this.#outside, process.name);
    const incidents = new Incidents(clock);
    const oauth = incidents.guardOAuth(oauthOf(this.#outside, process));
    const tokens = new TokenKeeper({
      ...{ connections, vault, clock, oauth },
      clientSettings: async () => CLIENT,
      runCommand: async () => notSimulated(),
    });
    const shared = { store, connections, mail, tokens, sessions, hints, clock, random, log };
    const packs = createPacks(this.#outside.packs, call, () => newId<PackId>(clock, random));
    const secrets = { token: () => "", sha256: (data: Uint8Array) => hash("sha256", data, "buffer") };
    const workerId = newId<WorkerId>(clock, random);
    const worker = new Worker(
      {
        ...shared,
        incidents,
        packs,
        secrets,
        onScreen: () => null,
        // What a diagnosis says decides nothing here.
        askOtherWays: async () => ({}),
        lookedAt: (mailboxId) => {
          const at = lookedAt.get(mailboxId);
          return at === undefined ? null : clock.now() - (scheduler.time - at);
        },
      },
      workerId,
    );
    const desk = createFolderDesk(shared);
    const changes = createMemoryChanges(db, call);
    const mailDesk = createMailDesk({ store, changes, hints, clock, random });
    const uploads = createMemoryUploads(db, call);
    const uploadDesk = createUploadDesk({ store, uploads, packs, secrets, hints, clock, random });
    const reading = createMemoryReading(db, call);
    return { process, workerId, worker, desk, mailDesk, uploadDesk, connections, reading, hints };
  }
}

/** Hints within the process come at once, others' later, or never. */
class LocalHints implements Hints {
  readonly #outside: Outside;
  readonly #process: SimProcess;
  readonly #listeners = new Set<(hint: Hint) => void>();

  constructor(outside: Outside, process: SimProcess) {
    this.#outside = outside;
    this.#process = process;
  }

  publish(hint: Hint): void {
    this.tell(hint);
    if (hint.kind !== "wake" && hint.kind !== "changes") return;
    const { machines, faults, scheduler } = this.#outside;
    for (const { running } of machines) {
      if (running === null || running.hints === this || faults.happens("hintLost")) continue;
      scheduler.after(scheduler.latency(), "hint", () => running.hints.tell(hint), running.process);
    }
  }

  tell(hint: Hint): void {
    if (!this.#process.alive) return;
    for (const listener of this.#listeners) listener(hint);
  }

  subscribe(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

function createPacks(bytes: Map<string, Uint8Array>, call: Caller, newPack: () => PackId): PackStore {
  return {
    append: (_owner, messages) =>
      call("packs.append", () => {
        const packId = newPack();
        return messages.map((message, offset) => {
          bytes.set(`${packId} ${offset}`, message);
          const sha256 = hash("sha256", message, "buffer");
          return { packId, offset, length: 1, size: message.length, sha256, wrappedKey: sha256 };
        });
      }),
    read: (_owner, { packId, offset }) =>
      call("packs.read", () => {
        const found = bytes.get(`${packId} ${offset}`);
        if (found === undefined) throw new InvariantError("nothing lies there");
        return found;
      }),
    erase: () => call("packs.erase", () => undefined),
    close: () => Promise.resolve(),
  };
}

/** Sealed and opened as the real one: what was sealed for another row doesn't open. */
export const vault: Vault = {
  seal: async (plain, context) => Buffer.from(`${context}\n${plain}`),
  open: async (sealed, context) => opened(sealed, context),
};

export function opened(sealed: Uint8Array, context: string): string {
  const text = Buffer.from(sealed).toString();
  if (text.startsWith(`${context}\n`)) return text.slice(context.length + 1);
  throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never" });
}

/** The sign-in service as a process reaches it. One refresh at a time of what one person allowed, by all of them. */
function oauthOf({ issuer, broken }: Outside, process: SimProcess): OAuthClient {
  return {
    authorizationUrl: async () => notSimulated(),
    redeem: async () => notSimulated(),
    revoke: async () => notSimulated(),
    directoryTenantOf: async () => notSimulated(),
    appToken: async () => notSimulated(),
    refresh: async (_settings, refreshToken) => {
      if (issuer === null) notSimulated();
      if (issuer.isAsked(refreshToken)) broken("a token is refreshed twice at a time");
      const answered = issuer.asks(refreshToken, process);
      const refresh = (): Tokens => issuer.refresh(refreshToken);
      return process.call("tokens.refresh", refresh, issuer.fault()).finally(answered);
    },
  };
}

function notSimulated(): never {
  throw new InvariantError("not simulated");
}

function traceLog({ scheduler, broken }: Outside, name: string): Log {
  const line =
    (level: string): Log["info"] =>
    (event, fields = {}) => {
      const text = JSON.stringify(fields);
      if (TokenIssuer.isTold(text)) broken(`a token is logged: ${event}`);
      scheduler.note(`${name} ${level} ${event}`, () => text);
    };
  return { debug: line("debug"), info: line("info"), warn: line("warn"), error: line("error") };
}
