// `npm run bench -- idle`: what a thousand mailboxes cost in which nothing happens: memory of the program, with TLS and
// without. Each has a connection of its own to Dovecot, in IDLE.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import type { IdleOrder } from "./idle-run.ts";

const MAILBOXES = 1_000;
const MAIL = Buffer.from(
  "From: eva@adatum.example\r\nTo: you@bench.example\r\nSubject: Hello\r\nMessage-ID: <1@adatum.example>\r\n\r\nHello\r\n",
);

export async function benchIdle(): Promise<void> {
  if (!needs("dovecot")) return;
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const dovecot = await startDovecot({ connectionsMax: MAILBOXES + 100 });
  try {
    const users = Array.from({ length: MAILBOXES }, (_, index) => `user${index}`);
    for (const user of users) await dovecot.deliver(user, "INBOX", MAIL);
    const authority = path.join(home, "ca.crt");
    writeFileSync(authority, dovecot.ca);
    for (const tls of [false, true]) {
      const order: IdleOrder = {
        dataFolder: path.join(home, tls ? "tls" : "plain"),
        server: serverOf(dovecot, tls),
        users,
      };
      console.log(`${MAILBOXES} mailboxes, ${tls ? "TLS" : "plain"}`);
      for (let times = 0; times < 2; times++) await run(order, authority);
    }
  } finally {
    await dovecot.close();
    rmSync(home, { recursive: true, force: true });
  }
}

function serverOf(dovecot: Dovecot, tls: boolean): IdleOrder["server"] {
  return {
    host: "localhost",
    port: tls ? dovecot.tlsPort : dovecot.port,
    security: tls ? "implicit" : "none",
  };
}

/** In a program of its own, as a server is: its memory is nobody else's. */
async function run(order: IdleOrder, authority: string): Promise<void> {
  const program = path.join(import.meta.dirname, "idle-run.ts");
  const child = spawn(
    process.execPath,
    ["--max-semi-space-size=4", "--expose-gc", program, JSON.stringify(order)],
    { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, NODE_EXTRA_CA_CERTS: authority } },
  );
  const code = await new Promise((resolve) => child.on("exit", resolve));
  if (code !== 0) throw new Error(`it ended with ${String(code)}`);
}
