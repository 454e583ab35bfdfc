// The counts that are kept of folders (0034-folder-counts.sql) after any statements: what a test leaves is counted when its
// database goes (testing/kept-counts.ts).
import { expect, test } from "vitest";
import { storesOf } from "./testing/open-stores.ts";
import { makeWorld, newWorkspace } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";
import type { Transaction } from "./transaction.ts";

const STATEMENTS = 150;
const KEYS = 24;
const COUNTS = "select messages, unread, conversations from folder_count where folder_id = $1";
const PEOPLE = ["a", "b", "c", "d"].map((letter) => `00000000-0000-0000-0000-00000000000${letter}`);

/** The same numbers in every run. */
function numbers(): (below: number) => number {
  let state = 7;
  return (below) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

test("are right after any statements, whatever each does to many rows at once", async () => {
  const { database } = await testDatabase();
  const { workspace, inbox, archive } = await makeWorld(storesOf(database));
  const next = numbers();
  const some = () => Array.from({ length: 1 + next(8) }, () => String(next(KEYS)));
  const conversation = () => PEOPLE[next(PEOPLE.length + 1)] ?? null;
  const at = [workspace.id, inbox, archive];
  const where = "workspace_id = $1 and folder_id in ($2, $3) and remote_key = any($4)";
  const statements = [
    (tx: Transaction) =>
      tx.query(
        `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, hidden, conversation_id)
         select $1, case when n % 3 = 0 then $3::uuid else $2::uuid end, k, gen_random_uuid(), n % 2, 0, n % 5 = 0, $5
         from unnest($4::text[]) with ordinality as g(k, n)
         on conflict (workspace_id, folder_id, remote_key) do update set flags = copy.flags # 1, hidden = not copy.hidden`,
        [...at, [...new Set(some())], conversation()],
      ),
    (tx: Transaction) => tx.query(`update copy set flags = flags # 1 where ${where}`, [...at, some()]),
    (tx: Transaction) => tx.query(`update copy set hidden = not hidden where ${where}`, [...at, some()]),
    (tx: Transaction) =>
      tx.query(`update copy set conversation_id = $5 where ${where}`, [...at, some(), conversation()]),
    (tx: Transaction) =>
      tx.query(
        `update copy set folder_id = case when folder_id = $2 then $3::uuid else $2::uuid end,
           remote_key = gen_random_uuid()::text where ${where}`,
        [...at, some()],
      ),
    (tx: Transaction) => tx.query(`delete from copy where ${where}`, [...at, some()]),
  ];
  for (let step = 0; step < STATEMENTS; step++) {
    await database.inWorkspace(workspace.id, async (tx) => {
      await statements[next(statements.length)]?.(tx);
    });
  }
  const kept = await database.inWorkspace(workspace.id, (tx) =>
    tx.query<{ messages: number }>(COUNTS, [inbox]),
  );
  expect(kept.rows[0]?.messages).toBeGreaterThan(0);
  // What is rolled back isn't counted.
  const failing = database.inWorkspace(workspace.id, async (tx) => {
    await tx.query("delete from copy where workspace_id = $1", [workspace.id]);
    throw new Error("on purpose");
  });
  await expect(failing).rejects.toThrow("on purpose");
  const after = await database.inWorkspace(workspace.id, (tx) => tx.query(COUNTS, [inbox]));
  expect(after.rows).toEqual(kept.rows);
});

test("are nobody else's", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const { workspace, inbox } = await makeWorld(stores);
  const other = newWorkspace("Fabrikam");
  await stores.accounts.createWorkspace(other);
  await database.inWorkspace(workspace.id, (tx) =>
    tx.query(
      `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date)
       values ($1, $2, 'k', gen_random_uuid(), 0, 0)`,
      [workspace.id, inbox],
    ),
  );
  for (const [id, count] of [
    [workspace.id, 1],
    [other.id, 0],
  ] as const) {
    const seen = await database.inWorkspace(id, (tx) => tx.query("select from folder_count"));
    expect(seen.count).toBe(count);
  }
});
