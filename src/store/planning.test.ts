// Plans that Postgres makes while a mailbox is empty and goes on using when it is full, and before anybody has
// analyzed a table: a commit looks at the rows it names, not at all of the workspace.
import pg from "pg";
import { expect, test } from "vitest";
import type { SyncStore } from "../engine/ports/sync.ts";
import { type Database, type DatabasePlace, openDatabase } from "./database.ts";
import { noLog } from "./testing/no-log.ts";
import { storesOf } from "./testing/open-stores.ts";
import {
  copyOf,
  hash,
  importInto,
  key,
  makeWorld,
  NOW,
  newMessage,
  type World,
} from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

const MESSAGES = 3_000;
const NAMED = 5;

test("what a commit looks at doesn't grow with the mailbox", async () => {
  const { database, place } = await testDatabase();
  const stores = storesOf(database);
  const world = await makeWorld(stores);
  const worker = await openDatabase({ ...place, log: noLog, clientsMax: 1 });
  await lookAndChange(worker, world);
  await importInto(stores, world, world.inbox, subjects());
  await database.close();
  const before = await rowsRead(place, 1);
  await lookAndChange(worker, world);
  await worker.close();
  const read = (await rowsRead(place, 0)) - before;
  expect(read).toBeGreaterThan(NAMED);
  expect(read).toBeLessThan(MESSAGES / 10);
});

function subjects(): readonly string[] {
  return Array.from({ length: MESSAGES }, (_, index) => `subject ${index}`);
}

/** What a pass of the loop asks and writes about a few messages. */
async function lookAndChange(database: Database, { ownership, inbox }: World): Promise<void> {
  const { sync } = storesOf(database);
  const uids = Array.from({ length: NAMED }, (_, index) => index * 10 + 1);
  const keys = uids.map(key);
  await sync.copiesAt(ownership, inbox, keys);
  await sync.findMatches(ownership, {
    fingerprints: uids.map((uid) => hash(`subject ${uid}`)),
    serverIds: keys,
  });
  await sync.commit(ownership, {
    flags: keys.map((each) => ({ folderId: inbox, key: each, flags: 1 })),
    missing: [{ folderId: inbox, keys, since: NOW }],
    events: [],
  });
  await sync.listLimbo(ownership);
  await answerThem(sync, ownership, inbox, uids);
  await sync.commit(ownership, {
    found: [{ folderId: inbox, keys }],
    rekeyed: keys.map((from, index) => ({
      folderId: inbox,
      from,
      to: key(10_000 + index),
      flags: 1,
      internalDate: null,
    })),
    events: [],
  });
}

let answers = 0;

/** Each answers two messages at once, by their names and by the subject. */
async function answerThem(
  sync: SyncStore,
  ownership: World["ownership"],
  folder: World["inbox"],
  uids: readonly number[],
): Promise<void> {
  const messages = uids.map((uid) => {
    const made = newMessage(`answer ${++answers}`);
    const names = [uid, uid + 1].map((each) => `subject ${each}@adatum.example`);
    return {
      ...made,
      scan: { ...made.scan, subject: `Re: subject ${uid}`, references: uid === 1 ? [] : names },
    };
  });
  const copies = messages.map((message) => copyOf(message, folder, 20_000 + ++answers));
  await sync.commit(ownership, { messages, copies, events: [] });
}

/** By all connections but those still open: one tells what it read when it ends, a moment after it was closed. */
async function rowsRead(place: DatabasePlace, open: number): Promise<number> {
  const client = new pg.Client("url" in place ? place.url : place.connection);
  await client.connect();
  try {
    const others =
      "select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
    while ((await client.query(others)).rowCount !== open);
    const { rows } = await client.query<{ read: number }>(
      `select (select sum(seq_tup_read) from pg_stat_user_tables where schemaname = 'twinbox')::int +
         (select sum(idx_tup_read) from pg_stat_user_indexes where schemaname = 'twinbox')::int as read`,
    );
    return rows[0]?.read ?? 0;
  } finally {
    await client.end();
  }
}
