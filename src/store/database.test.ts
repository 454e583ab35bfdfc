import { randomBytes } from "node:crypto";
import net from "node:net";
import { expect, inject, onTestFinished, test } from "vitest";
import { InvariantError } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import { type DatabasePlace, openDatabase } from "./database.ts";
import { translatePostgresError } from "./postgres-error.ts";
import { StartError } from "./start-error.ts";
import { startDatabaseProxy } from "./testing/database-proxy.ts";
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
  const proxy = await startDatabaseProxy(place);
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

test("a server that freezes is given up after a while, and works when it is back", async () => {
  const { place } = await testDatabase();
  const proxy = await startDatabaseProxy(place);
  const database = await openDatabase({ ...proxy.place, log: noLog, clientsMax: 1, answerMsMax: 3_000 });
  await database.outside((tx) => tx.query("select 1"));
  const asked = database.outside((tx) => {
    proxy.freeze();
    return tx.query("select 1");
  });
  await expect(asked).rejects.toMatchObject({ code: "storeDown", retry: "later" });
  proxy.thaw();
  expect(await database.outside((tx) => tx.query("select 1"))).toMatchObject({ count: 1 });
  await database.close();
});

test("a connection that owes an answer isn't used again", async () => {
  const { place } = await testDatabase();
  const database = await openDatabase({ ...place, log: noLog, clientsMax: 1, answerMsMax: 3_000 });
  const backend = () => database.outside((tx) => tx.query("select pg_backend_pid()"));
  const before = await backend();
  const slow = database.outside((tx) => tx.query("select pg_sleep(5)"));
  await expect(slow).rejects.toMatchObject({ code: "storeDown", retry: "later" });
  expect(await backend()).not.toEqual(before);
  await database.close();
});

test("a statement that may take longer than others isn't cut off before the server does it", async () => {
  const { place } = await testDatabase();
  const database = await openDatabase({ ...place, log: noLog, clientsMax: 1, answerMsMax: 3_000 });
  const sleep = "select pg_sleep(5)";
  const allowed = database.outside(async (tx) => {
    await tx.allow(30_000);
    return tx.query(sleep);
  });
  expect((await allowed).count).toBe(1);
  const limited = database.outside(async (tx) => {
    await tx.allow(100);
    return tx.query(sleep);
  });
  await expect(limited).rejects.toMatchObject({ cause: { code: "57014" } });
  await database.close();
});

test("a server that can't be reached at the start is one sentence with its place, the reason and what to do", async () => {
  const sentence = async (url: string) => {
    const error = await openDatabase({ url, log: noLog, connectMsMax: 500 }).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StartError);
    expect(String(error)).not.toContain("hunter2");
    return (error as StartError).message;
  };
  const todo = "check that it runs and takes connections there, and that DATABASE_URL is right.";
  expect(await sentence("postgres://ada:hunter2@127.0.0.1:1/x")).toBe(
    `Postgres at 127.0.0.1:1 can't be reached (ECONNREFUSED): ${todo}`,
  );
  expect(await sentence("postgres://ada:hunter2@db.invalid/x")).toMatch(
    /^Postgres at db\.invalid:5432 can't be reached \((ENOTFOUND|EAI_AGAIN)\): /,
  );
  const silent = await listen(() => undefined);
  expect(await sentence(`postgres://ada:hunter2@127.0.0.1:${silent}/x`)).toBe(
    `Postgres at 127.0.0.1:${silent} can't be reached (timeout expired): ${todo}`,
  );
  const closing = await listen((socket) => socket.destroy());
  expect(await sentence(`postgres://ada:hunter2@127.0.0.1:${closing}/x`)).toMatch(
    /can't be reached \((ECONNRESET|Connection terminated unexpectedly)\): /,
  );
  const withoutTls = await listen((socket) => socket.once("data", () => socket.write("N")));
  expect(await sentence(`postgres://ada:hunter2@127.0.0.1:${withoutTls}/x?sslmode=verify-full`)).toBe(
    `Postgres at 127.0.0.1:${withoutTls} can't be reached (The server does not support SSL connections): ${todo}`,
  );
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

/** A server that is none; its port. */
async function listen(answer: (socket: net.Socket) => void): Promise<number> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on("error", () => undefined));
    answer(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  );
  return (server.address() as net.AddressInfo).port;
}
