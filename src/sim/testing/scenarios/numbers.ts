// UIDVALIDITY, UIDNEXT and uids, as servers really give them.
import { expect } from "vitest";
import { UidSet } from "../../../core/uid-set.ts";
import { HONEST } from "../../mail-server.ts";
import { onFolder, withParts } from "../hooked.ts";
import type { Scenario } from "../scenario.ts";
import type { Begun, Told } from "../tell-scenario.ts";

function three({ there }: Scenario): void {
  there.deliver("INBOX");
  there.deliver("INBOX");
  there.deliver("Archive");
}

function expectNoBodies(story: Scenario, begun: Begun): void {
  expect(story.world.packs.size).toBe(begun.packs);
  expect(story.events).not.toContain("message.departed");
}

export const NUMBERS: readonly Told[] = [
  {
    number: 42,
    name: "renumbered, folders keep their mail under its ids, and no body is fetched",
    before: three,
    events: ({ there }) => {
      there.renumber("INBOX", (messages) => messages.toReversed());
      there.renumber("Archive");
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    also: expectNoBodies,
  },
  ...[true, false].map(
    (renumberingEndsSession): Told => ({
      number: 43,
      name: `renumbered between SELECT and FETCH, no message is taken for another${renumberingEndsSession ? "" : " (told in the session)"}`,
      story: (told) => {
        let left = 1;
        return {
          kind: { renumberingEndsSession },
          hooks: onFolder((folder) =>
            withParts(folder, {
              fetchMessages: (uids) => {
                const isNews = told().there.folder("INBOX").messages.length === 3;
                if (isNews && left-- > 0) told().there.renumber("INBOX", (messages) => messages.toReversed());
                return folder.fetchMessages(uids);
              },
            }),
          ),
        };
      },
      before: three,
      events: ({ there }) => there.deliver("INBOX"),
      ends: { here: { INBOX: "1 2 4", Archive: "3" } },
    }),
  ),
  {
    number: 44,
    name: "renumbered at every look, a folder loses and fetches nothing, and the others go on",
    before: three,
    events: async (story) => {
      for (let left = 20; left > 0; left--) {
        story.there.renumber("Archive");
        story.look();
        await story.pass(20_000);
      }
      story.there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 2 4", Archive: "3" } },
    also: (story, begun) => expect(story.world.packs.size).toBe(begun.packs + 1),
  },
  {
    number: 45,
    name: "renumbered to a lower UIDVALIDITY, a folder is read as renumbered",
    before: three,
    events: ({ box, there }) => {
      const inbox = there.folder("INBOX");
      inbox.renumber(7, inbox.messages.toReversed());
      box.account.name(inbox);
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    also: expectNoBodies,
  },
  {
    number: 45,
    name: "while a server names no UIDVALIDITY nothing is concluded, and nothing is lost",
    before: three,
    events: async (story) => {
      const { server } = story.world;
      server.lies = { ...HONEST, noUidValidity: 1 };
      story.there.deliver("INBOX");
      story.look();
      await story.pass(30_000);
      server.lies = HONEST;
    },
    ends: { here: { INBOX: "1 2 4", Archive: "3" } },
  },
  {
    number: 46,
    name: "where a server names no UIDNEXT new mail is found all the same",
    story: () => ({ kind: { noUidNext: true } }),
    before: three,
    events: ({ there }) => {
      there.deliver("INBOX");
      there.deliver("Archive");
    },
    ends: { here: { INBOX: "1 2 4", Archive: "3 5" } },
  },
  {
    number: 47,
    name: "a UIDNEXT that goes down and comes back takes nothing away",
    before: three,
    events: async (story) => {
      const inbox = story.there.folder("INBOX");
      inbox.uidNext = 2;
      story.look();
      await story.pass(30_000);
      inbox.uidNext = 3;
      story.there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 2 4", Archive: "3" } },
    also: (story) => expect(story.events).not.toContain("message.departed"),
  },
  {
    number: 48,
    name: "messages that FETCH and SEARCH leave out now and then are not gone",
    before: ({ there }) => {
      for (let left = 10; left > 0; left--) there.deliver("INBOX");
    },
    events: async (story) => {
      const { server } = story.world;
      server.lies = { ...HONEST, fetchShort: 0.3 };
      story.there.deliver("INBOX");
      for (let left = 4; left > 0; left--) await story.daysPass(1);
      server.lies = HONEST;
      // Its first row may have been left out: what can't be fetched is tried again in its own time.
      await story.pass(15 * 60_000);
    },
    ends: { here: { INBOX: "1 2 3 4 5 6 7 8 9 10 11" } },
    also: (story) => expect(story.events).not.toContain("message.departed"),
  },
  ...[0, 4_294_967_296].map(
    (exists): Told => ({
      number: 49,
      name: `an EXISTS that can't be true (taken for ${exists}) takes nothing away, and the other folders go on`,
      story: (told) => ({
        hooks: onFolder((folder) => {
          const isWrong = folder.path === "Archive" && told().there.folder("INBOX").messages.length === 3;
          return isWrong ? withParts(folder, { exists }) : folder;
        }),
      }),
      before: three,
      events: async (story) => {
        story.there.deliver("INBOX");
        for (let left = 3; left > 0; left--) await story.daysPass(8);
        story.there.deliver("Archive");
      },
      ends: { here: { INBOX: "1 2 4", Archive: "3 5" } },
      also: (story) => expect(story.events).not.toContain("message.departed"),
    }),
  ),
  {
    number: 53,
    name: "what comes between SELECT and SEARCH has a higher uid than SELECT said, and is taken",
    before: three,
    story: (told) => {
      let left = 1;
      return {
        hooks: onFolder((folder) =>
          withParts(folder, {
            searchUids: (what) => {
              const isNews = told().there.folder("INBOX").messages.length === 3;
              if (folder.path === "INBOX" && isNews && left-- > 0) told().there.deliver("INBOX");
              return folder.searchUids(what);
            },
          }),
        ),
      };
    },
    events: ({ there }) => there.deliver("INBOX"),
    ends: { here: { INBOX: "1 2 4 5", Archive: "3" } },
  },
  {
    number: 55,
    name: "asked for what is new where nothing is, a server names the last message, which isn't taken again",
    story: () => ({ kind: { noUidNext: true } }),
    before: three,
    events: async (story) => {
      for (let left = 3; left > 0; left--) await story.daysPass(1);
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    also: (story, begun) => {
      expectNoBodies(story, begun);
      expect(story.data.events.length).toBe(begun.events);
    },
  },
  {
    number: 63,
    name: "a VANISHED that names uids nobody has, and not all that are gone, is no proof by itself",
    story: () => ({
      server: "modern",
      hooks: onFolder((folder) => {
        const { resync } = folder;
        if (resync === null || resync.vanished.isEmpty) return folder;
        return withParts(folder, {
          resync: {
            ...resync,
            vanished: resync.vanished.without(UidSet.of([2])).union(UidSet.range(70, 99)),
          },
        });
      }),
    }),
    before: ({ there }) => {
      for (let left = 4; left > 0; left--) there.deliver("INBOX");
    },
    events: ({ there }) => {
      there.expunge(2, "INBOX");
      there.expunge(3, "INBOX");
    },
    ends: { here: { INBOX: "1 4" }, departed: "2 3" },
  },
  {
    number: 72,
    name: "a folder that is deleted and made again empty: its mail departs, and is kept",
    before: three,
    events: ({ box }) => {
      box.account.delete("Archive");
      box.account.create("Archive", null);
    },
    ends: { here: { INBOX: "1 2" }, departed: "3" },
  },
  {
    number: 72,
    name: "... and made again with its mail: the mail is known by its ids",
    before: three,
    events: ({ box, there }) => {
      const kept = there.folder("Archive").messages;
      box.account.delete("Archive");
      const again = box.account.create("Archive", null);
      for (const message of kept) box.account.put(again, message);
    },
    ends: { here: { INBOX: "1 2", Archive: "3" } },
    also: expectNoBodies,
  },
];
