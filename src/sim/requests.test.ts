// What is asked of a server after a day's changes, in its order: each line is a round trip.
import { expect, test } from "vitest";
import { FLAG_BITS } from "../core/flags.ts";
import type { OpenFolder } from "../engine/ports/mail.ts";
import type { Hooks } from "./machine.ts";
import { onSession, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

/** Notes every request. */
function noted(asked: string[]): Hooks {
  const note =
    <Given extends unknown[], Answer>(what: string, ask: (...given: Given) => Answer) =>
    (...given: Given): Answer => {
      asked.push(what);
      return ask(...given);
    };
  const ofFolder = (folder: OpenFolder): OpenFolder =>
    withParts(folder, {
      searchUids: note(`SEARCH ${folder.path}`, (what) => folder.searchUids(what)),
      fetchFlags: note(`FLAGS ${folder.path}`, (...given) => folder.fetchFlags(...given)),
      fetchHeaders: note(`HEADERS ${folder.path}`, (uids) => folder.fetchHeaders(uids)),
      fetchMessages: note(`BODIES ${folder.path}`, (uids) => folder.fetchMessages(uids)),
    });
  return onSession((session) =>
    withParts(session, {
      statusFolders: note("STATUS", (paths) => session.statusFolders(paths)),
      openFolder: async (path, known) => {
        asked.push(`EXAMINE ${path}`);
        return ofFolder(await session.openFolder(path, known));
      },
    }),
  );
}

test("after a day's changes a server with QRESYNC is asked for nothing twice", async () => {
  const asked: string[] = [];
  const story = await Scenario.begin({ server: "modern", hooks: noted(asked) }, (there) => {
    for (let n = 0; n < 4; n++) there.deliver("INBOX");
  });
  story.deliver("INBOX");
  story.deliver("INBOX");
  story.there.move(1, "INBOX", "Archive");
  story.folder("INBOX").remove(2);
  story.folder("INBOX").setFlags(3, FLAG_BITS.seen);
  asked.length = 0;
  story.look();
  await story.pass(5_000);
  expect(story.wrong).toEqual([]);
  expect(asked).toEqual([
    "STATUS",
    "EXAMINE Archive",
    "EXAMINE INBOX",
    "HEADERS INBOX",
    "BODIES INBOX",
    "EXAMINE Archive",
    "HEADERS Archive",
    // In IDLE, until it is looked for what is missed.
    "EXAMINE INBOX",
    "STATUS",
    "EXAMINE INBOX",
  ]);
});
