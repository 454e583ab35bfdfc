// J14 over the interface, with a provider that sends real mail: records are pushed, mail is linked when it comes and when it is
// here, each colleague sees what they may, and where only mail of records is imported the rest isn't here at all.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { mapProposals, panelUntil } from "./testing/by-hand.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";
import { until } from "./testing/until.ts";

const EVA = "eva@adatum.example";

let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let ada: ApiClient;
let bram: ApiClient;
let admin: ApiClient;
let mailboxId: string;
let letters = 0;
beforeAll(async () => {
  twinbox = await startTwinbox();
  ({ control } = twinbox.playground);
  admin = await twinbox.signIn(ADMIN);
  [ada, bram] = [await twinbox.signIn(ADA), await twinbox.signIn(BRAM)];
  for (const [client, address] of [
    [ada, ADA],
    [bram, BRAM],
  ] as const) {
    await connectByForms(client, address);
    await mapProposals(client);
    await panelUntil(client, ({ mailbox }) => mailbox?.state === "inSync");
  }
  mailboxId = (await ada.call("readEmailSettings")).mailbox?.id ?? "";
});
afterAll(() => twinbox?.close());

interface Given {
  readonly subject: string;
  readonly from?: string;
  readonly more?: string;
  readonly to?: readonly string[];
}

/** Once, to each of these. */
async function deliver({ subject, from = EVA, more = "", to = [ADA] }: Given): Promise<void> {
  const head = `Message-ID: <${subject.replaceAll(" ", ".")}@x>\r\nDate: Mon, 02 Nov 2026 09:00:00 +0000\r\nFrom: <${from}>\r\n`;
  const raw = Buffer.from(
    `${head}To: <${to.join(">, <")}>\r\n${more}Subject: ${subject}\r\n\r\nGood morning, ${subject}.\r\n`,
  );
  // Whole seconds, each another.
  const date = Date.now() - 3_600_000 + 1_000 * ++letters;
  for (const address of to) await control.deliver(address, { raw, date });
}

async function push(externalId: string, addresses: readonly string[], more = {}): Promise<string> {
  const record = {
    type: "candidate",
    externalId,
    name: `Eva ${externalId}`,
    addresses: [...addresses],
    ...more,
  };
  await admin.call("pushRecords", { body: { records: [record] } });
  const { records } = await ada.call("findRecords", { query: { q: externalId } });
  return records[0]?.id ?? "";
}

type RecordMessages = AnswerOf<"listRecordMessages">["messages"];

async function seen(client: ApiClient, recordId: string): Promise<RecordMessages> {
  return (await client.call("listRecordMessages", { params: { recordId }, query: {} })).messages;
}

const subjects = (messages: RecordMessages) => messages.map(({ subject }) => subject);

test("mail that is here and mail that comes is on the record, once for all who have it", async () => {
  await deliver({ subject: "Before", to: [ADA, BRAM] });
  await until(
    "it is here",
    () => ada.call("listMessages", { params: { mailboxId }, query: {} }),
    ({ messages }) => messages.some(({ subject }) => subject === "Before"),
  );
  const recordId = await push("1", ["Eva@Adatum.example"], { url: "https://ats.example/1" });
  await until(
    "what is here is linked",
    () => ada.call("readRecord", { params: { recordId } }),
    ({ linking }) => !linking,
  );
  await deliver({ subject: "After", to: [ADA, BRAM] });
  await deliver({ subject: "Re After", from: BRAM, more: "In-Reply-To: <After@x>\r\n" });
  await until(
    "all is linked",
    () => seen(ada, recordId),
    ({ length }) => length === 3,
  );
  expect(await seen(ada, recordId)).toMatchObject([
    { subject: "Re After", how: "reply", mailboxId, direction: "out", shown: "full" },
    { subject: "After", how: "address", mailboxId, direction: "in" },
    // By its address, or as a copy of his, which is told as a reply: whichever of the two is linked first.
    { subject: "Before", mailboxId },
  ]);
  await until(
    "his too",
    () => seen(bram, recordId),
    (messages) => messages.length === 2 && messages.every((each) => each.mailboxId !== null),
  );
});

test("a colleague sees the subject, all of it, or nothing, as it is said; and the application's word only where it counts", async () => {
  const recordId = await push("2", ["zoe@litware.example"], { shown: "full" });
  await deliver({ subject: "Offer", from: "zoe@litware.example" });
  const [message] = await until(
    "it is linked",
    () => seen(ada, recordId),
    ({ length }) => length === 1,
  );
  const params = { recordId, messageId: message?.messageId ?? "" };
  expect(await seen(bram, recordId)).toMatchObject([
    { subject: "Offer", shown: "subject", mailboxId: null, snippet: null, attachments: null },
  ]);
  expect(await bram.ask("readRecordMessage", { params })).toMatchObject({
    status: 403,
    body: { code: "subject_only" },
  });
  const see = (colleaguesSee: "full" | "nothing" | "record") =>
    ada.call("setRecordVisibility", { params: { mailboxId }, body: { colleaguesSee } });
  await see("record");
  expect(await bram.call("readRecordMessage", { params })).toMatchObject({
    text: expect.stringContaining("Good morning, Offer."),
  });
  const own = { mailboxId, messageId: params.messageId };
  const set = (isPrivate: boolean) => ada.call("setPrivate", { params: own, body: { private: isPrivate } });
  expect(await set(true)).toMatchObject({ private: true, colleagues: { shown: "nothing", why: "private" } });
  expect([await seen(bram, recordId), (await bram.ask("readRecordMessage", { params })).status]).toEqual([
    [],
    404,
  ]);
  expect(await set(false)).toMatchObject({ colleagues: { shown: "full", why: "record" } });
  await see("nothing");
  expect(await seen(bram, recordId)).toEqual([]);
  await see("full");
  await deliver({
    subject: "Secret",
    from: "zoe@litware.example",
    more: "Sensitivity: Company-Confidential\r\n",
  });
  await until(
    "that too",
    () => seen(ada, recordId),
    ({ length }) => length === 2,
  );
  expect(subjects(await seen(bram, recordId))).toEqual(["Offer"]);
  expect((await admin.ask("readMessageRecords", { params: own })).status, "an admin is a colleague").toBe(
    404,
  );
});

test("by hand, with the conversation, and taken back", async () => {
  const recordId = await push("3", []);
  await deliver({ subject: "Lunch", from: "o@works.example" });
  await deliver({ subject: "Re: Lunch", from: "o@works.example", more: "In-Reply-To: <Lunch@x>\r\n" });
  const list = () => ada.call("listMessages", { params: { mailboxId }, query: {} });
  const { messages } = await until("both are here", list, (page) =>
    page.messages.some(({ subject }) => subject === "Re: Lunch"),
  );
  const conversation = messages.find(({ subject }) => subject === "Lunch")?.conversationId ?? "";
  const link = (linked: boolean, chosen: string[] | { conversation: string }) =>
    ada.call("linkMessages", { params: { mailboxId }, body: { recordId, linked, messages: chosen } });
  const linked = await link(true, { conversation });
  expect(linked.messages).toHaveLength(2);
  expect(await seen(ada, recordId)).toMatchObject([
    { subject: "Re: Lunch", how: "hand", linkedBy: "Ada Jansen" },
    { subject: "Lunch" },
  ]);
  expect((await link(false, linked.messages)).messages.toSorted()).toEqual(linked.messages.toSorted());
  expect(await seen(ada, recordId)).toEqual([]);
  const other = await bram.ask("linkMessages", {
    params: { mailboxId },
    body: { recordId, linked: true, messages: { conversation } },
  });
  expect(other.status).toBe(404);
});

test("check 40: a forged answer is there as what it is, and makes nobody else's mail anything else", async () => {
  const recordId = await push("4", ["lee@fabrikam.example"]);
  await deliver({ subject: "Real", from: "lee@fabrikam.example" });
  await until(
    "it is linked",
    () => seen(ada, recordId),
    ({ length }) => length === 1,
  );
  const before = await seen(ada, recordId);
  const forged = "In-Reply-To: <Real@x>\r\nReferences: <Real@x>\r\n";
  await deliver({ subject: "Re: Real", from: "lee@evil.example", more: forged });
  // The very message, as somebody else would have it.
  const twin = Buffer.from(
    `Message-ID: <Real@x>\r\nFrom: <lee@evil.example>\r\nTo: <${ADA}>\r\nSubject: Pay me\r\n\r\nNow.\r\n`,
  );
  await control.deliver(ADA, { raw: twin });
  await until(
    "both have come",
    () => ada.call("listMessages", { params: { mailboxId }, query: {} }),
    ({ messages }) =>
      ["Re: Real", "Pay me"].every((each) => messages.some(({ subject }) => subject === each)),
  );
  const after = await seen(ada, recordId);
  expect(after.find(({ subject }) => subject === "Re: Real")).toMatchObject({
    ...{ from: [{ address: "lee@evil.example" }], how: "reply", direction: "in" },
  });
  expect(after.find(({ subject }) => subject === "Real")).toEqual(before[0]);
  const opened = before[0]?.messageId ?? "";
  const message = await ada.call("readRecordMessage", { params: { recordId, messageId: opened } });
  expect([message.from[0]?.address, message.subject]).toEqual(["lee@fabrikam.example", "Real"]);
  expect([message.protection, message.understood, message.whole]).toEqual([null, true, true]);
});

test("a file brings what is right in it, and says what isn't", async () => {
  const send = async (text: string | Buffer) => {
    const response = await admin.visit("/v1/record-imports", {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body: new Uint8Array(Buffer.from(text as string)),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const lines = [
    "\ufeffName;Type;ID;Addresses;URL",
    '"Jansen; Eva";candidate;77;eva@home.example eva@work.example;https://ats.example/77',
    "No address;candidate;78;;",
    "Wrong;candidate;79;not an address;",
    ";candidate;80;;",
    "Twice;candidate;77;;",
    "Bad link;candidate;81;;javascript:alert(1)",
  ];
  expect(await send(lines.join("\r\n"))).toEqual({
    status: 200,
    body: {
      ...{ made: 2, changed: 0, same: 0 },
      wrong: [
        { at: 4, code: "noAddress", column: "addresses", value: "not, an, address" },
        { at: 5, code: "missing", column: "name", value: "" },
        { at: 6, code: "twice", column: "id", value: "77" },
        { at: 7, code: "noUrl", column: "url", value: "javascript:alert(1)" },
      ],
    },
  });
  const [long, many] = ["x".repeat(301), "a@home.example ".repeat(101)];
  const further = [
    "type,id,name,addresses,shown",
    "candidate,,Kim,,all",
    "candidate,82,Kim,,all",
    `candidate,83,${long},,`,
    `candidate,84,Kim,${many},`,
  ];
  expect((await send(further.join("\n"))).body.wrong).toEqual([
    { at: 2, code: "missing", column: "id", value: "" },
    { at: 3, code: "noShown", column: "shown", value: "all" },
    { at: 4, code: "tooLong", column: "name", value: long.slice(0, 100) },
    { at: 5, code: "tooMany", column: "addresses", value: expect.stringMatching(/^a@home.example, a/) },
  ]);
  const { records } = await admin.call("findRecords", { query: { q: "jansen; eva" } });
  expect(records).toMatchObject([
    { externalId: "77", addresses: ["eva@home.example", "eva@work.example"], url: "https://ats.example/77" },
  ]);
  for (const bad of [
    "",
    "a,b\n1,2",
    "type,id,name,addresses\n",
    'type,id,name,addresses\n"x',
    Buffer.from([0xff, 0xfe]),
  ]) {
    expect((await send(bad)).status, String(bad)).toBe(422);
  }
});

test("merged, both ids lead to one; removed, it is gone, and its mail stays in the mailbox", async () => {
  const from = await push("5", ["kim@tailspin.example"]);
  const into = await push("6", []);
  await deliver({ subject: "Merge me", from: "kim@tailspin.example" });
  await until(
    "it is linked",
    () => seen(ada, from),
    ({ length }) => length === 1,
  );
  await admin.call("mergeRecord", { params: { recordId: from }, body: { into } });
  expect(await ada.call("readRecord", { params: { recordId: from } })).toMatchObject({
    id: into,
    merged: true,
  });
  expect(subjects(await seen(ada, from))).toEqual(["Merge me"]);
  const again = { type: "candidate", externalId: "5", name: "Kim", addresses: [] };
  expect(await admin.call("pushRecords", { body: { records: [again] } })).toMatchObject({
    made: 0,
    wrong: [{ at: 0, code: "merged", column: "id", value: "5" }],
  });
  await admin.call("removeRecord", { params: { recordId: into } });
  for (const recordId of [from, into]) {
    expect((await ada.ask("readRecord", { params: { recordId } })).status).toBe(404);
  }
  const { messages } = await ada.call("listMessages", { params: { mailboxId }, query: {} });
  expect(messages.some(({ subject }) => subject === "Merge me")).toBe(true);
});

test("where only mail of records is imported the rest isn't here, until a record has its address or all is imported", async () => {
  const rules = (recordsOnly: boolean) =>
    admin.call("saveRecordRules", { body: { ignored: [], recordsOnly } });
  const here = async () => {
    const { messages } = await ada.call("listMessages", { params: { mailboxId }, query: { limit: "200" } });
    return messages.map(({ subject }) => subject).filter((subject) => subject.startsWith("Only"));
  };
  await rules(true);
  await deliver({ subject: "Only unknown", from: "who@northwind.example" });
  await deliver({ subject: "Only nobody's", from: "nobody@northwind.example" });
  await deliver({ subject: "Only Eva's" });
  await until("Eva's is here", here, ({ length }) => length > 0);
  expect(await here()).toEqual(["Only Eva's"]);
  const rows = await twinbox.rows<{ text: string }>("select search as text from twinbox.message");
  expect(
    rows.some(({ text }) => text.includes("northwind")),
    "nothing of it is in the database",
  ).toBe(false);
  const recordId = await push("9", ["who@northwind.example"]);
  await until("what was left out is looked for", here, ({ length }) => length > 1);
  expect((await here()).toSorted()).toEqual(["Only Eva's", "Only unknown"]);
  expect(subjects(await seen(ada, recordId))).toEqual(["Only unknown"]);
  await rules(false);
  await until("all is imported", here, ({ length }) => length > 2);
  expect((await here()).toSorted()).toEqual(["Only Eva's", "Only nobody's", "Only unknown"]);
});
