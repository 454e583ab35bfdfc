// `npm run bench`: Twinbox beside mbsync on one Dovecot, in one run: the first import, "nothing changed", a delta; at
// no and at 40 ms round trip, with and without TLS. Prints ratios; absolute figures move with the machine.
// `npm run bench -- delta` repeats the delta alone, which takes a minute instead of ten.
import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { ServerAddress } from "../engine/ports/mail.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs, pathOf } from "../providers/testing/needs.ts";
import { changeMaildir } from "./change-maildir.ts";
import { startDelayProxy } from "./delay-proxy.ts";
import { generateMaildir, STANDARD_PLAN } from "./generate-maildir.ts";
import type { RunOrder, RunResult } from "./twinbox-run.ts";

const ROUND_TRIP_MS = 40;
const DELTA_ROUNDS = 5;
/** As package.json starts the program: a small young generation lets buffers of mail go sooner (60 MB less at the
 *  peak of an import). */
const NODE_OPTIONS = ["--max-semi-space-size=4"];
const USER = "bench";
const FOLDERS = STANDARD_PLAN.folders.map(([name]) => name);
// On a disk: what is measured includes its fsync.
const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
const mailFolder = path.join(home, "mail");

interface Case {
  readonly name: string;
  readonly tls: boolean;
  readonly roundTripMs: number;
}

const CASES: readonly Case[] = [
  { name: "plain, 0 ms", tls: false, roundTripMs: 0 },
  { name: "TLS, 0 ms", tls: true, roundTripMs: 0 },
  { name: `plain, ${ROUND_TRIP_MS} ms`, tls: false, roundTripMs: ROUND_TRIP_MS },
  { name: `TLS, ${ROUND_TRIP_MS} ms`, tls: true, roundTripMs: ROUND_TRIP_MS },
];

export async function benchBesideMbsync(): Promise<void> {
  await withMail(async (dovecot) => {
    for (const each of CASES) await measure(dovecot, each);
  });
}

/** One first import, then deltas in turn with and without a round trip: of what was measured several times the least
 *  tells most, since other programs only add to it. */
export async function benchDelta(): Promise<void> {
  await withMail(async (dovecot) => {
    const stores = storesOf("delta");
    const cases = CASES.filter(({ tls }) => !tls);
    for (const each of cases.slice(0, 1)) await compare(dovecot, each, stores);
    const runs = cases.map((each) => ({ each, seconds: [] as (readonly [mbsync: number, ours: number])[] }));
    for (let round = 1; round <= DELTA_ROUNDS; round++) {
      for (const { each, seconds } of runs) {
        await changeMaildir(dovecot.maildir(USER), (folder) => dovecot.adopt(folder));
        const { fast, durable, ours } = await compare(dovecot, each, stores);
        print(`${each.name}: delta ${round}`, fast, durable, ours);
        seconds.push([fast.wallSeconds, ours.wallSeconds]);
      }
    }
    for (const { each, seconds } of runs) {
      const of = (which: 0 | 1): readonly number[] =>
        seconds.map((pair) => pair[which]).sort((a, b) => a - b);
      const [mbsync, ours] = [of(0), of(1)];
      const line = (name: string, at: number): string => {
        const [a = 0, b = 0] = [mbsync[at], ours[at]];
        return `${name} ${a.toFixed(2)} s and ${b.toFixed(2)} s (${(b / a).toFixed(2)} x)`;
      };
      const middle = Math.floor(DELTA_ROUNDS / 2);
      console.log(
        `\n${each.name}, mbsync (FSync no) and Twinbox: ${line("least", 0)}, ${line("median", middle)}`,
      );
    }
  });
}

async function withMail(work: (dovecot: Dovecot) => Promise<void>): Promise<void> {
  if (!needs("dovecot", "mbsync")) process.exit(1);
  chmodSync(home, 0o755);
  const dovecot = await startDovecot({ mailFolder });
  try {
    const made = await generateMaildir(dovecot.maildir(USER), STANDARD_PLAN);
    dovecot.adopt(path.join(mailFolder, USER));
    console.log(
      `${made.messages} messages, ${(made.bytes / 1e6).toFixed(0)} MB, folders ${FOLDERS.join(", ")}`,
    );
    console.log(
      `${os.cpus().length} cores, Node ${process.versions.node}, ${execFileSync("mbsync", ["--version"]).toString().split("\n")[0]}`,
    );
    // The first reading builds Dovecot's own indexes and is many times slower: nobody's measure.
    await mbsync(dovecot, { name: "warm", tls: false, roundTripMs: 0 }, path.join(home, "warm"), "no");
    rmSync(path.join(home, "warm"), { recursive: true });
    await work(dovecot);
  } finally {
    await dovecot.close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function measure(server: Dovecot, each: Case): Promise<void> {
  const stores = storesOf(`${each.tls}-${each.roundTripMs}`);
  for (const step of ["first import", "nothing changed", "delta"] as const) {
    if (step === "delta") await changeMaildir(server.maildir(USER), (folder) => server.adopt(folder));
    const { fast, durable, ours } = await compare(server, each, stores);
    print(`${each.name}: ${step}`, fast, durable, ours);
  }
  for (const folder of Object.values(stores)) rmSync(folder, { recursive: true, force: true });
}

interface Stores {
  readonly fast: string;
  readonly durable: string;
  readonly twinbox: string;
}

function storesOf(name: string): Stores {
  return {
    fast: path.join(home, `mbsync-no-${name}`),
    durable: path.join(home, `mbsync-yes-${name}`),
    twinbox: path.join(home, `twinbox-${name}`),
  };
}

async function compare(
  server: Dovecot,
  each: Case,
  stores: Stores,
): Promise<{ readonly fast: Mbsync; readonly durable: Mbsync; readonly ours: RunResult }> {
  const fast = await mbsync(server, each, stores.fast, "no");
  const durable = await mbsync(server, each, stores.durable, "yes");
  return { fast, durable, ours: await twinbox(server, each, stores.twinbox) };
}

interface Mbsync {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly wireBytes: number;
}

async function mbsync(server: Dovecot, each: Case, store: string, fsync: "yes" | "no"): Promise<Mbsync> {
  mkdirSync(store, { recursive: true });
  const proxy = await startDelayProxy(each.tls ? server.tlsPort : server.port, each.roundTripMs);
  const configuration = path.join(store, "mbsyncrc");
  writeFileSync(path.join(home, "ca.crt"), server.ca);
  writeFileSync(
    configuration,
    `FSync ${fsync}

IMAPAccount a
Host localhost
Port ${proxy.port}
User ${USER}
Pass pass
AuthMechs LOGIN
${each.tls ? `SSLType IMAPS\nCertificateFile ${path.join(home, "ca.crt")}\nSystemCertificates no` : "SSLType None"}

IMAPStore far
Account a

MaildirStore near
Path ${store}/
Inbox ${store}/INBOX
SubFolders Verbatim

Channel c
Far :far:
Near :near:
Patterns ${FOLDERS.join(" ")}
Create Near
Expunge Near
Sync Pull
SyncState *
`,
  );
  const started = performance.now();
  const { code, cpuSeconds } = await timed(pathOf("mbsync"), ["-q", "-c", configuration, "c"]);
  const wallSeconds = (performance.now() - started) / 1000;
  const wireBytes = proxy.traffic();
  await proxy.close();
  if (code !== 0) throw new Error(`mbsync ended with ${code}`);
  return { wallSeconds, cpuSeconds, wireBytes };
}

async function twinbox(server: Dovecot, each: Case, dataFolder: string): Promise<RunResult> {
  const proxy = await startDelayProxy(each.tls ? server.tlsPort : server.port, each.roundTripMs);
  // The proxy's port changes from run to run: the data folder keeps the first one's address.
  const kept = path.join(home, `port-${path.basename(dataFolder)}`);
  const port = existsSync(kept) ? Number(readFileSync(kept, "utf8")) : proxy.port;
  writeFileSync(kept, String(port));
  const fixed = port === proxy.port ? proxy : await moveProxy(proxy, server, each, port);
  const address: ServerAddress = { host: "localhost", port, security: each.tls ? "implicit" : "none" };
  const order: RunOrder = { dataFolder, server: address, user: USER, folders: FOLDERS };
  const script = fileURLToPath(new URL("./twinbox-run.ts", import.meta.url));
  const run = spawn(process.execPath, [...NODE_OPTIONS, script, JSON.stringify(order)], {
    env: { ...process.env, NODE_EXTRA_CA_CERTS: path.join(home, "ca.crt") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  run.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const code = await new Promise<number | null>((resolve) => run.on("exit", resolve));
  await fixed.close();
  if (code !== 0) throw new Error(`Twinbox ended with ${code}: ${output}`);
  return JSON.parse(output) as RunResult;
}

async function moveProxy(proxy: { close(): Promise<void> }, server: Dovecot, each: Case, port: number) {
  await proxy.close();
  return startDelayProxy(each.tls ? server.tlsPort : server.port, each.roundTripMs, port);
}

/** Runs a program and adds up its CPU seconds, by bash's `time`. */
function timed(
  program: string,
  args: readonly string[],
): Promise<{ readonly code: number | null; readonly cpuSeconds: number }> {
  const child = spawn("/bin/bash", ["-c", 'TIMEFORMAT="%U %S"; time "$0" "$@"', program, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolve) => {
    child.on("exit", (code) => {
      const times = /([\d.]+) ([\d.]+)\s*$/.exec(said.trim());
      if (code !== 0) console.error(said);
      resolve({ code, cpuSeconds: Number(times?.[1] ?? 0) + Number(times?.[2] ?? 0) });
    });
  });
}

function print(name: string, fast: Mbsync, durable: Mbsync, ours: RunResult): void {
  const ratio = (ours.wallSeconds / fast.wallSeconds).toFixed(2);
  const durableRatio = (ours.wallSeconds / durable.wallSeconds).toFixed(2);
  const kb = (bytes: number): string => (bytes / 1024).toFixed(1);
  console.log(`\n${name}`);
  console.log(
    `  mbsync, FSync no    ${fast.wallSeconds.toFixed(2)} s, CPU ${fast.cpuSeconds.toFixed(2)} s, ${kb(fast.wireBytes)} kB`,
  );
  console.log(
    `  mbsync, FSync yes   ${durable.wallSeconds.toFixed(2)} s, CPU ${durable.cpuSeconds.toFixed(2)} s`,
  );
  console.log(
    `  Twinbox             ${ours.wallSeconds.toFixed(2)} s, CPU ${ours.cpuSeconds.toFixed(2)} s + Postgres ${ours.postgresCpuSeconds.toFixed(2)} s, ${kb(ours.wireBytes)} kB`,
  );
  const speed = name.endsWith("first import")
    ? `, ${Math.round(ours.messages / ours.wallSeconds)} messages/s`
    : "";
  const first =
    ours.first50Seconds === null ? "" : `, newest 50 readable after ${ours.first50Seconds.toFixed(2)} s`;
  console.log(`  ratio               ${ratio} x (FSync no), ${durableRatio} x (FSync yes)${speed}${first}`);
  console.log(
    `  memory              ${ours.peakRssMb.toFixed(0)} MB peak RSS, Postgres ${ours.postgresMb.toFixed(0)} MB`,
  );
}
