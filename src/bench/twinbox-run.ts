// One measured run of Twinbox in a process of its own: `node twinbox-run.ts '{"dataFolder": ..., ...}'`. Prints one
// line of JSON. The first run of a data folder connects and imports; a later one finds what changed.
import { readdirSync, readFileSync } from "node:fs";
import { newId, type WorkerId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { MailboxLoop } from "../engine/mailbox-loop.ts";
import type { ServerAddress } from "../engine/ports/mail.ts";
import { openMailbox } from "../engine/worker.ts";

export interface RunOrder {
  readonly dataFolder: string;
  readonly server: ServerAddress;
  readonly user: string;
  readonly folders: readonly string[];
}

export interface RunResult {
  /** From the first byte to the server until everything is durable, seconds. */
  readonly wallSeconds: number;
  /** Until the newest 50 of Inbox can be read, seconds; null when they were there before. */
  readonly first50Seconds: number | null;
  readonly cpuSeconds: number;
  readonly postgresCpuSeconds: number;
  readonly peakRssMb: number;
  /** Proportional memory of all Postgres processes at the end of the run. */
  readonly postgresMb: number;
  readonly wireBytes: number;
  readonly messages: number;
}

const FIRST = 50;

const order = JSON.parse(process.argv[2] ?? "{}") as RunOrder;
const config = readConfig({ TWINBOX_DATA: order.dataFolder }, process.cwd());
const house = await openHouse(config, createLog("error", null));
const present = (await house.connections.listMailboxes())[0];
const mailbox =
  present ??
  (await connectMailbox(house, {
    workspace: "Bench",
    user: `${order.user}@bench.example`,
    server: order.server,
    userName: order.user,
    grant: { kind: "password", password: "pass" },
    maps: order.folders.map((name) => ({ name: name === "INBOX" ? "Inbox" : name, path: name })),
    since: "all",
  }));
house.sessions.drop(mailbox.id);
const workerId = newId<WorkerId>(systemClock, systemRandom);
await house.store.beat(workerId, new Map());
const ownership = await house.store.claimOne(workerId, mailbox.workspaceId, mailbox.id);
if (ownership === null) throw new Error("somebody else owns the mailbox");
const beats = setInterval(() => void house.store.beat(workerId, new Map()), 3_000);

const before = await house.reading.countMessages(mailbox.workspaceId, mailbox.id);
const cpu = process.cpuUsage();
const postgresBefore = postgresProcesses().reduce((sum, each) => sum + each.cpuSeconds, 0);
const started = performance.now();
let first50: number | null = null;
let asking = false;
const { session, state } = await openMailbox(house.workerDeps, ownership, new AbortController().signal);
const loop = new MailboxLoop(
  {
    ...house.workerDeps,
    changed: () => {
      if (first50 === null && before === 0 && !asking) void askFirst();
    },
    equal: () => undefined,
    lookedAt: () => null,
    onScreen: () => null,
  },
  state,
  session,
);
await loop.runOnce(new AbortController().signal);
const wallSeconds = (performance.now() - started) / 1000;
const used = process.cpuUsage(cpu);
const postgres = postgresProcesses();
const { received, sent } = session.traffic;
await session.close();
clearInterval(beats);
const result: RunResult = {
  wallSeconds,
  first50Seconds: first50,
  cpuSeconds: (used.user + used.system) / 1e6,
  postgresCpuSeconds: postgres.reduce((sum, each) => sum + each.cpuSeconds, 0) - postgresBefore,
  peakRssMb: peakRssMb(),
  postgresMb: postgres.reduce((sum, each) => sum + each.mb, 0),
  wireBytes: received + sent,
  messages: await house.reading.countMessages(mailbox.workspaceId, mailbox.id),
};
await house.store.retire(workerId);
await house.close();
console.log(JSON.stringify(result));

/** The newest of Inbox are readable when the list gives them and one of them opens. */
async function askFirst(): Promise<void> {
  asking = true;
  const { workspaceId, id } = mailbox;
  const inbox = (await house.reading.listFolders(workspaceId, id)).find(({ role }) => role === "inbox");
  if (inbox !== undefined && inbox.messages >= FIRST) {
    const query = { folder: inbox.id, offset: 0, limit: FIRST };
    const { messages } = await house.reading.listMessages(workspaceId, id, query);
    const newest =
      messages[0] === undefined ? null : await house.reading.readMessage(workspaceId, id, messages[0].id);
    if (newest !== null) {
      await house.packs.read({ workspaceId, mailboxId: id }, newest.place);
      first50 ??= (performance.now() - started) / 1000;
    }
  }
  asking = false;
}

/** From the kernel's own mark of this program: getrusage counts what the starting process held before exec. */
function peakRssMb(): number {
  const mark = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  return Number(mark) / 1024;
}

/** Postgres processes whose postmaster works in this run's data folder. */
function postgresProcesses(): readonly { readonly cpuSeconds: number; readonly mb: number }[] {
  const found: { cpuSeconds: number; mb: number }[] = [];
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    try {
      if (!/postgres/.test(readFileSync(`/proc/${pid}/comm`, "utf8"))) continue;
      const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
      const pss = /^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? "0";
      found.push({ cpuSeconds: (Number(fields[11]) + Number(fields[12])) / 100, mb: Number(pss) / 1024 });
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
