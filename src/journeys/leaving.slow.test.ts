// J16 over the interface: somebody leaves, and an admin who never reads mail stops their connection, hands the mail over,
// holds and erases it. The provider's mailbox stays as it is.
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, BRAM, EVE, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const PATIENCE_MS = 30_000;

let twinbox: RunningTwinbox;
let [ada, bram, admin]: ApiClient[] = [];
let mailboxId: string;
let bramsId: string;
/** All that the provider has of Ada. */
let there: unknown;

beforeAll(async () => {
  twinbox = await startTwinbox();
  [ada, bram, admin] = await Promise.all([ADA, BRAM, ADMIN].map((each) => twinbox.signIn(each)));
  bramsId = await synced(as(bram), BRAM);
});
afterAll(() => twinbox?.close());

beforeEach(async () => {
  mailboxId = await synced(as(ada), ADA);
  there = provider();
});

function as(client: ApiClient | undefined): ApiClient {
  if (client === undefined) throw new Error("nobody has signed in");
  return client;
}

async function synced(client: ApiClient, address: string): Promise<string> {
  const { mailbox } = await client.call("readEmailSettings");
  const isConnected = mailbox !== null && mailbox.state !== "stopped";
  const id = isConnected ? mailbox.id : await connectByForms(client, address);
  const { folders } = await client.call("readFolderPicker", { params: { mailboxId: id } });
  const remoteFolderId = folders.find(({ path }) => path === "INBOX")?.id ?? "";
  const inbox = { role: "inbox", name: "Inbox", remoteFolderId, subtree: false } as const;
  await client.call("saveMappings", {
    params: { mailboxId: id },
    body: { mappings: [inbox], importWindow: "all" },
  });
  await vi.waitUntil(async () => (await client.call("readEmailSettings")).mailbox?.state === "inSync", {
    timeout: PATIENCE_MS,
    interval: 20,
  });
  return id;
}

function provider(): unknown {
  const { control } = twinbox.playground;
  return control.listFolders(ADA).map(({ path }) => [path, control.listMessages(ADA, path, 1_000)]);
}

async function userNamed(email: string) {
  const found = (await as(admin).call("listUsers")).find((user) => user.email === email);
  if (found === undefined) throw new Error(`there is no ${email}`);
  return found;
}

async function paramsOf(email: string) {
  return { userId: (await userNamed(email)).id, mailboxId };
}

const stop = async () =>
  as(admin).call("stopForUser", { params: await paramsOf(ADA), body: { outbox: "drop" } });
const handOver = async (to: string) =>
  as(admin).ask("handOver", { params: await paramsOf(ADA), body: { to: (await userNamed(to)).id } });
const reads = async (client: ApiClient | undefined, id = mailboxId) =>
  (await as(client).ask("listMessages", { params: { mailboxId: id }, query: {} })).status;

async function audited(): Promise<readonly string[]> {
  const { rows } = await twinbox.house.database.readWorkspace(twinbox.workspace.id, (tx) =>
    tx.query<{ action: string }>(
      `select action from audit_entry where workspace_id = $1 and detail ->> 'mailbox' = $2
       order by at desc, id desc limit 10`,
      [twinbox.workspace.id, mailboxId],
    ),
  );
  return rows.map(({ action }) => action);
}

describe("an admin", () => {
  test("stops the connection of a user; the mail is kept, for the user, and no mail is shown to the admin", async () => {
    expect(await userNamed(ADA)).toMatchObject({
      mailbox: { id: mailboxId, others: 0, heldSince: null },
      kept: [],
    });
    const receipt = await stop();
    expect(receipt).toMatchObject({
      removed: ["grant", "settings", "mappings"],
      kept: ["mail"],
      messages: 60,
    });
    expect(await userNamed(ADA)).toMatchObject({
      mailbox: null,
      kept: [{ id: mailboxId, messages: 60, handedOver: false }],
    });
    expect(await as(ada).call("readEmailSettings")).toMatchObject({ mailbox: { state: "stopped" }, receipt });
    expect([await reads(ada), await reads(admin), await reads(bram)]).toEqual([200, 404, 404]);
    expect((await audited())[0]).toBe("mailbox.stoppedForUser");
    expect(provider()).toEqual(there);
  });

  test("hands the mail over to a colleague, who reads it beside their own, and never to themselves", async () => {
    expect((await handOver(BRAM)).status, "still connected").toBe(404);
    await stop();
    expect(await handOver(ADMIN)).toMatchObject({ status: 403, body: { code: "not_to_yourself" } });
    expect((await handOver(ADA)).status).toBe(422);
    expect(await handOver(BRAM)).toMatchObject({ status: 200, body: { messages: 60, to: "Bram de Vries" } });
    expect([await reads(ada), await reads(admin), await reads(bram), await reads(bram, bramsId)]).toEqual([
      404, 404, 200, 200,
    ]);
    const settings = await as(bram).call("readEmailSettings");
    expect(settings.mailbox?.id).toBe(bramsId);
    expect(settings.handedOver).toMatchObject([{ id: mailboxId, state: "stopped", messages: 60 }]);
    const params = { mailboxId };
    const [first] = (await as(bram).call("listMessages", { params, query: { limit: "1" } })).messages;
    const messageId = first?.id ?? "";
    expect((await as(bram).call("readMessage", { params: { mailboxId, messageId } })).subject).toBe(
      first?.subject,
    );
    const act = { kind: "flags" as const, add: ["seen" as const], remove: [] };
    const changed = await as(bram).ask("changeMessages", {
      params,
      body: { act, messages: [messageId] },
    });
    expect(changed.status, "to be read, not changed").toBe(404);
    expect(await as(ada).call("readEmailSettings")).toMatchObject({ mailbox: null, receipt: null });
    expect((await handOver(BRAM)).status, "it is no longer Ada's").toBe(404);
    expect((await audited())[0]).toBe("mailbox.handedOver");
    expect(provider()).toEqual(there);
  });

  test("who connects the mailbox again has its mail again, under the same ids", async () => {
    await stop();
    await handOver(BRAM);
    expect(await connectByForms(as(ada), ADA)).toBe(mailboxId);
    expect([await reads(ada), await reads(bram)]).toEqual([200, 404]);
    expect((await as(bram).call("readEmailSettings")).handedOver).toEqual([]);
  });

  test("erases what is kept, unless it is on hold; the provider keeps what it has", async () => {
    await stop();
    const hold = (on: boolean) => as(admin).call("setHold", { params: { mailboxId }, body: { on } });
    const erase = async () => as(admin).ask("eraseKept", { params: await paramsOf(ADA) });
    await hold(true);
    expect((await userNamed(ADA)).kept).toMatchObject([{ heldSince: expect.any(String) }]);
    expect(await erase()).toMatchObject({ status: 409, body: { code: "onHold" } });
    expect(await reads(ada)).toBe(200);
    await hold(false);
    const { id: userId } = await userNamed(BRAM);
    expect((await as(admin).ask("eraseKept", { params: { userId, mailboxId } })).status).toBe(404);
    expect(await erase()).toMatchObject({ status: 200, body: { address: ADA, messages: 60 } });
    expect((await erase()).status).toBe(404);
    expect(await reads(ada)).toBe(404);
    expect(await userNamed(ADA)).toMatchObject({ mailbox: null, kept: [] });
    expect(await twinbox.house.reading.countMessages(twinbox.workspace.id, mailboxId as never)).toBe(0);
    expect((await as(ada).call("readEmailSettings")).receipt).toBeNull();
    expect((await audited()).slice(0, 3)).toEqual(["mailbox.erased", "mailbox.released", "mailbox.held"]);
    expect(provider()).toEqual(there);
  });

  test("holds a connected mailbox: its user can't delete its mail with a Stop either", async () => {
    const hold = (on: boolean) => as(admin).call("setHold", { params: { mailboxId }, body: { on } });
    await hold(true);
    const body = { mail: "delete", outbox: "drop" } as const;
    expect(await as(ada).ask("stopMailbox", { params: { mailboxId }, body })).toMatchObject({
      status: 409,
      body: { code: "onHold", title: expect.stringContaining("on hold") },
    });
    expect((await as(ada).call("readEmailSettings")).mailbox?.state, "nothing has happened").toBe("inSync");
    await hold(false);
    expect((await as(ada).ask("stopMailbox", { params: { mailboxId }, body })).status).toBe(200);
  });

  test("erases what is here of a connected mailbox, which goes on", async () => {
    const erased = await as(admin).ask("eraseConnected", { params: { mailboxId } });
    expect(erased).toMatchObject({ status: 200, body: { address: ADA, messages: 60 } });
    expect((await audited())[0]).toBe("mailbox.erased");
    expect(provider()).toEqual(there);
    await twinbox.playground.control.deliver(ADA, { subject: "From now on" });
    await vi.waitUntil(
      async () => (await as(ada).call("listMessages", { params: { mailboxId }, query: {} })).total === 1,
      { timeout: PATIENCE_MS, interval: 20 },
    );
    expect((await as(ada).call("readEmailSettings")).mailbox).toMatchObject({ state: "inSync", messages: 1 });
  });

  test("of a shared mailbox: it goes on for the others", async () => {
    await twinbox.sql(
      `insert into twinbox.connection (workspace_id, id, mailbox_id, user_id, role, subject, sealed_grant, connected_at)
       select workspace_id, gen_random_uuid(), '${mailboxId}', (select id from twinbox.app_user where email = '${ADMIN}'),
         'member', 'somebody', sealed_grant, 0 from twinbox.connection where mailbox_id = '${mailboxId}'`,
    );
    expect((await userNamed(ADA)).mailbox?.others).toBe(1);
    await stop();
    expect((await userNamed(ADA)).kept).toEqual([]);
    expect(await reads(ada)).toBe(404);
    await twinbox.sql(`delete from twinbox.connection where subject = 'somebody'`);
  });

  test("of a workspace only: nobody else may do any of it, and nothing of others is touched", async () => {
    const eve = await twinbox.signIn(EVE);
    const params = await paramsOf(ADA);
    for (const client of [as(ada), as(bram), eve]) {
      expect((await client.ask("stopForUser", { params, body: { outbox: "drop" } })).status).toBe(403);
      expect((await client.ask("eraseKept", { params })).status).toBe(403);
      expect((await client.ask("handOver", { params, body: { to: params.userId } })).status).toBe(403);
      expect((await client.ask("setHold", { params: { mailboxId }, body: { on: true } })).status).toBe(403);
      expect((await client.ask("eraseConnected", { params: { mailboxId } })).status).toBe(403);
    }
    await twinbox.sql(`update twinbox.app_user set role = 'admin' where email = '${EVE}'`);
    expect((await eve.ask("stopForUser", { params, body: { outbox: "drop" } })).status).toBe(404);
    expect((await eve.ask("setHold", { params: { mailboxId }, body: { on: true } })).status).toBe(404);
    expect((await eve.ask("eraseConnected", { params: { mailboxId } })).status).toBe(404);
    expect((await as(ada).call("readEmailSettings")).mailbox?.state).toBe("inSync");
  });
});
