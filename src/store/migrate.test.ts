import { randomBytes } from "node:crypto";
import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { MIGRATIONS_FOLDER, migrate, missingMigrations, readMigrations } from "./migrate.ts";
import { StartError } from "./start-error.ts";
import { noLog } from "./testing/no-log.ts";
import { runAsAdmin } from "./testing/template-database.ts";
import { emptyDatabase, testDatabase } from "./testing/test-database.ts";

test("a blank database is migrated once, also when several processes start at once", async () => {
  const { place, drop } = await emptyDatabase("blank");
  const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ ...place, log: noLog })));
  const client = new pg.Client("url" in place ? place.url : place.connection);
  await client.connect();
  const { rows } = await client.query("select name from twinbox.migration order by number");
  await client.end();
  for (const database of opened) await database.close();
  await drop();
  expect(rows.map((row) => row.name)).toEqual((await readMigrations(MIGRATIONS_FOLDER)).map((m) => m.name));
});

test("a database of a newer Twinbox is refused with one sentence", async () => {
  const { place, asOwner, database } = await testDatabase();
  await asOwner("insert into twinbox.migration (number, name, sha256) values (9000, '9000-later.sql', '')");
  await expect(openDatabase({ ...place, log: noLog })).rejects.toThrow(
    new StartError(
      "The database was made by a newer Twinbox (it has 9000-later.sql): start that version, or a newer one.",
    ),
  );
  await database.close();
});

test("a migration that was changed after it ran is refused", async () => {
  const { place } = await testDatabase();
  await runAsAdmin(place, "update twinbox.migration set sha256 = 'other' where number = 2");
  await expect(openDatabase({ ...place, log: noLog })).rejects.toThrow(/another edition of 0002-/);
});

test("only the migrations after the last one are run", async () => {
  const all = await readMigrations(MIGRATIONS_FOLDER);
  expect(missingMigrations(all, all.slice(0, 2)).map((m) => m.number)).toEqual(
    all.slice(2).map((m) => m.number),
  );
  expect(missingMigrations(all, all)).toEqual([]);
});

test("providers of before clouds were known are where they were, and proven where mailboxes are connected", async () => {
  const { place, drop } = await emptyDatabase("blank");
  const client = new pg.Client("url" in place ? place.url : place.connection);
  await client.connect();
  const all = await readMigrations(MIGRATIONS_FOLDER);
  const before = all.findIndex(({ name }) => name.endsWith("-registrations.sql"));
  const database = await openDatabase({ ...place, log: noLog }).catch(() => null);
  await database?.close();
  // As with a Postgres of one's own, whose owner is bound by row-level security too.
  const owner = `twinbox_owner_${randomBytes(6).toString("hex")}`;
  await client.query("drop schema twinbox cascade");
  await client.query(`create role ${owner}; grant twinbox_app, twinbox_lookup to ${owner}`);
  await client
    .query(`select current_database() as name`)
    .then(({ rows: [{ name }] }) => client.query(`grant create on database ${name} to ${owner}`));
  const asOwner = async (migrations: typeof all) => {
    await client.query(`set role ${owner}`);
    await migrate(client, migrations, noLog);
    await client.query("reset role");
  };
  await asOwner(all.slice(0, before));
  const [workspace, used, moved, plain] = [1, 2, 3, 4].map((n) => `00000000-0000-7000-8000-00000000000${n}`);
  const server = { host: "127.0.0.1", port: 1, security: "none" };
  const own = { authority: "http://127.0.0.1:1", imap: server, smtp: server };
  const nowhere = { authority: null, imap: null, smtp: null };
  await client.query("insert into workspace values ($1, 'Contoso', 'active', null, null, '{}', 'any')", [
    workspace,
  ]);
  for (const [id, hosts] of [
    [used, nowhere],
    [moved, own],
    [plain, nowhere],
  ]) {
    await client.query(
      "insert into provider values ($1, $2, 'microsoft', 'Office', true, 'app', null, 'common', $3)",
      [workspace, id, JSON.stringify(hosts)],
    );
  }
  await client.query(`insert into app_user (workspace_id, id, email, email_key, name, role, language)
    values ('${workspace}', '${used}', 'a@b.example', 'a@b.example', 'A', 'user', 'en')`);
  await client.query(`insert into mailbox (workspace_id, id, provider, cloud, directory_tenant, address, display_name,
      user_name, incoming, state)
    values ('${workspace}', '${used}', 'microsoft', 'c', '', 'a@b.example', '', 'a', '{}', 'syncing')`);
  await client.query(`insert into connection (workspace_id, id, mailbox_id, user_id, provider_id, role, subject,
      sealed_grant, connected_at)
    values ('${workspace}', '${used}', '${used}', '${used}', '${used}', 'owner', 's', '', 42)`);
  await asOwner(all);
  const { rows } = await client.query("select id, cloud, hosts, proven_at from provider order by id");
  const { rows: forced } = await client.query(
    "select count(*)::int as tables from pg_class where relname in ('provider', 'connection') and relforcerowsecurity",
  );
  await client.query(`drop owned by ${owner} cascade; drop role ${owner}`);
  await client.end();
  await drop();
  const resources = {
    mailResource: "https://outlook.office.com",
    graphResource: "https://graph.microsoft.com",
  };
  expect(rows).toEqual([
    { id: used, cloud: "worldwide", hosts: null, proven_at: "42" },
    { id: moved, cloud: "own", hosts: { ...own, ...resources }, proven_at: null },
    { id: plain, cloud: "worldwide", hosts: null, proven_at: null },
  ]);
  expect(forced).toEqual([{ tables: 2 }]);
});

test("a wrong database name is one clear sentence", async () => {
  const { place } = await testDatabase();
  const wrong =
    "url" in place
      ? { url: place.url.replace(/\/[^/]*$/, "/nothing_here") }
      : { connection: { ...place.connection, database: "nothing_here" } };
  await expect(openDatabase({ ...wrong, log: noLog })).rejects.toThrow("The database named does not exist.");
});
