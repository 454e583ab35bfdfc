// Security check 22: the database itself keeps workspaces apart, whatever a query forgets to say.
import { beforeAll, expect, test } from "vitest";
import type {
  AttachmentId,
  AttemptId,
  ConsentRequestId,
  MailboxId,
  ProviderId,
  RecordId,
  WorkspaceId,
} from "../base/ids.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { Writer } from "../engine/ports/composing.ts";
import type { SendId } from "../engine/ports/sending.ts";
import { createAppAccess } from "./app-access.ts";
import { createComposing } from "./composing.ts";
import { createConsents } from "./consents.ts";
import type { Database } from "./database.ts";
import { rememberErased } from "./erased-mail.ts";
import { createImageSenders } from "./image-senders.ts";
import { createKeyRows } from "./key-rows.ts";
import { createRecords } from "./records.ts";
import { createSearchIndex } from "./search-index.ts";
import { createSends } from "./sends.ts";
import { storesOf } from "./testing/open-stores.ts";
import {
  hash,
  importInto,
  makeWorld,
  NOW,
  newConnection,
  newMessage,
  newUser,
  nextId,
  type World,
} from "./testing/store-world.ts";
import { type TestDatabase, testDatabase } from "./testing/test-database.ts";

interface Table {
  readonly name: string;
  readonly isPartition: boolean;
}

let opened: TestDatabase;
let database: Database;
let a: World;
let b: World;
let tables: readonly Table[];

beforeAll(async () => {
  opened = await testDatabase();
  database = opened.database;
  a = await fill("A");
  b = await fill("B");
  const { rows } = await database.outside((tx) =>
    tx.query<Table>(`select c.relname as name, c.relispartition as "isPartition" from pg_class c
      join pg_attribute x on x.attrelid = c.oid and x.attname = 'workspace_id'
      where c.relnamespace = 'twinbox'::regnamespace and c.relkind in ('r', 'p') order by 1`),
  );
  tables = rows;
  return () => opened.close();
});

/** A workspace with rows in every table that has workspaces. */
async function fill(name: string): Promise<World> {
  const stores = storesOf(database);
  const world = await makeWorld(stores, name);
  const { workspace, user } = world;
  await importInto(stores, world, world.inbox, ["secret"]);
  const [message] = await createSearchIndex(database).takeDue(world.ownership, 1);
  if (message === undefined) throw new Error("nothing is to be indexed");
  await createSearchIndex(database).saveIndexed(world.ownership, [{ ...message, body: "secret" }]);
  await importInto(stores, world, world.archive, ["not searchable yet"]);
  await stores.changes.submit({
    workspaceId: workspace.id,
    mailboxId: world.mailboxId,
    userId: user.id,
    actId: nextId<ActId>(),
    act: { kind: "flags", add: 1, remove: 0 },
    messages: { all: world.inboxMapping.appFolderId },
    now: NOW,
    dueAt: NOW,
  });
  await createSends(database).accept({
    ...{ workspaceId: workspace.id, mailboxId: world.mailboxId, userId: user.id, sendId: nextId<SendId>() },
    ...{ draft: null, request: null, message: newMessage("sent"), now: NOW, dueAt: NOW },
    envelope: { from: "ada@contoso.example", to: ["eva@fabrikam.example"] },
  });
  const provider = {
    id: nextId<ProviderId>(),
    workspaceId: workspace.id,
    kind: "imap",
    name: "IMAP",
    enabled: true,
    clientId: null,
    ...{ sealedSecret: null, certificate: null, secretExpiresAt: null, next: null },
    tenant: null,
    cloud: "worldwide",
    hosts: null,
  } as const;
  await stores.connections.saveProvider(provider);
  await stores.connections.createAttempt({
    id: nextId<AttemptId>(),
    workspaceId: workspace.id,
    userId: user.id,
    providerId: provider.id,
    state: "waiting",
    createdAt: NOW,
    expiresAt: NOW,
    ticketHash: hash(`ticket ${name}`),
    ticketExpiresAt: NOW,
    browserHash: null,
    stateHash: null,
    ...{ sealedSecret: null, certificate: null, secretExpiresAt: null, next: null },
    address: null,
    diagnosis: null,
    mailboxId: null,
  });
  const consents = createConsents(database);
  const at = { workspaceId: workspace.id, authority: "a", directoryTenant: "t" };
  await consents.saveDomain({ ...at, domain: "contoso.example" }, NOW);
  await consents.saveOrganisation({ ...at, clientId: "client" }, "needed", NOW);
  await consents.createConsentRequest({
    id: nextId<ConsentRequestId>(),
    workspaceId: workspace.id,
    providerId: provider.id,
    userId: user.id,
    domain: "contoso.example",
    tokenHash: hash(`consent ${name}`),
    sealedToken: hash(`sealed consent ${name}`),
    stateHash: null,
    browserHash: null,
    createdAt: NOW,
    expiresAt: NOW,
    outcome: null,
    settledAt: null,
  });
  const access = createAppAccess(database);
  await access.saveDomain({
    ...{ workspaceId: workspace.id, providerId: provider.id, domain: "contoso.example", clientId: "c" },
    ...{ directoryTenant: null, principalId: null, approvedAt: null, diagnosis: null },
  });
  const asked = { importWindow: "1m", askedBy: user.id, askedAt: NOW } as const;
  await access.want([
    { workspaceId: workspace.id, userId: user.id, providerId: provider.id, address: "ada@x", ...asked },
  ]);
  const { connection } = await stores.connections.connect({
    ...newConnection(user, "other@contoso.example"),
    identity: { provider: "google", cloud: "g", directoryTenant: "", address: "other@contoso.example" },
    providerId: provider.id,
  });
  await stores.connections.stop(connection, "keep", NOW);
  const invited = newUser(workspace.id, "eva@contoso.example");
  await stores.accounts.createUser(invited, null);
  const purpose = { kind: "invite", workspaceId: workspace.id, userId: invited.id } as const;
  await stores.accounts.createLink(hash(`link ${name}`), purpose, NOW + 1);
  await stores.accounts.createSession(hash(`session ${name}`), { kind: "user", user, workspace }, NOW + 1);
  await stores.accounts.audit({
    at: NOW,
    workspaceId: workspace.id,
    actor: "cli",
    action: "made",
    detail: {},
  });
  const always = { always: true, now: NOW };
  await createImageSenders(database).setAllowed(workspace.id, user.id, "news@jobs.example", always);
  const keys = createKeyRows(database);
  await keys.saveWrapped({ workspaceId: workspace.id, mailboxId: null }, hash("workspace key"));
  await keys.saveWrapped({ workspaceId: workspace.id, mailboxId: world.mailboxId }, hash("mailbox key"));
  const owner = { workspaceId: workspace.id, mailboxId: world.mailboxId };
  await write({ ...owner, userId: user.id });
  await putOnRecord({ ...owner, userId: user.id });
  await database.inWorkspace(workspace.id, async (tx) => {
    await rememberErased(tx, owner, [hash("erased")], { now: NOW, byAge: true });
    await tx.query(
      "insert into conversation_joined (workspace_id, mailbox_id, id, into_id) values ($1, $2, $2, $2)",
      [owner.workspaceId, owner.mailboxId],
    );
    await tx.query("insert into kept_out (workspace_id, mailbox_id, fingerprint_hash) values ($1, $2, $3)", [
      owner.workspaceId,
      owner.mailboxId,
      Buffer.from(hash("kept out")),
    ]);
  });
  return world;
}

async function putOnRecord({ workspaceId, mailboxId, userId }: Writer): Promise<void> {
  const id = nextId<RecordId>();
  const record = { id, type: "candidate", externalId: "1", name: "Eva", url: null, shown: undefined };
  await createRecords(database).push(workspaceId, [{ ...record, addresses: ["eva@adatum.example"] }]);
  await database.inWorkspace(workspaceId, async (tx) => {
    await tx.query(
      `insert into record_link (workspace_id, record_id, message_id, mailbox_id, how, user_id, fingerprint, internal_date, people)
       select workspace_id, $2, id, mailbox_id, 'hand', $3, fingerprint, internal_date, '{}' from message where mailbox_id = $1 limit 1`,
      [mailboxId, id, userId],
    );
    await tx.query("insert into record_search (workspace_id, mailbox_id, address) values ($1, $2, 'eva@x')", [
      workspaceId,
      mailboxId,
    ]);
  });
}

async function write(writer: Writer): Promise<void> {
  const composing = createComposing(database);
  await composing.saveIdentities(writer, [{ address: "ada@x", name: "Ada", signature: "" }]);
  const { place } = newMessage("a file");
  const file = { id: nextId<AttachmentId>(), fileName: "a", contentType: "text/plain", place };
  const limits = { now: NOW, expiresAt: NOW + 1, filesMax: 1, bytesMax: place.size };
  expect(await composing.keepFile(writer, file, limits)).toBe(true);
  await composing.findPeople(writer, { text: "", own: [], now: NOW, limit: 1 });
}

function countRows(workspaceId: WorkspaceId | null, name: string, condition = "true"): Promise<number> {
  const count = async (tx: Parameters<Parameters<Database["outside"]>[0]>[0]) => {
    const { rows } = await tx.query<{ count: number }>(
      `select count(*)::int as count from ${name} where ${condition}`,
    );
    return rows[0]?.count ?? -1;
  };
  return workspaceId === null ? database.outside(count) : database.inWorkspace(workspaceId, count);
}

test("check 22: every table with workspaces is guarded, its owner included", async () => {
  const { rows } = await database.outside((tx) =>
    tx.query<{ name: string }>(`select c.relname as name from pg_class c
      join pg_attribute x on x.attrelid = c.oid and x.attname = 'workspace_id'
      where c.relnamespace = 'twinbox'::regnamespace and c.relkind in ('r', 'p')
        and not (c.relrowsecurity and c.relforcerowsecurity)`),
  );
  expect(rows).toEqual([]);
  expect(tables.filter((table) => !table.isPartition).length).toBeGreaterThan(18);
});

test("check 22: without a workspace every table is empty, also on a connection that had one before", async () => {
  for (const { name, isPartition } of tables) {
    if (isPartition) await expect(countRows(null, name)).rejects.toThrow("42501");
    else expect(await countRows(null, name), name).toBe(0);
  }
});

test("check 22: in a workspace every table shows its rows and none of the other's", async () => {
  for (const { name, isPartition } of tables) {
    if (isPartition) continue;
    expect(await countRows(a.workspace.id, name), name).toBeGreaterThan(0);
    expect(await countRows(a.workspace.id, name, `workspace_id <> '${a.workspace.id}'`), name).toBe(0);
  }
});

test("check 22: in a workspace nothing of another can be changed, removed or made", async () => {
  const others = `workspace_id = '${b.workspace.id}'`;
  for (const { name, isPartition } of tables) {
    if (isPartition || name === "audit_entry") continue;
    for (const text of [
      `update ${name} set workspace_id = workspace_id where ${others}`,
      `delete from ${name} where ${others}`,
    ]) {
      const { count } = await database.inWorkspace(a.workspace.id, (tx) => tx.query(text));
      expect(count, text).toBe(0);
    }
  }
  const move = `update app_user set workspace_id = '${b.workspace.id}'`;
  await expect(database.inWorkspace(a.workspace.id, (tx) => tx.query(move))).rejects.toThrow(
    "row-level security",
  );
  const make = `insert into workspace_key values ('${b.workspace.id}', '')`;
  await expect(database.inWorkspace(a.workspace.id, (tx) => tx.query(make))).rejects.toThrow(
    "row-level security",
  );
});

test("check 51: the audit trail can be added to, and by nobody changed, its owner included", async () => {
  for (const text of [
    "update audit_entry set actor = 'x'",
    "delete from audit_entry",
    "truncate audit_entry",
  ]) {
    await expect(database.inWorkspace(a.workspace.id, (tx) => tx.query(text))).rejects.toThrow("42501");
    await expect(opened.asOwner(text.replace("audit_entry", "twinbox.audit_entry"))).rejects.toThrow(
      "append-only",
    );
  }
  const foreign = { at: NOW, workspaceId: b.workspace.id, actor: "cli", action: "x", detail: {} };
  const text =
    "insert into audit_entry (id, workspace_id, at, actor, action, detail) values ($1, $2, $3, $4, $5, $6)";
  const values = [
    nextId(),
    ...["workspaceId", "at", "actor", "action", "detail"].map((key) => Reflect.get(foreign, key)),
  ];
  const written = database.inWorkspace(a.workspace.id, (tx) => tx.query(text, values));
  await expect(written).rejects.toThrow("row-level security");
});

test("the server's role owns nothing and has no way past the policies", async () => {
  const { rows } = await database.outside((tx) =>
    tx.query(`select current_user as name, rolsuper, rolbypassrls, rolcreaterole, rolcanlogin,
      (select count(*)::int from pg_class c where c.relowner = r.oid) as owned
      from pg_roles r where rolname = current_user`),
  );
  expect(rows).toEqual([
    {
      name: "twinbox_app",
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcanlogin: false,
      owned: 0,
    },
  ]);
});

test("functions that look across workspaces run as a role that sees little, for the server only", async () => {
  const { rows } = await database.outside((tx) =>
    tx.query<{ name: string; owner: string; public: boolean; path: string }>(`select p.proname as name,
      r.rolname as owner, has_function_privilege('public', p.oid, 'execute') as public,
      p.proconfig::text as path
      from pg_proc p join pg_roles r on r.oid = p.proowner
      where p.pronamespace = 'twinbox'::regnamespace and p.prosecdef`),
  );
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    expect(row, row.name).toMatchObject({ owner: "twinbox_lookup", public: false });
    expect(row.path).toContain("search_path=twinbox, pg_temp");
  }
});

test("every message has its revision, every copy its message and folder", async () => {
  for (const [child, parent, on] of [
    ["revision", "message", "p.id = c.message_id"],
    ["message", "revision", "p.id = c.revision_id"],
    ["message", "mailbox", "p.id = c.mailbox_id"],
    ["copy", "message", "p.id = c.message_id"],
    ["copy", "remote_folder", "p.id = c.folder_id"],
    ["search_entry", "message", "p.id = c.message_id"],
    ["search_due", "message", "p.id = c.message_id"],
  ] as const) {
    const orphans = await countRows(
      a.workspace.id,
      `${child} c`,
      `not exists (select from ${parent} p where p.workspace_id = c.workspace_id and ${on})`,
    );
    expect(orphans, `${child} without ${parent}`).toBe(0);
  }
});

test("a workspace's id that is none is refused before it reaches the database", async () => {
  const injected = "0190a000-0000-7000-8000-000000000000'; drop table message; --" as WorkspaceId;
  await expect(database.inWorkspace(injected, async () => {})).rejects.toThrow("not a workspace's id");
  expect(
    await createKeyRows(database).readWrapped({
      workspaceId: a.workspace.id,
      mailboxId: nextId<MailboxId>(),
    }),
  ).toBe(null);
});
