// Flags: what is set here, there, and on both sides at once.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import { onFolder, withParts } from "../hooked.ts";
import type { Scenario } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { seen, flagged, answered, deleted, forwarded } = FLAG_BITS;

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

export const FLAGS: readonly Told[] = [
  {
    number: 3,
    name: "a flag set there is here",
    before: one,
    events: ({ there }) => there.mark(1, "INBOX", { add: flagged }),
    ends: { here: { INBOX: "1F" } },
  },
  {
    number: 4,
    name: "a flag set here is there",
    before: one,
    events: (story) => story.does({ kind: "flags", add: flagged, remove: 0 }, 1),
    ends: { here: { INBOX: "1F" } },
  },
  {
    number: 5,
    name: "different flags set on both sides at once are both kept",
    before: one,
    events: async (story) => {
      story.there.mark(1, "INBOX", { add: seen });
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
    },
    ends: { here: { INBOX: "1FS" } },
  },
  {
    number: 6,
    name: "one flag cleared there and another set here at once are merged",
    before: ({ there }) => there.deliver("INBOX", { flags: seen }),
    events: async (story) => {
      story.there.mark(1, "INBOX", { remove: seen });
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
    },
    ends: { here: { INBOX: "1F" } },
  },
  {
    number: 7,
    name: "the same flag cleared here and set there at once ends as it was done here",
    before: ({ there }) => there.deliver("INBOX", { flags: seen }),
    events: async (story) => {
      story.there.mark(1, "INBOX", { remove: seen });
      story.there.mark(1, "INBOX", { add: seen });
      await story.does({ kind: "flags", add: 0, remove: seen }, 1);
    },
    ends: { here: { INBOX: "1" } },
  },
  {
    number: 14,
    name: "marked as deleted there, it is marked here",
    before: one,
    events: ({ there }) => there.mark(1, "INBOX", { add: deleted }),
    ends: { here: { INBOX: "1T" } },
  },
  {
    number: 14,
    name: "... and departs when it is expunged",
    before: one,
    events: async (story) => {
      story.there.mark(1, "INBOX", { add: deleted });
      story.look();
      await story.pass(5_000);
      story.there.expunge(1, "INBOX");
    },
    ends: { here: {}, departed: "1" },
  },
  {
    number: 61,
    name: "many changes with one MODSEQ are all taken",
    story: () => ({ server: "modern" }),
    before: ({ there }) => {
      for (let left = 4; left > 0; left--) there.deliver("INBOX");
    },
    events: ({ there }) => {
      const inbox = there.folder("INBOX");
      inbox.modseq++;
      inbox.messages = inbox.messages.map((each) => ({ ...each, flags: flagged, modseq: inbox.modseq }));
    },
    ends: { here: { INBOX: "1F 2F 3F 4F" } },
  },
  ...[true, false].map(
    (qresync): Told => ({
      number: 62,
      name: `a MODSEQ that goes back hides no flag, ${qresync ? "with" : "without"} QRESYNC`,
      story: () => ({ server: "modern", kind: { ...(qresync ? {} : WITHOUT_QRESYNC) } }),
      before: one,
      events: ({ there }) => {
        const inbox = there.folder("INBOX");
        inbox.modseq = 1;
        inbox.messages = inbox.messages.map((each) => ({ ...each, flags: flagged, modseq: 1 }));
      },
      ends: { here: { INBOX: "1F" } },
    }),
  ),
  {
    number: 62,
    name: "a folder that counts no changes is read all the same",
    story: () => ({ server: "modern", kind: { noModseq: true } }),
    before: ({ there }) => there.deliver("Archive"),
    events: ({ there }) => there.mark(1, "Archive", { add: answered }),
    ends: { here: { Archive: "1A" } },
  },
  {
    number: 64,
    name: "a flag that changes while flags are read is not overlooked",
    story: (told) => ({
      server: "modern",
      kind: WITHOUT_QRESYNC,
      hooks: onFolder((folder) =>
        withParts(folder, {
          fetchFlags: async (...asked) => {
            const rows = await folder.fetchFlags(...asked);
            const second = told().there.find(2, "INBOX");
            if (folder.path === "INBOX" && second.flags === 0)
              told().there.mark(2, "INBOX", { add: answered });
            return rows;
          },
        }),
      ),
    }),
    before: ({ there }) => {
      there.deliver("INBOX");
      there.deliver("INBOX");
    },
    events: ({ there }) => there.mark(1, "INBOX", { add: flagged }),
    ends: { here: { INBOX: "1F 2A" } },
  },
  {
    number: 65,
    name: "a flag that the server doesn't keep comes back, and is not asked for again",
    story: () => ({ kind: { keywords: false } }),
    before: one,
    events: (story) => story.does({ kind: "flags", add: forwarded, remove: 0 }, 1),
    ends: { here: { INBOX: "1" } },
    also: (story) => expect(story.refusals).toEqual(["readOnly"]),
  },
  {
    number: 65,
    name: "in a folder that may only be read, what was done here comes back",
    before: ({ there }) => {
      there.deliver("INBOX");
      there.folder("INBOX").readOnly = true;
    },
    events: async (story) => {
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
      await story.does({ kind: "move", from: "INBOX", to: "Archive" }, 1);
    },
    ends: { here: { INBOX: "1" } },
    also: (story) => expect(story.refusals).toEqual(["refused", "refused"]),
  },
];

const WITHOUT_QRESYNC = {
  profile: {
    name: "modern",
    condstore: true,
    qresync: false,
    idle: true,
    specialUse: false,
    listStatus: false,
    messageIds: false,
    folderIds: false,
  },
} as const;
