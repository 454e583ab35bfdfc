import { expect, test } from "vitest";
import type { MessageId } from "../base/ids.ts";
import { parseSearch } from "../core/search-query.ts";
import type { ListedMessage } from "../engine/ports/reading.ts";
import { SearchBed } from "./testing/search-bed.ts";
import { NOW, newConnection, nextId } from "./testing/store-world.ts";

const DAY_MS = 86_400_000;
const file = { part: "2", contentType: "application/pdf", size: 9, contentId: null, inline: false };

async function letters(): Promise<SearchBed> {
  const bed = await SearchBed.open();
  await bed.receive(
    { subject: "Réunion À MIDI", body: "The quick brown fox. Candidates: Łukasz", flags: 0 },
    {
      subject: "Your offer",
      body: "jumps over the lazy dog",
      scan: { attachments: [{ ...file, fileName: "Curriculum vitæ.pdf" }] },
      flags: 5,
    },
    {
      subject: "Invoice 2026-1182",
      body: "quick fox brown; write to bram@fabrikam.example",
      scan: { from: [{ name: "Zoë Smit", address: "zoe@litware.example" }] },
      folder: "archive",
    },
    { subject: "日本語のテスト", body: "東京", internalDate: NOW - 400 * DAY_MS },
  );
  return bed;
}

const [REUNION, OFFER, INVOICE, JAPANESE] = [
  "Réunion À MIDI",
  "Your offer",
  "Invoice 2026-1182",
  "日本語のテスト",
];

test("words are found in subject, people, files and text, whatever their case and accents", async () => {
  const bed = await letters();
  await bed.indexAll();
  for (const [text, found] of [
    ["reunion", [REUNION]],
    ["REUNIÓN midi", [REUNION]],
    ["lukasz", [REUNION]],
    ["quick", [INVOICE, REUNION]],
    ["qui", [INVOICE, REUNION]],
    ["qui x", []],
    ['"qui"', []],
    ['"brown fox"', [REUNION]],
    ["fox brown ", [INVOICE, REUNION]],
    ["vitae", [OFFER]],
    ["curriculum", [OFFER]],
    ["zoe", [INVOICE]],
    ["2026-1182", [INVOICE]],
    ["bram@fabrikam.example", [INVOICE]],
    ["bram@fab", [INVOICE]],
    ["本語", [JAPANESE]],
    ["語本", []],
    ["東京", [JAPANESE]],
    ["nothing", []],
    ["", []],
    ["!!!", []],
  ] as const) {
    expect(await bed.found(text), text).toEqual(found);
  }
});

test("what is found is told as the list tells it, with its conversation, placed or not", async () => {
  const bed = await letters();
  await bed.indexAll();
  const { workspaceId, mailboxId } = bed.owner;
  const listed = async () => {
    const query = { folder: null, offset: 0, limit: 9 };
    return (await bed.stores.reading.listMessages(workspaceId, mailboxId, query)).messages;
  };
  const found = async () => {
    const request = { query: parseSearch("-nothing"), after: null, limit: 9 };
    const { messages } = await bed.search.search(workspaceId, mailboxId, request);
    return messages.map(({ place: _, ...message }) => message);
  };
  expect((await found()).map(({ conversationId }) => conversationId)).not.toContain(undefined);
  expect(await found()).toEqual(await listed());
  await bed.opened.asOwner("update twinbox.message set conversation_id = null");
  expect(await found()).toEqual(await listed());
});

test("operators narrow it down", async () => {
  const bed = await letters();
  await bed.indexAll();
  for (const [text, found] of [
    ["from:zoe", [INVOICE]],
    ["from:zoe@litware.example", [INVOICE]],
    ["from:quick", []],
    ["-from:zoe quick ", [REUNION]],
    ["to:ada@contoso.example quick", [INVOICE, REUNION]],
    ["to:zoe", []],
    ["subject:offer", [OFFER]],
    ["subject:lazy", []],
    ["has:attachment", [OFFER]],
    ["-has:attachment quick", [INVOICE, REUNION]],
    ["is:unread", [REUNION]],
    ["is:unread quick", [REUNION]],
    ["-is:unread quick", [INVOICE]],
    ["is:read", [INVOICE, OFFER, JAPANESE]],
    ["is:flagged", [OFFER]],
    ["-is:flagged", [INVOICE, REUNION, JAPANESE]],
    ["is:unread is:read", []],
    ["in:archive", [INVOICE]],
    ["in:Archief quick", [INVOICE]],
    ["-in:archive quick", [REUNION]],
    ["in:inbox in:archive", []],
    ["in:nowhere", []],
    ["-quick", [OFFER, JAPANESE]],
    ["before:2026-01-01", [JAPANESE]],
    ["after:2026-01-01", [INVOICE, OFFER, REUNION]],
    ["after:2026-01-01 quick", [INVOICE, REUNION]],
    ["before:2026-01-01 quick", []],
    ["-before:2026-01-01 quick", [INVOICE, REUNION]],
  ] as const) {
    expect(await bed.found(text), text).toEqual(found);
  }
});

test("what isn't indexed yet is found by subject and people, and it is told how much that is", async () => {
  const bed = await letters();
  const { workspaceId, mailboxId } = bed.owner;
  expect(await bed.search.indexProgress(workspaceId, mailboxId)).toEqual({ done: 0, total: 4 });
  for (const [text, found] of [
    ["reunion", [REUNION]],
    ["zoe", [INVOICE]],
    ["from:zoe", [INVOICE]],
    ["subject:zoe", []],
    ["to:zoe", [INVOICE]],
    ["quick", []],
    ["has:attachment", [OFFER]],
    ["-offer -zoe ", [REUNION, JAPANESE]],
    ["is:unread", [REUNION]],
    ["in:archive", [INVOICE]],
  ] as const) {
    expect(await bed.found(text), text).toEqual(found);
  }
  const [newest] = await bed.index.takeDue(bed.owner, 1);
  if (newest === undefined) throw new Error("nothing is due");
  await bed.index.saveIndexed(bed.owner, [{ ...newest, body: "the quick fox" }]);
  expect(await bed.search.indexProgress(workspaceId, mailboxId)).toEqual({ done: 1, total: 4 });
  expect(await bed.found("quick")).toEqual([INVOICE]);
  expect(await bed.found("eva OR example")).toEqual([]);
  expect(await bed.found("example")).toEqual([INVOICE, OFFER, REUNION, JAPANESE]);
  await bed.opened.asOwner("update twinbox.search_due set taken_until = 0");
  await bed.indexAll();
  expect(await bed.search.indexProgress(workspaceId, mailboxId)).toBe(null);
});

test("page follows page without gaps, also within one second and across years", async () => {
  const bed = await SearchBed.open();
  const many = Array.from({ length: 700 }, (_, number) => ({
    subject: `m${number}`,
    body: number % 3 === 0 ? "often rarely" : "often",
    // Ten of one moment, and years between some.
    internalDate: NOW - Math.floor(number / 10) * 40 * DAY_MS,
  }));
  await bed.receive(...many);
  await bed.indexAll();
  const { workspaceId, mailboxId } = bed.owner;
  for (const text of [
    "often",
    "often ",
    "rarely ",
    "rar",
    "-nothing",
    "is:read",
    "is:read often",
    "in:inbox rarely ",
  ]) {
    const query = parseSearch(text);
    const seen: MessageId[] = [];
    let after: Pick<ListedMessage, "id" | "internalDate"> | null = null;
    for (let more = true; more; ) {
      const page = await bed.search.search(workspaceId, mailboxId, { query, after, limit: 60 });
      seen.push(...page.messages.map(({ id }) => id));
      after = page.messages.at(-1) ?? null;
      more = page.more;
      if (more) expect(page.messages.length, text).toBe(60);
    }
    const wanted = /rar/.test(text) ? 234 : 700;
    expect(new Set(seen).size, text).toBe(wanted);
    expect(seen.length, text).toBe(wanted);
  }
});

test("another workspace's mail, and another mailbox's, are never found", async () => {
  const bed = await letters();
  await bed.indexAll();
  const other = await bed.neighbour();
  await other.receive({ subject: "theirs", body: "quick" });
  await other.indexAll();
  expect(await other.found("quick")).toEqual(["theirs"]);
  expect(await bed.found("quick")).toEqual([INVOICE, REUNION]);
  const sibling = await bed.stores.connections.connect(newConnection(bed.world.user, "jobs@contoso.example"));
  const request = { query: parseSearch("quick"), after: null, limit: 9 };
  const page = await bed.search.search(bed.owner.workspaceId, sibling.mailbox.id, request);
  expect(page).toEqual({ messages: [], more: false, unknownFolders: [] });
});

test("check 22: the function that looks words up keeps to the transaction's workspace, whatever it is given", async () => {
  const bed = await letters();
  await bed.indexAll();
  const other = await bed.neighbour();
  await other.receive({ subject: "theirs", body: "quick" });
  await other.indexAll();
  const { database } = bed.opened;
  const text = "select count(*)::int as count from search_hits($1, 'quick'::tsquery, 0, 9000000000000)";
  const count = (workspaceId: typeof bed.owner.workspaceId | null, mailboxId: string) => {
    const ask = async (tx: Parameters<Parameters<typeof database.outside>[0]>[0]) =>
      (await tx.query<{ count: number }>(text, [mailboxId])).rows[0]?.count;
    return workspaceId === null ? database.outside(ask) : database.readWorkspace(workspaceId, ask);
  };
  expect(await count(bed.owner.workspaceId, bed.owner.mailboxId)).toBe(2);
  expect(await count(bed.owner.workspaceId, other.owner.mailboxId)).toBe(0);
  expect(await count(null, bed.owner.mailboxId)).toBe(0);
});

test("what departed is found no more, and again when it is back", async () => {
  const bed = await SearchBed.open();
  await bed.receive({ subject: "one", body: "quick" }, { subject: "two", body: "quick" });
  await bed.indexAll();
  await bed.opened.asOwner("update twinbox.message set departed_at = 1");
  expect(await bed.found("quick")).toEqual([]);
  await bed.opened.asOwner("update twinbox.message set departed_at = null");
  expect(await bed.found("quick")).toEqual(["two", "one"]);
});

test("of a message that is erased, by age or by an order, no word is left", async () => {
  const bed = await letters();
  await bed.indexAll();
  await bed.receive({ subject: "not read yet" });
  const { workspaceId } = bed.owner;
  const words = async () => {
    const { rows } = await bed.opened.database.readWorkspace(workspaceId, (tx) =>
      tx.query<{ words: number; due: number }>(
        "select (select count(*) from search_entry)::int as words, (select count(*) from search_due)::int as due",
      ),
    );
    return rows[0];
  };
  expect(await words()).toEqual({ words: 4, due: 1 });
  await bed.stores.connections.stop(bed.world.connection, "delete", NOW);
  expect(await words()).toEqual({ words: 0, due: 0 });
});

test("a draft that is saved again is found by what it says now", async () => {
  const bed = await SearchBed.open();
  const [id] = await bed.receive({ subject: "draft", body: "before" });
  await bed.indexAll();
  const { workspaceId } = bed.owner;
  const revised = nextId();
  await bed.opened.asOwner(
    `insert into twinbox.revision select workspace_id, '${revised}', message_id, scan, pack_id, pack_offset, pack_length,
       size, sha256, wrapped_key from twinbox.revision where message_id = '${id}'`,
  );
  const [taken] = await reopen(bed);
  if (taken === undefined) throw new Error("nothing is due");
  await bed.opened.asOwner(
    `update twinbox.message set revision_id = '${revised}'`,
    "update twinbox.search_due set taken_until = 0",
  );
  await bed.index.saveIndexed(bed.owner, [{ ...taken, body: "earlier" }]);
  expect(await bed.found("earlier"), "another revision by now").toEqual([]);
  const [again] = await bed.index.takeDue(bed.owner, 9);
  if (again === undefined) throw new Error("it was forgotten");
  await bed.index.saveIndexed(bed.owner, [{ ...again, body: "now" }]);
  expect(await bed.found("now")).toEqual(["draft"]);
  expect(await bed.found("before")).toEqual([]);
  expect(await bed.index.takeDue({ workspaceId, mailboxId: bed.owner.mailboxId }, 9)).toEqual([]);
});

/** As saving a draft does. */
async function reopen(bed: SearchBed) {
  await bed.opened.asOwner(
    "insert into twinbox.search_due select workspace_id, id, mailbox_id, internal_date from twinbox.message",
  );
  return bed.index.takeDue(bed.owner, 9);
}

test("several processes share what is due, and what one leaves behind another does", async () => {
  const bed = await SearchBed.open();
  await bed.receive(...Array.from({ length: 20 }, (_, number) => ({ subject: `m${number}`, body: "quick" })));
  const taken = await Promise.all(Array.from({ length: 4 }, () => bed.index.takeDue(bed.owner, 5)));
  const ids = taken.flat().map(({ id }) => id);
  expect(new Set(ids).size).toBe(20);
  expect(await bed.index.takeDue(bed.owner, 5)).toEqual([]);
  await bed.opened.asOwner("update twinbox.search_due set taken_until = 0");
  await bed.indexAll();
  expect((await bed.found("quick")).length).toBe(20);
  expect(await bed.index.mailboxesToIndex()).toEqual([]);
});

test("a message with more words than Postgres takes is found by the first of them", async () => {
  const bed = await SearchBed.open();
  const body = Array.from({ length: 30_000 }, (_, number) => `w${number}`).join(" ");
  await bed.receive(
    { subject: "long", body: `${body} ${"again ".repeat(1_000)}` },
    { subject: "odd", body: `${"x".repeat(5_000)} it's \\ 'quoted' \u0000 \ud800 ${"é".repeat(3_000)}` },
  );
  await bed.indexAll();
  expect(await bed.found("w19000 ")).toEqual(["long"]);
  expect(await bed.found('"w5 w6"')).toEqual(["long"]);
  expect(await bed.found("quoted")).toEqual(["odd"]);
  expect(await bed.found("xxxxx")).toEqual(["odd"]);
});
