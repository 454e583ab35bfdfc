import { randomBytes } from "node:crypto";
import net from "node:net";
import { join } from "node:path";
import { expect, inject, onTestFinished, test } from "vitest";
import { InvariantError } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import { type DatabasePlace, openDatabase } from "./database.ts";
import { translatePostgresError } from "./postgres-error.ts";
import { noLog } from "./testing/no-log.ts";
import { storesOf } from "./testing/open-stores.ts";
import { makeWorld, newWorkspace, nextId } from "./testing/store-world.ts";
import { runAsAdmin } from "./testing/template-database.ts";
import { emptyDatabase, testDatabase } from "./testing/test-database.ts";

test("what fails in a transaction leaves nothing, and the connection is good again", async () => {
  const { place } = await testDatabase();
  const database = await openDatabase({ ...place, log: noLog, clientsMax: 1 });
  const insert = "insert into operator_link (token_hash, expires_at) values ('x', 1)";
  const failing = database.outside(async (tx) => {
    await tx.query(insert);
    throw new Error("on purpose");
  });
  await expect(failing).rejects.toThrow("on purpose");
  const { rows } = await database.outside((tx) => tx.query("select from operator_link"));
  expect(rows).toHaveLength(0);
  await database.close();
});

test("an error that was swallowed inside a transaction does not end as a success", async () => {
  const { database } = await testDatabase();
  const swallowed = database.outside(async (tx) => {
    await tx.query("insert into operator_link (token_hash, expires_at) values ('x', 1)");
    await tx.query("select 1/0").catch(() => {});
  });
  await expect(swallowed).rejects.toMatchObject({ code: "storeDown" });
});

test("a reading transaction can't write", async () => {
  const { database } = await testDatabase();
  const workspace = newWorkspace();
  await storesOf(database).accounts.createWorkspace(workspace);
  const write = database.readWorkspace(workspace.id, (tx) => tx.query("delete from app_user"));
  await expect(write).rejects.toThrow("25006");
});

test("of two that wait for each other both are done", async () => {
  const { database } = await testDatabase();
  await database.outside((tx) =>
    tx.query("insert into operator_link (token_hash, expires_at) values ('a', 1), ('b', 1)"),
  );
  const update = "update operator_link set expires_at = expires_at + 1 where token_hash = $1";
  const both = Promise.withResolvers<void>();
  let runs = 0;
  const updateBoth = (first: string, second: string) =>
    database.outside(async (tx) => {
      await tx.query(update, [first]);
      if (++runs === 2) both.resolve();
      await both.promise;
      await tx.query(update, [second]);
    });
  await Promise.all([updateBoth("a", "b"), updateBoth("b", "a")]);
  const { rows } = await database.outside((tx) =>
    tx.query<{ at: number }>("select expires_at as at from operator_link order by token_hash"),
  );
  expect(rows.map(({ at }) => at)).toEqual([3, 3]);
  // Run again, it may meet the other once more.
  expect(runs).toBeGreaterThan(2);
});

test("close waits for a transaction that runs", async () => {
  const { database } = await testDatabase();
  const started = Promise.withResolvers<void>();
  const proceed = Promise.withResolvers<void>();
  const running = database.outside(async (tx) => {
    started.resolve();
    await proceed.promise;
    await tx.query("select 1");
    return "done";
  });
  await started.promise;
  const closed = database.close();
  proceed.resolve();
  expect(await running).toBe("done");
  await closed;
  await expect(database.outside(async () => {})).rejects.toMatchObject({ code: "storeDown", retry: "later" });
});

test("connections that the server ends are replaced, and what ran on them is told to try later", async () => {
  const { database, place, asOwner } = await testDatabase();
  const name = "url" in place ? new URL(place.url).pathname.slice(1) : place.connection.database;
  const terminate = `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = '${name}' and pid <> pg_backend_pid()`;
  const cut = database.outside(async (tx) => {
    await asOwner(terminate);
    await tx.query("select 1");
  });
  await expect(cut).rejects.toMatchObject({ code: "storeDown", retry: "later" });
  const { rows } = await database.outside((tx) => tx.query<{ one: number }>("select 1 as one"));
  expect(rows).toEqual([{ one: 1 }]);
});

test("a commit whose answer is lost is not reported as a success", async () => {
  const { place } = await testDatabase();
  const proxy = await startProxy(place);
  const database = await openDatabase({ ...proxy.place, log: noLog, clientsMax: 1 });
  const made = database.outside(async (tx) => {
    await tx.query("insert into operator_link (token_hash, expires_at) values ('x', 1)");
    proxy.cutAnswerToCommit();
  });
  await expect(made).rejects.toMatchObject({ code: "storeDown", retry: "later" });
  // It was committed all the same: that is what storeDown means.
  const { count } = await database.outside((tx) => tx.query("select from operator_link"));
  expect(count).toBe(1);
  await database.close();
});

test("a server that can't be reached is an error to retry, not a crash", async () => {
  const connection = { host: "127.0.0.1", port: 1, user: "x", password: "", database: "x" };
  await expect(openDatabase({ connection, log: noLog })).rejects.toMatchObject({ code: "storeDown" });
});

test("a database user who may not make roles is told what to run, and works after that", async () => {
  const { place, drop } = await emptyDatabase("blank");
  const owner = `twinbox_owner_${randomBytes(4).toString("hex")}`;
  const name = "url" in place ? new URL(place.url).pathname.slice(1) : place.connection.database;
  const { admin } = inject("testPostgres");
  await runAsAdmin(
    admin,
    `create role ${owner} login password 'x'`,
    `alter database ${name} owner to ${owner}`,
  );
  const own = asUser(place, owner);
  const sentence = `GRANT twinbox_app, twinbox_lookup TO ${owner};`;
  await expect(openDatabase({ ...own, log: noLog })).rejects.toThrow(sentence);
  await runAsAdmin(admin, `grant twinbox_app, twinbox_lookup to ${owner}`);
  const database = await openDatabase({ ...own, log: noLog });
  const world = await makeWorld(storesOf(database));
  const stores = storesOf(database);
  expect(await stores.connections.findMailbox(world.mailboxId)).not.toBeNull();
  expect(await stores.accounts.findLogins(world.user.email)).toHaveLength(1);
  await stores.sync.release(world.ownership);
  expect(await stores.sync.claim(world.workerId, 10, null)).toHaveLength(1);
  await database.close();
  await drop();
  await runAsAdmin(admin, `drop role ${owner}`);
});

test("a commit with nothing in it writes nothing, not even the fence", async () => {
  const { database, place } = await testDatabase();
  const stores = storesOf(database);
  const world = await makeWorld(stores);
  const row = async () => {
    const { rows } = await database.readWorkspace(world.workspace.id, (tx) =>
      tx.query("select ctid::text, xmin::text, xmax::text from mailbox"),
    );
    return rows;
  };
  const before = await row();
  await stores.sync.commit(world.ownership, { events: [], messages: [], ledgers: [] });
  const at = [world.workspace.id, world.mailboxId] as const;
  await stores.connections.setDiagnosis(world.ownership, null, 5);
  await stores.sync.claim(nextId(), 10, null);
  await stores.sync.changeFolders(...at, () => null);
  expect(await row()).toEqual(before);
  expect(place).toBeDefined();
});

test("errors of Postgres become ours, without the rows that it quotes", () => {
  const failing = (code: string) =>
    Object.assign(new Error("said"), {
      code,
      detail: "Failing row contains (secret)",
      constraint: "copy_key",
    });
  expect(translatePostgresError(failing("53100"))).toMatchObject({ code: "diskFull", retry: "later" });
  for (const code of ["08006", "57P01", "57P02", "57P03", "53300", "40P01", "ECONNREFUSED", "EPIPE"]) {
    const error = translatePostgresError(failing(code));
    expect(error, code).toBeInstanceOf(SyncError);
    expect(error, code).toMatchObject({ code: "storeDown", retry: "later" });
  }
  const broken = translatePostgresError(failing("23505"));
  expect(broken).toBeInstanceOf(InvariantError);
  expect(broken.message).toContain("copy_key");
  expect(broken.cause).not.toHaveProperty("detail");
});

function asUser(place: DatabasePlace, user: string): DatabasePlace {
  if ("connection" in place) return { connection: { ...place.connection, user, password: "x" } };
  const url = new URL(place.url);
  url.username = user;
  url.password = "x";
  return { url: url.href };
}

/** Between the pool and Postgres: can swallow the answer to a COMMIT and cut the line. */
async function startProxy(place: DatabasePlace) {
  const url = "url" in place ? new URL(place.url) : null;
  const target =
    "connection" in place
      ? { path: join(place.connection.host, `.s.PGSQL.${place.connection.port}`) }
      : { host: url?.hostname ?? "127.0.0.1", port: Number(url?.port || 5432) };
  let cutting = false;
  const server = net.createServer((near) => {
    const far = net.connect(target);
    let cut = false;
    near.on("error", () => far.destroy());
    far.on("error", () => near.destroy());
    near.on("data", (data) => {
      if (cutting && data.includes("commit")) cut = true;
      far.write(data);
    });
    far.on("data", (data) => {
      if (!cut) return near.write(data);
      cutting = false;
      near.destroy();
    });
    near.on("close", () => far.end());
    far.on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.address() as net.AddressInfo;
  const near: DatabasePlace =
    "connection" in place
      ? { connection: { ...place.connection, host: "127.0.0.1", port } }
      : { url: Object.assign(new URL(place.url), { hostname: "127.0.0.1", port: String(port) }).href };
  return {
    place: near,
    cutAnswerToCommit: () => {
      cutting = true;
    },
  };
}
