// `npm run bench -- flags`: what it takes to learn the flags of a folder of 100,000 messages from a server that doesn't
// count changes: the playground's exchange profile, in the same process, so that its work is counted too. From asking
// until the changes are committed, by the exact sets (SEARCH UNSEEN, SEARCH FLAGGED), which is the usual way, and by the
// daily reading of every row.
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { newId, type WorkerId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { type House, openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { MailboxLoop } from "../engine/mailbox-loop.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import type { MailSession } from "../engine/ports/mail.ts";
import { openMailbox } from "../engine/worker.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { type Playground, startPlayground } from "../playground/playground.ts";

const USER = "ada@contoso.example";
const FOLDER = "Archive";
const MESSAGES = 100_000;
const CHANGES = 100;
const ROUNDS = 7;
/** Of the messages in the order they came. */
const uids: number[] = [];

export async function benchFlags(): Promise<void> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const house = await openHouse(readConfig({ TWINBOX_DATA: home }, process.cwd()), createLog("error", null));
  const playground = await startPlayground({
    dataDir: path.join(home, "playground"),
    redirectUris: house.connecting.redirectUris("microsoft"),
    size: "small",
    profile: "exchange",
  });
  try {
    await fill(playground.control);
    await measure(house, playground);
  } finally {
    await playground.close();
    await house.close();
    rmSync(home, { recursive: true, force: true });
  }
}

/** A tenth unread, a twentieth flagged, here and there. */
async function fill(control: PlaygroundControl): Promise<void> {
  for (let n = 0; n < MESSAGES; n++) {
    const raw = Buffer.from(
      `From: Eva <eva@adatum.example>\r\nTo: ${USER}\r\nSubject: Message ${n}\r\nMessage-ID: <${n}@adatum.example>\r\nDate: Wed, 25 Nov 2026 08:00:00 +0000\r\n\r\nText ${n}\r\n`,
    );
    const flags = [...(n % 10 === 3 ? [] : ["\\Seen"]), ...(n % 20 === 7 ? ["\\Flagged"] : [])];
    uids.push(await control.deliver(USER, { folder: FOLDER, raw, flags }));
  }
}

async function measure(house: House, { control, imap }: Playground): Promise<void> {
  const token = await control.issueToken(USER, { seconds: 86_400 });
  const mailbox = await connectMailbox(house, {
    workspace: "Bench",
    user: USER,
    server: { host: "127.0.0.1", port: imap.port, security: "none" },
    userName: USER,
    grant: { kind: "command", command: `echo ${token}` },
    maps: [{ name: "Archive", path: FOLDER }],
    since: "all",
  });
  const workerId = newId<WorkerId>(systemClock, systemRandom);
  await house.store.beat(workerId, new Map());
  const beats = setInterval(() => void house.store.beat(workerId, new Map()), 3_000);
  const ownership = await house.store.claimOne(workerId, mailbox.workspaceId, mailbox.id);
  if (ownership === null) throw new Error("somebody else owns the mailbox");
  const { signal } = new AbortController();
  const { session, state } = await openMailbox(house.workerDeps, ownership, signal);
  const idle = { changed: () => {}, equal: () => {}, lookedAt: () => null, onScreen: () => null };
  const loop = new MailboxLoop({ ...house.workerDeps, ...idle }, state, session);
  const began = performance.now();
  await loop.runOnce(signal);
  console.log(`${MESSAGES} messages imported in ${((performance.now() - began) / 1e3).toFixed(0)} s`);
  const ways = {
    "exact sets by SEARCH": () => state.allDueWithFlags(),
    "row by row": () => {
      for (const folder of state.folders.values()) folder.fullAt = 0;
    },
  };
  let round = 0;
  for (const [name, ask] of Object.entries(ways)) {
    const runs: Run[] = [];
    for (let times = 0; times < ROUNDS; times++) {
      await change(control, round++);
      ask();
      runs.push(await timed(house, mailbox, session, () => loop.runOnce(signal)));
    }
    print(name, runs);
  }
  await session.close();
  clearInterval(beats);
  await house.store.retire(workerId);
}

/** Of messages here and there, others in every round, half are marked as read and half as important. */
async function change(control: PlaygroundControl, round: number): Promise<void> {
  const every = MESSAGES / CHANGES;
  for (let i = 0; i < CHANGES; i++) {
    // Unread are those with a 3 at the end, not flagged all that are even.
    const isRead = i % 2 === 0;
    const uid = uids[i * every + round * 10 + (isRead ? 3 : 2)] ?? 0;
    await control.setFlag(USER, FOLDER, uid, isRead ? "\\Seen" : "\\Flagged", true);
  }
}

interface Run {
  readonly ms: number;
  /** Of this program: asking, reading, planning, and its side of the commit. */
  readonly cpuMs: number;
  readonly bytes: number;
}

async function timed(
  house: House,
  { workspaceId, id }: MailboxRow,
  session: MailSession,
  work: () => Promise<void>,
): Promise<Run> {
  const seq = await house.reading.lastSeq(workspaceId, id);
  const bytes = session.traffic.received + session.traffic.sent;
  const cpu = process.cpuUsage();
  const began = performance.now();
  await work();
  const ms = performance.now() - began;
  const { user, system } = process.cpuUsage(cpu);
  const events = (await house.reading.lastSeq(workspaceId, id)) - seq;
  if (events !== CHANGES) throw new Error(`${CHANGES} changes, and ${events} events`);
  const after = session.traffic.received + session.traffic.sent;
  return { ms, cpuMs: (user + system) / 1e3, bytes: after - bytes };
}

function print(name: string, runs: readonly Run[]): void {
  const of = (which: keyof Run): readonly number[] => runs.map((run) => run[which]).sort((a, b) => a - b);
  const middle = Math.floor(runs.length / 2);
  const [ms, cpu, bytes] = [of("ms"), of("cpuMs"), of("bytes")];
  const s = (value = 0): string => (value / 1e3).toFixed(2);
  console.log(
    `${name.padEnd(22)} least ${s(ms[0])} s, median ${s(ms[middle])} s, most ${s(ms.at(-1))} s; CPU ${s(cpu[0])} s; ${((bytes[middle] ?? 0) / 1e3).toFixed(0)} kB`,
  );
}
