// Conversations in Postgres: placed by the commit that stores their messages, listed by folder, joined, placed afterwards,
// forgotten with their mail. They are no part of the sync store's contract: the loop neither reads nor writes them.
import { beforeAll, describe, expect, test } from "vitest";
import type { ConversationId, FolderId, MailboxId, MessageId, RevisionId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { MessageScan } from "../core/message.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { Conversations, ListedConversation } from "../engine/ports/conversations.ts";
import type { NewMessage } from "../engine/ports/sync.ts";
import { createConversations } from "./conversations.ts";
import { deleteMail } from "./delete-mail.ts";
import { createRetention } from "./retention.ts";
import { type OpenedStores, storesOf } from "./testing/open-stores.ts";
import {
  copyOf,
  hash,
  makeWorld,
  NOW,
  newConnection,
  newMessage,
  newScan,
  nextId,
  type World,
} from "./testing/store-world.ts";
import { type TestDatabase, testDatabase } from "./testing/test-database.ts";

const HOUR = 3_600_000;
const EVA = { name: "Eva de Wit", address: "eva@adatum.example" };
const ADA = { name: "Ada Jansen", address: "ada@contoso.example" };
const NOT_ABORTED = new AbortController().signal;

let opened: TestDatabase;
let stores: OpenedStores;
let conversations: Conversations;

beforeAll(async () => {
  opened = await testDatabase();
  stores = storesOf(opened.database);
  conversations = createConversations(opened.database);
  return () => opened.close();
});

/** At an hour; what it answers is named by Message-IDs. */
function letter(id: string, hour: number, scan: Partial<MessageScan> = {}, threadId: string | null = null) {
  const given = newMessage(id, NOW + hour * HOUR);
  return { ...given, threadId, scan: { ...newScan("interview"), messageId: `${id}@x`, ...scan } };
}

const answer = (...ids: readonly string[]): Partial<MessageScan> => ({
  subject: "Re: interview",
  references: ids.map((id) => `${id}@x`),
  from: [ADA],
  to: [EVA],
});

let uid = 0;

async function store(
  world: World,
  messages: readonly NewMessage[],
  folder = world.inbox,
  flags = 0,
): Promise<void> {
  await stores.sync.commit(world.ownership, {
    messages,
    copies: messages.map((message) => copyOf(message, folder, ++uid, flags)),
    events: [],
  });
}

async function read(world: World, id: string): Promise<readonly MessageId[] | null> {
  const found = await conversations.readConversation(world.workspace.id, world.mailboxId, id, null);
  return found?.messages.map((message) => message.id) ?? null;
}

async function list(world: World, limit = 50): Promise<readonly ListedConversation[]> {
  const query = { folder: world.inboxMapping.appFolderId, from: { offset: 0 }, limit };
  return (await conversations.listConversations(world.workspace.id, world.mailboxId, query)).conversations;
}

async function move(
  world: World,
  messages: readonly MessageId[],
  from: FolderId,
  to: FolderId,
): Promise<ActId> {
  const actId = nextId<ActId>();
  const act = { kind: "move", from, to } as const;
  const at = { workspaceId: world.workspace.id, mailboxId: world.mailboxId, userId: world.user.id };
  await stores.changes.submit({ ...at, actId, act, messages, now: NOW, dueAt: NOW });
  return actId;
}

async function count(world: World, table: string): Promise<number> {
  const { rows } = await opened.database.readWorkspace(world.workspace.id, (tx) =>
    tx.query<{ count: number }>(`select count(*)::int as count from ${table} where mailbox_id = $1`, [
      world.mailboxId,
    ]),
  );
  return rows[0]?.count ?? 0;
}

describe("a conversation", () => {
  test("is read over all folders, the oldest first, by the id of any of its messages", async () => {
    const world = await makeWorld(stores, "read");
    const [a, b, c] = [letter("a", 0), letter("b", 1, answer("a")), letter("c", 2, answer("a", "b"))];
    await store(world, [c]);
    await store(world, [b], world.archive);
    await store(world, [a]);
    const ids = [a, b, c].map(({ messageId }) => messageId);
    for (const id of ids) expect(await read(world, id)).toEqual(ids);
    const row = await stores.reading.readMessage(world.workspace.id, world.mailboxId, a.messageId);
    expect(row?.conversationId).toBe(c.messageId);
  });

  test("keeps answering to the id that it had before it was joined with another", async () => {
    const world = await makeWorld(stores, "joined");
    const [one, two] = [letter("b", 1, answer("a")), letter("d", 3, answer("c"))];
    await store(world, [one]);
    await store(world, [two]);
    expect(await read(world, two.messageId)).toEqual([two.messageId]);
    const between = letter("c", 2, answer("a"));
    await store(world, [between]);
    const ids = [one, between, two].map(({ messageId }) => messageId);
    expect(await read(world, two.messageId)).toEqual(ids);
    expect(await read(world, one.messageId)).toEqual(ids);
    expect((await list(world)).map(({ conversationId }) => conversationId)).toEqual([one.messageId]);
    // Joined once more: the first id leads to where both are now.
    const root = letter("r", 0, { messageId: "r@x" });
    await store(world, [root]);
    await store(world, [letter("a", 0.5, answer("r"))]);
    expect((await read(world, two.messageId))?.length).toBe(5);
  });

  test("of one mailbox isn't that of another, though both know it by the same names", async () => {
    const world = await makeWorld(stores, "two mailboxes");
    const other = await secondMailbox(world);
    await store(world, [letter("a", 0)]);
    await store(other, [letter("b", 1, answer("a"))]);
    expect((await list(world)).map(({ messages }) => messages)).toEqual([1]);
    const { rows } = await opened.database.readWorkspace(world.workspace.id, (tx) =>
      tx.query<{ mailboxes: number }>(
        `select count(distinct mailbox_id)::int as mailboxes from conversation_name
         where workspace_id = $1 group by name_hash order by 1 desc limit 1`,
        [world.workspace.id],
      ),
    );
    expect(rows).toEqual([{ mailboxes: 2 }]);
    const foreign = await conversations.readConversation(
      world.workspace.id,
      other.mailboxId,
      (await list(world))[0]?.id ?? "",
      null,
    );
    expect(foreign).toBeNull();
  });

  test("is what Gmail takes for one", async () => {
    const world = await makeWorld(stores, "gmail");
    const salary = { subject: "salary", references: ["a@x"] };
    await store(world, [letter("a", 0, {}, "1"), letter("b", 1, salary, "2"), letter("c", 2, salary, "1")]);
    expect((await list(world)).map(({ messages }) => messages)).toEqual([2, 1]);
  });

  test("is found by the subject alone for an answer that names nothing, whichever comes first", async () => {
    const world = await makeWorld(stores, "subject");
    const bare = { ...answer(), subject: "AW: interview" };
    await store(world, [letter("b", 5, bare)]);
    await store(world, [letter("stranger", 1, { from: [{ name: "", address: "x@y" }] })]);
    await store(world, [letter("a", 0)]);
    await store(world, [letter("c", 6, { ...bare, from: [EVA], to: [ADA] })]);
    const counts = (await list(world)).map(({ messages }) => messages);
    expect(counts).toEqual([3, 1]);
  });

  test("stays where it is when a draft in it is saved again", async () => {
    const world = await makeWorld(stores, "draft");
    const drafts = { ...world.archiveMapping, role: "drafts" as const };
    await stores.sync.saveMappings(
      world.workspace.id,
      world.mailboxId,
      [
        { folderId: world.inbox, mapping: world.inboxMapping },
        { folderId: world.archive, mapping: drafts },
      ],
      "all",
      NOW,
    );
    const ownership = await stores.sync.claimOne(world.workerId, world.workspace.id, world.mailboxId);
    if (ownership === null) throw new Error("not claimed");
    const again = { ...world, ownership };
    const [a, draft] = [letter("a", 0), letter("d", 1, { ...answer(), subject: "" })];
    await store(again, [a]);
    await store(again, [draft], world.archive, FLAG_BITS.draft);
    const { messageId: _, internalDate: __, ...revision } = letter("d2", 2, answer("a"));
    const saved = { workspaceId: world.workspace.id, mailboxId: world.mailboxId, userId: world.user.id };
    await stores.uploads.saveDraft({
      ...saved,
      ...{ messageId: draft.messageId, basedOn: draft.revisionId as RevisionId, revision, request: null },
      ...{ actId: nextId<ActId>(), now: NOW },
    });
    expect(await read(again, draft.messageId)).toEqual([a.messageId, draft.messageId]);
  });
});

describe("the list of a folder", () => {
  test("has a conversation once, by its newest message there, with what is unread and who wrote", async () => {
    const world = await makeWorld(stores, "list");
    const [a, b, c] = [letter("a", 0), letter("b", 1, answer("a")), letter("c", 2, answer("b"))];
    await store(world, [a], world.inbox, FLAG_BITS.seen | FLAG_BITS.flagged);
    await store(world, [b], world.archive, FLAG_BITS.seen);
    await store(world, [c, letter("other", 0.5)]);
    const [first, second] = await list(world);
    expect(first).toMatchObject({
      id: c.messageId,
      ...{ messages: 3, messagesHere: 2, unreadHere: 1, flags: FLAG_BITS.flagged, people: [EVA, ADA] },
    });
    expect(second).toMatchObject({ messages: 1, messagesHere: 1, unreadHere: 1, people: [EVA] });
  });

  test("is paged by number, and by what the last page ended with", async () => {
    const world = await makeWorld(stores, "pages");
    const letters = Array.from({ length: 7 }, (_, index) => letter(`${index}`, -(index % 3)));
    await store(world, letters);
    const ids = (await list(world)).map(({ id }) => id);
    expect(new Set(ids).size).toBe(7);
    const at = [world.workspace.id, world.mailboxId] as const;
    const folder = world.inboxMapping.appFolderId;
    const walked: MessageId[] = [];
    let last: ListedConversation | undefined;
    do {
      const from =
        last === undefined ? { offset: 0 } : { after: { internalDate: last.internalDate, id: last.id } };
      const page = await conversations.listConversations(...at, { folder, from, limit: 2 });
      expect(page.total).toBe(7);
      walked.push(...page.conversations.map(({ id }) => id));
      last = page.conversations.at(-1);
    } while (last !== undefined);
    expect(walked).toEqual(ids);
    const offset = await conversations.listConversations(...at, { folder, from: { offset: 5 }, limit: 9 });
    expect(offset.conversations.map(({ id }) => id)).toEqual(ids.slice(5));
    const beyond = await conversations.listConversations(...at, { folder, from: { offset: 70 }, limit: 9 });
    expect([beyond.conversations, beyond.total]).toEqual([[], 7]);
  });

  test("has a whole first page, though the newest messages are all of one conversation", async () => {
    const world = await makeWorld(stores, "a long one");
    const long = Array.from({ length: 30 }, (_, index) => letter(`a${index}`, index, answer("a")));
    const strangers = [1, 2].map((hours) => letter(`s${hours}`, -hours, { subject: `another ${hours}` }));
    await store(world, [...long, ...strangers]);
    expect((await list(world, 2)).map(({ messages }) => messages)).toEqual([30, 1]);
  });

  test("follows a move at once, and its undoing", async () => {
    const world = await makeWorld(stores, "moves");
    const [a, b] = [letter("a", 0), letter("b", 1, answer("a"))];
    await store(world, [a, b]);
    const folder = world.inboxMapping.appFolderId;
    const at = [world.workspace.id, world.mailboxId] as const;
    const ids = await conversations.messagesOf(
      ...at,
      { folder, ids: [a.messageId as string as ConversationId] },
      100,
    );
    expect(ids.toSorted()).toEqual([a.messageId, b.messageId].toSorted());
    const actId = await move(world, ids, world.inbox, world.archive);
    expect(await list(world)).toEqual([]);
    const archive = { folder: world.archiveMapping.appFolderId, from: { offset: 0 }, limit: 9 };
    expect((await conversations.listConversations(...at, archive)).conversations).toMatchObject([
      { id: b.messageId, messages: 2, messagesHere: 2 },
    ]);
    await stores.changes.undo(...at, actId, NOW);
    expect(await list(world)).toMatchObject([{ id: b.messageId, messages: 2, messagesHere: 2 }]);
  });

  test("leaves out what lies in Deleted, unless one looks there", async () => {
    const world = await makeWorld(stores, "deleted");
    const deleted = { ...world.archiveMapping, role: "deleted" as const };
    const at = [world.workspace.id, world.mailboxId] as const;
    const inbox = { folderId: world.inbox, mapping: world.inboxMapping };
    await stores.sync.saveMappings(...at, [inbox, { folderId: world.archive, mapping: deleted }], "all", NOW);
    const ownership = await stores.sync.claimOne(world.workerId, ...at);
    if (ownership === null) throw new Error("not claimed");
    const [a, b] = [letter("a", 0), letter("b", 1, answer("a"))];
    await store({ ...world, ownership }, [a]);
    await store({ ...world, ownership }, [b], world.archive);
    expect((await list(world)).map(({ messages }) => messages)).toEqual([1]);
    expect(await read(world, a.messageId)).toEqual([a.messageId]);
    const there = await conversations.readConversation(...at, a.messageId, deleted.appFolderId);
    expect(there?.messages.map(({ id }) => id)).toEqual([a.messageId, b.messageId]);
  });
});

describe("what was here before there were conversations", () => {
  test("is placed afterwards as a commit would, and nothing is left", async () => {
    const world = await makeWorld(stores, "before");
    const letters = [
      letter("a", 0),
      letter("b", 1, answer("a")),
      letter("c", 2, answer("b")),
      letter("d", 3),
      letter("e", 4, { ...answer(), from: [ADA], to: [EVA] }),
    ];
    await store(world, letters.slice(0, 3));
    await store(world, letters.slice(3), world.archive);
    const before = await list(world);
    await opened.asOwner(
      "alter table twinbox.message no force row level security",
      "alter table twinbox.copy no force row level security",
      `update twinbox.copy set conversation_id = null where workspace_id = '${world.workspace.id}'`,
      `update twinbox.message set conversation_id = null, subject_hash = null, loose = false
         where workspace_id = '${world.workspace.id}'`,
      "alter table twinbox.message force row level security",
      "alter table twinbox.copy force row level security",
    );
    await opened.database.inWorkspace(world.workspace.id, (tx) =>
      tx.query("delete from conversation_name where workspace_id = $1", [world.workspace.id]),
    );
    const [c, b, a] = await list(world);
    expect([c, b, a].map((each) => each?.messages)).toEqual([1, 1, 1]);
    expect(await read(world, letters[1]?.messageId ?? "")).toEqual([letters[1]?.messageId]);
    // What arrives meanwhile waits for nobody.
    const late = letter("late", 5, answer("c"));
    await store(world, [late]);
    expect(await conversations.placeUnplaced(world.workspace.id, NOT_ABORTED)).toBe(5);
    expect(await conversations.placeUnplaced(world.workspace.id, NOT_ABORTED)).toBe(0);
    const [now] = await list(world);
    expect(now).toMatchObject({ id: late.messageId, messages: (before[0]?.messages ?? 0) + 1 });
    expect(await read(world, letters[0]?.messageId ?? "")).toEqual(await read(world, late.messageId));
  });
});

describe("what is known of a conversation", () => {
  test("goes with its last message that is erased by age", async () => {
    const world = await makeWorld(stores, "retention");
    const [a, b] = [letter("a", 0), letter("b", 1, answer("a"))];
    await store(world, [a, b]);
    const depart = (messageId: MessageId) => ({
      messageId,
      fromFolderId: world.inbox,
      at: NOW,
      evidence: {},
    });
    const keys = uid - 1;
    await stores.sync.commit(world.ownership, {
      missing: [{ folderId: world.inbox, keys: [copyOf(a, world.inbox, keys).key], since: NOW }],
      events: [],
    });
    await stores.sync.commit(world.ownership, { departed: [depart(a.messageId)], events: [] });
    const retention = createRetention(opened.database, NO_KEYS);
    const later = NOW + 90 * 24 * HOUR;
    expect((await retention.removeDue(world.workspace.id, later, NOT_ABORTED)).departed).toBe(1);
    expect(await count(world, "conversation_name")).toBe(2);
    await stores.sync.commit(world.ownership, {
      missing: [{ folderId: world.inbox, keys: [copyOf(b, world.inbox, uid).key], since: NOW }],
      events: [],
    });
    await stores.sync.commit(world.ownership, { departed: [depart(b.messageId)], events: [] });
    expect((await retention.removeDue(world.workspace.id, later, NOT_ABORTED)).departed).toBe(1);
    expect(await count(world, "conversation_name")).toBe(0);
  });

  test("goes with the mail of its mailbox", async () => {
    const world = await makeWorld(stores, "gone");
    await store(world, [letter("b", 1, answer("a"))]);
    await store(world, [letter("d", 3, answer("c"))]);
    await store(world, [letter("c", 2, answer("a"))]);
    expect([await count(world, "conversation_name"), await count(world, "conversation_joined")]).toEqual([
      4, 1,
    ]);
    await opened.database.inWorkspace(world.workspace.id, (tx) =>
      deleteMail(tx, world.workspace.id, world.mailboxId),
    );
    expect([await count(world, "conversation_name"), await count(world, "conversation_joined")]).toEqual([
      0, 0,
    ]);
  });
});

const NO_KEYS = {
  mailboxKey: () => Promise.resolve(Buffer.from(hash("key"))),
  forget: () => undefined,
};

/** Of a colleague, in the same workspace. */
async function secondMailbox(world: World): Promise<World> {
  const user = { ...world.user, id: nextId<typeof world.user.id>(), email: "bob@contoso.example" };
  await stores.accounts.createUser(user, null);
  const { mailbox, connection } = await stores.connections.connect(
    newConnection(user, "bob@contoso.example"),
  );
  const at = [world.workspace.id, mailbox.id] as const;
  const inbox = nextId<FolderId>();
  const folder = {
    id: inbox,
    path: "INBOX",
    delimiter: "/",
    selectable: true,
    specialUse: null,
    serverId: null,
  };
  await stores.sync.changeFolders(...at, () => ({
    folders: [{ ...folder, uidValidity: 7, goneAt: null }],
    events: [],
  }));
  const inboxMapping = {
    ...world.inboxMapping,
    appFolderId: nextId<typeof world.inboxMapping.appFolderId>(),
  };
  await stores.sync.saveMappings(...at, [{ folderId: inbox, mapping: inboxMapping }], "all", NOW);
  const ownership = await stores.sync.claimOne(world.workerId, ...at);
  if (ownership === null) throw new Error("not claimed");
  return { ...world, user, connection, mailboxId: mailbox.id as MailboxId, inbox, inboxMapping, ownership };
}
