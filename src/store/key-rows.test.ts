import { expect, test } from "vitest";
import { createKeyRows } from "./key-rows.ts";
import { storesOf } from "./testing/open-stores.ts";
import { hash, makeWorld, NOW } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

test("the first key saved is everybody's key", async () => {
  const { database } = await testDatabase();
  const world = await makeWorld(storesOf(database));
  const keys = createKeyRows(database);
  const workspaceId = world.workspace.id;
  for (const owner of [
    { workspaceId, mailboxId: null },
    { workspaceId, mailboxId: world.mailboxId },
  ]) {
    expect(await keys.readWrapped(owner)).toBeNull();
    const saved = await Promise.all([1, 2, 3, 4].map((n) => keys.saveWrapped(owner, hash(`key ${n}`))));
    for (const key of saved) expect(key).toEqual(saved[0]);
    expect(await keys.readWrapped(owner)).toEqual(saved[0]);
    expect(await keys.replaceWrapped(owner, hash("other"), hash("new"))).toBe(false);
    expect(await keys.replaceWrapped(owner, saved[0] ?? hash(""), hash("new"))).toBe(true);
    expect(await keys.readWrapped(owner)).toEqual(hash("new"));
  }
});

test("a Stop with the mail deleted destroys the mailbox's key", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const world = await makeWorld(stores);
  const keys = createKeyRows(database);
  const owner = { workspaceId: world.workspace.id, mailboxId: world.mailboxId };
  await keys.saveWrapped(owner, hash("key"));
  await stores.connections.stop(world.connection, "delete", NOW);
  expect(await keys.readWrapped(owner)).toBeNull();
});
