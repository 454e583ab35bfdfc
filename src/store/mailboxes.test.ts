// What the doctor asks of mailboxes and grants.
import { expect, test } from "vitest";
import type { MailboxRow } from "../engine/ports/connections.ts";
import { openStores } from "./testing/open-stores.ts";
import { newProvider } from "./testing/providers-contract.ts";
import { makeWorld, NOW, newConnection, newUser } from "./testing/store-world.ts";

const WEEK_MS = 7 * 24 * 3_600_000;

async function start() {
  const stores = await openStores();
  return { stores, world: await makeWorld(stores) };
}

test("when a grant was given is known, and whether another of its provider lived longer", async () => {
  const { stores, world } = await start();
  const { connections } = stores;
  const provider = newProvider(world.workspace.id);
  await connections.saveProvider(provider);
  const providerId = provider.id;
  const given = { ...newConnection(world.user, "jobs@contoso.example"), providerId };
  const { connection } = await connections.connect(given);
  const eva = newUser(world.workspace.id, "eva@contoso.example");
  await stores.accounts.createUser(eva, null);
  expect(await connections.grantHistory(connection, WEEK_MS)).toEqual({
    givenAt: NOW,
    anotherIsOlder: false,
  });
  const long = { ...newConnection(eva, "eva@contoso.example"), providerId, now: NOW - 2 * WEEK_MS };
  await connections.connect(long);
  expect(await connections.grantHistory(connection, WEEK_MS)).toMatchObject({ anotherIsOlder: true });
  await connections.stop(connection, "keep", NOW);
  expect(await connections.grantHistory(connection, WEEK_MS)).toBeNull();
});

test("of the same organization another synchronized mailbox is found, in this workspace only", async () => {
  const { stores, world } = await start();
  const { connections } = stores;
  const own = await connections.readMailbox(world.workspace.id, world.mailboxId);
  if (own === null) throw new Error("the world has a mailbox");
  const like = (trait: Partial<MailboxRow>) =>
    connections.mailboxLike(world.workspace.id, { ...own, address: "eva@contoso.example", ...trait });
  expect((await like({}))?.id).toBe(own.id);
  expect(await like({ address: own.address })).toBeNull();
  expect(await like({ directoryTenant: "another" })).toBeNull();
  const other = await makeWorld(stores, "Fabrikam");
  expect(await connections.mailboxLike(world.workspace.id, { ...own, address: own.address })).toBeNull();
  await connections.stop(world.connection, "keep", NOW);
  expect(await like({})).toBeNull();
  expect((await connections.mailboxLike(other.workspace.id, { ...own, address: "" }))?.id).toBe(
    other.mailboxId,
  );
});
