import { expect, test } from "vitest";
import { createImageSenders } from "./image-senders.ts";
import { storesOf } from "./testing/open-stores.ts";
import { makeWorld, NOW, newUser } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

test("pictures of a sender are always shown to who said so, in whatever case, until that is taken back", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const { workspace, user } = await makeWorld(stores);
  const other = newUser(workspace.id, "eva@contoso.example");
  await stores.accounts.createUser(other, null);
  const senders = createImageSenders(database);
  const allowed = (of = user) => senders.isAllowed(workspace.id, of.id, "news@jobs.example");
  const set = (always: boolean) =>
    senders.setAllowed(workspace.id, user.id, "News@Jobs.example", { always, now: NOW });
  expect(await allowed()).toBe(false);
  await set(true);
  await set(true);
  expect([await allowed(), await allowed(other)]).toEqual([true, false]);
  expect(await senders.isAllowed(workspace.id, user.id, "news@jobs.example.evil")).toBe(false);
  await set(false);
  expect(await allowed()).toBe(false);
});
