import { expect, test } from "vitest";
import type { RecordId } from "../base/ids.ts";
import type { RecordQuery, Records } from "../engine/ports/records.ts";
import { findPeople } from "./find-people.ts";
import { createRecords } from "./records.ts";
import { storesOf } from "./testing/open-stores.ts";
import { copyOf, makeWorld, NOW, newMessage, nextId } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

const NAMES = ["Zoë", "Łukasz", "Eva", "anna", "Émile", "Mila", "Bram"];
const ADDRESS = "desk@adatum.example";

/** Records of these names, and a mail from the address that all of them have. */
async function named() {
  const opened = await testDatabase();
  const stores = storesOf(opened.database);
  const world = await makeWorld(stores);
  const { id: workspaceId } = world.workspace;
  const records = createRecords(opened.database);
  await records.push(
    workspaceId,
    NAMES.map((name, number) => ({
      ...{ id: nextId<RecordId>(), type: "candidate", externalId: `c-${number}`, name, url: null },
      ...{ shown: undefined, addresses: [ADDRESS, `${number}@adatum.example`] },
    })),
  );
  const given = newMessage("one", NOW);
  const message = { ...given, scan: { ...given.scan, from: [{ name: "", address: ADDRESS }] } };
  const copies = [copyOf(message, world.inbox, 1)];
  await stores.sync.commit(world.ownership, { messages: [message], copies, events: [] });
  return { opened, records, workspaceId, mailboxId: world.mailboxId, messageId: message.messageId };
}

/** Names of all records, page after page. */
async function listed({ records, workspaceId }: Awaited<ReturnType<typeof named>>) {
  const names: string[] = [];
  let after: RecordQuery["after"] = null;
  do {
    const page: Awaited<ReturnType<Records["find"]>> = await records.find(workspaceId, {
      ...{ text: "", type: null, after, limit: 2 },
    });
    names.push(...page.records.map(({ name }) => name));
    after = page.records.at(-1) ?? null;
  } while (after !== null);
  return names;
}

test("records come in the order of the alphabet, also those with accents, page after page", async () => {
  const bed = await named();
  const ordered = ["anna", "Bram", "Émile", "Eva", "Łukasz", "Mila", "Zoë"];
  expect(await listed(bed)).toEqual(ordered);
  const { opened, records, workspaceId, mailboxId, messageId } = bed;
  const of = await records.ofMessage(workspaceId, mailboxId, messageId);
  expect(of?.records.map(({ record }) => record.name)).toEqual(ordered);
  const asked = { text: "c-", own: [ADDRESS], now: NOW, limit: 9 };
  const people = await findPeople(opened.database, { workspaceId, mailboxId }, asked);
  expect(people.map(({ name }) => name)).toEqual(ordered);
});

test("records are listed, each once, also by a Postgres that was built without ICU", async () => {
  const bed = await named();
  await bed.opened.asOwner("delete from pg_collation where collprovider = 'i'");
  const names = await listed(bed);
  expect(names.toSorted()).toEqual(NAMES.toSorted());
});
