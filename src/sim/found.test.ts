// What the simulation found in the engine, each as a story of its own.
import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import type { OpenFolder } from "../engine/ports/mail.ts";
import type { Hooks } from "./machine.ts";
import { mailContent } from "./mail-content.ts";
import { createMemoryConnections } from "./memory-connections.ts";
import { onFolder, onSession, withParts } from "./testing/hooked.ts";
import { MINIMAL, Scenario } from "./testing/scenario.ts";

const revoked = new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });
const down = new SyncError("storeDown", { scope: "installation", retry: "later" });

const atOnce = async <T>(_what: string, effect: () => T): Promise<T> => effect();

/** Of a story's lists of folders the one that is short. */
const SHORT_LIST = 100;

/** The folder with another way to search. */
function searching(folder: OpenFolder, searchUids: OpenFolder["searchUids"]): OpenFolder {
  return withParts(folder, { searchUids });
}

test("flags that change together with the uid are told", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("INBOX"));
  const inbox = story.folder("INBOX");
  inbox.setFlags(1, FLAG_BITS.flagged);
  story.box.account.renumber(inbox, inbox.messages);
  story.look();
  await story.pass(20_000);
  expect(story.wrong).toEqual([]);
});

test("moved out and back with another date, a message has that date", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("INBOX"));
  const inbox = story.folder("INBOX");
  const [message] = inbox.messages;
  if (message === undefined) throw new Error("no message");
  inbox.remove(message.uid);
  story.box.account.put(inbox, { ...message, internalDate: message.internalDate + 5_000 });
  await story.pass(20_000);
  expect(story.wrong).toEqual([]);
});

test("a folder that was renamed before the program was started again is read, where counts prove nothing", async () => {
  const given = { server: "modern", kind: { noUidNext: true } } as const;
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX"));
  story.box.account.rename(story.folder("Archive"), "Files");
  await story.daysPass(1);
  for (const machine of story.world.machines) {
    machine.running?.process.kill();
    machine.start();
  }
  await story.pass(30_000);
  story.folder("INBOX").remove(1);
  await story.daysPass(1);
  expect(story.events.at(-1)).toBe("message.departed");
  expect(story.wrong).toEqual([]);
});

test("what was read of another folder under a folder's name doesn't prove that a message has departed", async () => {
  let swap: (() => void) | null = null;
  const hooks = onSession((session) =>
    withParts(session, {
      openFolder: (path, known) => {
        if (path === "Archive") swap?.();
        return session.openFolder(path, known);
      },
    }),
  );
  const folders = ["INBOX", "Archive", "Clients"];
  const story = await Scenario.begin({ folders, hooks }, (there) => there.deliver("Archive"));
  const { account } = story.box;
  // Mapped a moment ago, it isn't told yet with LIST what it is.
  await story.map("all", (path) => path !== "Archive");
  await story.map("all");
  story.world.look(story.box);
  await story.pass(20_000);
  story.deliver("Archive");
  swap = () => {
    swap = null;
    const [archive, clients] = [story.folder("Archive"), story.folder("Clients")];
    account.rename(archive, "Between");
    account.rename(clients, "Archive");
    account.rename(archive, "Clients");
  };
  story.deliver("INBOX");
  await story.pass(40_000);
  expect(swap).toBeNull();
  expect(story.events).not.toContain("message.departed");
  expect(story.wrong).toEqual([]);
});

test("what one search left out is imported when everything is read", async () => {
  let searches = 0;
  const hooks = onFolder((folder) =>
    searching(folder, async (what) => {
      const short = what.kind === "since" && folder.path === "INBOX" && searches++ === 0;
      const found = await folder.searchUids(what);
      return short ? found.without(UidSet.of([2])) : found;
    }),
  );
  const story = await Scenario.begin({ hooks, from: "1m" }, (there) => {
    there.deliver("INBOX");
    there.deliver("INBOX");
  });
  expect(story.wrong).toEqual(["message 2 in INBOX (1001:2) is not here"]);
  await story.daysPass(1);
  expect(story.wrong).toEqual([]);
});

test("an expunge between EXAMINE and SEARCH doesn't make the loop ask without end", async () => {
  let expunge: (() => void) | null = null;
  const hooks = onFolder((folder) =>
    searching(folder, (what) => {
      if (folder.path === "INBOX" && what.kind === "all") {
        expunge?.();
        expunge = null;
      }
      return folder.searchUids(what);
    }),
  );
  const story = await Scenario.begin({ hooks }, (there) => {
    there.deliver("INBOX");
    there.deliver("INBOX");
    expunge = () => there.folder("INBOX").remove(1);
  });
  const before = story.world.server.commands;
  await story.pass(60_000);
  expect(story.world.server.commands - before).toBeLessThan(50);
  expect(story.wrong).toEqual([]);
});

test("flags in a folder that can't count changes are read all the same", async () => {
  const story = await Scenario.begin({ server: "modern", kind: { noModseq: true } }, (there) =>
    there.deliver("Archive"),
  );
  story.folder("Archive").setFlags(1, FLAG_BITS.seen);
  await story.daysPass(1);
  expect(story.wrong).toEqual([]);
  story.folder("Archive").setFlags(1, FLAG_BITS.seen | FLAG_BITS.answered);
  await story.daysPass(8);
  expect(story.wrong).toEqual([]);
});

test("flags are read again although the clock was ahead when they were read last", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("Archive"));
  const [machine] = story.world.machines;
  if (machine === undefined) throw new Error("no machine");
  machine.wall.offsetMs = 26 * 3_600_000;
  story.look();
  await story.pass(20_000);
  machine.wall.offsetMs = 0;
  story.folder("Archive").setFlags(1, FLAG_BITS.answered);
  await story.daysPass(1);
  expect(story.wrong).toEqual([]);
});

test.each([
  ["", 0],
  [", though another arrives meanwhile", 1],
])(
  "a message that is counted and not yet named is waited for before it departs%s",
  async (_how, arrivals) => {
    let left = 0;
    const hooks = onFolder((folder) =>
      searching(folder, (what) => {
        if (folder.path === "INBOX" && what.kind === "all" && left-- > 0) story.deliver("INBOX");
        return folder.searchUids(what);
      }),
    );
    const story: Scenario = await Scenario.begin({ hooks }, (there) => {
      there.deliver("Archive");
      there.deliver("INBOX");
    });
    await story.pass(10_000);
    left = arrivals;
    const [inbox, archive] = [story.folder("INBOX"), story.folder("Archive")];
    const [moved] = archive.messages;
    if (moved === undefined) throw new Error("nothing to move");
    const { scheduler } = story.world;
    archive.remove(moved.uid);
    // Exchange counts it at once, and names and serves it ten seconds later.
    const later = scheduler.time + 10_000;
    inbox.put({ ...moved, putAt: scheduler.time, namedFrom: later, servedFrom: later });
    story.box.account.name(inbox);
    story.look();
    await story.pass(60_000);
    expect(story.wrong).toEqual([]);
    expect(story.events).not.toContain("message.departed");
    expect(story.events).toContain("message.moved");
  },
);

test("a worker that has lost the mailbox leaves no diagnosis behind", async () => {
  const story = await Scenario.begin({});
  const { db } = story.world;
  const mailbox = db.get(story.box.workspaceId, story.box.mailboxId);
  // Another worker takes it, and the old one's store fails at its next commit.
  mailbox.ownerEpoch++;
  story.world.faults.planned = failOnce("store.commit", "before");
  story.deliver("INBOX");
  await story.pass(2_000);
  expect(mailbox.row.diagnosis).toBeNull();
});

test("a worker that can't sign in and has taken the mailbox once more, by a claim whose answer was lost, says so", async () => {
  let isRevoked = false;
  const hooks: Hooks = {
    mail: (mail) =>
      withParts(mail, { open: (...given) => (isRevoked ? Promise.reject(revoked) : mail.open(...given)) }),
  };
  const story = await Scenario.begin({ hooks });
  const mailbox = story.world.stored(story.box);
  isRevoked = true;
  mailbox.ownerEpoch++;
  story.cutSessions();
  await story.pass(120_000);
  expect(mailbox.row.diagnosis?.retry).toBe("reconnect");
});

test("a folder that was made again is mapped again, although nobody syncs the mailbox", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("Archive"));
  story.box.account.delete("Archive");
  await story.daysPass(1);
  const connection = story.world.connectionOf(story.box);
  if (connection === null) throw new Error("not connected");
  await createMemoryConnections(story.world.db, atOnce).stop(connection, "keep", 0);
  story.box.account.create("Archive", null);
  story.deliver("Archive");
  await story.world.connect(story.box);
  await story.map("all");
  await story.pass(30_000);
  expect(story.wrong).toEqual([]);
});

test("left out of a LIST where all folders have one UIDVALIDITY, a folder is not taken for one that was there before", async () => {
  let isShort = false;
  const hooks = onSession((session) =>
    withParts(session, {
      listFolders: async () =>
        (await session.listFolders()).filter(({ path }) => !isShort || path !== "Archive"),
      statusFolders: async function* (paths) {
        for await (const told of session.statusFolders(paths)) {
          if (isShort || told.path !== "Clients") yield told;
        }
      },
    }),
  );
  const folders = ["INBOX", "Archive", "Clients"];
  const story = new Scenario({ hooks, folders, kind: { sharedUidValidity: true } });
  story.deliver("Archive");
  story.deliver("Clients");
  await story.world.connect(story.box);
  for (const machine of story.world.machines) machine.start();
  await story.map("all", (path) => path !== "Clients");
  isShort = true;
  await story.daysPass(1);
  expect(story.data.folders.size).toBe(3);
  isShort = false;
  await story.daysPass(1);
  expect(story.data.folders.size).toBe(3);
  expect(story.lists).toEqual({ Archive: "1" });
  expect(story.wrong).toEqual([]);
});

test("a folder that one LIST left out goes on where it was", async () => {
  let lists = 0;
  const hooks = onSession((session) =>
    withParts(session, {
      listFolders: async () => {
        const listed = await session.listFolders();
        return ++lists === SHORT_LIST ? listed.filter(({ path }) => path !== "Archive") : listed;
      },
    }),
  );
  const story = await Scenario.begin({ hooks }, (there) => there.deliver("Archive"));
  story.deliver("Archive");
  story.look();
  await story.pass(20_000);
  lists = SHORT_LIST - 1;
  await story.daysPass(1);
  await story.daysPass(1);
  story.deliver("Archive");
  story.look();
  await story.pass(20_000);
  expect(lists).toBeGreaterThan(SHORT_LIST);
  expect(story.wrong).toEqual([]);
});

test("a session is closed when the store fails before the loop has begun", async () => {
  const story = new Scenario({});
  story.world.faults.planned = failOnce("store.listLimbo", "before");
  await story.world.connect(story.box);
  for (const machine of story.world.machines) machine.start();
  await story.map("all");
  await story.pass(10_000);
  const connection = story.world.connectionOf(story.box);
  if (connection === null) throw new Error("not connected");
  await createMemoryConnections(story.world.db, atOnce).stop(connection, "keep", 0);
  story.look();
  await story.pass(60_000);
  expect(story.wrong).toEqual([]);
});

test("a diagnosis is taken back although the store was away when it ended", async () => {
  const story = await Scenario.begin({});
  // The loop fails, is diagnosed, and recovers while the store is away once more.
  const fails = ["store.commit 1", "store.setDiagnosis 2"];
  const calls = new Map<string, number>();
  story.world.faults.planned = (what) => {
    const count = (calls.get(what) ?? 0) + 1;
    calls.set(what, count);
    return fails.includes(`${what} ${count}`) ? { kind: "before", error: down } : null;
  };
  story.deliver("INBOX");
  await story.pass(60_000);
  expect(calls.get("store.setDiagnosis")).toBeGreaterThan(1);
  story.look();
  await story.pass(60_000);
  expect(story.wrong).toEqual([]);
});

test("a mailbox is synced although the answer to the claim that took it was lost", async () => {
  const story = new Scenario({});
  story.deliver("INBOX");
  const isSyncing = (): boolean => story.world.stored(story.box).row.state === "syncing";
  story.world.faults.planned = failOnce("store.claim", "after", isSyncing);
  await story.world.connect(story.box);
  for (const machine of story.world.machines) machine.start();
  await story.map("all");
  await story.pass(30_000);
  expect(story.wrong).toEqual([]);
});

function failOnce(call: string, kind: "before" | "after", when: () => boolean = () => true) {
  let left = 1;
  return (what: string) => (what === call && when() && left-- > 0 ? { kind, error: down } : null);
}

test("a folder that was mapped on its own and went is mapped once when it is made again from here", async () => {
  const story = await Scenario.begin({ folders: ["INBOX", "Clients"] }, (there) => there.deliver("INBOX"));
  story.box.account.delete("Clients");
  await story.daysPass(1);
  await story.changesFolders({ kind: "create", name: "Clients", parentId: null });
  await story.daysPass(1);
  const names = [...story.data.appFolders.values()].map(({ mapping }) => mapping.name);
  expect(names.sort()).toEqual(["App INBOX", "Clients"]);
  expect(story.wrong).toEqual([]);
});

test("an old message without Message-ID is known again in a folder that gets new uids", async () => {
  const story = await Scenario.begin({ server: "modern", from: "1m" });
  const inbox = story.folder("INBOX");
  const { account } = story.box;
  const { world } = story;
  const date = "Wed, 25 Nov 2026 08:00:00 +0000";
  const content = mailContent(world.server.nextGuid(), {
    ...{ messageId: null, date, from: "bob@contoso.example", subject: "Subject 1", body: "Body" },
  });
  account.know(content);
  const internalDate = world.start - 40 * 24 * 3_600_000;
  // It comes after the folder was mapped.
  account.put(inbox, { content, flags: 0, internalDate });
  story.look();
  await story.pass(30_000);
  account.renumber(inbox, inbox.messages);
  story.look();
  await story.daysPass(1);
  expect(story.events).not.toContain("message.departed");
  expect(story.data.messages.size).toBe(1);
  expect(story.wrong).toEqual([]);
});

test("a folder that was mapped and not read yet is found under its new name, although LIST doesn't tell what it is", async () => {
  const isGone = (): boolean => [...story.data.folders.values()].some(({ goneAt }) => goneAt !== null);
  const hooks = onSession((session) =>
    withParts(session, {
      listFolders: async () =>
        (await session.listFolders()).map((each) =>
          each.path === "Files" && !isGone() ? { ...each, status: null } : each,
        ),
      statusFolders: async function* (paths) {
        for await (const { path, status } of session.statusFolders(paths)) {
          const untold = path === "Files" && !isGone() && !(status instanceof SyncError);
          yield { path, status: untold ? { ...status, uidValidity: 0 } : status };
        }
      },
      openFolder: (path, known) => {
        if (path === "Archive") story.box.account.rename(story.folder("Archive"), "Files");
        return session.openFolder(path, known);
      },
    }),
  );
  const story = new Scenario({ hooks, kind: { profile: { ...MINIMAL.profile, listStatus: true } } });
  story.deliver("Archive");
  await story.connect();
  expect(isGone()).toBe(true);
  await story.daysPass(1);
  expect(story.folder("Files").messages).toHaveLength(1);
  expect(story.wrong).toEqual([]);
});

test("an old message that is counted and not named while the import date is searched again is imported", async () => {
  const unnamed = new Set<number>();
  const hooks = onFolder((folder) =>
    searching(folder, async (what) => (await folder.searchUids(what)).without(UidSet.of([...unnamed]))),
  );
  const story = await Scenario.begin({ hooks, from: "1m" }, (there) => there.deliver("INBOX"));
  const inbox = story.folder("INBOX");
  story.box.account.renumber(inbox, inbox.messages);
  story.look();
  while (![...story.data.ledgers.values()].some((row) => row.ledger.uidValidity === inbox.uidValidity)) {
    await story.pass(10);
  }
  unnamed.add(story.deliver("INBOX", 90).uid);
  story.deliver("INBOX");
  story.look();
  await story.pass(5_000);
  unnamed.clear();
  story.look();
  await story.daysPass(1);
  expect(story.data.messages.size).toBe(3);
  expect(story.wrong).toEqual([]);
});

test("a folder that is chosen is the one that has the name then, whatever had it when nobody used it", async () => {
  const folders = ["INBOX", "Archive", "Clients"];
  const story = new Scenario({ folders });
  const { account } = story.box;
  await story.world.connect(story.box);
  for (const machine of story.world.machines) machine.start();
  await story.map("all", (path) => path === "INBOX");
  await story.pass(30_000);
  const [archive, clients] = [story.folder("Archive"), story.folder("Clients")];
  account.rename(archive, "Between");
  account.rename(clients, "Archive");
  account.rename(archive, "Clients");
  story.deliver("Archive");
  await story.map("all", (path) => path !== "Clients");
  await story.daysPass(1);
  const chosen = [...story.data.appFolders].find(([, { mapping }]) => mapping.name === "App Archive");
  expect(chosen && story.data.folders.get(chosen[0])?.path).toBe("Archive");
  expect(story.lists).toEqual({ Archive: "1" });
  expect(story.wrong).toEqual([]);
});
