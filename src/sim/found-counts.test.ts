// What the simulation found in what counts prove, each as a story of its own.
import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { emptyLedger } from "../core/ledger.ts";
import { UidSet } from "../core/uid-set.ts";
import type { MailSession, OpenFolder, SearchCriterion } from "../engine/ports/mail.ts";
import { readFolder } from "../engine/read-folder.ts";
import { onWriting } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

test("where a server has no UIDNEXT, a message that took another's place in a folder doesn't depart", async () => {
  const story = await Scenario.begin({ kind: { noUidNext: true } }, (there) => {
    there.deliver("INBOX");
    there.deliver("Archive");
  });
  const [inbox, archive] = [story.folder("INBOX"), story.folder("Archive")];
  const [moved] = inbox.messages;
  if (moved === undefined) throw new Error("no message");
  archive.remove(1);
  inbox.remove(1);
  story.box.account.put(archive, moved);
  await story.pass(60_000);
  expect(story.wrong).toEqual([]);
});

test("what is counted and not named yet doesn't stand for what has gone meanwhile", async () => {
  const story = await Scenario.begin({}, (there) => {
    there.deliver("Archive");
    there.deliver("INBOX");
  });
  const [inbox, archive] = [story.folder("INBOX"), story.folder("Archive")];
  const [moved] = archive.messages;
  if (moved === undefined) throw new Error("nothing to move");
  const { scheduler } = story.world;
  archive.remove(moved.uid);
  const later = scheduler.time + 15_000;
  inbox.put({ ...moved, putAt: scheduler.time, namedFrom: later, servedFrom: later });
  story.box.account.name(inbox);
  story.look();
  await story.pass(5_000);
  inbox.remove(1);
  story.look();
  await story.pass(60_000);
  expect(story.wrong).toEqual([]);
  expect(story.events.filter((kind) => kind === "message.departed")).toHaveLength(1);
});

test("what was put here, is counted and not named yet, doesn't stand for what goes at that moment", async () => {
  const hooks = onWriting((folder) => {
    const move = folder.moveMessages.bind(folder);
    folder.moveMessages = async (uids, path) => {
      const told = await move(uids, path);
      const servedFrom = story.world.scheduler.time + 45_000;
      const archive = story.folder("Archive");
      archive.messages = archive.messages.map((each) =>
        each.content.guid === 1 ? { ...each, servedFrom, namedFrom: servedFrom } : each,
      );
      story.there.expunge(2, "Archive");
      return told;
    };
    return folder;
  });
  const story = await Scenario.begin({ kind: { uidPlus: true }, hooks }, (there) => {
    there.deliver("INBOX");
    there.deliver("Archive");
  });
  story.act({ kind: "move", from: "INBOX", to: "Archive" }, "Subject 1");
  await story.pass(120_000);
  expect(story.events.filter((kind) => kind === "message.departed")).toHaveLength(1);
  expect(story.wrong).toEqual([]);
});

test("a count that arrivals make right by chance hides no message", async () => {
  const folder = {
    uidValidity: 7,
    uidNext: 4,
    exists: 3,
    modseq: null,
    resync: null,
    // Message 4 came after EXISTS was told; message 2 is left out.
    searchUids: async ({ kind }: SearchCriterion) =>
      kind === "all" ? UidSet.parse("1,3:4") : kind === "from" ? UidSet.of([3, 4]) : UidSet.empty,
    fetchFlags: async () => [],
  } as unknown as OpenFolder;
  const profile = { name: "minimal", condstore: false, qresync: false };
  const session = { profile, openFolder: async () => folder } as unknown as MailSession;
  const uids = UidSet.range(1, 2);
  const known = { ...emptyLedger(7), uids, wanted: uids, stored: uids, uidNext: 3, mappedUidNext: 3 };
  const request = {
    path: "INBOX",
    known,
    depth: "flags",
    mustList: false,
    searchFrom: undefined,
    importFrom: null,
  } as const;
  const clock = { now: () => 1 } as Clock;
  const { remote } = await readFolder(session, request, clock);
  expect(remote.uids.kind).toBe("from");
});
