// People on both sides of a real Dovecot, at random and at once, while the connection is cut again and again: in the
// end both sides hold the same, nothing is lost and nothing doubled.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../bench/seeded-random.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { BothSides, FOLDERS, hashesOf, letterSubject } from "./testing/both-sides.ts";
import { type CuttingProxy, startCuttingProxy } from "./testing/cutting-proxy.ts";
import { letterBytes } from "./testing/letter.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const USER = "kees@adatum.example";
const MESSAGES = 30;
const ROUNDS = 12;
/** Chance may leave the connection alone: it goes on until it was cut so often. */
const CUTS_MIN = 3;
const SEED = Number(process.env.TWINBOX_SEED ?? Math.floor(Math.random() * 2 ** 31));

describe.runIf(needs("dovecot"))(`to Dovecot, seed ${SEED}`, () => {
  let twinbox: RunningTwinbox;
  let dovecot: Dovecot;
  let proxy: CuttingProxy;
  let mailbox: SyncedMailbox;
  const random = seededRandom(SEED);
  beforeAll(async () => {
    dovecot = await startDovecot();
    proxy = await startCuttingProxy(dovecot.port);
    twinbox = await startTwinbox({ serve: false });
    for (let n = 0; n < MESSAGES; n++) {
      await dovecot.deliver(USER, "INBOX", letterBytes({ subject: letterSubject(n) }));
    }
    for (const path of ["Archive", "Trash"]) {
      await dovecot.deliver(USER, path, letterBytes({ subject: `In ${path}` }));
    }
    mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: USER,
      server: { host: "127.0.0.1", port: proxy.port, security: "none" },
      userName: USER,
      grant: { kind: "password", password: "pass" },
      maps: Object.entries(FOLDERS).map(([name, path]) => ({ name, path })),
      since: "all",
    });
    await mailbox.sync();
  });
  afterAll(async () => {
    await twinbox?.close();
    await proxy?.close();
    await dovecot?.close();
  });

  test("in the end both sides are equal, nothing is lost and nothing doubled", {
    timeout: 120_000,
  }, async () => {
    const sides = new BothSides(dovecot, USER, mailbox, random);
    const before = hashesOf(await sides.there());
    for (let round = 0; round < ROUNDS || proxy.cuts() < CUTS_MIN; round++) {
      for (let n = 0; n < 3; n++) await sides.act();
      // A round takes a few kB: most cuts hit commands, their answers and their readings.
      proxy.cutAfter = () => (random() < 0.7 ? Math.floor(random() * 6_000) : null);
      await mailbox.sync().catch(() => undefined);
    }
    proxy.cutAfter = null;
    await mailbox.syncUntil(() => sides.areEqual());
    expect(await sides.here()).toEqual(await sides.there());
    expect(hashesOf(await sides.there())).toEqual(before);
    const seq = await mailbox.lastSeq();
    await mailbox.sync();
    expect(await mailbox.events(seq), "a further round has nothing to do").toEqual([]);
  });
});
