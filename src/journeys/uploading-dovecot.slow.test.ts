// A program that uploads and a person who writes drafts, to a real Dovecot and through a connection that is cut again
// and again, while another mail program saves and deletes drafts there: in the end both sides hold the same, each
// upload once and of each draft the last revision.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../bench/seeded-random.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { APPEND_DOUBT_MS } from "../core/plan-append.ts";
import type { Accepted } from "../engine/ports/uploads.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { type CuttingProxy, startCuttingProxy } from "./testing/cutting-proxy.ts";
import { inClient } from "./testing/in-client.ts";
import { letterBytes } from "./testing/letter.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const USER = "lies@adatum.example";
const FOLDERS: Readonly<Record<string, string>> = { Inbox: "INBOX", Drafts: "Drafts", Archive: "Archive" };
const ROUNDS = 12;
/** Chance may leave the connection alone: it goes on until it was cut so often. */
const CUTS_MIN = 5;
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
    for (const path of Object.values(FOLDERS)) {
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

  /** App folder -> "hash flags" of all it holds. */
  async function there(): Promise<Readonly<Record<string, readonly string[]>>> {
    const found: Record<string, readonly string[]> = {};
    for (const [name, path] of Object.entries(FOLDERS)) {
      found[name] = await inClient({ dovecot, user: USER, folder: path }, async (client) => {
        const rows: string[] = [];
        for await (const { source, flags } of client.fetch("1:*", { source: true, flags: true })) {
          const names = [...(flags ?? [])].filter((flag) => flag !== "\\Recent").map(plain);
          rows.push(`${sha256(source ?? Buffer.alloc(0))} ${names.sort().join(",")}`);
        }
        return rows.sort();
      });
    }
    return found;
  }
  async function here(): Promise<Readonly<Record<string, readonly string[]>>> {
    const all = [...(await mailbox.here())];
    return Object.fromEntries(
      all.map(([name, copies]) => [
        name,
        copies.map((copy) => `${copy.sha256} ${[...copy.flags].sort().join(",")}`).sort(),
      ]),
    );
  }

  interface Written {
    readonly accepted: Accepted;
    readonly bytes: Uint8Array;
  }
  const uploaded: Uint8Array[] = [];
  const drafts = new Map<string, Written>();
  let count = 0;
  /** Every third has no Message-ID. */
  const next = (name: string): Uint8Array => {
    count++;
    return letterBytes({
      subject: `${name} ${count}`,
      text: "x".repeat(Math.floor(random() * 2_000)),
      ...(count % 3 === 0 ? { messageId: null } : {}),
    });
  };

  async function somebodyHere(): Promise<void> {
    const known = [...drafts.values()];
    const draft = known[Math.floor(random() * known.length)];
    const chance = random();
    if (draft === undefined || chance < 0.25) {
      const bytes = next("Draft");
      const accepted = await mailbox.newDraft(bytes);
      drafts.set(accepted.messageId, { accepted, bytes });
    } else if (chance < 0.5) {
      const bytes = next("Upload");
      uploaded.push(bytes);
      await mailbox.upload(random() < 0.5 ? "Archive" : "Inbox", bytes, { flags: FLAG_BITS.seen });
    } else if (chance < 0.9) {
      const bytes = next("Draft");
      const accepted = await mailbox.saveDraft(draft.accepted, bytes);
      drafts.set(accepted.messageId, { accepted, bytes });
    } else {
      await mailbox.discardDraft(draft.accepted);
      drafts.delete(draft.accepted.messageId);
    }
  }

  async function somebodyThere(): Promise<Uint8Array> {
    const bytes = next("Theirs");
    await inClient({ dovecot, user: USER, folder: "Drafts" }, (client) =>
      client.append("Drafts", Buffer.from(bytes), ["\\Draft"]),
    );
    return bytes;
  }

  /** A server had its time to finish what it was given before a cut, and nobody takes a discarded draft back. */
  const passTime = () =>
    twinbox.sql(
      `update twinbox.change set due_at = 0, attempted_at = attempted_at - ${APPEND_DOUBT_MS}
       where state in ('waiting', 'attempted')`,
    );

  test("in the end each lies there once", { timeout: 120_000 }, async () => {
    const before = Object.values(await there())
      .flat()
      .map(hashOf);
    for (let round = 0; round < ROUNDS || proxy.cuts() < CUTS_MIN; round++) {
      for (let n = 0; n < 3; n++) await somebodyHere();
      if (random() < 0.3) uploaded.push(await somebodyThere());
      proxy.cutAfter = () => (random() < 0.8 ? Math.floor(random() * 12_000) : null);
      if (random() < 0.5) await passTime();
      await mailbox.sync().catch(() => undefined);
    }
    proxy.cutAfter = null;
    await mailbox.syncUntil(async () => {
      await passTime();
      const { waiting } = await mailbox.outbox();
      return waiting === 0 && JSON.stringify(await here()) === JSON.stringify(await there());
    });
    expect(await here()).toEqual(await there());
    const wanted = [...uploaded, ...[...drafts.values()].map(({ bytes }) => bytes)].map(sha256);
    expect(
      Object.values(await there())
        .flat()
        .map(hashOf)
        .sort(),
    ).toEqual([...before, ...wanted].sort());
    const shown = (await mailbox.here()).get("Drafts")?.map(({ id }) => id) ?? [];
    expect(shown).toEqual(expect.arrayContaining([...drafts.keys()]));
    expect((await mailbox.outbox()).refused).toEqual([]);
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
