// The first synchronization, and how far back it goes.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import { cut } from "../../mail-refusals.ts";
import { onFolder, withParts } from "../hooked.ts";
import type { Told } from "../tell-scenario.ts";

const { seen, flagged } = FLAG_BITS;

export const FIRST_SYNC: readonly Told[] = [
  {
    number: 1,
    name: "what lies there is imported, with its flags and dates, and nobody is told message by message",
    before: ({ there }) => {
      there.deliver("INBOX", { ageDays: 3, flags: seen });
      there.deliver("INBOX");
      there.deliver("Archive", { ageDays: 400, flags: flagged });
    },
    events: () => undefined,
    ends: { here: { INBOX: "1S 2", Archive: "3F" } },
    killsBegin: true,
  },
  {
    number: 13,
    name: "a message that is known by its uid and was never stored is fetched again, and is no arrival",
    story: () => {
      let fetches = 0;
      return {
        hooks: onFolder((folder) =>
          withParts(folder, {
            fetchMessages: async function* (uids) {
              if (fetches++ === 0) throw cut();
              yield* folder.fetchMessages(uids);
            },
          }),
        ),
      };
    },
    before: ({ there }) => there.deliver("INBOX"),
    events: () => undefined,
    ends: { here: { INBOX: "1" } },
    also: (story) => expect(story.events).not.toContain("message.arrived"),
    killsBegin: true,
  },
  {
    number: 18,
    name: "what was imported stays when it gets older than the import date, here and there",
    story: () => ({ from: "1m" }),
    before: ({ there }) => {
      there.deliver("INBOX", { ageDays: 10 });
      there.deliver("INBOX", { ageDays: 300 });
    },
    events: (story) => story.daysPass(40),
    ends: { here: { INBOX: "1" }, there: { INBOX: "1 2" } },
  },
  {
    number: 19,
    name: "older than the import date stays older, flagged or not, and is left alone there",
    story: () => ({ from: "1m" }),
    before: ({ there }) => {
      there.deliver("INBOX", { ageDays: 300, flags: flagged });
      there.deliver("INBOX", { ageDays: 300 });
    },
    events: ({ there }) => {
      there.mark(2, "INBOX", { add: flagged });
      there.deliver("INBOX");
    },
    ends: { here: { INBOX: "3" }, there: { INBOX: "1F 2F 3" } },
  },
  {
    number: 20,
    name: "imported from further back, the older messages come, and the others keep their ids",
    story: () => ({ from: "1m" }),
    before: ({ there }) => {
      there.deliver("INBOX", { ageDays: 10 });
      there.deliver("INBOX", { ageDays: 300 });
    },
    events: (story) => story.map("all"),
    ends: { here: { INBOX: "1 2" } },
  },
  ...(["minimal", "modern"] as const).map(
    (server): Told => ({
      number: 21,
      name: `a ledger that claims too much is found out by comparing, on a ${server} server`,
      story: () => ({ server }),
      before: ({ there }) => there.deliver("INBOX"),
      events: (story) => {
        story.tamperLedger("INBOX", (ledger) => ({ ...ledger, uidNext: 50 }));
        story.deliver("INBOX");
      },
      ends: { here: { INBOX: "1 2" } },
    }),
  ),
  {
    number: 36,
    name: "a message in two folders is one message in two places",
    before: ({ there }) => {
      there.deliver("INBOX");
      there.copy(1, "INBOX", "Archive");
    },
    events: () => undefined,
    ends: { here: { INBOX: "1", Archive: "1" } },
    killsBegin: true,
  },
  {
    number: 38,
    name: "... and stays when one of the places is given up",
    before: ({ there }) => {
      there.deliver("INBOX");
      there.copy(1, "INBOX", "Archive");
    },
    events: ({ there }) => there.expunge(1, "INBOX"),
    ends: { here: { Archive: "1" } },
  },
  {
    number: 39,
    name: "two messages with one Message-ID are two",
    before: ({ there }) => {
      there.deliver("INBOX");
      there.deliver("Archive", { content: there.newContent({ like: 1 }) });
      there.deliver("INBOX", { content: there.newContent({ like: 1 }) });
    },
    events: ({ there }) => {
      // Of the same second as another, headers alone would tell them apart no more (law 2).
      there.deliver("INBOX", { content: there.newContent({ like: 1 }), ageDays: 1 });
    },
    ends: { here: { INBOX: "1 1 1", Archive: "1" }, messages: 4 },
    killsBegin: true,
  },
  {
    number: 40,
    name: "two that are alike to the last byte are two, and don't become three",
    before: ({ there }) => {
      const { content } = there.deliver("INBOX");
      there.deliver("INBOX", { content });
    },
    events: (story) => story.does({ kind: "flags", add: seen, remove: 0 }, 1),
    ends: { here: { INBOX: "1S 1S" }, messages: 2 },
    killsBegin: true,
  },
  {
    number: 41,
    name: "without Message-ID, Date and From it is told from others like it, and known again",
    before: ({ there }) => {
      there.deliver("INBOX", { content: there.bareContent() });
      there.deliver("INBOX", { content: there.bareContent() });
    },
    events: ({ there }) => {
      there.renumber("INBOX");
      there.deliver("Archive", { content: there.bareContent() });
    },
    ends: { here: { INBOX: "1 1", Archive: "1" }, messages: 3 },
    killsBegin: true,
  },
  {
    number: 54,
    name: "killed between what is known of a folder and what is stored of it, bodies come all the same",
    events: ({ there }) => {
      there.deliver("INBOX");
      there.deliver("Archive");
      there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 3", Archive: "2" } },
  },
];
