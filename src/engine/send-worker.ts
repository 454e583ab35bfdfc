// Hands over what is to be sent: what is due, one message of a mailbox at a time, each by the sign-in of whoever sent it. It is
// written down before the server can have it; whatever is known not to have been sent is tried again or given back, and
// what nobody knows is looked for in Sent and never sent again by itself (law 6).
import type { Clock } from "../base/clock.ts";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import type { DiagnosisStage } from "../core/causes/cause.ts";
import {
  type Diagnosis,
  type DiagnosisId,
  diagnose,
  diagnoseError,
  knownDiagnosis,
} from "../core/diagnose.ts";
import { filesSent } from "../core/files-sent.ts";
import { claimsOf } from "../core/token-claims.ts";
import type { Connection, Connections, MailboxRow } from "./ports/connections.ts";
import type { Credential, Graph, ServerAddress } from "./ports/mail.ts";
import {
  type HandoverOutcome,
  SEND_TAKEN_MS,
  type Sender,
  type SendProblem,
  type SendWork,
  type TakenSend,
} from "./ports/sending.ts";
import type { Hints } from "./ports/sync.ts";
import type { PackStore } from "./ports/vault.ts";
import { Rounds } from "./rounds.ts";
import { graphOf, outcomeByGraph, sendByGraph } from "./send-by-graph.ts";
import type { Tokens } from "./tokens.ts";

/** How often all is looked through, for what another process has left. */
const LOOK_MS = 20_000;
/** Of one workspace. */
const AT_ONCE = 10;
/** What a server can't do now is tried again after these times, the last one again and again, unless it says when. */
const AGAIN_MS = [5_000, 20_000, 60_000, 120_000] as const;
/** Mail that goes out much later than it was sent surprises: it comes back as a draft, with the reason. */
const GIVEN_UP_MS = 60 * 60_000;
/** However long a server asks us to wait. */
const ASKED_MS_MAX = 15 * 60_000;
/** So long the provider's Sent folder is looked through for one in doubt. */
const DOUBT_MS = 10 * 60_000;
/** So long SMTP isn't tried where it was off: somebody may switch it on. */
const SMTP_OFF_MS = 60 * 60_000;
const SMTP_OFF: ReadonlySet<DiagnosisId> = new Set([
  "smtp-auth-tenant",
  "smtp-auth-mailbox",
  "smtp-secdefaults",
]);
const STOP_MS = 10_000;
const NOW = "now";

export interface SendWorkerDeps {
  readonly work: SendWork;
  readonly connections: Pick<Connections, "readMailbox" | "connectionsOfMailbox" | "readProvider">;
  readonly tokens: Pick<Tokens, "credential" | "renew" | "forGraph">;
  readonly graph: Graph;
  readonly sender: Sender;
  readonly packs: Pick<PackStore, "read">;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export class SendWorker {
  readonly #deps: SendWorkerDeps;
  readonly #running = new Map<WorkspaceId, Set<Promise<void>>>();
  /** Where the copy of one in doubt is looked for: a reading may have found it. */
  readonly #looking = new Set<MailboxId>();
  /** Mailboxes that take no SMTP, until when that is believed, ms. */
  readonly #smtpOff = new Map<MailboxId, number>();
  readonly #rounds: Rounds;

  constructor(deps: SendWorkerDeps) {
    this.#deps = deps;
    this.#rounds = new Rounds(deps, {
      restMs: LOOK_MS,
      begin: "looking",
      failed: "sending.unlooked",
      look: (signal) => this.#look(signal),
    });
  }

  /** Until `signal` aborts. What is being handed over then is, or is in doubt. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, hints } = this.#deps;
    const unsubscribe = hints.subscribe((hint) => {
      const isRead = hint.kind === "mailbox" && this.#looking.has(hint.mailboxId);
      if (hint.kind === "sending" || isRead) this.#rounds.wake();
    });
    await this.#rounds.run(signal);
    unsubscribe();
    const timer = new AbortController();
    const runs = [...this.#running.values()].flatMap((each) => [...each]);
    await Promise.race([Promise.all(runs), clock.sleep(STOP_MS, timer.signal)]);
    timer.abort(NOW);
  }

  async #look(signal: AbortSignal): Promise<void> {
    const { work, clock, hints } = this.#deps;
    this.#looking.clear();
    for (const { workspaceId, dueAt } of await work.due()) {
      const { sent, looking } = await work.settle(workspaceId, clock.now());
      for (const mailboxId of looking) this.#looking.add(mailboxId);
      for (const mailboxId of sent) {
        hints.publish({ kind: "mailbox", workspaceId, mailboxId });
        hints.publish({ kind: "changes", workspaceId, mailboxId });
      }
      const runs = this.#running.get(workspaceId) ?? new Set();
      const free = AT_ONCE - runs.size;
      const taken = free > 0 ? await work.take(workspaceId, clock.now(), free) : [];
      for (const each of taken) {
        const run = this.#send(each, signal).finally(() => {
          runs.delete(run);
          if (runs.size === 0) this.#running.delete(workspaceId);
          this.#rounds.wake();
        });
        runs.add(run);
        this.#running.set(workspaceId, runs);
      }
      // What is due and can't be taken is in somebody's hands, or waits for another of its mailbox.
      const laterMs = dueAt === null ? 0 : dueAt - clock.now();
      if (laterMs > 0) this.#rounds.restAtMost(laterMs);
    }
  }

  /** Never rejects. */
  async #send(taken: TakenSend, signal: AbortSignal): Promise<void> {
    const { log, hints } = this.#deps;
    const { workspaceId, mailboxId, sendId } = taken;
    try {
      await sendOne({ ...this.#deps, smtpOff: this.#smtpOff }, taken, signal);
    } catch (error) {
      // It is taken again once its time is over: sent then, or in doubt if it was about to be handed over.
      log.warn("sending.broke", { send: sendId, error: error instanceof Error ? error.message : "unknown" });
    }
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    hints.publish({ kind: "changes", workspaceId, mailboxId });
  }
}

interface SendDeps extends SendWorkerDeps {
  readonly smtpOff: Map<MailboxId, number>;
}

interface Way {
  readonly mailbox: MailboxRow;
  readonly server: ServerAddress;
  readonly connection: Connection;
}

async function sendOne(deps: SendDeps, taken: TakenSend, signal: AbortSignal): Promise<void> {
  const { work, clock, log } = deps;
  const mailbox = await deps.connections.readMailbox(taken.workspaceId, taken.mailboxId);
  const server = mailbox?.outgoing ?? null;
  if (mailbox === null || server === null) {
    return work.refuse(taken, problemOf(knownDiagnosis("send-no-server")), clock.now());
  }
  const connection = await connectionOf(deps, taken);
  // Left behind by a process that had told the server: nobody knows what came of it.
  if (taken.state === "handing" && (taken.handle === null || connection === null)) {
    log.warn("sending.doubtful", { send: taken.sendId, mailbox: mailbox.id });
    const filing = filingOf(mailbox, server, mailbox.userName);
    return work.doubt(taken, filing.sure ? { within: DOUBT_MS } : null, clock.now());
  }
  if (connection === null) {
    return work.refuse(taken, problemOf(knownDiagnosis("send-not-connected")), clock.now());
  }
  await new Handing(deps, taken, { mailbox, server, connection }, signal).run();
}

/** Whoever sent it: nobody sends by another's permission. */
async function connectionOf({ connections }: SendWorkerDeps, taken: TakenSend): Promise<Connection | null> {
  const all = await connections.connectionsOfMailbox(taken.workspaceId, taken.mailboxId);
  return all.find(({ userId }) => userId === taken.userId) ?? null;
}

/** failed: it certainly wasn't sent. */
type HandingEnd =
  | {
      readonly kind: "known";
      readonly outcome: HandoverOutcome;
      readonly filing: ReturnType<typeof filingOf>;
    }
  | { readonly kind: "failed"; readonly error: SyncError; readonly stage: DiagnosisStage };

/** One send in this process's hands. */
class Handing {
  readonly #deps: SendDeps;
  readonly #way: Way;
  readonly #signal: AbortSignal;
  #taken: TakenSend;
  #handedAt: number | null = null;

  constructor(deps: SendDeps, taken: TakenSend, way: Way, signal: AbortSignal) {
    this.#deps = deps;
    this.#taken = taken;
    this.#way = way;
    this.#signal = signal;
  }

  /** What came of it is written after it was handed over, and apart: a store that fails then must not look like a server
   *  that didn't take it. It is in doubt later. */
  async run(): Promise<void> {
    const done = new AbortController();
    const keeping = this.#keep(done.signal);
    let end: HandingEnd;
    try {
      end = await this.#hand();
    } finally {
      done.abort(NOW);
      await keeping;
    }
    if (end.kind === "failed") await this.#writeFailure(end);
    else await this.#writeOutcome(end);
  }

  /** It stays in this process's hands for as long as that takes. */
  async #keep(done: AbortSignal): Promise<void> {
    const { work, clock } = this.#deps;
    for (;;) {
      await clock.sleep(SEND_TAKEN_MS / 3, done);
      if (done.aborted) return;
      const kept = await work.keep(this.#taken).catch(() => this.#taken);
      if (kept === null) return;
      this.#taken = kept;
    }
  }

  async #hand(): Promise<HandingEnd> {
    let isByGraph = false;
    const byGraph = (): Promise<HandingEnd | null> =>
      this.#byGraph(() => {
        isByGraph = true;
      });
    try {
      const isFirst = this.#taken.handle !== null || this.#isSmtpOff();
      const known = isFirst ? await byGraph() : null;
      if (known !== null) return known;
      const end = await this.#bySmtp();
      // Exchange takes no SMTP of this mailbox: most organisations of today begin so.
      return end.kind === "failed" ? ((await byGraph()) ?? end) : end;
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      return { kind: "failed", error, stage: isByGraph ? "graph" : stageOf(error, this.#handedAt) };
    }
  }

  async #writeFailure({ error, stage }: Extract<HandingEnd, { kind: "failed" }>): Promise<void> {
    const { work, clock } = this.#deps;
    // The process ends: another takes it once its time is over.
    if (this.#signal.aborted) return;
    const problem = problemOf(diagnoseError(error, { stage, provider: this.#way.mailbox.provider }));
    const { tries, since } = this.#taken;
    const isForGood = error.retry === "never" || error.retry === "askUser";
    const now = clock.now();
    if (isForGood || now - since > GIVEN_UP_MS) return work.refuse(this.#taken, problem, now);
    const againMs = Math.min(error.retryAfterMs ?? 0, ASKED_MS_MAX) || (AGAIN_MS[tries] ?? AGAIN_MS[3]);
    await work.postpone(this.#taken, now + againMs, problem);
  }

  #isSmtpOff(): boolean {
    return (this.#deps.smtpOff.get(this.#way.mailbox.id) ?? 0) > this.#deps.clock.now();
  }

  /** Answers `failed` where this mailbox may not send by SMTP at all. */
  async #bySmtp(): Promise<HandingEnd> {
    const { tokens, smtpOff, clock } = this.#deps;
    const { mailbox, connection } = this.#way;
    const credential = await tokens.credential(mailbox, connection);
    try {
      return await this.#handBy(credential);
    } catch (error) {
      if (!(error instanceof SyncError) || error.code !== "authenticationFailed") throw error;
      const { id } = diagnoseError(error, { stage: "smtpLogin", provider: mailbox.provider });
      if (SMTP_OFF.has(id)) {
        smtpOff.set(mailbox.id, clock.now() + SMTP_OFF_MS);
        return { kind: "failed", error, stage: "smtpLogin" };
      }
      // A token that was good an hour ago may have been revoked since.
      const renewed = await tokens.renew(mailbox, connection, credential);
      if (renewed === null) throw error;
      return this.#handBy(renewed);
    }
  }

  /** Null: this mailbox has no such way. */
  async #byGraph(begins: () => void): Promise<HandingEnd | null> {
    const { mailbox, server, connection } = this.#way;
    const at = await graphOf(this.#deps, mailbox, connection);
    if (at === null) return null;
    begins();
    const { handle } = this.#taken;
    const send = { at, connection, taken: this.#taken, signal: this.#signal };
    const outcome =
      handle === null
        ? await sendByGraph(this.#deps, send, (id) => this.#journal(id))
        : await outcomeByGraph(this.#deps, send, { id: handle });
    // It files what it sends where it was written.
    return { kind: "known", outcome, filing: filingOf(mailbox, server, mailbox.userName) };
  }

  async #handBy(credential: Credential): Promise<HandingEnd> {
    const { sender, packs } = this.#deps;
    const { mailbox, server } = this.#way;
    const user = signedInAs(credential);
    const filing = filingOf(mailbox, server, user);
    const bytes = await packs.read(this.#taken, this.#taken.place);
    const message = { envelope: this.#taken.envelope, bytes, handing: () => this.#journal(null) };
    const outcome = await sender.send(server, { ...credential, user }, message, { signal: this.#signal });
    return { kind: "known", outcome, filing };
  }

  async #writeOutcome({ outcome, filing }: Extract<HandingEnd, { kind: "known" }>): Promise<void> {
    const { work, clock, log } = this.#deps;
    const { mailbox } = this.#way;
    const { envelope, sendId } = this.#taken;
    const now = clock.now();
    switch (outcome.kind) {
      case "taken":
        log.info("sending.sent", { send: sendId, mailbox: mailbox.id, recipients: envelope.to.length });
        return work.sent(this.#taken, filing, now);
      case "unknown":
        log.warn("sending.doubtful", { send: sendId, mailbox: mailbox.id });
        return work.doubt(this.#taken, filing.sure ? { within: DOUBT_MS } : null, now);
      case "refusedRecipients": {
        const { recipients, said } = outcome;
        const diagnosis = diagnose({ stage: "smtpSend", provider: mailbox.provider, code: "refused", said });
        const known = diagnosis.id === "unknown" ? knownDiagnosis("send-recipients") : diagnosis;
        return work.refuse(this.#taken, { diagnosis: known, recipients }, now);
      }
    }
  }

  async #journal(handle: string | null): Promise<void> {
    const at = this.#deps.clock.now();
    if (!(await this.#deps.work.handing(this.#taken, at, handle))) {
      throw new SyncError("ownershipLost", { scope: "message", retry: "now" });
    }
    this.#handedAt = at;
  }
}

/** A shared mailbox can't sign in for sending: its delegate does (learn.microsoft.com, "Authenticate an IMAP, POP or SMTP
 *  connection using OAuth"). */
function signedInAs(credential: Credential): string {
  if (credential.kind === "password") return credential.user;
  return claimsOf(credential.token).signedInAs ?? credential.user;
}

function filingOf(mailbox: MailboxRow, server: ServerAddress, signedIn: string) {
  return filesSent({
    provider: mailbox.provider,
    host: server.host,
    mailbox: mailbox.userName.toLowerCase(),
    signedIn: signedIn.toLowerCase(),
  });
}

function stageOf({ code }: SyncError, handedAt: number | null): "token" | "smtpLogin" | "smtpSend" {
  if (handedAt !== null || code === "refused") return "smtpSend";
  return TOKEN_CODES.has(code) ? "token" : "smtpLogin";
}

const TOKEN_CODES: ReadonlySet<string> = new Set([
  "grantRevoked",
  "consentMissing",
  "clientRejected",
  "wrongResource",
  "tokenServerDown",
]);

function problemOf(diagnosis: Diagnosis): SendProblem {
  return { diagnosis, recipients: [] };
}
