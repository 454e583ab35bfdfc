// Changing mail over HTTP, with the server and its worker running: 202 at once, done at the provider without anybody
// asking, and what a stranger or a hurried program gets.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerOf, BodyOf } from "../api/operations.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { readMailbox, syncByForms, untilConfirmed } from "./testing/sync-by-forms.ts";
import { untilDone } from "./testing/until.ts";

type Act = BodyOf<"changeMessages">["act"];
const NOBODY = "00000000-0000-7000-8000-000000000000";

let twinbox: RunningTwinbox;
let ada: ApiClient;
let mailboxId: string;
let folders: AnswerOf<"listFolders">;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
  ada = await twinbox.signIn(ADA);
  mailboxId = await syncByForms(ada, ADA, ["inbox", "archive"]);
  folders = await ada.call("listFolders", { params: { mailboxId } });
});
afterAll(() => twinbox?.close());

const idOf = (role: string): string => folders.find((each) => each.role === role)?.id ?? "";
const list = (role: string) =>
  ada.call("listMessages", { params: { mailboxId }, query: { folder: idOf(role), limit: "200" } });
async function newest(): Promise<string> {
  return (await list("inbox")).messages[0]?.id ?? "";
}
const change = (act: Act, messages: BodyOf<"changeMessages">["messages"], client = ada) =>
  client.ask("changeMessages", { params: { mailboxId }, body: { act, messages } });
const subjects = (path: string): readonly string[] =>
  twinbox.playground.control.listMessages(ADA, path, 500).map(({ subject }) => subject);

test("archived, it is in Archive at once, and at the provider without being asked", async () => {
  const subject = "To be filed";
  await twinbox.playground.control.deliver(ADA, { subject });
  await untilDone(async () => (await list("inbox")).messages.some((each) => each.subject === subject));
  const id = await newest();
  const answer = await change({ kind: "archive", from: idOf("inbox") }, [id]);
  expect(answer).toMatchObject({ status: 202, body: { messages: 1 } });
  expect((await list("archive")).messages.some((each) => each.id === id)).toBe(true);
  expect((await list("inbox")).messages.some((each) => each.id === id)).toBe(false);
  await untilDone(
    async () => subjects("Archive").includes(subject) && (await readMailbox(ada)).outbox.waiting === 0,
  );
  expect(subjects("INBOX")).not.toContain(subject);
  const { changes } = await ada.call("listChanges", { params: { mailboxId } });
  expect(changes[0]).toMatchObject({ kind: "move", from: "INBOX", to: "Archive", subject, outcome: "done" });
});

test("all of a folder is marked as read with one request", async () => {
  const { control } = twinbox.playground;
  await change({ kind: "flags", add: ["seen"], remove: [] }, { all: idOf("inbox") });
  const unread = (await ada.call("listFolders", { params: { mailboxId } })).find(
    ({ role }) => role === "inbox",
  );
  expect(unread?.unread).toBe(0);
  await untilConfirmed(ada);
  const flags = control.uidsOf(ADA, "INBOX").map((uid) => control.flagsOf(ADA, "INBOX", uid));
  expect(flags.every((each) => each.includes("\\Seen"))).toBe(true);
});

test("deleted into a folder nobody mapped, it can be taken back for ten seconds", async () => {
  const id = await newest();
  const { body } = await change({ kind: "delete", from: idOf("inbox") }, [id]);
  expect((await list("inbox")).messages.some((each) => each.id === id)).toBe(false);
  const changeId = String((body as { id?: string }).id);
  await ada.call("undoChange", { params: { mailboxId, changeId } });
  expect((await list("inbox")).messages.some((each) => each.id === id)).toBe(true);
  const again = await ada.ask("undoChange", { params: { mailboxId, changeId } });
  expect(again).toMatchObject({ status: 409, body: { code: "too_late" } });
});

test("a folder that the mailbox hasn't is said in a sentence", async () => {
  const id = await newest();
  expect(await change({ kind: "move", from: idOf("inbox"), to: NOBODY }, [id])).toMatchObject({
    status: 409,
    body: { code: "no_folder", title: "This folder isn't there any more." },
  });
});

test("messages that nobody has are passed over, and malformed requests are refused by field", async () => {
  expect(await change({ kind: "archive", from: null }, [NOBODY])).toMatchObject({
    status: 202,
    body: { messages: 0 },
  });
  for (const messages of [[], ["x"], { all: "x" }] as never[]) {
    expect((await change({ kind: "archive", from: null }, messages)).status).toBe(422);
  }
  for (const flag of ["\\Recent", "deleted", "draft"]) {
    const odd = { kind: "flags", add: [flag], remove: [] } as never;
    expect((await change(odd, [NOBODY])).status).toBe(422);
  }
  const both: Act = { kind: "flags", add: ["seen"], remove: ["seen"] };
  expect((await change(both, [NOBODY])).status).toBe(422);
});

test("another's mailbox isn't there, whatever is asked of it", async () => {
  const bram = await twinbox.signIn(BRAM);
  const id = await newest();
  expect((await change({ kind: "archive", from: null }, [id], bram)).status).toBe(404);
  for (const [name, extra] of [
    ["undoChange", { changeId: NOBODY }],
    ["listChanges", {}],
    ["dismissRefusals", {}],
  ] as const) {
    expect((await bram.ask(name, { params: { mailboxId, ...extra } as never })).status, name).toBe(404);
  }
  expect((await list("inbox")).messages.some((each) => each.id === id)).toBe(true);
});

// The last one: what it puts into Inbox no provider has.
test("more than 20,000 at once is refused in a sentence, and nothing is changed", async () => {
  const { id: workspaceId } = twinbox.workspace;
  await twinbox.sql(
    `with made as (
       insert into twinbox.message (workspace_id, id, mailbox_id, revision_id, fingerprint, internal_date, search)
       select '${workspaceId}', gen_random_uuid(), '${mailboxId}', gen_random_uuid(), '\\x00', i, ''
       from generate_series(1, 20001) i returning id, internal_date)
     insert into twinbox.copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date)
     select '${workspaceId}', folder_id, 'many:' || made.internal_date, made.id, 0, made.internal_date
     from made, twinbox.app_folder where app_folder.id = '${idOf("inbox")}'`,
  );
  const read: Act = { kind: "flags", add: ["seen"], remove: [] };
  expect(await change(read, { all: idOf("inbox") })).toMatchObject({
    status: 409,
    body: { code: "too_many", title: "At most 20,000 messages can be changed at once." },
  });
  expect((await readMailbox(ada)).outbox).toMatchObject({ waiting: 0, held: 0 });
});
