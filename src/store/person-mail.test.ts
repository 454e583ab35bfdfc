// Erasing a person's mail beside the jobs that are at it: whoever waits for the other, both come to their end. Where they wait for each other, Postgres ends
// one of them, which runs again.
import { expect, test } from "vitest";
import type { Leaving } from "../engine/ports/leaving.ts";
import type { SearchIndex } from "../engine/ports/search.ts";
import type { Database } from "./database.ts";
import { createLeaving } from "./leaving.ts";
import { createSearchIndex } from "./search-index.ts";
import { NO_KEYS } from "./testing/open-stores.ts";
import { SearchBed } from "./testing/search-bed.ts";
import { NOW } from "./testing/store-world.ts";
import type { Transaction } from "./transaction.ts";

const EVA = "eva@adatum.example";
const ERASED = { messages: 1, mailboxes: 1, held: 0, waiting: 0 };

/** `count` connections wait for what this transaction holds, or for one that does. */
async function waitFor(tx: Transaction, count: number): Promise<void> {
  const blocked = `with recursive blocked(pid) as (
      select pg_backend_pid() union
      select l.pid from pg_locks l join blocked b on b.pid = any(pg_blocking_pids(l.pid)) where not l.granted)
    select from blocked`;
  await expect.poll(async () => (await tx.query(blocked)).count, { interval: 20 }).toBe(count + 1);
}

class Bed {
  readonly search: SearchBed;
  readonly leaving: Leaving;
  readonly index: SearchIndex;
  /** Transactions that were rolled back and run again. */
  again = 0;

  private constructor(search: SearchBed) {
    this.search = search;
    const { database } = search.opened;
    const counting: Database = {
      ...database,
      readWorkspace: (id, work) => database.readWorkspace(id, work),
      inWorkspace: (id, work) => {
        let runs = 0;
        return database.inWorkspace(id, (tx) => {
          if (++runs > 1) this.again++;
          return work(tx);
        });
      },
    };
    this.leaving = createLeaving(counting, NO_KEYS);
    this.index = createSearchIndex(counting);
  }

  static async open(): Promise<Bed> {
    const search = await SearchBed.open();
    await search.receive({ subject: "One", scan: { from: [{ name: "Eva", address: EVA }] } });
    return new Bed(search);
  }

  erase() {
    return this.leaving.erasePerson(this.search.owner.workspaceId, EVA, NOW);
  }

  inTransaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.search.opened.database.inWorkspace(this.search.owner.workspaceId, work);
  }
}

test("who indexes a message while it is erased waits for that, with nothing in hand", async () => {
  const bed = await Bed.open();
  const {
    index,
    search: { owner },
  } = bed;
  await bed.search.indexAll();
  await bed.inTransaction((tx) =>
    tx.query("insert into search_due select workspace_id, id, mailbox_id, 0 from message"),
  );
  const [due] = await index.takeDue(owner, 1);
  let both: Promise<unknown> | undefined;
  await bed.inTransaction(async (tx) => {
    // What is erased last but one: the message is gone already, what is due isn't.
    await tx.query("select from search_entry where workspace_id = $1 for update", [owner.workspaceId]);
    const erasing = bed.erase();
    await waitFor(tx, 1);
    both = Promise.all([erasing, index.saveIndexed(owner, due === undefined ? [] : [{ ...due, body: "" }])]);
    await waitFor(tx, 2);
  });
  expect(await both).toMatchObject([ERASED, undefined]);
  const left = await bed.inTransaction((tx) =>
    tx.query("select message_id from search_entry union all select message_id from search_due"),
  );
  expect([left.count, bed.again]).toEqual([0, 0]);
});

test("who counts the people of a mailbox isn't waited for in turn", async () => {
  const bed = await Bed.open();
  const { owner } = bed.search;
  const insert = `insert into correspondent (workspace_id, mailbox_id, address, name, folded, written, received, last_at)
    values ($1, $2, $3, '', '', 0, 1, 1)`;
  const person = (address: string) => [owner.workspaceId, owner.mailboxId, address];
  await bed.inTransaction((tx) => tx.query(insert, person(EVA)));
  let erasing: Promise<unknown> | undefined;
  await bed.inTransaction(async (tx) => {
    await tx.query("update correspondent set received = 2 where workspace_id = $1", [owner.workspaceId]);
    erasing = bed.erase();
    await waitFor(tx, 1);
    await tx.query(insert, person("bram@contoso.example"));
  });
  expect(await erasing).toMatchObject(ERASED);
  const left = await bed.inTransaction((tx) =>
    tx.query<{ address: string }>("select address from correspondent"),
  );
  expect([left.rows, bed.again]).toEqual([[{ address: "bram@contoso.example" }], 0]);
});
