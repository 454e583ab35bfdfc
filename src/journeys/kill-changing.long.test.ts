// kill -9 of the server again and again while people change mail on both sides: in the end both hold the same, nothing
// is lost and nothing doubled. Run by .ci/run (vitest.long.config.ts); TWINBOX_KILLS asks for more.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { WorkerId } from "../base/ids.ts";
import { seededRandom } from "../bench/seeded-random.ts";
import { readConfig } from "../cli/config.ts";
import { type House, openHouse } from "../cli/house.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { freePort } from "../providers/testing/free-port.ts";
import { needs } from "../providers/testing/needs.ts";
import { noLog } from "../store/testing/no-log.ts";
import { BothSides, FOLDERS, hashesOf, letterSubject } from "./testing/both-sides.ts";
import { letterBytes } from "./testing/letter.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));
const USER = "kill";
const KILLS = Number(process.env.TWINBOX_KILLS ?? 20);
const MESSAGES = 60;
/** From when the server takes the mailbox to its end. */
const LIFE_MS_MAX = 1_500;
const SEED = Number(process.env.TWINBOX_SEED ?? Date.now() % 100_000);

describe.runIf(needs("dovecot"))(`with Dovecot, seed ${SEED}`, () => {
  let home: string;
  let dovecot: Dovecot;
  let house: House;
  let mailbox: SyncedMailbox;
  let port: number;
  const random = seededRandom(SEED);
  beforeAll(async () => {
    home = mkdtempSync(path.join(os.tmpdir(), "twinbox-kill-"));
    dovecot = await startDovecot();
    port = await freePort();
    for (let n = 0; n < MESSAGES; n++) {
      await dovecot.deliver(USER, "INBOX", letterBytes({ subject: letterSubject(n) }));
    }
    for (const folder of ["Archive", "Trash"]) {
      await dovecot.deliver(USER, folder, letterBytes({ subject: `In ${folder}` }));
    }
    house = await openHouse(readConfig({ TWINBOX_DATA: home }, process.cwd()), noLog);
    mailbox = await SyncedMailbox.connect(house, {
      workspace: "Kill",
      user: `${USER}@kill.example`,
      server: { host: "127.0.0.1", port: dovecot.port, security: "none" },
      userName: USER,
      grant: { kind: "password", password: "pass" },
      maps: Object.entries(FOLDERS).map(([name, folder]) => ({ name, path: folder })),
      since: "all",
    });
    await mailbox.sync();
  }, 120_000);
  afterAll(async () => {
    await house?.close();
    await dovecot?.close();
    rmSync(home, { recursive: true, force: true });
  });

  test(
    `the server is killed ${KILLS} times while people work on both sides`,
    async () => {
      const sides = new BothSides(dovecot, USER, mailbox, random);
      const before = hashesOf(await sides.there());
      for (let kill = 0; kill < KILLS; kill++) {
        const server = spawn(process.execPath, [MAIN, "serve"], {
          env: { ...process.env, TWINBOX_DATA: home, DATABASE_URL: "", TWINBOX_PORT: String(port) },
          stdio: "ignore",
        });
        const worker = await workerOf(server);
        const killed = wait(random() * LIFE_MS_MAX).then(() => server.kill("SIGKILL"));
        while (server.exitCode === null && server.signalCode === null) await sides.act();
        expect(await killed, "it was running").toBe(true);
        // What time brings about: a worker that is dead is known to be.
        await house.store.retire(worker);
      }
      await mailbox.syncUntil(() => sides.areEqual());
      expect(await sides.here()).toEqual(await sides.there());
      expect(hashesOf(await sides.there())).toEqual(before);
      const seq = await mailbox.lastSeq();
      await mailbox.sync();
      expect(await mailbox.events(seq), "a further round has nothing to do").toEqual([]);
    },
    KILLS * 20_000,
  );

  /** The only worker: that of a server which has just started, and takes the mailbox now. */
  async function workerOf(server: ChildProcess): Promise<WorkerId> {
    while (server.exitCode === null) {
      const owner = await house.database.outside((tx) => tx.query<{ id: WorkerId }>("select id from worker"));
      if (owner.rows[0] !== undefined) return owner.rows[0].id;
      await wait(50);
    }
    throw new Error(`the server ended with ${server.exitCode}`);
  }
});
