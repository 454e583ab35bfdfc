// The program that bench/idle.ts measures: `node --expose-gc idle-run.ts '{"dataFolder": ..., ...}'`. The first run of
// a data folder only connects the mailboxes, so that what that took is not weighed.
import { readFileSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { type MailboxId, newId, type WorkerId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import type { ServerAddress } from "../engine/ports/mail.ts";
import { Worker } from "../engine/worker.ts";

export interface IdleOrder {
  readonly dataFolder: string;
  readonly server: ServerAddress;
  readonly users: readonly string[];
}

/** So long nothing happens before it is weighed, and so long its work is counted. */
const REST_MS = 60_000;

const order = JSON.parse(process.argv[2] ?? "{}") as IdleOrder;
const house = await openHouse(
  readConfig({ TWINBOX_DATA: order.dataFolder }, process.cwd()),
  createLog("error", null),
);
const present = await house.connections.listMailboxes();
if (present.length === 0) await connectAll();
else await weigh(present.map(({ id }) => id));
await house.close();

async function connectAll(): Promise<void> {
  for (const user of order.users) {
    await connectMailbox(house, {
      workspace: "Bench",
      user: `${user}@bench.example`,
      server: order.server,
      userName: user,
      grant: { kind: "password", password: "pass" },
      maps: [
        { name: "Inbox", path: "INBOX" },
        { name: "Sent", path: "Sent" },
        { name: "Archive", path: "Archive" },
      ],
      since: "all",
    });
  }
}

async function weigh(mailboxes: readonly MailboxId[]): Promise<void> {
  const empty = memory();
  const worker = new Worker(house.workerDeps, newId<WorkerId>(systemClock, systemRandom));
  const running = worker.run();
  const began = performance.now();
  while (mailboxes.some((id) => worker.checkedAt(id) === null)) await wait(200);
  console.log(`  all in sync after       ${seconds(performance.now() - began)} s`);
  await wait(REST_MS);
  const full = memory();
  const each = (a: number, b: number): string => `${((b - a) / 1024 / mailboxes.length).toFixed(0)} kB`;
  console.log(
    `  memory for each mailbox ${each(empty.rss, full.rss)} RSS, ${each(empty.heap, full.heap)} heap`,
  );
  const before = process.cpuUsage();
  await wait(REST_MS);
  const used = process.cpuUsage(before);
  const share = (used.user + used.system) / 1e3 / REST_MS;
  console.log(`  work at rest            ${(share * 100).toFixed(1)} % of one core`);
  await worker.close();
  await running;
}

interface Memory {
  readonly rss: number;
  readonly heap: number;
}

function memory(): Memory {
  for (let times = 0; times < 3; times++) globalThis.gc?.();
  const kilobytes = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
  const { heapUsed, external } = process.memoryUsage();
  return { rss: Number(kilobytes) * 1024, heap: heapUsed + external };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
