import pg from "pg";
import { expect, test } from "vitest";
import { openDatabase } from "./database.ts";
import { MIGRATIONS_FOLDER, missingMigrations, readMigrations } from "./migrate.ts";
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

test("a wrong database name is one clear sentence", async () => {
  const { place } = await testDatabase();
  const wrong =
    "url" in place
      ? { url: place.url.replace(/\/[^/]*$/, "/nothing_here") }
      : { connection: { ...place.connection, database: "nothing_here" } };
  await expect(openDatabase({ ...wrong, log: noLog })).rejects.toThrow("The database named does not exist.");
});
