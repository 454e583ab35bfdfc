import { expect, test } from "vitest";
import { storesOf } from "./testing/open-stores.ts";
import { newProvider } from "./testing/providers-contract.ts";
import { hash, makeWorld, NOW, newConnection } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

/** A user whose mailbox is at this service. */
async function start(kind: "google" | "microsoft") {
  const { database, asOwner } = await testDatabase();
  const stores = storesOf(database);
  const { connections } = stores;
  const { workspace, user } = await makeWorld(stores);
  const provider = { ...newProvider(workspace.id), kind };
  await connections.saveProvider(provider);
  const { id } = provider;
  const { connection } = await connections.connect({
    ...newConnection(user),
    identity: { provider: kind, cloud: "x", directoryTenant: "", address: "ada@x.example" },
    providerId: id,
    subject: "sub-1",
  });
  const receipt = async () => (await connections.lastStop(workspace.id, user.id))?.permission;
  const claim = () => connections.claimTakingBack(workspace.id);
  return { connections, workspaceId: workspace.id, providerId: id, connection, receipt, claim, asOwner };
}

test("with the Stop it is written what the service is to be told, by the grant as it was at last", async () => {
  const { connections, workspaceId, connection, receipt, claim } = await start("google");
  await connections.saveGrant(connection, hash("renewed"));
  expect(await connections.stop(connection, "keep", NOW)).toMatchObject({ permission: "pending" });
  expect(await receipt()).toBe("pending");
  expect(await connections.workspacesTakingBack()).toEqual([workspaceId]);
  const [due, ...more] = await claim();
  expect(more).toEqual([]);
  expect(due).toMatchObject({ id: connection.id, subject: "sub-1", isLast: false });
  expect(Buffer.from(due?.sealedGrant ?? []).equals(hash("renewed"))).toBe(true);
  if (due === undefined) throw new Error("nothing is due");
  await connections.endTakingBack(due, "takenBack");
  expect(await receipt()).toBe("takenBack");
});

test("one process at a time tells it, the next later, for a day", async () => {
  const { connections, connection, claim, asOwner } = await start("google");
  await connections.stop(connection, "keep", NOW);
  const claims = await Promise.all([claim(), claim(), claim()]);
  expect(claims.flat()).toHaveLength(1);
  expect(await connections.workspacesTakingBack()).toEqual([]);
  const waits = async (): Promise<number> => {
    await asOwner("update twinbox.taking_back set next_try_at = twinbox.now_ms()");
    return (await claim()).length;
  };
  expect(await waits()).toBe(1);
  await asOwner(
    "update twinbox.taking_back set stopped_at = stopped_at - 86400000, tries = 1000, next_try_at = 0",
  );
  expect(await claim()).toMatchObject([{ isLast: true }]);
});

test("a service that can't take it back isn't told, and its receipt says what stays", async () => {
  const { connections, connection, receipt, claim } = await start("microsoft");
  await connections.stop(connection, "keep", NOW);
  expect(await receipt()).toBe("stays");
  expect(await claim()).toEqual([]);
});

test("with the provider goes what it was to be told, and the receipt says so", async () => {
  const { connections, workspaceId, providerId, connection, receipt } = await start("google");
  await connections.stop(connection, "keep", NOW);
  expect(await connections.removeProvider(workspaceId, providerId)).toBe(true);
  expect(await receipt()).toBe("stays");
});
