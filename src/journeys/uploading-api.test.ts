// Uploads and drafts over HTTP, with the server and its worker running: accepted at once, at the provider without
// anybody asking, and what a stranger, a hurried program or a wrong one gets.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { letterBytes } from "./testing/letter.ts";
import { ADA, ADMIN, BRAM, EVE, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { syncByForms, untilConfirmed } from "./testing/sync-by-forms.ts";
import { untilDone } from "./testing/until.ts";

type Accepted = AnswerOf<"uploadMessage">;
const NOBODY = "00000000-0000-7000-8000-000000000000";

let twinbox: RunningTwinbox;
let ada: ApiClient;
let mailboxId: string;
let folders: AnswerOf<"listFolders">;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
  ada = await twinbox.signIn(ADA);
  mailboxId = await syncByForms(ada, ADA, ["inbox", "drafts"]);
  folders = await ada.call("listFolders", { params: { mailboxId } });
});
afterAll(() => twinbox?.close());

const confirmed = () => untilConfirmed(ada);
const idOf = (role: "inbox" | "drafts"): string => folders.find((each) => each.role === role)?.id ?? "";

interface Sent {
  readonly path: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly client?: ApiClient;
}
async function send(
  body: Uint8Array<ArrayBuffer> | null,
  { path, method = "POST", headers = {}, client = ada }: Sent,
): Promise<{
  readonly status: number;
  readonly etag: string | null;
  readonly body: Accepted & { code: string };
}> {
  const type = body === null ? {} : { "content-type": "message/rfc822" };
  const init = { method, body, headers: { ...type, ...headers } };
  const response = await client.visit(`/v1/mailboxes/${path}`, init);
  return {
    status: response.status,
    etag: response.headers.get("etag"),
    body: (await response.json()) as Accepted & { code: string },
  };
}
const bytesOf = (subject: string, text = ""): Uint8Array<ArrayBuffer> =>
  new Uint8Array(letterBytes({ subject, text }));
const upload = (subject: string, query = `folder=${idOf("inbox")}`, client = ada) =>
  send(bytesOf(subject), { path: `${mailboxId}/messages?${query}`, client });
const draft = (subject: string, text = "") => send(bytesOf(subject, text), { path: `${mailboxId}/drafts` });
const save = (id: string, revision: string | null, text: string, client = ada) =>
  send(bytesOf("Draft", text), {
    path: `${mailboxId}/drafts/${id}`,
    method: "PUT",
    headers: revision === null ? {} : { "if-match": revision },
    client,
  });
const discard = (id: string, revision: string | null = null, client = ada) =>
  send(null, {
    path: `${mailboxId}/drafts/${id}`,
    method: "DELETE",
    headers: revision === null ? {} : { "if-match": revision },
    client,
  });
const read = (messageId: string) => ada.call("readMessage", { params: { mailboxId, messageId } });
/** What the provider has of this subject: flags, date and text. */
function there(path: string, subject: string) {
  const { control } = twinbox.playground;
  return control
    .listMessages(ADA, path, 500)
    .filter((each) => each.subject === subject)
    .map(({ uid, flags, date }) => ({
      flags,
      date,
      text: control.bytesOf(ADA, path, uid).toString("latin1"),
    }));
}

test("asked again under the same Idempotency-Key, an upload or a draft is there once", async () => {
  const named = (key: string, subject: string, path = `messages?folder=${idOf("inbox")}`, client = ada) =>
    send(bytesOf(subject), {
      path: `${mailboxId}/${path}`,
      headers: { "idempotency-key": key },
      client,
    });
  for (const path of [`messages?folder=${idOf("inbox")}`, "drafts"]) {
    const key = `key-${path.slice(0, 6)}`;
    const [first, again] = [await named(key, "Once", path), await named(`"${key}"`, "Once", path)];
    expect([first.status, again.status, again.body, again.etag]).toEqual([202, 202, first.body, first.etag]);
    const other = await named(key, "Something else", path);
    expect([other.status, other.body.code]).toEqual([422, "key_reused"]);
  }
  const flagged = await named("key-messag", "Once", `messages?folder=${idOf("inbox")}&flags=flagged`);
  expect(flagged.status).toBe(422);
  for (const key of ["", " ", "a b", "x".repeat(256), "é"]) {
    expect(await named(key, "Never"), key).toMatchObject({ status: 422, body: { code: "invalid" } });
  }
  await confirmed();
  expect(there("INBOX", "Once")).toHaveLength(1);
  expect(there("Drafts", "Once")).toHaveLength(1);
  expect([...there("INBOX", "Never"), ...there("INBOX", "Something else")]).toEqual([]);
});

test("an upload is there at once, and at the provider without being asked", async () => {
  const query = `folder=${idOf("inbox")}&flags=seen,flagged&date=2026-06-01T12:30:15Z`;
  const { status, etag, body } = await upload("From a program", query);
  expect([status, etag]).toEqual([202, `"${body.revision}"`]);
  expect(await read(body.id)).toMatchObject({
    subject: "From a program",
    folderId: idOf("inbox"),
    flags: ["seen", "flagged"],
    date: "2026-06-01T12:30:15.000Z",
    revision: body.revision,
  });
  await confirmed();
  const date = Date.UTC(2026, 5, 1, 12, 30, 15);
  expect(there("INBOX", "From a program")).toMatchObject([{ flags: ["\\Seen", "\\Flagged"], date }]);
  const source = await ada.visit(`/v1/mailboxes/${mailboxId}/messages/${body.id}/source`);
  expect(new Uint8Array(await source.arrayBuffer())).toEqual(bytesOf("From a program"));
  const { changes } = await ada.call("listChanges", { params: { mailboxId } });
  expect(changes[0]).toMatchObject({ id: body.change, kind: "append", to: "INBOX", outcome: "done" });
});

test("check 28: nothing that a message names is fetched by the server", async () => {
  const asked: (string | undefined)[] = [];
  const elsewhere = createServer((request, response) => {
    asked.push(request.url);
    response.end();
  });
  await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
  const at = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const html = `<link rel="stylesheet" href="${at}/a.css"><style>@import url(${at}/b.css)</style>
    <img src="${at}/c.png" srcset="${at}/d.png 2x"><body background="${at}/e.png"><iframe src="${at}/f"></iframe>`;
  const head = ["From: a@b.example", "Subject: From elsewhere", `List-Unsubscribe: <${at}/g>`];
  const message = [
    ...head,
    `Disposition-Notification-To: x@[127.0.0.1]`,
    "Content-Type: text/html",
    "",
    html,
  ];
  const bytes = new Uint8Array(Buffer.from(message.join("\r\n").replace(/\r?\n/g, "\r\n")));
  const { body } = await send(bytes, { path: `${mailboxId}/messages?folder=${idOf("inbox")}` });
  expect((await read(body.id)).html).toContain(`${at}/c.png`);
  await ada.visit(`/v1/mailboxes/${mailboxId}/messages/${body.id}/source`);
  await confirmed();
  await new Promise((resolve) => elsewhere.close(resolve));
  expect(asked).toEqual([]);
});

test("a draft is saved, saved again, and discarded for good", async () => {
  const first = await draft("Draft", "One");
  expect(first).toMatchObject({ status: 202 });
  const { id } = first.body;
  expect(await read(id)).toMatchObject({ folderId: idOf("drafts"), flags: ["seen", "draft"] });
  const second = await save(id, first.etag, "One, two");
  expect(second).toMatchObject({ status: 202, body: { id } });
  expect(second.body.revision).not.toBe(first.body.revision);
  await confirmed();
  const message = await read(id);
  expect(message).toMatchObject({ text: "Good morning. One, two\n", revision: second.body.revision });
  expect(there("Drafts", "Draft").map(({ text }) => text.split("\r\n\r\n")[1])).toEqual([
    "Good morning. One, two\r\n",
  ]);

  const discarded = await discard(id, second.etag);
  expect(discarded).toMatchObject({ status: 202, body: { messages: 1 } });
  expect((await ada.ask("readMessage", { params: { mailboxId, messageId: id } })).status).toBe(404);
  const changeId = discarded.body.id;
  await ada.call("undoChange", { params: { mailboxId, changeId } });
  expect(await read(id)).toMatchObject({ revision: second.body.revision });
  await discard(id);
  await twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
  await ada.call("retryMailbox", { params: { mailboxId } });
  await confirmed();
  expect(there("Drafts", "Draft")).toEqual([]);
});

test("who saves over what somebody else saved is told so, and nothing is lost", async () => {
  const first = await draft("Draft", "Common");
  const { id } = first.body;
  const theirs = await save(id, first.etag, "Theirs");
  expect(await save(id, first.etag, "Ours")).toMatchObject({ status: 412, body: { code: "other_revision" } });
  expect(await save(id, '"something else"', "Ours")).toMatchObject({ status: 412 });
  expect(await discard(id, first.etag)).toMatchObject({ status: 412 });
  expect(await save(id, null, "Ours")).toMatchObject({ status: 428, body: { code: "if_match_missing" } });
  expect((await read(id)).text).toBe("Good morning. Theirs\n");
  // Of two at once one is first.
  const both = await Promise.all([save(id, theirs.etag, "One"), save(id, theirs.etag, "Other")]);
  expect(both.map(({ status }) => status).sort()).toEqual([202, 412]);
  await discard(id);
});

test("what is no message, or too long for one, is refused by field", async () => {
  const to = { path: `${mailboxId}/messages?folder=${idOf("inbox")}` };
  const changes = async () => (await ada.call("listChanges", { params: { mailboxId } })).changes;
  const before = (await changes()).length;
  const text = (of: string) => new Uint8Array(Buffer.from(of));
  for (const bytes of ["", "no headers here\r\n", "Subject: x\n\nbare", "Subject: x\r\n\r\na\0b"]) {
    expect(await send(text(bytes), to), JSON.stringify(bytes)).toMatchObject({
      status: 422,
      body: { code: "invalid", errors: [{ field: "body" }] },
    });
  }
  const long = new Uint8Array(50 * 1024 * 1024 + 1).fill(120);
  expect(await send(long, to)).toMatchObject({ status: 413, body: { code: "too_large" } });
  expect((await send(bytesOf("x"), { ...to, headers: { "content-type": "text/plain" } })).status).toBe(415);
  const json = { body: "{}", method: "POST", headers: { "content-type": "application/json" } };
  expect((await ada.visit(`/v1/mailboxes/${to.path}`, json)).status).toBe(415);
  expect((await send(bytesOf("x"), { path: `${mailboxId}/changes` })).status, "nor elsewhere").toBe(415);
  const endless = { ...json, body: new Blob(["Subject: x"]).stream(), duplex: "half" };
  const type = { "content-type": "message/rfc822" };
  const untold = await ada.visit(`/v1/mailboxes/${to.path}`, { ...endless, headers: type } as RequestInit);
  expect(untold.status, "of unknown length").toBe(411);
  expect(await changes()).toHaveLength(before);
});

test("what the provider refused says so, and is given once more when one asks", async () => {
  const { control } = twinbox.playground;
  const retry = (id: string, client = ada) =>
    send(null, { path: `${mailboxId}/messages/${id}/retry`, client });
  control.setSwitch(ADA, "readOnlyFolders", "INBOX");
  const { body } = await upload("Not taken");
  await untilDone(async () => (await read(body.id)).refused !== null);
  control.setSwitch(ADA, "readOnlyFolders", "");
  expect((await read(body.id)).refused).toBe("refused");
  expect((await retry(body.id, await twinbox.signIn(BRAM))).status).toBe(404);
  expect((await retry(body.id)).status).toBe(202);
  await confirmed();
  expect((await read(body.id)).refused).toBe(null);
  expect(there("INBOX", "Not taken")).toHaveLength(1);
  expect((await retry(body.id)).status).toBe(409);
  expect((await retry(NOBODY)).status).toBe(409);
});

test("parameters that mean nothing are refused by field", async () => {
  const folder = `folder=${idOf("inbox")}`;
  for (const [field, query] of [
    ["folder", ""],
    ["folder", "folder=x"],
    ["flags", `${folder}&flags=deleted`],
    ["flags", `${folder}&flags=seen;x`],
    ["date", `${folder}&date=yesterday`],
    ["date", `${folder}&date=1969-12-31T23:59:59Z`],
    ["date", `${folder}&date=2026-13-01T00:00:00Z`],
  ] as const) {
    expect(await upload("x", query), query).toMatchObject({ status: 422, body: { errors: [{ field }] } });
  }
});

test("a folder that isn't there, or that nothing is mapped to, is said in a sentence", async () => {
  expect(await upload("x", `folder=${NOBODY}`)).toMatchObject({ status: 409, body: { code: "no_folder" } });
});

test("what lies elsewhere is no draft", async () => {
  const { body } = await upload("No draft");
  expect((await save(body.id, `"${body.revision}"`, "x")).status).toBe(404);
  expect((await discard(body.id)).status).toBe(404);
  expect((await discard(NOBODY)).status).toBe(404);
});

test("another's mailbox and another's drafts aren't there, in this workspace and in others", async () => {
  const { body, etag } = await draft("Draft", "Mine");
  for (const email of [BRAM, ADMIN, EVE]) {
    const client = await twinbox.signIn(email);
    expect((await upload("x", `folder=${idOf("inbox")}`, client)).status, email).toBe(404);
    expect((await send(bytesOf("x"), { path: `${mailboxId}/drafts`, client })).status, email).toBe(404);
    expect((await save(body.id, etag, "Theirs", client)).status, email).toBe(404);
    expect((await discard(body.id, null, client)).status, email).toBe(404);
  }
  expect((await read(body.id)).text).toBe("Good morning. Mine\n");
  await discard(body.id);
});

test("who isn't signed in, or comes from another site, changes nothing", async () => {
  const path = `${mailboxId}/drafts`;
  const stranger = await fetch(`${twinbox.url}/v1/mailboxes/${path}`, {
    method: "POST",
    body: bytesOf("x"),
    headers: { "content-type": "message/rfc822" },
  });
  expect(stranger.status).toBe(401);
  const headers = { origin: "https://evil.example" };
  expect(await send(bytesOf("x"), { path, headers })).toMatchObject({ status: 403 });
});

test("programs are told of it by the interface's own description", async () => {
  const described = (await (await ada.visit("/v1/openapi.json")).json()) as {
    paths: Record<
      string,
      Record<string, { requestBody?: { content: object }; parameters: { name: string }[] }>
    >;
  };
  const { post } = described.paths["/v1/mailboxes/{mailboxId}/messages"] ?? {};
  expect(Object.keys(post?.requestBody?.content ?? {})).toEqual(["message/rfc822"]);
  const { put } = described.paths["/v1/mailboxes/{mailboxId}/drafts/{messageId}"] ?? {};
  expect(put?.parameters.map(({ name }) => name)).toContain("if-match");
});
