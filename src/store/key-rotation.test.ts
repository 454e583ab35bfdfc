import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import type { ProviderId, WorkspaceId } from "../base/ids.ts";
import type { Provider } from "../engine/ports/connections.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import { createKeyRotation } from "./key-rotation.ts";
import { createKeyRows } from "./key-rows.ts";
import { createKeyStore } from "./packs.ts";
import { fixedKeys } from "./testing/fixed-keys.ts";
import { storesOf } from "./testing/open-stores.ts";
import { makeWorld, newConnection, nextId } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";
import { createVault } from "./vault.ts";

const [old, fresh] = [randomBytes(32), randomBytes(32)];
const before = fixedKeys(old);
const during = fixedKeys(fresh, old);
const after = fixedKeys(fresh);
const NOTHING = new Uint8Array();

function newProvider(workspaceId: WorkspaceId): Provider {
  return {
    ...{ id: nextId<ProviderId>(), workspaceId, kind: "microsoft", name: "Office 365", enabled: true },
    ...{ clientId: "client", sealedSecret: null, certificate: null, tenant: null },
    ...{
      secretExpiresAt: null,
      next: null,
      provenAt: null,
      moreAllowed: [],
      cloud: "worldwide",
      hosts: null,
    },
  };
}

test("everything that the earlier key has sealed is sealed anew, once, and opens with the new key alone", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const { connections } = stores;
  const { workspace, user, mailboxId } = await makeWorld(stores, "Contoso");
  const another = await makeWorld(stores, "Adatum");
  const vault = createVault(before);
  const keyRows = createKeyRows(database);
  const sealGrant = (id: string) => vault.seal("a grant", secretContext("connection", id));
  const grants = await Promise.all(
    [user, another.user].map((each) => connections.connect({ ...newConnection(each), sealGrant })),
  );
  const provider = newProvider(workspace.id);
  const context = secretContext("provider", provider.id);
  const next = { sealedKey: await vault.seal("a key", context), certificate: "its certificate" };
  await connections.saveProvider({ ...provider, sealedSecret: await vault.seal("a secret", context), next });
  const owner = { workspaceId: workspace.id, mailboxId };
  const mailKey = await createKeyStore(before, keyRows).mailboxKey(owner, "append");

  const rotation = createKeyRotation(database, during, createVault(during));
  expect(await rotation.count()).toEqual({ sealed: [0, 5], unreadable: 0 });
  expect(await rotation.sealAnew()).toBe(5);
  expect(await rotation.count()).toEqual({ sealed: [5, 0], unreadable: 0 });
  expect(await rotation.sealAnew()).toBe(0);

  const opening = createVault(after);
  for (const { connection } of grants) {
    const [stored] = await connections.connectionsOfMailbox(connection.workspaceId, connection.mailboxId);
    const opened = opening.open(stored?.sealedGrant ?? NOTHING, secretContext("connection", connection.id));
    expect(await opened).toBe("a grant");
  }
  const stored = await connections.readProvider(workspace.id, provider.id);
  expect(await opening.open(stored?.sealedSecret ?? NOTHING, context)).toBe("a secret");
  expect(await opening.open(stored?.next?.sealedKey ?? NOTHING, context)).toBe("a key");
  expect(await createKeyStore(after, keyRows).mailboxKey(owner, "read")).toEqual(mailKey);
  const withOld = createKeyStore(before, keyRows).mailboxKey(owner, "read");
  await expect(withOld).rejects.toMatchObject({ code: "secretUnreadable" });
});

test("what no key opens stays as it is, and doesn't hold up the rest", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const world = await makeWorld(stores);
  const damaged = await createVault(before).seal("a secret", "another row");
  await stores.connections.saveGrant(world.connection, damaged);
  const provider = newProvider(world.workspace.id);
  const strange = await createVault(fixedKeys(randomBytes(32))).seal("a secret", "x");
  await stores.connections.saveProvider({ ...provider, sealedSecret: strange });
  const rotation = createKeyRotation(database, during, createVault(during));
  expect(await rotation.count()).toEqual({ sealed: [0, 1], unreadable: 1 });
  expect(await rotation.sealAnew()).toBe(0);
  const [stored] = await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
  expect(Buffer.from(damaged).equals(stored?.sealedGrant ?? NOTHING)).toBe(true);
});

test("a grant that a worker renews meanwhile is the worker's", async () => {
  const { database } = await testDatabase();
  const stores = storesOf(database);
  const world = await makeWorld(stores);
  const [vault, now] = [createVault(before), createVault(during)];
  const sealGrant = (id: string) => vault.seal("first", secretContext("connection", id));
  const { connection } = await stores.connections.connect({ ...newConnection(world.user), sealGrant });
  const context = secretContext("connection", connection.id);
  // Read by the rotation, then written by the worker, then sealed anew by the rotation.
  const rotation = createKeyRotation(database, during, {
    ...now,
    open: async (sealed, of) => {
      const plain = await now.open(sealed, of);
      await stores.connections.saveGrant(connection, await now.seal("renewed", of));
      return plain;
    },
  });
  expect(await rotation.sealAnew()).toBe(0);
  const [stored] = await stores.connections.connectionsOfMailbox(world.workspace.id, world.mailboxId);
  expect(await now.open(stored?.sealedGrant ?? NOTHING, context)).toBe("renewed");
});
