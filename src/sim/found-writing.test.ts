// What the simulation found in how changes made here reach the provider, each as a story of its own.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import type { UidSet } from "../core/uid-set.ts";
import type { MessageRow } from "../engine/ports/mail.ts";
import type { SyncStore } from "../engine/ports/sync.ts";
import type { Hooks } from "./machine.ts";
import { cut, refused } from "./mail-refusals.ts";
import { onSession, onWriting, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

const { seen, flagged, deleted } = FLAG_BITS;

/** Its first move is refused for now. */
function refusingOneMove(): Hooks {
  let moves = 0;
  return onWriting((folder) => {
    const move = folder.moveMessages.bind(folder);
    folder.moveMessages = (uids, path) => (moves++ === 0 ? Promise.reject(refused(true)) : move(uids, path));
    return folder;
  });
}

function uidsIn(story: Scenario, path: string): readonly string[] {
  return story.folder(path).messages.map(({ content, flags }) => `${content.guid} ${flags}`);
}

test("a move that was put off and then undone is not overtaken by its undo", async () => {
  const hooks = refusingOneMove();
  const story = await Scenario.begin({ server: "modern", hooks }, (there) => there.deliver("INBOX"));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(2_000);
  story.undo();
  await story.pass(60_000);
  expect(uidsIn(story, "INBOX")).toEqual(["1 0"]);
  expect(story.wrong).toEqual([]);
});

test("moved on and back, and the way back undone, a message goes all the way", async () => {
  const folders = ["INBOX", "Archive", "Clients"];
  const given = { server: "modern", hooks: refusingOneMove(), folders } as const;
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX"));
  const ways = [
    ["INBOX", "Archive"],
    ["Archive", "Clients"],
    ["Clients", "Archive"],
  ] as const;
  for (const [from, to] of ways) {
    story.act({ kind: "move", from, to }, "Subject 1");
    await story.pass(1_000);
  }
  story.undo();
  await story.pass(60_000);
  expect(uidsIn(story, "Clients")).toEqual(["1 0"]);
  expect(story.events).not.toContain("message.departed");
  expect(story.wrong).toEqual([]);
});

test("mapped anew, a folder doesn't show what is being moved from it", async () => {
  let isHeld = true;
  const hooks: Hooks = {
    store: (store) => ({ ...store, openChanges: async (...of) => (isHeld ? [] : store.openChanges(...of)) }),
  };
  const folders = ["INBOX", "Archive", "Clients"];
  const given = { server: "modern", hooks, folders } as const;
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX"));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(1_000);
  await story.map("all", (path) => path !== "INBOX");
  await story.map("all");
  await story.pass(10_000);
  story.act({ kind: "move", from: "INBOX", to: "Clients" }, "Subject 1");
  await story.pass(1_000);
  isHeld = false;
  story.look();
  await story.pass(60_000);
  expect(uidsIn(story, "Archive")).toEqual(["1 0"]);
  expect(story.wrong).toEqual([]);
});

test("moved here and there alike, and taken back here while it is found there, a message is where it lies", async () => {
  let undo: (() => void) | null = null;
  const hooks: Hooks = {
    store: (store): SyncStore => ({
      ...store,
      findMatches: async (...by) => {
        const found = await store.findMatches(...by);
        if (undo === null || !found.some(({ copies }) => copies.length > 1)) return found;
        undo();
        undo = null;
        await story.world.machine()?.running?.process.clock.sleep(2_000);
        return found;
      },
      openChanges: async (...of) => (undo === null ? store.openChanges(...of) : []),
    }),
  };
  const story = await Scenario.begin({ hooks }, (there) => there.deliver("INBOX"));
  undo = () => story.undo();
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(1_000);
  const [message] = story.folder("INBOX").messages;
  if (message === undefined) throw new Error("no message");
  story.folder("INBOX").remove(1);
  story.box.account.put(story.folder("Archive"), message);
  story.look();
  await story.pass(60_000);
  expect(undo).toBeNull();
  expect(story.events).not.toContain("message.departed");
  expect(story.wrong).toEqual([]);
});

test("mapped anew, a folder that a message is moved to has it", async () => {
  let isHeld = true;
  const hooks: Hooks = {
    store: (store) => ({ ...store, openChanges: async (...of) => (isHeld ? [] : store.openChanges(...of)) }),
  };
  const given = { server: "modern", hooks, kind: { pushesFlags: false } } as const;
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX"));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(1_000);
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  await story.pass(1_000);
  await story.map("all", (path) => path !== "Archive");
  await story.map("all");
  isHeld = false;
  story.look();
  await story.pass(60_000);
  expect(uidsIn(story, "Archive")).toEqual(["1 1"]);
  expect(story.events).not.toContain("message.departed");
  expect(story.wrong).toEqual([]);
});

test("a server that can only copy is not asked to copy again and again to a folder that nobody reads", async () => {
  const story = await Scenario.begin({ folders: ["INBOX", "Archive"] }, (there) => there.deliver("INBOX"));
  const { account } = story.box;
  account.create("Deleted Items", "trash");
  await story.daysPass(1);
  story.act({ kind: "moveToRole", from: "INBOX", role: "deleted" }, "Subject 1");
  await story.pass(120_000);
  expect(uidsIn(story, "Deleted Items")).toEqual(["1 0"]);
  expect(uidsIn(story, "INBOX")).toEqual([`1 ${deleted}`]);
  expect(story.wrong).toEqual([]);
});

test.each([
  ["", {}],
  [", also when that doesn't show for a while what it has", { fetchShort: 1 }],
])(
  "copied by a command whose answer was lost, a message is not copied again to a folder that nobody reads%s",
  async (_, lies) => {
    const story = await Scenario.begin({ folders: ["INBOX"] }, (there) => there.deliver("INBOX"));
    story.box.account.create("Deleted Items", "trash");
    await story.daysPass(1);
    let cuts = 0;
    story.box.account.observer = {
      sends: () => undefined,
      touched: () => undefined,
      renamed: () => undefined,
      renumbered: () => undefined,
      writes: ({ kind }) => {
        if (kind === "copy" && cuts++ === 0) queueMicrotask(() => story.cutSessions());
      },
    };
    const { server } = story.world;
    const honest = server.lies;
    server.lies = { ...honest, ...lies };
    story.act({ kind: "moveToRole", from: "INBOX", role: "deleted" }, "Subject 1");
    await story.pass(60_000);
    server.lies = { ...honest, ...lies, fetchShort: 0 };
    await story.pass(600_000);
    expect(cuts).toBe(1);
    expect(uidsIn(story, "Deleted Items")).toEqual(["1 0"]);
  },
);

test("the last copy of a message stays, whatever an old reading says of another one", async () => {
  const story = await Scenario.begin({}, (there) => {
    const message = there.deliver("INBOX");
    there.box.account.put(there.folder("Archive"), message);
  });
  story.folder("Archive").remove(1);
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  await story.daysPass(1);
  expect(uidsIn(story, "Archive")).toEqual(["1 0"]);
  expect(story.wrong).toEqual([]);
});

test("what a person takes back while it is written to the journal is not sent", async () => {
  let undo: (() => void) | null = null;
  const hooks: Hooks = {
    store: (store): SyncStore => ({
      ...store,
      commit: async (owner, changes) => {
        if (changes.attempted !== undefined && undo !== null) {
          undo();
          undo = null;
          await story.world.machine()?.running?.process.clock.sleep(5_000);
        }
        await store.commit(owner, changes);
      },
    }),
  };
  const story = await Scenario.begin({ server: "modern", hooks }, (there) => there.deliver("INBOX"));
  undo = () => story.undo();
  story.act({ kind: "flags", add: flagged, remove: 0 }, "Subject 1");
  await story.pass(60_000);
  expect(undo).toBeNull();
  expect(uidsIn(story, "INBOX")).toEqual(["1 0"]);
  expect(story.wrong).toEqual([]);
});

test("moved to where another one like it comes at the same time, both are shown", async () => {
  const hooks = onWriting((folder) => {
    const move = folder.moveMessages.bind(folder);
    folder.moveMessages = (uids, path) => {
      const [message] = story.folder("INBOX").messages;
      if (message !== undefined) story.box.account.put(story.folder("Archive"), message);
      return move(uids, path);
    };
    return folder;
  });
  const story = await Scenario.begin({ server: "modern", hooks }, (there) => there.deliver("INBOX"));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  expect(uidsIn(story, "Archive")).toEqual(["1 0", "1 0"]);
  expect(story.wrong).toEqual([]);
});

test("of two that are alike the one that was moved back is back, and nothing is doubled", async () => {
  let isFiled = false;
  const hooks: Hooks = {
    store: (store): SyncStore => ({
      ...store,
      commit: async (owner, changes) => {
        await store.commit(owner, changes);
        if (isFiled || changes.ended === undefined || changes.ended.length === 0) return;
        isFiled = true;
        const [, second] = [...story.world.stored(story.box).data.messages.keys()].sort();
        story.actOn({ kind: "move", from: "Archive", to: "INBOX" }, second === undefined ? [] : [second]);
        await story.world.machine()?.running?.process.clock.sleep(2_000);
      },
    }),
  };
  const story = await Scenario.begin({ hooks, kind: { uidPlus: true } }, (there) => {
    there.box.account.put(there.folder("INBOX"), there.deliver("INBOX"));
  });
  const { server } = story.world;
  server.lies = { ...server.lies, noCopyUid: 1 };
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  await story.daysPass(1);
  expect(isFiled).toBe(true);
  expect([uidsIn(story, "INBOX"), uidsIn(story, "Archive")]).toEqual([["1 0"], ["1 0"]]);
  expect(story.wrong).toEqual([]);
});

test("where a move gives a message the present as its date, it has that date here", async () => {
  const kind = { datesAnew: true };
  const story = await Scenario.begin({ server: "modern", kind }, (there) => there.deliver("INBOX", 3));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  expect(story.wrong).toEqual([]);
});

test("an old message that was moved to a folder that was made again there a moment ago is in it", async () => {
  const story = await Scenario.begin({ server: "modern", from: "1m" });
  story.deliver("INBOX", 40);
  story.look();
  await story.pass(30_000);
  const { account } = story.box;
  account.delete("Archive");
  account.create("Archive", null);
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  await story.daysPass(1);
  expect(uidsIn(story, "Archive")).toEqual(["1 0"]);
  expect(story.events).not.toContain("message.departed");
  expect(story.world.stored(story.box).data.copies.size).toBe(1);
});

test("an old message is found in the folder it was moved to when that one gets new uids before it is read", async () => {
  const given = { folders: ["Archive", "INBOX"], kind: { move: true }, from: "1m" } as const;
  const story = await Scenario.begin(given);
  story.deliver("INBOX", 40);
  story.look();
  await story.pass(5_000);
  const { account } = story.box;
  let moves = 0;
  account.observer = {
    sends: () => undefined,
    touched: () => undefined,
    renamed: () => undefined,
    renumbered: () => undefined,
    writes: ({ kind, target }) => {
      if (kind !== "move" || target === null) return;
      moves++;
      queueMicrotask(() => account.renumber(target, target.messages));
    },
  };
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  expect(moves).toBe(1);
  expect(story.events).not.toContain("message.departed");
  expect(story.world.stored(story.box).data.copies.size).toBe(1);
});

test("what a move whose answer was lost has put into a folder is waited for also when that is mapped anew", async () => {
  let copies = 0;
  const given = { kind: { uidPlus: true }, from: "1m" } as const;
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX"));
  const { account } = story.box;
  const { scheduler, server } = story.world;
  account.observer = {
    ...{ sends: () => undefined, touched: () => undefined },
    ...{ renamed: () => undefined, renumbered: () => undefined },
    writes: ({ kind }) => {
      if (kind !== "copy") return;
      if (copies++ === 0) queueMicrotask(() => story.cutSessions());
    },
  };
  // Exchange announces what it can't serve yet.
  server.lies = { ...server.lies, announcedEarly: 1, searchNamesEarly: true };
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(1_000);
  const archive = story.folder("Archive");
  archive.messages = archive.messages.map((each) => ({ ...each, servedFrom: scheduler.time + 45_000 }));
  await story.pass(10_000);
  await story.map("all");
  await story.pass(120_000);
  expect(copies).toBe(1);
  expect(uidsIn(story, "Archive")).toEqual(["1 0"]);
});

test("to be changed in a folder that is gone, a message comes back as refused", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("Archive"));
  story.box.account.delete("Archive");
  await story.daysPass(1);
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  await story.pass(60_000);
  await story.daysPass(1);
  const [change] = story.world.stored(story.box).data.changes.values();
  expect(change).toMatchObject({ state: "refused", why: "folderGone" });
});

test("attempted by a clock that was ahead, a change is done all the same, and nothing is asked without end", async () => {
  let cuts = 0;
  const hooks = onWriting((folder) => {
    if (cuts++ > 0) return folder;
    setClock(0);
    story.cutSessions();
    return folder;
  });
  const story = await Scenario.begin({ server: "modern", hooks }, (there) => there.deliver("INBOX"));
  const setClock = (ms: number): void => {
    for (const { wall } of story.world.machines) wall.offsetMs = ms;
  };
  setClock(3_600_000);
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  const before = story.world.server.commands;
  await story.pass(60_000);
  expect(story.world.server.commands - before).toBeLessThan(150);
  expect(uidsIn(story, "INBOX")).toEqual(["1 1"]);
  expect(story.wrong).toEqual([]);
});

test("a message that was marked here and unmarked there is in the lists again", async () => {
  const story = await Scenario.begin({}, (there) => there.deliver("INBOX"));
  story.act({ kind: "erase", from: "INBOX" }, "Subject 1");
  await story.pass(60_000);
  expect(uidsIn(story, "INBOX")).toEqual([`1 ${deleted}`]);
  const [message] = story.folder("INBOX").messages;
  if (message !== undefined) story.box.account.observer?.touched(message);
  story.folder("INBOX").setFlags(1, 0);
  await story.daysPass(8);
  expect(story.wrong).toEqual([]);
});

test("a process that sleeps between copying and removing removes nothing when the mailbox was stopped meanwhile", async () => {
  const story = await Scenario.begin({ kind: { uidPlus: true } }, (there) => there.deliver("INBOX"));
  const { account } = story.box;
  const { process } = story.world.machine()?.running ?? expect.fail("nobody runs");
  const watched = account.observer ?? expect.fail("nobody watches");
  const sent: string[] = [];
  account.observer = withParts(watched, {
    sends: (what) => {
      sent.push(what);
      watched.sends(what);
    },
    writes: (write) => {
      watched.writes(write);
      if (write.kind === "copy") process.suspend();
    },
  });
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(2_000);
  expect(process.suspended).toBe(true);
  await story.stop();
  await story.pass(30_000);
  process.resume();
  await story.pass(30_000);
  expect(sent).toEqual(["COPY Archive"]);
  expect([uidsIn(story, "INBOX"), uidsIn(story, "Archive")]).toEqual([["1 0"], ["1 0"]]);
  expect(story.world.violations).toEqual([]);
});

test("moved from a folder that is mapped anew meanwhile, a message is looked for as long as that is imported", async () => {
  let refusals = 1;
  let importing: (() => Promise<void>) | null = null;
  const hooks = onSession((session) =>
    withParts(session, {
      openForWriting: (...which) =>
        refusals-- > 0 ? Promise.reject(refused(true)) : session.openForWriting(...which),
      openFolder: async (...which) => {
        const folder = await session.openFolder(...which);
        async function* later(uids: UidSet): AsyncGenerator<MessageRow> {
          await importing?.();
          yield* folder.fetchMessages(uids);
        }
        return importing === null || folder.path !== "Clients"
          ? folder
          : withParts(folder, { fetchMessages: later });
      },
    }),
  );
  const folders = ["INBOX", "Archive", "Clients"];
  const story = await Scenario.begin({ server: "modern", hooks, folders }, (there) =>
    there.deliver("Clients"),
  );
  story.act({ kind: "move", from: "Clients", to: "Archive" }, "Subject 1");
  await story.pass(2_000);
  importing = async () => story.world.machine()?.running?.process.clock.sleep(30_000);
  void story.map("all", (path) => path !== "Clients");
  await story.pass(1_000);
  await story.map("all");
  await story.pass(60_000);
  await story.daysPass(1);
  expect(story.refusals).toEqual([]);
  expect(uidsIn(story, "Archive")).toEqual(["1 0"]);
  expect(story.wrong).toEqual([]);
});

test("a message that was copied to a folder nobody read is not copied again when that is mapped", async () => {
  let copies = 0;
  let isMapped = false;
  const hooks = onSession((session) =>
    withParts(session, {
      openForWriting: (...which) =>
        copies > 0 && !isMapped ? Promise.reject(cut()) : session.openForWriting(...which),
    }),
  );
  const given = { folders: ["INBOX"], kind: { uidPlus: true }, hooks };
  const story = await Scenario.begin(given, (there) => there.deliver("INBOX", 90));
  story.box.account.create("Deleted Items", "trash");
  await story.daysPass(1);
  story.box.account.observer = {
    ...{ sends: () => undefined, touched: () => undefined },
    ...{ renamed: () => undefined, renumbered: () => undefined },
    writes: ({ kind }) => {
      if (kind === "copy" && copies++ === 0) queueMicrotask(() => story.cutSessions());
    },
  };
  story.act({ kind: "moveToRole", from: "INBOX", role: "deleted" }, "Subject 1");
  await story.pass(20_000);
  await story.map("1m");
  isMapped = true;
  await story.pass(120_000);
  expect(copies).toBe(1);
  expect([uidsIn(story, "INBOX"), uidsIn(story, "Deleted Items")]).toEqual([[], ["1 0"]]);
  expect(story.wrong).toEqual([]);
});

test("a command that a server carries out after the connection was cut is waited for", async () => {
  let moves = 0;
  const hooks = onWriting((folder) => {
    const move = folder.moveMessages.bind(folder);
    folder.moveMessages = async (...which) => {
      if (moves++ > 0) {
        await story.world.machine()?.running?.process.clock.sleep(3_500);
        return move(...which);
      }
      story.world.scheduler.after(4_000, "a late COPY", () => {
        for (const message of story.folder("INBOX").messages) {
          story.box.account.put(story.folder("Archive"), message);
        }
      });
      story.cutSessions();
      throw cut();
    };
    return folder;
  });
  const story = await Scenario.begin({ kind: { uidPlus: true }, hooks }, (there) => there.deliver("INBOX"));
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(60_000);
  await story.daysPass(1);
  expect([uidsIn(story, "INBOX"), uidsIn(story, "Archive")]).toEqual([[], ["1 0"]]);
  expect(story.wrong).toEqual([]);
});
