// Whose mailbox it is tells the subject at the sign-in service: addresses are renamed, and given to others.
import { expect, test } from "vitest";
import type { NewConnection } from "../engine/ports/connections.ts";
import { storesOf } from "./testing/open-stores.ts";
import { makeWorld, NOW, newConnection, newUser } from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";

async function start() {
  const { database, asOwner } = await testDatabase();
  const stores = storesOf(database);
  const { workspace, user } = await makeWorld(stores);
  const { connections, accounts } = stores;
  const eva = newUser(workspace.id, "eva@contoso.example");
  await accounts.createUser(eva, null);
  const google = (by: typeof user, subject: string, address: string): NewConnection => ({
    ...newConnection(by, address),
    identity: { provider: "google", cloud: "accounts.google.com", directoryTenant: "", address },
    subject,
  });
  return { connections, workspace, user, eva, google, asOwner };
}

test("an account that was renamed has the same mailbox, under its new address", async () => {
  const { connections, user, google } = await start();
  const before = await connections.connect(google(user, "sub-1", "ada@labs.example"));
  const after = await connections.connect(google(user, "sub-1", "ada.jansen@labs.example"));
  expect(after.mailbox).toMatchObject({ id: before.mailbox.id, address: "ada.jansen@labs.example" });
  expect(after.connection.id).toBe(before.connection.id);
  await connections.stop(after.connection, "keep", NOW);
  const again = await connections.connect(google(user, "sub-1", "a.jansen@labs.example"));
  expect(again.mailbox).toMatchObject({ id: before.mailbox.id, state: "unmapped" });
});

test("an address that was given to another person is another mailbox, whatever is kept of the first", async () => {
  const { connections, user, eva, google } = await start();
  const first = await connections.connect(google(user, "sub-1", "info@labs.example"));
  await connections.stop(first.connection, "keep", NOW);
  const second = await connections.connect(google(eva, "sub-2", "info@labs.example"));
  expect(second.mailbox.id).not.toBe(first.mailbox.id);
  expect(second.connection.role).toBe("owner");
  expect((await connections.connect(google(user, "sub-1", "info@labs.example"))).mailbox.id).toBe(
    first.mailbox.id,
  );
  expect((await connections.connect(google(eva, "sub-2", "info@labs.example"))).mailbox.id).toBe(
    second.mailbox.id,
  );
});

test("what was stopped before subjects were known is found by its address once, and then is its owner's", async () => {
  const { connections, user, eva, google, asOwner } = await start();
  const first = await connections.connect(google(user, "sub-1", "info@labs.example"));
  await connections.stop(first.connection, "keep", NOW);
  await asOwner("update twinbox.mailbox set subject = null where provider = 'google'");
  expect((await connections.connect(google(user, "sub-1", "info@labs.example"))).mailbox.id).toBe(
    first.mailbox.id,
  );
  expect((await connections.connect(google(eva, "sub-2", "info@labs.example"))).mailbox.id).not.toBe(
    first.mailbox.id,
  );
});

test("at once, and at an IMAP server where the user name is only said, it stays one mailbox", async () => {
  const { connections, user, eva, google } = await start();
  const at = (by: typeof user, subject: string) => ({ ...newConnection(by, "jobs@x.example"), subject });
  const [a, b] = [await connections.connect(at(user, "jobs")), await connections.connect(at(eva, "Jobs"))];
  expect(a.mailbox.id).toBe(b.mailbox.id);
  const made = await Promise.all(
    ["a", "b", "c", "d"].map((name) => connections.connect(google(user, "sub-1", `${name}@labs.example`))),
  );
  expect(new Set(made.map(({ mailbox }) => mailbox.id)).size).toBe(1);
});
