// `npm run bench -- index`: an import while the index job reads what came before it, and one while nothing does, in turn in
// one process. What is imported is sealed and committed as the loop does it; no mail server takes part.
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { newId } from "../base/ids.ts";
import { readConfig } from "../cli/config.ts";
import { type House, openHouse } from "../cli/house.ts";
import { createLog } from "../cli/log.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { scanMessage } from "../core/scan-message.ts";
import { keepSearchable } from "../engine/keep-searchable.ts";
import type { NewMessage } from "../engine/ports/sync.ts";
import { copyOf, makeWorld, type World } from "../store/testing/store-world.ts";
import { Language } from "./search-rows.ts";

const MESSAGES = 6_000;
const BATCH = 300;
const WORDS = 300;
const ROUNDS = 5;

export async function benchIndexJob(): Promise<void> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const house = await openHouse(readConfig({ TWINBOX_DATA: home }, process.cwd()), createLog("error", null));
  const letters = writeLetters(new Language());
  const times: Record<"alone" | "beside", number[]> = { alone: [], beside: [] };
  let beside = 0;
  try {
    // Not counted: what is compiled and planned the first time.
    await importInto(house, await worldOf(house), letters);
    for (let round = 0; round < ROUNDS; round++) {
      times.alone.push(await importInto(house, await worldOf(house), letters));
      const world = await worldOf(house);
      const stop = new AbortController();
      const before = await countDue(house);
      const job = keepSearchable({ ...house, clock: systemClock }, stop.signal);
      times.beside.push(await importInto(house, world, letters));
      stop.abort();
      await job;
      beside += before + MESSAGES - (await countDue(house));
    }
    await measureJob(house);
  } finally {
    await house.close();
    rmSync(home, { recursive: true, force: true });
  }
  const [alone, withJob] = [middle(times.alone), middle(times.beside)];
  console.log(`  ${MESSAGES} messages imported alone   ${told(times.alone)}`);
  console.log(`  beside the index job        ${told(times.beside)}, which read ${beside / ROUNDS} meanwhile`);
  console.log(`  ratio of the medians        ${(withJob / alone).toFixed(2)}`);
}

/** How fast what is due is read when nothing else happens. */
async function measureJob(house: House): Promise<void> {
  const before = await countDue(house);
  const stop = new AbortController();
  const began = performance.now();
  const job = keepSearchable({ ...house, clock: systemClock }, stop.signal);
  await systemClock.sleep(20_000);
  stop.abort();
  await job;
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `  the job alone               ${((before - (await countDue(house))) / seconds).toFixed(0)} messages/s`,
  );
}

let made = 0;

async function worldOf(house: House): Promise<World> {
  const stores = { ...house, sync: house.store, silence: async () => undefined };
  return makeWorld(stores, `Import ${++made}`);
}

function writeLetters(language: Language): readonly Uint8Array[] {
  return Array.from({ length: MESSAGES }, (_, number) => {
    const { name, address } = language.person();
    const head = `From: ${name} <${address}>\r\nTo: ada@contoso.example\r\nSubject: ${language.text(5)}\r\n`;
    const text = language.text(WORDS).replace(/(.{1,70}) /g, "$1\r\n");
    return Buffer.from(`${head}Message-ID: <${number}@${address}>\r\n\r\n${text}\r\n`);
  });
}

/** Answers how long it took, ms. */
async function importInto(house: House, world: World, letters: readonly Uint8Array[]): Promise<number> {
  const began = performance.now();
  const { workspaceId, mailboxId } = world.ownership;
  for (let first = 0; first < letters.length; first += BATCH) {
    const batch = letters.slice(first, first + BATCH);
    const places = await house.packs.append({ workspaceId, mailboxId }, batch);
    const messages = batch.map((bytes, index): NewMessage => {
      const place = places[index];
      if (place === undefined) throw new Error("a message without a place");
      return {
        messageId: newId(systemClock, systemRandom),
        revisionId: newId(systemClock, systemRandom),
        fingerprint: createHash("sha256").update(bytes).digest(),
        serverId: null,
        internalDate: systemClock.now() - first - index,
        scan: scanMessage(bytes),
        place,
      };
    });
    await house.store.commit(world.ownership, {
      messages,
      copies: messages.map((message, index) => copyOf(message, world.inbox, first + index + 1)),
      events: [
        {
          kind: "messages.imported",
          folderId: world.inbox,
          messageIds: messages.map((each) => each.messageId),
        },
      ],
    });
    house.hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }
  return performance.now() - began;
}

async function countDue(house: House): Promise<number> {
  let due = 0;
  for (const { id } of await house.accounts.listWorkspaces()) {
    const { rows } = await house.database.readWorkspace(id, (tx) =>
      tx.query<{ due: number }>("select count(*)::int as due from search_due"),
    );
    due += rows[0]?.due ?? 0;
  }
  return due;
}

function middle(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

function told(times: readonly number[]): string {
  const sorted = times.toSorted((a, b) => a - b).map((ms) => (ms / 1000).toFixed(2));
  return `${sorted[0]}, ${sorted[Math.floor(sorted.length / 2)]}, ${sorted.at(-1)} s (least, median, most)`;
}
