// `npm run bench -- live`: how soon what happens at the provider is here, and what a mailbox costs in which nothing
// happens; on the playground's exchange profile, whose server tells of new mail only. Takes about seventeen minutes: what
// is asked every five minutes has to be waited for.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type MessageId, newId, type WorkerId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { type House, openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { MailboxLoop } from "../engine/mailbox-loop.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import type { NewEvent } from "../engine/ports/sync.ts";
import { openMailbox } from "../engine/worker.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { type Playground, startPlayground } from "../playground/playground.ts";
import { startDelayProxy } from "./delay-proxy.ts";

const LIVE = "ada@contoso.example";
const IDLE = "chloe@contoso.example";
const FOLDERS: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Sent: "Sent Items",
  Drafts: "Drafts",
  Deleted: "Deleted Items",
  Junk: "Junk Email",
  Archive: "Archive",
};
const IDLE_MESSAGES = 10_000;
/** What a mailbox is asked most seldom (the flags of a warm one) is asked once in this time. */
const WARM_MS = 10 * 60_000;
const HOT_MS = 4 * 60_000;
const HOUR_MS = 3_600_000;
/** Two events never happen at a fixed distance. */
const PAUSE_MS_MAX = 2_000;

export async function benchLive(): Promise<void> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const house = await openHouse(readConfig({ TWINBOX_DATA: home }, process.cwd()), createLog("error", null));
  const playground = await startPlayground({
    dataDir: path.join(home, "playground"),
    redirectUris: house.connecting.redirectUris("microsoft"),
    size: "small",
    profile: "exchange",
  });
  const proxy = await startDelayProxy(playground.imap.port, 0);
  const stop = new AbortController();
  try {
    const { control } = playground;
    const each = Object.values(FOLDERS);
    for (const folder of each) await fill(control, folder);
    console.log(`an idle mailbox: ${each.length} folders with ${IDLE_MESSAGES} messages each`);
    const idle = await start(house, playground, IDLE, proxy.port, stop.signal);
    // Until something changes in it, it is cold.
    const arrived = (await listenFor(house, idle))(({ kind }) => kind === "message.arrived");
    await control.deliver(IDLE, { subject: "Something changed" });
    await arrived;
    await spend("warm", WARM_MS, proxy.traffic, () => wait(WARM_MS));
    const live = await start(house, playground, LIVE, playground.imap.port, stop.signal);
    const looking = setInterval(() => {
      for (const { id } of [idle, live]) house.looked.set(id, { at: systemClock.now(), folder: null });
    }, 1_000);
    await spend("hot", HOT_MS, proxy.traffic, () => watch(house, control, live));
    clearInterval(looking);
  } finally {
    stop.abort();
    await wait(1_000);
    await proxy.close();
    await playground.close();
    await house.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function fill(control: PlaygroundControl, folder: string): Promise<void> {
  for (let n = 0; n < IDLE_MESSAGES; n++) {
    const raw = Buffer.from(
      `From: Eva <eva@adatum.example>\r\nTo: ${IDLE}\r\nSubject: ${folder} ${n}\r\nMessage-ID: <${n}.${folder.replaceAll(" ", "")}@adatum.example>\r\nDate: Wed, 25 Nov 2026 08:00:00 +0000\r\n\r\nText ${n}\r\n`,
    );
    // Of the newest thousand a tenth is unread; fifty are flagged, here and there.
    const isUnread = n >= IDLE_MESSAGES - 1_000 && n % 10 === 3;
    const flags = [...(isUnread ? [] : ["\\Seen"]), ...(n % 200 === 7 ? ["\\Flagged"] : [])];
    await control.deliver(IDLE, { folder, raw, flags });
  }
}

/** Connects the mailbox, and runs its loop until both sides are equal, and on. */
async function start(
  house: House,
  playground: Playground,
  address: string,
  port: number,
  signal: AbortSignal,
): Promise<MailboxRow> {
  const token = await playground.control.issueToken(address, { seconds: 86_400 });
  const mailbox = await connectMailbox(house, {
    workspace: "Bench",
    user: address,
    server: { host: "127.0.0.1", port, security: "none" },
    userName: address,
    grant: { kind: "command", command: `echo ${token}` },
    maps: Object.entries(FOLDERS).map(([name, folder]) => ({ name, path: folder })),
    since: "all",
  });
  house.sessions.drop(mailbox.id);
  const workerId = newId<WorkerId>(systemClock, systemRandom);
  await house.store.beat(workerId, new Map());
  const beats = setInterval(() => void house.store.beat(workerId, new Map()), 3_000);
  const { workspaceId, id } = mailbox;
  const ownership = await house.store.claimOne(workerId, workspaceId, id);
  if (ownership === null) throw new Error("somebody else owns the mailbox");
  const { session, state } = await openMailbox(house.workerDeps, ownership, signal);
  const equal = Promise.withResolvers<void>();
  const loop = new MailboxLoop(
    {
      ...house.workerDeps,
      changed: () => house.hints.publish({ kind: "mailbox", workspaceId, mailboxId: id }),
      equal: () => equal.resolve(),
      lookedAt: () => house.workerDeps.lookedAt(id),
      onScreen: () => house.workerDeps.onScreen(id),
    },
    state,
    session,
  );
  const running = loop.run(signal).finally(() => clearInterval(beats));
  running.catch((error: unknown) => {
    equal.reject(error);
    if (!signal.aborted) console.error(`the loop of ${address} ended`, error);
  });
  await equal.promise;
  return mailbox;
}

async function spend(
  name: string,
  ms: number,
  traffic: () => number,
  meanwhile: () => Promise<void>,
): Promise<void> {
  const before = traffic();
  const began = performance.now();
  await meanwhile();
  const bytes = traffic() - before;
  const perHour = (bytes * HOUR_MS) / (performance.now() - began);
  console.log(
    `  ${name.padEnd(24)} ${(bytes / 1e3).toFixed(1)} kB in ${Math.round(ms / 1e3)} s: ${(perHour / 1e6).toFixed(3)} MB an hour`,
  );
}

type Seen = (event: NewEvent) => boolean;

/** Everything that happens at the provider for some minutes, and how long it takes to be here. */
async function watch(house: House, control: PlaygroundControl, mailbox: MailboxRow): Promise<void> {
  const until = performance.now() + HOT_MS;
  const seen = await listenFor(house, mailbox);
  const [inbox, archive] = [await lane("INBOX"), await lane("Archive")];
  const measure = async (name: string, act: (turn: number) => Promise<Seen>): Promise<void> => {
    const times: number[] = [];
    for (let turn = 0; performance.now() < until; turn++) {
      await wait(Math.random() * PAUSE_MS_MAX);
      const began = performance.now();
      await seen(await act(turn));
      times.push(performance.now() - began);
    }
    times.sort((a, b) => a - b);
    const at = (share: number): string =>
      `${((times[Math.ceil(times.length * share) - 1] ?? 0) / 1e3).toFixed(2)} s`;
    console.log(
      `  ${name.padEnd(24)} p50 ${at(0.5)}, p95 ${at(0.95)}, most ${at(1)} (${times.length} times)`,
    );
  };
  const flip =
    (folder: string, { uid, id }: Lane) =>
    async (turn: number) => {
      await control.setFlag(LIVE, folder, uid, "\\Flagged", turn % 2 === 0);
      return (event: NewEvent) => event.kind === "message.flags" && event.messageId === id;
    };
  await Promise.all([
    measure("new mail in Inbox", async (turn) => {
      await control.deliver(LIVE, { subject: `New ${turn}` });
      return ({ kind }) => kind === "message.arrived";
    }),
    measure("a flag in Inbox", flip("INBOX", inbox)),
    measure("a flag in Archive", flip("Archive", archive)),
  ]);

  async function lane(folder: string): Promise<Lane> {
    const subject = `Watched in ${folder}`;
    const arrived = seen(({ kind }) => kind === "message.arrived");
    const uid = await control.deliver(LIVE, { folder, subject });
    await arrived;
    const query = { folder: null, words: [subject], offset: 0, limit: 1 };
    const { messages } = await house.reading.listMessages(mailbox.workspaceId, mailbox.id, query);
    if (messages[0] === undefined) throw new Error(`${subject} isn't listed`);
    return { uid, id: messages[0].id };
  }
}

interface Lane {
  readonly uid: number;
  readonly id: MessageId;
}

/** Answers a function that resolves at the first event of which `wanted` says so; only what comes from now on counts. */
async function listenFor(
  house: House,
  { workspaceId, id }: MailboxRow,
): Promise<(wanted: Seen) => Promise<void>> {
  const waiting = new Set<{ readonly wanted: Seen; readonly resolve: () => void }>();
  let seq = await house.reading.lastSeq(workspaceId, id);
  let reading = Promise.resolve();
  const read = async (): Promise<void> => {
    for (const row of await house.reading.readEvents(workspaceId, id, seq, 1_000)) {
      seq = row.seq;
      for (const each of waiting) {
        if (!each.wanted(row.event)) continue;
        waiting.delete(each);
        each.resolve();
      }
    }
  };
  house.hints.subscribe((hint) => {
    if (hint.kind === "mailbox" && hint.mailboxId === id) reading = reading.then(read);
  });
  return (wanted) => new Promise((resolve) => waiting.add({ wanted, resolve }));
}
