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
  const { client, migrateRest, drop } = await databaseBefore("0018-registrations.sql", "an owner of its own");
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
  await migrateRest();
  const { rows } = await client.query("select id, cloud, hosts, proven_at from provider order by id");
  const { rows: forced } = await client.query(
    "select count(*)::int as tables from pg_class where relname in ('provider', 'connection') and relforcerowsecurity",
  );
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

test.each(["a superuser", "an owner of its own"] as const)(
  "mailboxes of before are whoever connected them last at their sign-in service (%s has the tables)",
  async (whose) => {
    const { client, migrateRest, drop } = await databaseBefore("0025-mailbox-subject.sql", whose);
    await client.query(
      "insert into workspace (workspace_id, name, activation, own_domains, address_policy)" +
        ` values ('${idOf(1)}', 'Contoso', 'active', '{}', 'any'), ('${idOf(2)}', 'Other', 'active', '{}', 'any')`,
    );
    const rows: readonly Before[] = [
      { id: 11, provider: "microsoft", connected: [["s1", 1]] },
      { id: 12, provider: "microsoft", connected: [["s2", 1]] },
      { id: 13, provider: "microsoft", connected: [["s2", 2]] },
      { id: 14, provider: "google", connected: [["s2", 1]] },
      { id: 15, provider: "microsoft", cloud: "china", connected: [["s2", 1]] },
      { id: 16, provider: "microsoft", workspace: 2, connected: [["s2", 1]] },
      { id: 17, provider: "microsoft", connected: [["app:tenant", 1]] },
      { id: 18, provider: "imap", connected: [["ada", 1]] },
      { id: 19, provider: "microsoft", connected: [] },
      {
        id: 20,
        provider: "microsoft",
        connected: [
          ["app:tenant", 2],
          ["s3", 1],
        ],
      },
    ];
    for (const row of rows) await insertBefore(client, row);
    await migrateRest();
    const { rows: subjects } = await client.query<{ n: string; subject: string | null }>(
      "select right(id::text, 2) as n, subject from twinbox.mailbox order by id",
    );
    await drop();
    expect(Object.fromEntries(subjects.map(({ n, subject }) => [n, subject]))).toEqual({
      ...{
        11: "s1",
        12: null,
        13: "s2",
        14: "s2",
        15: "s2",
        16: "s2",
        17: null,
        18: null,
        19: null,
        20: "s3",
      },
    });
  },
);

test("folders of before their counts were kept are counted, also where the tables' owner isn't a superuser", async () => {
  const { client, migrateRest, drop } = await databaseBefore("0034-folder-counts.sql", "an owner of its own");
  const [workspace, folder, other] = [idOf(1), idOf(2), idOf(3)];
  await client.query(
    "insert into workspace (workspace_id, name, activation, own_domains, address_policy)" +
      ` values ('${workspace}', 'Contoso', 'active', '{}', 'any')`,
  );
  await insertBefore(client, { id: 11, provider: "microsoft", connected: [] });
  await client.query(
    `insert into remote_folder (workspace_id, id, mailbox_id, path, selectable)
     select '${workspace}', f, '${idOf(11)}', 'p', true from unnest($1::uuid[]) f`,
    [[folder, other]],
  );
  // Of four that are shown, two are unread, two of one conversation, and one isn't placed.
  await client.query(
    `insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, hidden, conversation_id)
     select '${workspace}', $1, n, gen_random_uuid(), n % 2, 0, n = 5,
       (array['${idOf(21)}', '${idOf(21)}', '${idOf(22)}', null, null])[n]::uuid
     from generate_series(1, 5) n`,
    [folder],
  );
  await migrateRest();
  const { rows } = await client.query(
    "select folder_id, messages, unread, conversations from twinbox.folder_count",
  );
  const { rows: forced } = await client.query(
    "select from pg_class where relname = 'copy' and relforcerowsecurity",
  );
  await drop();
  expect([rows, forced.length]).toEqual([
    [{ folder_id: folder, messages: 4, unread: 2, conversations: 3 }],
    1,
  ]);
});

test("mail of before there was search and conversations stays, and is indexed, also where its owner isn't a superuser", async () => {
  const { client, migrateRest, drop } = await databaseBefore("0030-search.sql", "an owner of its own");
  const [workspace, mailbox, folder, message] = [idOf(1), idOf(11), idOf(2), idOf(3)];
  await client.query(
    "insert into workspace (workspace_id, name, activation, own_domains, address_policy)" +
      ` values ('${workspace}', 'Contoso', 'active', '{}', 'any')`,
  );
  await insertBefore(client, { id: 11, provider: "microsoft", connected: [] });
  await client.query(`insert into remote_folder (workspace_id, id, mailbox_id, path, selectable)
    values ('${workspace}', '${folder}', '${mailbox}', 'p', true)`);
  await client.query(`insert into message (workspace_id, id, mailbox_id, revision_id, fingerprint, internal_date, search)
    values ('${workspace}', '${message}', '${mailbox}', '${idOf(4)}', '', 5, '')`);
  await client.query(`insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date)
    values ('${workspace}', '${folder}', '1:1', '${message}', 0, 5)`);
  await migrateRest();
  const ids = async (table: string, column: string) =>
    (await client.query<{ id: string }>(`select ${column} as id from twinbox.${table}`)).rows.map(
      ({ id }) => id,
    );
  const [messages, copies, due] = [
    await ids("message", "id"),
    await ids("copy", "message_id"),
    await ids("search_due", "message_id"),
  ];
  const { rows: forced } = await client.query(
    "select from pg_class where relname in ('copy', 'message') and relforcerowsecurity",
  );
  await drop();
  expect({ messages, copies, due, forced: forced.length }).toEqual({
    ...{ messages: [message], copies: [message], due: [message] },
    forced: 2,
  });
});

interface Before {
  readonly id: number;
  readonly workspace?: number;
  readonly provider: string;
  readonly cloud?: string;
  /** Subject, and when. */
  readonly connected: readonly (readonly [string, number])[];
}

async function insertBefore(
  client: pg.Client,
  { id, workspace = 1, provider, cloud = "c", connected }: Before,
) {
  const at = `'${idOf(workspace)}', '${idOf(id)}'`;
  await client.query(`insert into mailbox (workspace_id, id, provider, cloud, directory_tenant, address, display_name,
      user_name, incoming, state)
    values (${at}, '${provider}', '${cloud}', '', '${id}@b.example', '', 'a', '{}', 'syncing')`);
  for (const [index, [subject, connectedAt]] of connected.entries()) {
    const person = idOf(1000 * (index + 1) + id);
    await client.query(`insert into app_user (workspace_id, id, email, email_key, name, role, language)
      values ('${idOf(workspace)}', '${person}', '${person}', '${person}', 'A', 'user', 'en')`);
    await client.query(`insert into connection (workspace_id, id, mailbox_id, user_id, role, subject, sealed_grant,
        connected_at)
      values ('${idOf(workspace)}', '${person}', '${idOf(id)}', '${person}', 'owner', '${subject}', '', ${connectedAt})`);
  }
}

function idOf(n: number): string {
  return `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`;
}

/** A database as it was before a migration, and whose tables they are: with the Postgres of an installation's own, row-level
 *  security binds their owner too. */
async function databaseBefore(migration: string, whose: "a superuser" | "an owner of its own") {
  const { place, drop } = await emptyDatabase("blank");
  const client = new pg.Client("url" in place ? place.url : place.connection);
  await client.connect();
  const all = await readMigrations(MIGRATIONS_FOLDER);
  const before = all.findIndex(({ name }) => name === migration);
  expect(before).toBeGreaterThan(0);
  const database = await openDatabase({ ...place, log: noLog }).catch(() => null);
  await database?.close();
  await client.query("drop schema twinbox cascade");
  const owner = `twinbox_owner_${randomBytes(6).toString("hex")}`;
  const { rows } = await client.query("select current_database() as name");
  await client.query(`create role ${owner}; grant twinbox_app, twinbox_lookup to ${owner};
    grant create on database ${rows[0].name} to ${owner}`);
  const run = async (migrations: typeof all) => {
    if (whose === "an owner of its own") await client.query(`set role ${owner}`);
    await migrate(client, migrations, noLog);
    await client.query("reset role");
  };
  await run(all.slice(0, before));
  return {
    client,
    migrateRest: () => run(all),
    async drop() {
      await client.query(`drop owned by ${owner} cascade; drop role ${owner}`);
      await client.end();
      await drop();
    },
  };
}

test("a wrong database name is one clear sentence", async () => {
  const { place } = await testDatabase();
  const wrong =
    "url" in place
      ? { url: place.url.replace(/\/[^/]*$/, "/nothing_here") }
      : { connection: { ...place.connection, database: "nothing_here" } };
  await expect(openDatabase({ ...wrong, log: noLog })).rejects.toThrow("The database named does not exist.");
});
