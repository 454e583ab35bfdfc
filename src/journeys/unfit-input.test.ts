// Text and ids that no mailbox, name or database can have: refused with the field, never a failure of ours (500).
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

let twinbox: RunningTwinbox;
let ada: ApiClient;
let admin: ApiClient;
let operator: ApiClient;
let params: { readonly mailboxId: string };
beforeAll(async () => {
  twinbox = await startTwinbox();
  ada = await twinbox.signIn(ADA);
  admin = await twinbox.signIn(ADMIN);
  operator = await twinbox.signIn(OPERATOR);
  params = { mailboxId: await connectByForms(ada, ADA) };
});
afterAll(() => twinbox?.close());

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function expectRefused(answer: Promise<Answer>, field: string): Promise<void> {
  expect(await answer).toMatchObject({
    status: 422,
    body: { code: "invalid", errors: [{ field, message: expect.any(String) }] },
  });
}

describe("a folder that is no id is refused", () => {
  test.each(["x", "", "00000000-0000-0000-0000-00000000000g"])("%j", async (folder) => {
    await expectRefused(ada.ask("listMessages", { params, query: { folder } }), "folder");
    const query = { folder, group: "conversation" };
    await expectRefused(ada.ask("listMessages", { params, query }), "folder");
  });
});

describe("a NUL is refused", () => {
  const NUL = "a\0b";
  const NUL_ADDRESS = "a\0b@contoso.example";

  test("at the sign-in, of anybody", async () => {
    const body = { email: NUL_ADDRESS, password: "wrong" };
    await expectRefused(new ApiClient(twinbox.url).ask("signIn", { body }), "email");
  });

  test("in the name of a user and of a workspace", async () => {
    const user = { email: "new@contoso.example", role: "user" } as const;
    await expectRefused(admin.ask("createUser", { body: { ...user, name: NUL } }), "name");
    const workspace = { name: NUL, admin: { email: "new@new.example", name: "New" }, ownDomains: [] };
    await expectRefused(operator.ask("createWorkspace", { body: workspace }), "name");
  });

  test("in what is searched for", async () => {
    const where = (clues: Partial<BodyOf<"whereIsMail">>) =>
      ada.ask("whereIsMail", { params, body: { askProvider: false, ...clues } });
    await expectRefused(where({ subject: NUL }), "subject");
    await expectRefused(where({ from: NUL }), "from");
    await expectRefused(ada.ask("findPeople", { params, body: { text: NUL } }), "text");
    await expectRefused(admin.ask("findPersonMail", { body: { address: NUL_ADDRESS } }), "address");
    await expectRefused(ada.ask("findRecords", { query: { type: "\0" } }), "type");
    const cursor = `${params.mailboxId}.\0`;
    await expectRefused(ada.ask("findRecords", { query: { cursor } }), "cursor");
    expect((await ada.ask("findRecords", { query: { q: NUL } })).status).toBe(200);
  });

  test("in a record", async () => {
    const record = { type: "company", externalId: "1", name: "Acme", addresses: ["a@acme.example"] };
    const push = (change: Partial<typeof record> & { readonly url?: string }) =>
      admin.ask("pushRecords", { body: { records: [{ ...record, ...change }] } });
    await expectRefused(push({ type: NUL }), "records.0.type");
    await expectRefused(push({ externalId: NUL }), "records.0.externalId");
    await expectRefused(push({ name: NUL }), "records.0.name");
    await expectRefused(push({ addresses: [NUL_ADDRESS] }), "records.0.addresses.0");
    await expectRefused(push({ url: "https://acme.example/\0" }), "records.0.url");
    const rules = { ignored: [NUL_ADDRESS], recordsOnly: false };
    await expectRefused(admin.ask("saveRecordRules", { body: rules }), "ignored.0");
  });
});

describe("a name has letters, and no control characters", () => {
  test.each(["", "   ", "a\0b", "a\nb"])("%j is none", async (name) => {
    const user = { email: "new@contoso.example", name, role: "user" } as const;
    await expectRefused(admin.ask("createUser", { body: user }), "name");
    const people = { email: "new@new.example", name };
    const workspace = { name: "New", admin: people, ownDomains: [] };
    await expectRefused(operator.ask("createWorkspace", { body: workspace }), "admin.name");
    await expectRefused(
      operator.ask("createWorkspace", { body: { ...workspace, admin: { ...people, name: "New" }, name } }),
      "name",
    );
    const provider = { kind: "imap", name, enabled: true, clientId: null, tenant: null } as const;
    await expectRefused(admin.ask("createProvider", { body: provider }), "name");
    await expectRefused(ada.ask("createRemoteFolder", { params, body: { path: name } }), "path");
  });

  test("and blanks around it are no part of it", async () => {
    const user = { email: "new@contoso.example", name: "  Nora New ", role: "user" } as const;
    expect((await admin.call("createUser", { body: user })).user.name).toBe("Nora New");
  });
});

test("an id in capitals is the same id, in a path, a query and a body", async () => {
  const capitals = { mailboxId: params.mailboxId.toUpperCase() };
  const { folders, proposals } = await ada.call("readFolderPicker", { params: capitals });
  const inbox = proposals.find(({ role }) => role === "inbox")?.remoteFolderId ?? "";
  const body: BodyOf<"saveMappings"> = {
    mappings: [{ role: "inbox", name: "Inbox", remoteFolderId: inbox.toUpperCase(), subtree: false }],
    importWindow: "all",
  };
  await ada.call("saveMappings", { params: capitals, body });
  expect(folders.map(({ id }) => id)).toContain(inbox);

  const [folder] = await ada.call("listFolders", { params: capitals });
  const id = folder?.id ?? "";
  const list = { params: capitals, query: { folder: id.toUpperCase() } };
  await expect.poll(async () => (await ada.call("listMessages", list)).total).toBeGreaterThan(0);
  const [message] = (await ada.call("listMessages", list)).messages;
  const messageId = message?.id.toUpperCase() ?? "";
  const opened = await ada.call("readMessage", { params: { ...capitals, messageId } });
  expect(opened.id).toBe(message?.id);
  const source = await ada.visit(`/v1/mailboxes/${capitals.mailboxId}/messages/${messageId}/source`);
  expect(source.status).toBe(200);

  const flagged: BodyOf<"changeMessages"> = {
    act: { kind: "flags", add: ["flagged"], remove: [] },
    messages: [messageId],
  };
  const change = await ada.call("changeMessages", { params: capitals, body: flagged });
  expect(change.messages).toBe(1);
  const changeId = change.id.toUpperCase();
  // It may be too late by then (409); of an id that nothing has it is told with 404.
  expect((await ada.ask("undoChange", { params: { ...capitals, changeId } })).status).not.toBe(404);

  const estimated = { params: capitals, query: { folders: inbox.toUpperCase() } };
  const windows = (await ada.call("estimateImport", estimated)).windows;
  expect(windows.find(({ window }) => window === "all")?.messages).toBeGreaterThan(0);

  const held = await admin.ask("setHold", { params: capitals, body: { on: true } });
  expect(held.status).toBe(204);
  await admin.call("setHold", { params, body: { on: false } });
});
