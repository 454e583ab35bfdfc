// People on both sides of a real Dovecot, at random and at once, while the connection is cut again and again: in the
// end both sides hold the same, nothing is lost and nothing doubled.
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../bench/seeded-random.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { type CuttingProxy, startCuttingProxy } from "./testing/cutting-proxy.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { type ActByName, SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const USER = "kees@adatum.example";
const FOLDERS: Readonly<Record<string, string>> = { Inbox: "INBOX", Archive: "Archive", Deleted: "Trash" };
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
    for (let n = 0; n < MESSAGES; n++) await dovecot.deliver(USER, "INBOX", letter(`Letter ${n}`));
    for (const path of ["Archive", "Trash"]) await dovecot.deliver(USER, path, letter(`In ${path}`));
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

  /** Another mail program of the same user. */
  async function inClient<T>(folder: string, act: (client: ImapFlow) => Promise<T>): Promise<T> {
    const client = new ImapFlow({
      host: "127.0.0.1",
      port: dovecot.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: USER, pass: "pass" },
      logger: false,
    });
    await client.connect();
    try {
      await client.mailboxOpen(folder);
      return await act(client);
    } finally {
      await client.logout();
    }
  }

  /** App folder -> "hash flags" of all it holds. */
  async function there(): Promise<Record<string, readonly string[]>> {
    const found: Record<string, readonly string[]> = {};
    for (const [name, path] of Object.entries(FOLDERS)) {
      found[name] = await inClient(path, async (client) => {
        const rows: string[] = [];
        for await (const { source, flags } of client.fetch("1:*", { source: true, flags: true })) {
          const names = [...(flags ?? [])].filter((flag) => flag !== "\\Recent");
          rows.push(`${sha256(source ?? new Uint8Array())} ${names.map(plain).sort().join(",")}`);
        }
        return rows.sort();
      });
    }
    return found;
  }
  async function here(): Promise<Record<string, readonly string[]>> {
    const found = [...(await mailbox.here())];
    return Object.fromEntries(
      found.map(([name, copies]) => [
        name,
        copies.map((copy) => `${copy.sha256} ${[...copy.flags].sort().join(",")}`).sort(),
      ]),
    );
  }
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];

  async function somebodyThere(): Promise<void> {
    const [from, to] = [pick(Object.values(FOLDERS)) ?? "INBOX", pick(Object.values(FOLDERS)) ?? "INBOX"];
    await inClient(from, async (client) => {
      const uids = (await client.search({ all: true }, { uid: true })) || [];
      const uid = pick(uids);
      if (uid === undefined) return;
      const range = String(uid);
      if (random() < 0.4 && from !== to) await client.messageMove(range, to, { uid: true });
      else if (random() < 0.5) await client.messageFlagsAdd(range, ["\\Flagged"], { uid: true });
      else await client.messageFlagsRemove(range, ["\\Seen"], { uid: true });
    });
  }

  async function somebodyHere(): Promise<void> {
    const from = pick(Object.keys(FOLDERS)) ?? "Inbox";
    const shown = (await mailbox.here()).get(from) ?? [];
    const ids = shown.filter(() => random() < 0.15).map(({ id }) => id);
    if (ids.length === 0) return;
    const to = pick(Object.keys(FOLDERS).filter((name) => name !== from)) ?? "Archive";
    const acts: readonly ActByName[] = [
      { kind: "move", from, to },
      { kind: "flags", add: FLAG_BITS.seen, remove: 0 },
      { kind: "flags", add: 0, remove: FLAG_BITS.flagged },
    ];
    const actId = await mailbox.act(pick(acts) ?? { kind: "flags", add: 1, remove: 0 }, ids);
    if (random() < 0.2) await mailbox.undo(actId);
  }

  test("in the end both sides are equal, nothing is lost and nothing doubled", {
    timeout: 120_000,
  }, async () => {
    const before = Object.values(await there())
      .flat()
      .map(hashOf)
      .sort();
    for (let round = 0; round < ROUNDS || proxy.cuts() < CUTS_MIN; round++) {
      for (let n = 0; n < 3; n++) await (random() < 0.7 ? somebodyHere() : somebodyThere());
      // A round takes a few kB: most cuts hit commands, their answers and their readings.
      proxy.cutAfter = () => (random() < 0.7 ? Math.floor(random() * 6_000) : null);
      await mailbox.sync().catch(() => undefined);
    }
    proxy.cutAfter = null;
    await mailbox.syncUntil(async () => {
      const waiting = await mailbox.openChanges();
      return waiting === 0 && JSON.stringify(await here()) === JSON.stringify(await there());
    });
    expect(await here()).toEqual(await there());
    expect(
      Object.values(await there())
        .flat()
        .map(hashOf)
        .sort(),
    ).toEqual(before);
    const seq = await mailbox.lastSeq();
    await mailbox.sync();
    expect(await mailbox.events(seq), "a further round has nothing to do").toEqual([]);
  });
});

function hashOf(row: string): string {
  return row.split(" ")[0] ?? "";
}

function plain(flag: string): string {
  return flag.replace(/^[\\$]/, "").toLowerCase();
}

function letter(subject: string): Uint8Array {
  return Buffer.from(
    [
      `Message-ID: <${subject.replaceAll(" ", ".")}@adatum.example>`,
      "Date: Mon, 02 Nov 2026 09:00:00 +0000",
      "From: Eva de Wit <eva@adatum.example>",
      `To: <${USER}>`,
      `Subject: ${subject}`,
      "",
      "Good morning.",
      "",
    ].join("\r\n"),
  );
}
