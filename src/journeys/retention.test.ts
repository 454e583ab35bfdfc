// What is kept no longer (J16): mail that left every mapped folder, earlier revisions, the list of changes, events. Real
// mailbox, Postgres and Playground 365; what is due is due because it is asked about later.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { MessageId, UserId } from "../base/ids.ts";
import { parseClues } from "../core/parse-clues.ts";
import type { WhereAnswer } from "../core/where-is-mail.ts";
import type { RetentionPeriods, ToldDepartures } from "../engine/ports/retention.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { letterBytes } from "./testing/letter.ts";
import { type SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";
import { CHLOE, UploadBed } from "./testing/upload-bed.ts";

const DAY_MS = 86_400_000;
const NEVER: RetentionPeriods = { departed: null, revisions: null, events: null, changes: null };

let bed: UploadBed;
let control: PlaygroundControl;
let mailbox: SyncedMailbox;
let count = 0;
const newSubject = (name: string): string => `${name} ${++count}`;
const idIn = (subject: string): string => `${subject.replaceAll(" ", ".")}@adatum.example`;

beforeAll(async () => {
  bed = await UploadBed.start({ profile: "modern" });
  ({ control, mailbox } = bed);
  // Not mapped.
  await control.createFolder(CHLOE, "Elsewhere");
});
afterAll(() => bed?.close());
beforeEach(() => keep({}));

const house = () => bed.twinbox.house;

async function keep(periods: Partial<RetentionPeriods>): Promise<void> {
  await house().retention.savePeriods(mailbox.at[0], { ...NEVER, ...periods });
}

/** What goes when so many days have passed. */
function afterDays(days: number) {
  const now = Date.now() + days * DAY_MS;
  return house().retention.removeDue(mailbox.at[0], now, new AbortController().signal);
}

async function where(messageId: string): Promise<WhereAnswer> {
  const clues = parseClues({ messageId });
  const answer = clues && (await house().where.where(...mailbox.at, clues, { askProvider: false }));
  if (answer === null) throw new Error("no answer");
  return answer;
}

async function arrived(name: string): Promise<string> {
  const subject = newSubject(name);
  await control.deliver(CHLOE, { raw: letterBytes({ subject }) });
  await mailbox.sync();
  return subject;
}

async function moved(subject: string, from: string, to: string): Promise<void> {
  const found = control.listMessages(CHLOE, from, 1_000).find((each) => each.subject === subject);
  await control.move(CHLOE, from, [found?.uid ?? 0], to);
}

async function departed(name: string): Promise<string> {
  const subject = await arrived(name);
  await moved(subject, "INBOX", "Elsewhere");
  await mailbox.syncUntil(async () => (await where(idIn(subject))).found[0]?.place.kind === "departed");
  return subject;
}

/** What of a message is in the database: [rows of it, rows of its bytes' keys]. */
async function left(id: string): Promise<readonly number[]> {
  const { rows } = await house().database.readWorkspace(mailbox.at[0], (tx) =>
    tx.query<{ messages: number; revisions: number }>(
      `select (select count(*)::int from message where workspace_id = $1 and id = $2) as messages,
         (select count(*)::int from revision where workspace_id = $1 and message_id = $2) as revisions`,
      [mailbox.at[0], id],
    ),
  );
  return [rows[0]?.messages ?? -1, rows[0]?.revisions ?? -1];
}

async function idOf(subject: string): Promise<MessageId> {
  const id = (await where(idIn(subject))).found[0]?.id;
  if (id === undefined) throw new Error(`${subject} isn't here`);
  return id;
}

describe("mail that left every mapped folder", () => {
  test("goes after its days, with its keys, and not before; what is in a folder stays", async () => {
    const stays = await arrived("Stays");
    const subject = await departed("Leaves");
    const id = await idOf(subject);
    const before = bed.twinbox.playground.control.listMessages(CHLOE, "Elsewhere", 1_000);
    await keep({ departed: 30 });
    expect(await afterDays(29)).toMatchObject({ departed: 0 });
    expect(await left(id)).toEqual([1, 1]);
    expect(await afterDays(31)).toEqual({ departed: 1, revisions: 0, events: 0, changes: 0 });
    expect(await left(id)).toEqual([0, 0]);
    expect(await afterDays(31)).toMatchObject({ departed: 0 });
    expect(await mailbox.find(stays)).toHaveLength(1);
    expect(control.listMessages(CHLOE, "Elsewhere", 1_000), "the provider isn't touched").toEqual(before);
  });

  test("is told of to who asks for that message, and its Message-ID can't be read out", async () => {
    const subject = await departed("Asked");
    await keep({ departed: 1 });
    expect(await afterDays(2)).toMatchObject({ departed: 1 });
    expect(await where(idIn(subject))).toMatchObject({
      outcome: "erased",
      found: [],
      erased: { at: expect.any(Number), byAge: true },
    });
    expect((await where(`x${idIn(subject)}`)).erased).toBeNull();
    const { rows } = await house().database.readWorkspace(mailbox.at[0], (tx) =>
      tx.query<{ text: string }>(
        "select erased_mail::text as text from erased_mail where workspace_id = $1",
        [mailbox.at[0]],
      ),
    );
    expect(rows.length).toBeGreaterThan(0);
    const plain = Buffer.from(idIn(subject)).toString("hex");
    expect(
      rows.every(({ text }) => !text.includes(plain) && !text.includes(sha256(Buffer.from(idIn(subject))))),
    ).toBe(true);
  });

  test("stays for ever where the workspace says so, and while the mailbox is on hold", async () => {
    const id = await idOf(await departed("Held"));
    expect(await afterDays(4_000)).toMatchObject({ departed: 0 });
    await keep({ departed: 1, events: 1, changes: 1, revisions: 1 });
    await house().leaving.setHold(...mailbox.at, Date.now());
    expect(await afterDays(4_000)).toEqual({ departed: 0, revisions: 0, events: 0, changes: 0 });
    await house().leaving.setHold(...mailbox.at, null);
    await keep({ departed: 1 });
    expect(await afterDays(4_000)).toMatchObject({ departed: 1 });
    expect(await left(id)).toEqual([0, 0]);
  });

  test("stays while a change of it waits for the provider", async () => {
    const subject = await arrived("Waits");
    const id = await idOf(subject);
    await mailbox.act({ kind: "flags", add: 1, remove: 0 }, [id]);
    await bed.twinbox.sql(
      `delete from twinbox.copy where message_id = '${id}'`,
      `update twinbox.message set departed_at = 1 where id = '${id}'`,
    );
    await keep({ departed: 1 });
    await afterDays(2);
    expect(await left(id)).toEqual([1, 1]);
    await bed.settle();
    await afterDays(2);
    expect(await left(id)).toEqual([0, 0]);
  });

  test("that is put back into a mapped folder afterwards comes as new mail", async () => {
    const subject = await departed("Returns");
    const id = await idOf(subject);
    await keep({ departed: 1 });
    await afterDays(2);
    await moved(subject, "Elsewhere", "INBOX");
    await mailbox.sync();
    const [found] = await mailbox.find(subject);
    expect(found).toMatchObject({ folder: "Inbox" });
    expect(found?.id).not.toBe(id);
  });

  test("that is erased between a loop's look and its commit: the loop begins anew", async () => {
    const subject = await departed("Races");
    await keep({ departed: 1 });
    await moved(subject, "Elsewhere", "INBOX");
    let erased = 0;
    const late = mailbox.through((store) => ({
      ...store,
      async commit(ownership, changes) {
        if ((changes.copies ?? []).length > 0) erased += (await afterDays(2)).departed;
        await store.commit(ownership, changes);
      },
    }));
    await expect(late.sync()).rejects.toMatchObject({ code: "ownershipLost" });
    expect(erased).toBe(1);
    await mailbox.sync();
    expect(await mailbox.find(subject)).toHaveLength(1);
    await bed.expectIdle();
  });
});

describe("mail that a notice told of", () => {
  /** The line of the notice for one folder. */
  async function told(): Promise<ToldDepartures> {
    const [line, ...more] = await house().reading.departures(...mailbox.at);
    if (line === undefined || more.length > 0) throw new Error("not one line");
    const [workspaceId, mailboxId] = mailbox.at;
    const by = "00000000-0000-7000-8000-000000000001" as UserId;
    return { workspaceId, mailboxId, folderId: line.folderId, until: line.at, by, now: Date.now() };
  }
  beforeEach(async () => {
    await house().reading.dismissDepartures(...mailbox.at, Date.now());
  });

  test("is kept for ever, until it returns: of its next departure its user is told anew", async () => {
    const subject = await departed("Kept");
    const id = await idOf(subject);
    const notice = await told();
    await keep({ departed: 1 });
    expect(await house().retention.keepDepartures(notice)).toBe(1);
    expect(await audited("departures.kept")).toContainEqual({
      actor: `user:${notice.by}`,
      detail: { mailbox: mailbox.at[1], messages: 1 },
    });
    expect(await house().reading.departures(...mailbox.at)).toEqual([]);
    expect(await house().retention.keepDepartures(notice), "once").toBe(0);
    expect(await house().retention.removeDepartures(notice), "not by an older notice").toBe(0);
    await afterDays(4_000);
    expect(await left(id)).toEqual([1, 1]);

    await moved(subject, "Elsewhere", "INBOX");
    await mailbox.sync();
    expect(await mailbox.find(subject)).toMatchObject([{ id }]);
    await moved(subject, "INBOX", "Elsewhere");
    await mailbox.syncUntil(async () => (await where(idIn(subject))).found[0]?.place.kind === "departed");
    expect((await told()).until).toBeGreaterThan(notice.until);
    await afterDays(2);
    expect(await left(id)).toEqual([0, 0]);
  });

  test("is removed at once, here only; what was looked at before, left later, or waits stays", async () => {
    const before = await idOf(await departed("Before"));
    await house().reading.dismissDepartures(...mailbox.at, Date.now());
    const subject = await departed("Removed");
    const id = await idOf(subject);
    const waits = await departed("Waiting");
    const waitsId = await idOf(waits);
    const notice = await told();
    const later = await idOf(await departed("Later"));
    const there = control.listMessages(CHLOE, "Elsewhere", 1_000);
    await bed.twinbox.sql(
      `insert into twinbox.change (workspace_id, mailbox_id, seq, act_id, message_id, act, flags_before, state,
         made_at, due_at)
       select workspace_id, mailbox_id, 1000000, id, id, '{"kind":"flags","add":1,"remove":0}', 0, 'attempted', 1, 1
       from twinbox.message where id = '${waitsId}'`,
    );
    expect(await house().retention.removeDepartures(notice)).toBe(1);
    await bed.twinbox.sql("delete from twinbox.change where seq = 1000000");
    expect(await left(id)).toEqual([0, 0]);
    for (const stays of [before, waitsId, later]) expect(await left(stays)).toEqual([1, 1]);
    expect((await where(idIn(subject))).outcome).toBe("erased");
    expect(control.listMessages(CHLOE, "Elsewhere", 1_000), "the provider isn't touched").toEqual(there);
    expect(await audited("departures.removed")).toEqual([
      { actor: `user:${notice.by}`, detail: { mailbox: mailbox.at[1], messages: 1 } },
    ]);
  });

  test("isn't removed while the mailbox is on hold", async () => {
    const id = await idOf(await departed("On hold"));
    const notice = await told();
    await house().leaving.setHold(...mailbox.at, Date.now());
    await expect(house().retention.removeDepartures(notice)).rejects.toMatchObject({ code: "onHold" });
    await house().leaving.setHold(...mailbox.at, null);
    expect(await left(id)).toEqual([1, 1]);
  });
});

test("earlier revisions of a draft go, the newest stays", async () => {
  const subject = newSubject("Draft");
  const first = await mailbox.newDraft(letterBytes({ subject, text: "One." }));
  const second = await mailbox.saveDraft(first, letterBytes({ subject, text: "Two." }));
  await keep({ revisions: 30 });
  await afterDays(31);
  expect(await left(first.messageId), "not while it waits").toEqual([1, 2]);
  await bed.settle();
  expect(await afterDays(29)).toMatchObject({ revisions: 0 });
  expect(await afterDays(31)).toMatchObject({ revisions: 1 });
  expect(await left(first.messageId)).toEqual([1, 1]);
  expect(await mailbox.saveDraft(second, letterBytes({ subject, text: "Three." }))).toBeDefined();
  await bed.settle();
  await bed.expectIdle();
});

test("the revision that a message has stays, whatever else is said of it", async () => {
  const subject = await arrived("Superseded");
  const id = await idOf(subject);
  await bed.twinbox.sql(`update twinbox.revision set superseded_at = 1 where message_id = '${id}'`);
  await keep({ revisions: 1 });
  await afterDays(2);
  expect(await left(id)).toEqual([1, 1]);
  await bed.twinbox.sql(`update twinbox.revision set superseded_at = null where message_id = '${id}'`);
});

test("the list of changes and the events go by age; numbers go on without a gap", async () => {
  const subject = await arrived("Event");
  await mailbox.act({ kind: "flags", add: 1, remove: 0 }, [await idOf(subject)]);
  await bed.settle();
  const seq = await mailbox.lastSeq();
  await keep({ events: 90, changes: 365 });
  expect(await afterDays(89)).toEqual({ departed: 0, revisions: 0, events: 0, changes: 0 });
  const removed = await afterDays(366);
  expect(removed.events).toBe(seq);
  expect(removed.changes).toBeGreaterThan(0);
  expect(await mailbox.lastSeq()).toBe(seq);
  await arrived("Next");
  expect((await mailbox.events(seq)).map(({ kind }) => kind)).toEqual(["message.arrived"]);
  await bed.expectIdle();
});

test("an upload that was refused stays marked as here only, and can be given once more", async () => {
  control.setSwitch(CHLOE, "readOnlyFolders", "Archive");
  const upload = await mailbox.upload("Archive", letterBytes({ subject: newSubject("Refused") }));
  await bed.settle();
  control.setSwitch(CHLOE, "readOnlyFolders", "");
  await keep({ changes: 365 });
  await afterDays(366);
  expect(await mailbox.retryUpload(upload)).toBe(true);
  await bed.settle();
  await bed.expectIdle();
});

test("how much went is in the audit trail", async () => {
  await departed("Audited");
  await keep({ departed: 1 });
  const before = (await audited()).length;
  await afterDays(2);
  const detail = { mailbox: mailbox.at[1], departed: 1 };
  expect((await audited()).slice(before)).toEqual([{ actor: "system", detail }]);
});

test("nothing goes that isn't in the audit trail, wherever it breaks", async () => {
  const id = await idOf(await departed("Broken"));
  await keep({ departed: 1 });
  await bed.twinbox.sql(
    `create function twinbox.break() returns trigger language plpgsql as $$ begin raise 'broken'; end $$`,
    `create trigger break before insert on twinbox.audit_entry for each row execute function twinbox.break()`,
  );
  await expect(afterDays(2)).rejects.toThrow();
  await bed.twinbox.sql("drop function twinbox.break cascade");
  expect(await left(id)).toEqual([1, 1]);
  const before = (await audited()).length;
  expect(await afterDays(2)).toMatchObject({ departed: 1 });
  expect((await audited()).length).toBe(before + 1);
});

test("days are whole ones: what was removed once a day isn't looked for again each hour", async () => {
  await departed("Whole");
  await keep({ departed: 1 });
  const midnight = (Math.floor(Date.now() / DAY_MS) + 2) * DAY_MS;
  const at = (now: number) => house().retention.removeDue(mailbox.at[0], now, new AbortController().signal);
  expect(await at(midnight - 1)).toMatchObject({ departed: 0 });
  expect(await at(midnight)).toMatchObject({ departed: 1 });
});

async function audited(action = "retention.removed"): Promise<readonly object[]> {
  const { rows } = await house().database.readWorkspace(mailbox.at[0], (tx) =>
    tx.query<{ actor: string; detail: object }>(
      `select actor, detail from audit_entry where workspace_id = $1 and action = $2 order by at`,
      [mailbox.at[0], action],
    ),
  );
  return rows;
}
