// Mail on records in Postgres: what puts it there, in any order, and what each of two colleagues sees of it.
import { beforeAll, describe, expect, test } from "vitest";
import type {
  ConversationId,
  FolderId,
  MailboxId,
  MessageId,
  RecordId,
  UserId,
  WorkspaceId,
} from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { MessageScan, Person } from "../core/message.ts";
import type { Shown } from "../core/records.ts";
import type { NewRecord, Records } from "../engine/ports/records.ts";
import type { NewMessage, Ownership } from "../engine/ports/sync.ts";
import { createRecords } from "./records.ts";
import { createRetention } from "./retention.ts";
import { createSearchIndex } from "./search-index.ts";
import { NO_KEYS, type OpenedStores, storesOf } from "./testing/open-stores.ts";
import {
  addFolders,
  key,
  makeWorld,
  NOW,
  newConnection,
  newFolder,
  newMapping,
  newMessage,
  newUser,
  nextId,
  type World,
} from "./testing/store-world.ts";
import { type TestDatabase, testDatabase } from "./testing/test-database.ts";
import type { Transaction } from "./transaction.ts";

const EVA = person("eva@adatum.example");
const ADA = person("ada@contoso.example");
const BRAM = person("bram@contoso.example");
const HOUR = 3_600_000;

let opened: TestDatabase;
let stores: OpenedStores;
let records: Records;
let uid = 0;

beforeAll(async () => {
  opened = await testDatabase();
  stores = storesOf(opened.database);
  records = createRecords(opened.database);
  return () => opened.close();
});

function person(address: string): Person {
  return { name: "", address };
}

interface Side {
  readonly userId: UserId;
  readonly mailboxId: MailboxId;
  readonly ownership: Ownership;
  readonly folders: Readonly<Record<"inbox" | "junk" | "drafts", FolderId>>;
}

class Bed {
  readonly world: World;
  readonly ada: Side;
  readonly bram: Side;

  private constructor(world: World, ada: Side, bram: Side) {
    this.world = world;
    this.ada = ada;
    this.bram = bram;
  }

  static async open(): Promise<Bed> {
    const world = await makeWorld(stores);
    const workspaceId = world.workspace.id;
    const ada = await mapped(world, { userId: world.user.id, mailboxId: world.mailboxId });
    const user = newUser(workspaceId, "bram@contoso.example");
    await stores.accounts.createUser(user, null);
    const { mailbox } = await stores.connections.connect(newConnection(user, "bram@contoso.example"));
    return new Bed(world, ada, await mapped(world, { userId: user.id, mailboxId: mailbox.id }));
  }

  async receive(
    side: Side,
    id: string,
    scan: Partial<MessageScan> = {},
    place: { readonly folder?: keyof Side["folders"]; readonly flags?: number; readonly hour?: number } = {},
  ): Promise<NewMessage> {
    const { folder = "inbox", flags = 0, hour = ++uid } = place;
    const given = newMessage(id, NOW + hour * HOUR);
    const headers = { subject: id, messageId: `${id}@x`, from: [EVA], to: [ADA], confidential: false };
    const message = { ...given, scan: { ...given.scan, ...headers, ...scan } };
    const copy = { messageId: given.messageId, folderId: side.folders[folder], key: key(++uid), flags };
    await stores.sync.commit(side.ownership, {
      messages: [message],
      copies: [{ ...copy, internalDate: message.internalDate }],
      events: [],
    });
    return message;
  }

  async record(externalId: string, addresses: readonly string[], shown?: Shown): Promise<RecordId> {
    await records.push(this.world.workspace.id, [newRecord(externalId, addresses, shown)]);
    const { records: found } = await records.find(this.world.workspace.id, {
      ...{ text: externalId, type: null, after: null, limit: 10 },
    });
    const record = found.find((each) => each.externalId === externalId);
    if (record === undefined) throw new Error("the record isn't found");
    // Transactions of other tests may have to end first: they run in the same Postgres.
    while ((await records.read(this.world.workspace.id, record.id))?.linking === true) {
      const { addresses: done } = await records.linkDue(this.world.workspace.id, 1);
      if (done === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return record.id;
  }

  async seen(side: Side, id: RecordId, limit = 50): Promise<readonly string[]> {
    const viewer = { workspaceId: this.world.workspace.id, userId: side.userId };
    const found = await records.messages(viewer, id, { after: null, limit });
    return found.map(({ subject, shown, isOwn, how }) => [subject, isOwn ? "own" : shown, how].join(" "));
  }

  link(side: Side, recordId: RecordId, linked: boolean, messages: readonly NewMessage[] | ConversationId) {
    return records.link({
      ...{ workspaceId: this.world.workspace.id, mailboxId: side.mailboxId, userId: side.userId },
      ...{ recordId, linked, now: NOW },
      messages:
        typeof messages === "string"
          ? { conversation: messages }
          : messages.map(({ messageId }) => messageId),
    });
  }
}

async function mapped(
  world: World,
  { userId, mailboxId }: Pick<Side, "userId" | "mailboxId">,
): Promise<Side> {
  const workspaceId = world.workspace.id;
  const given = [newFolder("INBOX"), newFolder("Spam"), newFolder("Drafts")];
  const known = await addFolders(stores, { workspaceId, id: mailboxId }, given);
  const idOf = (path: string) => known.find((each) => each.path === path)?.id ?? nextId<FolderId>();
  const folders = { inbox: idOf("INBOX"), junk: idOf("Spam"), drafts: idOf("Drafts") };
  const mappings = Object.entries(folders).map(([role, folderId]) => ({
    folderId,
    mapping: newMapping(role, role as "inbox"),
  }));
  await stores.sync.saveMappings(workspaceId, mailboxId, mappings, "all", NOW);
  const ownership = await stores.sync.claimOne(world.workerId, workspaceId, mailboxId);
  if (ownership === null) throw new Error("the mailbox could not be claimed");
  return { userId, mailboxId, ownership, folders };
}

function newRecord(
  externalId: string,
  addresses: readonly string[],
  shown: Shown | undefined = undefined,
): NewRecord {
  const id = nextId<RecordId>();
  return { id, type: "candidate", externalId, name: `Eva ${externalId}`, addresses, url: null, shown };
}

const answering = (id: string, more: Partial<MessageScan> = {}): Partial<MessageScan> => ({
  ...{ inReplyTo: `${id}@x`, references: [`${id}@x`], ...more },
});

describe("what puts mail on a record", () => {
  test("an address in it, mail that comes and mail that is here, searchable or not", async () => {
    const bed = await Bed.open();
    await bed.receive(bed.ada, "searchable");
    const index = createSearchIndex(opened.database);
    const owner = { workspaceId: bed.world.workspace.id, mailboxId: bed.ada.mailboxId };
    const due = await index.takeDue(owner, 10);
    await index.saveIndexed(
      owner,
      due.map((message) => ({ ...message, body: "" })),
    );
    await bed.receive(bed.ada, "not yet", { from: [person("EVA@Adatum.example")] });
    await bed.receive(bed.ada, "another", { from: [person("eva@adatum.example.org")] });
    const record = await bed.record("1", ["eva@adatum.example"]);
    await bed.receive(bed.ada, "later", { from: [ADA], to: [BRAM], cc: [EVA] });
    expect(await bed.seen(bed.ada, record)).toEqual([
      "later own address",
      "not yet own address",
      "searchable own address",
    ]);
    expect(await records.read(bed.world.workspace.id, record)).toMatchObject({ linking: false });
  });

  test("own domains and ignored addresses put nothing there", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["ada@contoso.example", "jobs@board.example", "x@spam.example"]);
    await records.saveRules(bed.world.workspace.id, {
      ignored: ["jobs@board.example", "spam.example"],
      recordsOnly: false,
    });
    await bed.receive(bed.ada, "inside", { from: [BRAM] });
    await bed.receive(bed.ada, "board", { from: [person("jobs@board.example")] });
    await bed.receive(bed.ada, "spam", { from: [person("x@spam.example")] });
    await bed.record("2", ["jobs@board.example", "bram@contoso.example"]);
    expect(await bed.seen(bed.ada, record)).toEqual([]);
    const other = await bed.record("2", ["jobs@board.example"]);
    expect(await bed.seen(bed.ada, other)).toEqual([]);
  });

  test("an answer to mail on it, in whichever order they come and in whosever mailbox", async () => {
    const bed = await Bed.open();
    const inside = { from: [ADA], to: [BRAM] };
    await bed.receive(bed.ada, "third", answering("second", inside));
    await bed.receive(bed.ada, "second", answering("first", inside));
    const record = await bed.record("1", ["eva@adatum.example"]);
    expect(await bed.seen(bed.ada, record)).toEqual([]);
    await bed.receive(bed.ada, "first", {}, { hour: 0 });
    expect(await bed.seen(bed.ada, record)).toEqual([
      "second own reply",
      "third own reply",
      "first own address",
    ]);
    await bed.receive(bed.bram, "fourth", answering("third", { from: [BRAM], to: [ADA] }));
    expect((await bed.seen(bed.bram, record))[0]).toBe("fourth own reply");
    expect((await bed.seen(bed.ada, record))[0], "inside the own domains").toBe("second own reply");
  });

  test("a person, with the whole conversation, and back again as it was", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", []);
    const first = await bed.receive(bed.ada, "one");
    await bed.receive(bed.ada, "two", answering("one", { from: [person("o@litware.example")] }));
    const changed = await bed.link(bed.ada, record, true, first.messageId as string as ConversationId);
    expect(changed).toHaveLength(2);
    await bed.receive(bed.ada, "three", answering("two"));
    expect(await bed.seen(bed.ada, record)).toEqual(["three own reply", "two own hand", "one own hand"]);
    expect(await bed.link(bed.ada, record, true, [first])).toEqual([]);
    await bed.link(bed.ada, record, false, first.messageId as string as ConversationId);
    expect(await bed.seen(bed.ada, record)).toEqual([]);
    expect(await bed.link(bed.ada, nextId<RecordId>(), true, [first])).toBeNull();
  });

  test("taken off by hand it stays off, what comes after it in the conversation too; undone it is on it again", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["eva@adatum.example"]);
    const first = await bed.receive(bed.ada, "one");
    await bed.receive(bed.bram, "one");
    const off = await bed.link(bed.ada, record, false, [first]);
    expect(off).toEqual([first.messageId]);
    await bed.receive(bed.ada, "two", answering("one"));
    await bed.record("1", ["eva@adatum.example", "eva@home.example"]);
    expect(await bed.seen(bed.ada, record)).toEqual([]);
    expect(await bed.seen(bed.bram, record), "nor is a colleague's copy on it").toEqual([]);
    await bed.link(bed.ada, record, true, [first]);
    expect(await bed.seen(bed.ada, record)).toEqual(["two own reply", "one own address"]);
    expect(await bed.seen(bed.bram, record)).toContain("one own address");
    await bed.receive(bed.ada, "other");
    expect((await bed.seen(bed.ada, record))[0], "another conversation").toBe("other own address");
  });
});

describe("what a colleague sees", () => {
  test("subject and people at first, then as the mailbox says, then as the application says", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["eva@adatum.example"], "nothing");
    const { messageId } = await bed.receive(bed.ada, "one");
    const at = [bed.world.workspace.id, bed.ada.mailboxId] as const;
    const answers: (readonly string[])[] = [await bed.seen(bed.bram, record)];
    for (const see of ["full", "nothing", "record"] as const) {
      await records.setColleaguesSee(...at, see);
      answers.push(await bed.seen(bed.bram, record));
    }
    await bed.record("1", ["eva@adatum.example"], "full");
    answers.push(await bed.seen(bed.bram, record));
    expect(answers).toEqual([["one subject address"], ["one full address"], [], [], ["one full address"]]);
    expect(await records.ofMessage(...at, messageId)).toMatchObject({
      records: [{ record: { externalId: "1" }, how: "address" }],
      colleagues: { shown: "full", why: "record" },
    });
  });

  test("never what is private, confidential, inside the own domains, or of ignored people", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", []);
    await records.setColleaguesSee(bed.world.workspace.id, bed.ada.mailboxId, "full");
    const hidden = await bed.receive(bed.ada, "private");
    await records.setPrivate(bed.world.workspace.id, bed.ada.mailboxId, hidden.messageId, true);
    const all = [
      hidden,
      await bed.receive(bed.ada, "confidential", { confidential: true }),
      await bed.receive(bed.ada, "inside", { from: [BRAM] }),
      await bed.receive(bed.ada, "ignored", { cc: [person("union@works.example")] }),
      await bed.receive(bed.ada, "shown"),
    ];
    await records.saveRules(bed.world.workspace.id, { ignored: ["works.example"], recordsOnly: false });
    await bed.link(bed.ada, record, true, all);
    expect(await bed.seen(bed.bram, record)).toEqual(["shown full hand"]);
    expect(await bed.seen(bed.ada, record)).toHaveLength(5);
    const viewer = { workspaceId: bed.world.workspace.id, userId: bed.bram.userId };
    for (const { messageId } of all.slice(0, 4)) {
      expect(await records.message(viewer, record, messageId)).toBeNull();
    }
  });

  test("never a draft, what is junk, or what isn't known to be open", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["eva@adatum.example"]);
    await records.setColleaguesSee(bed.world.workspace.id, bed.ada.mailboxId, "full");
    await bed.receive(bed.ada, "draft", {}, { folder: "drafts" });
    await bed.receive(bed.ada, "a draft elsewhere", {}, { flags: FLAG_BITS.draft });
    await bed.receive(bed.ada, "junk", {}, { folder: "junk" });
    const message = await bed.receive(bed.ada, "of an earlier version");
    await opened.asOwner(
      "set search_path = twinbox",
      `update record_link set confidential = null where message_id = '${message.messageId}'`,
    );
    expect(await bed.seen(bed.bram, record)).toEqual([]);
    expect(await bed.seen(bed.ada, record)).toEqual(["of an earlier version own address"]);
  });

  test("each mail once, by the best right to any copy of it", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["eva@adatum.example"]);
    const copies = [
      await bed.receive(bed.ada, "both", {}, { hour: 5_001 }),
      await bed.receive(bed.bram, "both", {}, { hour: 5_000 }),
    ];
    const third = newUser(bed.world.workspace.id, "chloe@contoso.example");
    await stores.accounts.createUser(third, null);
    const chloe = { ...bed.ada, userId: third.id };
    expect(await bed.seen(chloe, record)).toEqual(["both subject address"]);
    expect(await bed.seen(bed.bram, record)).toEqual(["both own address"]);
    await records.setColleaguesSee(bed.world.workspace.id, bed.bram.mailboxId, "full");
    expect(await bed.seen(chloe, record)).toEqual(["both full address"]);
    const viewer = { workspaceId: bed.world.workspace.id, userId: third.id };
    for (const { messageId } of copies) {
      expect((await records.message(viewer, record, messageId))?.seen.mailboxId).toBe(bed.bram.mailboxId);
    }
  });

  test("page by page, whatever is left out in between", async () => {
    const bed = await Bed.open();
    const record = await bed.record("1", ["eva@adatum.example"]);
    for (let i = 0; i < 9; i++) await bed.receive(bed.ada, `m${i}`, { confidential: i % 3 === 1 });
    const viewer = { workspaceId: bed.world.workspace.id, userId: bed.bram.userId };
    const found: string[] = [];
    let pages = 0;
    for (let after: Parameters<Records["messages"]>[2]["after"] = null; ; pages++) {
      const page = await records.messages(viewer, record, { after, limit: 2 });
      found.push(...page.map(({ subject }) => subject));
      after = page.at(-1)?.at ?? null;
      if (page.length < 2) break;
    }
    expect([found, pages]).toEqual([["m8", "m6", "m5", "m3", "m2", "m0"], 3]);
  });

  test("nothing of another workspace", async () => {
    const [one, other] = [await Bed.open(), await Bed.open()];
    const record = await one.record("1", ["eva@adatum.example"]);
    await other.receive(other.ada, "theirs");
    const viewer = { workspaceId: other.world.workspace.id, userId: other.ada.userId };
    expect(await records.messages(viewer, record, { after: null, limit: 9 })).toEqual([]);
    expect(await records.read(other.world.workspace.id, record)).toBeNull();
    expect(await one.seen(one.ada, record)).toEqual([]);
  });
});

describe("records", () => {
  test("pushed again they are the same, changed, or lose what came by an address they have no more", async () => {
    const bed = await Bed.open();
    const { id: workspaceId } = bed.world.workspace;
    await bed.receive(bed.ada, "one");
    await bed.receive(bed.ada, "two", { cc: [person("eva@home.example")] });
    const record = await bed.record("1", ["eva@adatum.example", "eva@home.example"]);
    const same = newRecord("1", ["eva@home.example", "eva@adatum.example"]);
    expect(await records.push(workspaceId, [same])).toEqual({ made: 0, changed: 0, same: 1, merged: [] });
    expect(await bed.seen(bed.ada, record)).toHaveLength(2);
    await bed.record("1", ["eva@home.example"]);
    expect(await bed.seen(bed.ada, record)).toEqual(["two own address"]);
    await records.remove(workspaceId, record);
    expect(await records.read(workspaceId, record)).toBeNull();
    expect(await records.remove(workspaceId, record)).toBe(false);
  });

  test("are found by the beginnings of words, addresses and ids", async () => {
    const bed = await Bed.open();
    await bed.record("c-17", ["eva@adatum.example"]);
    await records.push(bed.world.workspace.id, [
      { ...newRecord("9", []), type: "company", name: "Société Générale" },
    ]);
    const find = async (text: string, type: string | null = null) =>
      (await records.find(bed.world.workspace.id, { text, type, after: null, limit: 10 })).records.map(
        ({ name }) => name,
      );
    expect(
      await Promise.all(["eva", "c-17", "EVA@ad", "societe gen", "va", ""].map((text) => find(text))),
    ).toEqual([
      ["Eva c-17"],
      ["Eva c-17"],
      ["Eva c-17"],
      ["Société Générale"],
      [],
      ["Eva c-17", "Société Générale"],
    ]);
    expect(await find("", "company")).toEqual(["Société Générale"]);
  });

  test("merged, the mail and the addresses of both are on one, to which both ids lead", async () => {
    const bed = await Bed.open();
    const { id: workspaceId } = bed.world.workspace;
    const from = await bed.record("1", ["eva@adatum.example"]);
    const into = await bed.record("2", ["eva@home.example"]);
    await bed.receive(bed.ada, "one");
    const off = await bed.receive(bed.ada, "off");
    await bed.receive(bed.ada, "two", { from: [person("eva@home.example")] });
    await bed.link(bed.ada, from, false, [off]);
    expect(await records.merge(workspaceId, from, into)).toBe(true);
    expect(await bed.seen(bed.ada, into)).toEqual(["two own address", "one own address"]);
    await bed.receive(bed.ada, "three");
    expect((await bed.seen(bed.ada, into))[0]).toBe("three own address");
    expect(await records.read(workspaceId, from)).toMatchObject({
      ...{ id: into, merged: true },
      addresses: ["eva@adatum.example", "eva@home.example"],
    });
    const again = newRecord("1", ["eva@adatum.example"]);
    expect(await records.push(workspaceId, [again])).toMatchObject({ made: 0, same: 0, merged: [0] });
    expect(await records.merge(workspaceId, from, into)).toBe(false);
  });
});

test("mail that comes while its record is removed is stored, and merged meanwhile it is on the other", async () => {
  const bed = await Bed.open();
  const { id: workspaceId } = bed.world.workspace;
  const removed = await bed.record("1", ["eva@adatum.example"]);
  const text = "delete from record where workspace_id = $1 and id = $2";
  await meanwhile(
    workspaceId,
    (tx) => tx.query(text, [workspaceId, removed]),
    () => bed.receive(bed.ada, "stored"),
  );
  expect(await stores.reading.countMessages(workspaceId, bed.ada.mailboxId)).toBe(1);
  const [from, into] = [await bed.record("2", ["eva@adatum.example"]), await bed.record("3", [])];
  let merging: Promise<boolean> | undefined;
  await meanwhile(
    workspaceId,
    (tx) =>
      tx.query("select from record where workspace_id = $1 and id = $2 for no key update", [
        workspaceId,
        from,
      ]),
    async () => {
      merging = records.merge(workspaceId, from, into);
      await bed.receive(bed.ada, "merged");
    },
  );
  expect(await merging).toBe(true);
  await bed.record("3", ["eva@adatum.example"]);
  expect(await bed.seen(bed.ada, into)).toEqual(["merged own address", "stored own address"]);
});

/** `other` begins while the transaction of `first` is open, and waits for it where it has to. */
async function meanwhile(
  workspaceId: WorkspaceId,
  first: (tx: Transaction) => Promise<unknown>,
  other: () => Promise<unknown>,
): Promise<void> {
  let waiting: Promise<unknown> = Promise.resolve();
  await opened.database.inWorkspace(workspaceId, async (tx) => {
    await first(tx);
    waiting = other();
    waiting.catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
  await waiting;
}

test("departed mail stays as long as it is on a record, and goes with the retention after that", async () => {
  const bed = await Bed.open();
  const { id: workspaceId } = bed.world.workspace;
  const record = await bed.record("1", ["eva@adatum.example"]);
  const { ownership, folders } = bed.ada;
  const gone: MessageId[] = [];
  for (const folder of ["inbox", "junk"] as const) {
    const { messageId } = await bed.receive(bed.ada, folder, {}, { folder });
    const fromFolderId = folders[folder];
    const departure = { messageId, fromFolderId, at: NOW, evidence: {} };
    await stores.sync.commit(ownership, {
      missing: [{ folderId: fromFolderId, keys: [key(uid)], since: NOW }],
      events: [],
    });
    await stores.sync.commit(ownership, { departed: [departure], events: [] });
    gone.push(messageId);
  }
  const retention = createRetention(opened.database, NO_KEYS);
  const remove = () => retention.removeDue(workspaceId, NOW + 40 * 24 * HOUR, new AbortController().signal);
  expect(await bed.seen(bed.ada, record)).toEqual(["inbox own address"]);
  expect((await remove()).departed, "junk alone").toBe(1);
  expect(await bed.seen(bed.ada, record)).toEqual(["inbox own address"]);
  await records.remove(workspaceId, record);
  expect((await remove()).departed).toBe(1);
});
