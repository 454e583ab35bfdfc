// What the simulation found in how flags that are set here reach the provider, each as a story of its own.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import type { MessageRow, OpenFolder } from "../engine/ports/mail.ts";
import { refused } from "./mail-refusals.ts";
import { onFolder, onWriting, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

const { seen, draft } = FLAG_BITS;

function flagsIn(story: Scenario, path: string): readonly number[] {
  return story.folder(path).messages.map(({ flags }) => flags);
}

test("flags of a message in two folders are not done with the first of them", async () => {
  let stores = 0;
  const hooks = onWriting((folder) => {
    const change = folder.changeFlags.bind(folder);
    folder.changeFlags = (uids, how) => (stores++ === 1 ? Promise.reject(refused(true)) : change(uids, how));
    return folder;
  });
  const story = await Scenario.begin({ hooks }, (there) => {
    const message = there.deliver("INBOX");
    there.box.account.put(there.folder("Archive"), message);
  });
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  await story.pass(60_000);
  expect([flagsIn(story, "INBOX"), flagsIn(story, "Archive")]).toEqual([[seen], [seen]]);
  expect(story.wrong).toEqual([]);
});

/** A message lies in INBOX and in Archive, and is marked as read while Archive, under new uids, tells nothing. */
async function marksWhileSilent(
  silent: (folder: OpenFolder, isSilent: () => boolean) => Partial<OpenFolder>,
  flags: number,
): Promise<Scenario> {
  let isSilent = false;
  const hooks = onFolder((folder) =>
    withParts(
      folder,
      silent(folder, () => isSilent),
    ),
  );
  const story = await Scenario.begin({ hooks }, (there) => {
    there.box.account.put(there.folder("Archive"), there.deliver("INBOX", 0, flags));
  });
  const archive = story.folder("Archive");
  isSilent = true;
  story.box.account.renumber(archive, archive.messages);
  story.look();
  await story.pass(2_000);
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  await story.pass(5_000);
  isSilent = false;
  await story.pass(120_000);
  return story;
}

test("flags of a message in two folders wait for the one that is being looked for under new uids", async () => {
  const story = await marksWhileSilent(
    (folder, isSilent) => ({
      fetchHeaders: (uids) => folder.fetchHeaders(isSilent() ? UidSet.empty : uids),
    }),
    0,
  );
  expect([flagsIn(story, "INBOX"), flagsIn(story, "Archive")]).toEqual([[seen], [seen]]);
  expect(story.wrong).toEqual([]);
});

test("flags of a draft in two folders wait for the one that only its bytes tell, under new uids", async () => {
  async function* none(): AsyncGenerator<MessageRow> {}
  const story = await marksWhileSilent(
    (folder, isSilent) => ({ fetchMessages: (uids) => (isSilent() ? none() : folder.fetchMessages(uids)) }),
    draft,
  );
  expect([flagsIn(story, "INBOX"), flagsIn(story, "Archive")]).toEqual([[seen | draft], [seen | draft]]);
  expect(story.wrong).toEqual([]);
});

test("a flag that a search says is set, and isn't, is set all the same", async () => {
  let isLying = false;
  const hooks = onFolder((folder) =>
    withParts(folder, {
      searchUids: async (what) => {
        if (!isLying || what.kind !== "flag" || what.flag !== "seen") return folder.searchUids(what);
        isLying = false;
        story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
        await story.world.machine()?.running?.process.clock.sleep(2_000);
        return UidSet.empty;
      },
    }),
  );
  const story = await Scenario.begin({ hooks }, (there) => there.deliver("INBOX"));
  isLying = true;
  story.deliver("INBOX");
  await story.pass(15_000);
  await story.daysPass(1);
  expect(isLying).toBe(false);
  expect(flagsIn(story, "INBOX")).toEqual([seen, 0]);
  expect(story.wrong).toEqual([]);
});

test("to be changed while it is looked for, a message comes back as refused when its folder, the only one, is gone", async () => {
  const story = await Scenario.begin({ folders: ["INBOX", "Archive"] }, (there) => there.deliver("Archive"));
  await story.map("all", (path) => path === "Archive");
  story.folder("Archive").remove(1);
  story.box.account.observer = null;
  story.look();
  while ([...story.data.copies.values()].every(({ missingSince }) => missingSince === null))
    await story.pass(5);
  story.act({ kind: "flags", add: seen, remove: 0 }, "Subject 1");
  story.box.account.delete("Archive");
  await story.daysPass(1);
  await story.pass(20 * 60_000);
  expect(story.refusals).toEqual(["folderGone"]);
});
