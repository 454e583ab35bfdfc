// One simulated world: a mail server with accounts, a database, machines, and the boxes (a mailbox in a workspace)
// that connect them. Starts and ends processes; when told, calms down: from then on nothing goes wrong any more.
import { assert } from "../base/assert.ts";
import { type ConnectionId, type MailboxId, newId, type UserId, type WorkspaceId } from "../base/ids.ts";
import type { Connection, Grant, NewConnection } from "../engine/ports/connections.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import { type FaultRates, Faults, someFaults, someKind, someLies } from "./faults.ts";
import { type Hooks, Machine, type Outside, opened, vault } from "./machine.ts";
import { type Lies, MailServer, type ServerAccount, type ServerKind } from "./mail-server.ts";
import { createMemoryConnections, PROVIDER_ID } from "./memory-connections.ts";
import { MemoryDatabase, type StoredMailbox } from "./memory-database.ts";
import { MODEL_PASSWORD, MODEL_PORT } from "./model-provider.ts";
import { SeededRandom } from "./random.ts";
import { Scheduler, type SimEvent } from "./scheduler.ts";
import { type Caller, SimProcess, WORLD_START } from "./sim-process.ts";
import { TokenIssuer } from "./token-issuer.ts";
import { Trace } from "./trace.ts";

/** More steps than any history needs. */
const STEPS_MAX = 60_000;
/** Streams of chance: for whatever has to do with signing in, and with large folders. */
const SIGN_INS = 1;
const CROWDS = 2;
const CROWDED = 0.01;
const SIGNED_IN = 0.5;
const SHARED = 0.3;
const RESTART_MS_MAX = 20_000;
const SUSPENDED_MS_MAX = 60_000;
const CLOCK_JUMP_MS_MAX = 26 * 3_600_000;
const CLOCK_WRONG_MS_MAX = 60_000;

export interface WorldOptions {
  readonly seed: number;
  /** Null: any. */
  readonly profile: string | null;
  readonly keepLines: boolean;
  readonly hooks: Hooks;
  /** What a test wants to be so; the rest comes from the seed. */
  readonly given?: {
    readonly kind: ServerKind;
    readonly lies: Lies;
    readonly rates: FaultRates;
    readonly machines: number;
    /** People sign in and get tokens; else there are passwords. */
    readonly tokens: boolean;
  };
}

export interface Person {
  readonly userId: UserId;
  /** Who signs in. */
  readonly address: string;
}

/** A mailbox in a workspace, and the person it belongs to. */
export interface Box extends Person {
  readonly name: string;
  readonly account: ServerAccount;
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  /** Who may open it too. */
  readonly colleague: Person | null;
}

const atOnce: Caller = async (_what, effect) => effect();

export class World {
  readonly trace: Trace;
  readonly random: SeededRandom;
  readonly scheduler: Scheduler;
  readonly server: MailServer;
  /** Chance for a world with a large folder; null in most. */
  readonly crowd: SeededRandom | null;
  /** Null where people have passwords. */
  readonly issuer: TokenIssuer | null;
  readonly db: MemoryDatabase = new MemoryDatabase(() => this.start + this.scheduler.time);
  readonly faults: Faults;
  readonly machines: Machine[] = [];
  readonly boxes: Box[] = [];
  readonly packs = new Map<string, Uint8Array>();
  readonly lookedAt = new Map<MailboxId, number>();
  readonly violations: string[] = [];
  /** Some clock was wrong at some time: times in rows can't be compared with the world's. */
  clocksWereWrong = false;
  /** Where a test wants the process to die: before the first of its events after so many steps. */
  killAtStep = Number.POSITIVE_INFINITY;
  /** ... and whether what it had asked for by then is done all the same; null: the seed decides. */
  requestsSurvive: boolean | null = null;
  /** Older mail was put somewhere in such numbers that it is offered. */
  bulk = false;
  /** By itself, so that histories without sign-ins are what they would be. */
  readonly #signIns: SeededRandom;
  #calm = false;

  constructor({ seed, profile, keepLines, hooks, given }: WorldOptions) {
    this.trace = new Trace(keepLines);
    this.random = new SeededRandom(seed);
    this.scheduler = new Scheduler(this.random.fork(), this.trace, STEPS_MAX);
    this.scheduler.beforeEvent = (event) => this.#strike(event);
    const kind = given?.kind ?? someKind(this.random, profile);
    const lies = given?.lies ?? someLies(kind, this.random);
    this.server = new MailServer(kind, lies, this.scheduler, this.random.fork());
    this.server.broken = (what) => this.broken(what);
    const crowd = new SeededRandom(seed, CROWDS);
    this.crowd = given === undefined && crowd.chance(CROWDED) ? crowd : null;
    this.#signIns = new SeededRandom(seed, SIGN_INS);
    const isSignedIn = this.#signIns.chance(SIGNED_IN);
    this.issuer =
      (given?.tokens ?? isSignedIn) ? new TokenIssuer(this.scheduler, this.#signIns.fork()) : null;
    this.faults = new Faults(given?.rates ?? someFaults(this.random), this.random.fork());
    this.trace.explain(0, () => JSON.stringify({ kind, lies, faults: this.faults.rates }));
    hooks.database?.(this.db);
    const outside: Outside = {
      ...{ scheduler: this.scheduler, random: this.random.fork(), server: this.server, db: this.db },
      ...{ issuer: this.issuer, kept: (person) => this.kept(person) },
      ...{ packs: this.packs, faults: this.faults, hooks, lookedAt: this.lookedAt, machines: this.machines },
      requestsSurvive: () => this.requestsSurvive,
      broken: (what) => this.broken(what),
    };
    const machines = given?.machines ?? (this.random.chance(0.6) ? 2 : 1);
    for (const name of ["one", "two"].slice(0, machines)) this.machines.push(new Machine(outside, name));
  }

  broken(what: string): void {
    this.violations.push(what);
  }

  /** The world's time 0 on a clock that is right. */
  get start(): number {
    return WORLD_START;
  }

  addBox(name: string): Box {
    const clock = new SimProcess(this.scheduler, "setup", { offsetMs: 0 }, false).clock;
    const address = `${name}@contoso.example`;
    const isShared = this.issuer !== null && this.#signIns.chance(SHARED);
    const colleague: Person = {
      userId: newId<UserId>(clock, this.#signIns),
      address: `colleague.of.${address}`,
    };
    const box: Box = {
      ...{ name, address, colleague: isShared ? colleague : null },
      account: this.server.addAccount(address),
      workspaceId: newId<WorkspaceId>(clock, this.random),
      userId: newId<UserId>(clock, this.random),
      mailboxId: newId<MailboxId>(clock, this.random),
    };
    if (isShared) box.account.openTo.add(colleague.address);
    this.boxes.push(box);
    return box;
  }

  /** A person gives the house access to the box; what is remembered of it stays under its id. */
  async connect(box: Box, person: Person = box): Promise<void> {
    const { connect } = createMemoryConnections(this.db, atOnce);
    const clock = new SimProcess(this.scheduler, "setup", { offsetMs: 0 }, false).clock;
    const { address } = box.account;
    const grant = this.#grantOf(person);
    const given: NewConnection = {
      workspaceId: box.workspaceId,
      mailboxId: box.mailboxId,
      identity: { provider: "imap", cloud: "imap.contoso.example", directoryTenant: "", address },
      displayName: box.name,
      userName: address,
      incoming: { host: "imap.contoso.example", port: MODEL_PORT, security: "implicit" },
      outgoing: null,
      connectionId: newId<ConnectionId>(clock, this.random),
      userId: person.userId,
      providerId: this.issuer === null ? null : PROVIDER_ID,
      subject: person.address,
      now: clock.now(),
      sealGrant: (id) => vault.seal(JSON.stringify(grant), secretContext("connection", id)),
    };
    await connect(given);
  }

  #grantOf({ address }: Person): Grant {
    if (this.issuer === null) return { kind: "password", password: MODEL_PASSWORD };
    const { refreshToken, scopes, accessToken, expiresAt } = this.issuer.signIn(address);
    assert(refreshToken !== null, "a sign-in without a refresh token");
    return { kind: "oauth", refreshToken, scopes, accessToken, accessTokenExpiresAt: expiresAt };
  }

  /** The newest refresh token that is stored of a person; null where nothing is connected. */
  kept(person: string): string | null {
    const own = this.db.connections.find(({ connection }) => connection.subject === person);
    if (own === undefined) return null;
    const { id, sealedGrant } = own.connection;
    const grant = JSON.parse(opened(sealedGrant, secretContext("connection", id))) as Grant;
    return grant.kind === "oauth" ? grant.refreshToken : null;
  }

  stored(box: Box): StoredMailbox {
    return this.db.get(box.workspaceId, box.mailboxId);
  }

  connectionOf(box: Box, { userId }: Person = box): Connection | null {
    const own = this.db.connections.find(
      ({ connection }) => connection.mailboxId === box.mailboxId && connection.userId === userId,
    );
    return own?.connection ?? null;
  }

  /** Who has connected the mailbox, and sees that they have to sign in again: in the panel, or since "Edit folders" has
   *  just said so. */
  askedToSignIn(box: Box, wasTold: boolean): readonly Person[] {
    const isAsked = wasTold || this.stored(box).row.diagnosis?.retry === "reconnect";
    return this.peopleOf(box).filter((person) => {
      const connection = this.connectionOf(box, person);
      return connection !== null && (isAsked || !connection.alive);
    });
  }

  peopleOf(box: Box): readonly Person[] {
    return box.colleague === null ? [box] : [box, box.colleague];
  }

  look(box: Box): void {
    this.lookedAt.set(box.mailboxId, this.scheduler.time);
  }

  /** A machine whose process runs; null while none does. */
  machine(): Machine | null {
    const up = this.machines.filter(({ running }) => running?.process.alive && !running.process.suspended);
    return up.length === 0 ? null : this.random.pick(up);
  }

  /** A process that runs has the mailbox, where one should. */
  isKept(box: Box): boolean {
    const { row, ownerWorker } = this.stored(box);
    if (row.state !== "syncing") return true;
    return this.machines.some(({ running }) => running?.process.alive && running.workerId === ownerWorker);
  }

  calmDown(): void {
    this.#calm = true;
    this.scheduler.isCalm = true;
    this.scheduler.note("the world calms down");
    this.faults.cease();
    this.issuer?.calmDown();
    for (const box of this.boxes) {
      if (!this.peopleOf(box).some(({ address }) => this.issuer?.hasTakenBack(address))) continue;
      for (const end of [...box.account.cuts]) end();
    }
    this.server.becomeHonest();
    const [kept, ...others] = this.machines;
    // One is enough, and the others hand over what they have; now and then all go on.
    const all = this.random.chance(0.2);
    for (const machine of others) {
      machine.running?.process.resume();
      if (all) machine.start();
      else void machine.close();
    }
    kept?.running?.process.resume();
    kept?.start();
    for (const { wall } of this.machines) wall.offsetMs = 0;
  }

  /** Before an event of a process: something may happen to it. */
  #strike({ owner }: SimEvent): void {
    if (this.#calm || !(owner instanceof SimProcess) || !owner.alive) return;
    const isKilled = this.scheduler.steps >= this.killAtStep || this.faults.happens("kill");
    const isSuspended = !isKilled && !owner.suspended && this.faults.happens("suspend");
    const isJump = !isKilled && !isSuspended && this.faults.happens("clockJump");
    if (!isKilled && !isSuspended && !isJump) return;
    const machine = this.machines.find(({ running }) => running?.process === owner);
    if (machine === undefined) return;
    if (isKilled) {
      this.killAtStep = Number.POSITIVE_INFINITY;
      owner.kill();
      const wait = this.random.below(RESTART_MS_MAX);
      this.scheduler.after(wait, `${machine.name} starts`, () => machine.start());
    } else if (isSuspended) {
      owner.suspend();
      const wait = this.random.below(SUSPENDED_MS_MAX);
      this.scheduler.after(wait, `${machine.name} resumes`, () => owner.resume());
    } else this.#jump(machine);
  }

  #jump(machine: Machine): void {
    const far = this.random.between(-CLOCK_JUMP_MS_MAX, CLOCK_JUMP_MS_MAX);
    machine.wall.offsetMs = this.random.chance(0.5) ? far : Math.round(far / 1_000);
    this.clocksWereWrong = true;
    this.scheduler.note(`the clock of ${machine.name} is wrong by ${machine.wall.offsetMs}`);
    const wait = this.random.below(CLOCK_WRONG_MS_MAX);
    this.scheduler.after(wait, `the clock of ${machine.name} is set right`, () => {
      if (!this.#calm) machine.wall.offsetMs = 0;
    });
  }
}
