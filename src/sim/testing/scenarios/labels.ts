// Gmail: a folder is a label, one message has as many as people give it, and All Mail has them all.
import { expect } from "vitest";
import { FLAG_BITS } from "../../../core/flags.ts";
import type { MailInWords } from "../mail-in-words.ts";
import type { Scenario, Story } from "../scenario.ts";
import type { Told } from "../tell-scenario.ts";

const { flagged } = FLAG_BITS;
const [ALL, STARRED, DRAFTS, TRASH] = ["All Mail", "Starred", "Drafts", "Trash"].map(
  (name) => `[Gmail]/${name}`,
) as [string, string, string, string];
const GMAIL = (): Story => ({ server: "gmail", folders: ["INBOX", "Clients"] });

/** One message, of which there is one in whatever folders. */
function label(name: string, told: Omit<Told, "number" | "name" | "story">): Told {
  return { ...told, number: 37, name, story: GMAIL };
}

/** With what All Mail has. */
function bothSides(here: MailInWords, all: string, starred = ""): Pick<Told["ends"], "here" | "there"> {
  return { here, there: { ...here, [ALL]: all, ...(starred === "" ? {} : { [STARRED]: starred }) } };
}

function one({ there }: Scenario): void {
  there.deliver("INBOX");
}

function labelled({ there }: Scenario): void {
  there.deliver("INBOX");
  there.copy(1, "INBOX", "Clients");
}

export const LABELS: readonly Told[] = [
  label("a label given there is a second place of the same message, and no body is fetched for it", {
    before: one,
    events: ({ there }) => there.copy(1, "INBOX", "Clients"),
    ends: { ...bothSides({ INBOX: "1", Clients: "1" }, "1"), messages: 1 },
    also: ({ world }, { packs }) => expect(world.packs.size).toBe(packs),
  }),
  label("of a message with two labels one is taken away there: it is moved, in the lists' words", {
    before: labelled,
    events: ({ there }) => there.expunge(1, "INBOX"),
    ends: bothSides({ Clients: "1" }, "1"),
    also: ({ events }) => expect(events.at(-1)).toBe("message.moved"),
  }),
  label("archived there, it has departed, and is back under its id with its next label", {
    before: one,
    events: async (story) => {
      story.there.expunge(1, "INBOX");
      await story.daysPass(1);
      expect(story.lists).toEqual({});
      story.there.copy(1, ALL, "Clients");
    },
    ends: bothSides({ Clients: "1" }, "1"),
  }),
  label("archived here where no Archive is mapped, it is in All Mail and in no other place", {
    before: one,
    events: (story) => story.does({ kind: "moveToRole", from: "INBOX", role: "archive" }, 1),
    ends: { ...bothSides({}, "1"), departed: "1" },
  }),
  label("deleted here, it is in Trash alone, whatever labels it had", {
    before: labelled,
    events: (story) => story.does({ kind: "moveToRole", from: "INBOX", role: "deleted" }, 1),
    ends: { here: { [TRASH]: "1" } },
  }),
  label("flagged here it is so under all its labels, and told of by one of them it is so too", {
    before: labelled,
    events: async (story) => {
      await story.does({ kind: "flags", add: flagged, remove: 0 }, 1);
      await story.pass(30_000);
      story.there.mark(1, ALL, { add: FLAG_BITS.seen });
    },
    ends: bothSides({ INBOX: "1FS", Clients: "1FS" }, "1FS", "1FS"),
  }),
  label("moved here to a label it got there a moment ago, it loses the other", {
    before: one,
    events: async (story) => {
      story.there.copy(1, "INBOX", "Clients");
      await story.does({ kind: "move", from: "INBOX", to: "Clients" }, 1);
    },
    ends: bothSides({ Clients: "1" }, "1"),
  }),
  label("erased here from one of two labels, it keeps the other", {
    before: labelled,
    events: (story) => story.does({ kind: "erase", from: "INBOX" }, 1),
    ends: bothSides({ Clients: "1" }, "1"),
  }),
  label("erased here from its only label it is nowhere, or in Trash where a cut came in between", {
    before: one,
    events: (story) => story.does({ kind: "erase", from: "INBOX" }, 1),
    ends: { here: {}, departed: "1" },
    orEnds: { here: { [TRASH]: "1" } },
  }),
  label("erased here from Trash it is nowhere", {
    before: ({ there }) => there.deliver(TRASH),
    events: (story) => story.does({ kind: "erase", from: TRASH }, 1),
    ends: { here: {}, departed: "1" },
  }),
  label("a draft saved again leaves nothing of its earlier revision", {
    before: one,
    events: async (story) => {
      await story.saves(story.there.madeHere("D1", "first"));
      await story.pass(30_000);
      await story.saves(story.there.madeHere("D1", "second"));
      await story.pass(60_000);
    },
    ends: bothSides({ INBOX: "1", [DRAFTS]: "D1DS" }, "1 D1DS"),
    orEnds: {
      ...{ here: { INBOX: "1", [DRAFTS]: "D1DS", [TRASH]: "D1DS" }, messages: 3 },
      there: { INBOX: "1", [DRAFTS]: "D1DS", [TRASH]: "D1DS", [ALL]: "1 D1DS" },
    },
  }),
  label("a draft saved as it was is still there", {
    before: one,
    events: async (story) => {
      const content = story.there.madeHere("D1");
      await story.saves(content);
      await story.pass(30_000);
      await story.saves(content);
      await story.pass(60_000);
    },
    ends: bothSides({ INBOX: "1", [DRAFTS]: "D1DS" }, "1 D1DS"),
  }),
  label("where its user hides Trash from programs, what can't be removed is shown", {
    before: (story) => {
      one(story);
      story.box.account.delete(TRASH);
    },
    events: async (story) => {
      await story.saves(story.there.madeHere("D1", "first"));
      await story.pass(30_000);
      await story.saves(story.there.madeHere("D1", "second"));
      await story.discards("D1");
      await story.pass(300_000);
    },
    ends: {
      ...bothSides({ INBOX: "1", [DRAFTS]: "D1DS D1DS" }, "1 D1DS D1DS"),
      messages: 3,
    },
    noKills: "discarded before its revision was sent, it stays here alone",
    also: ({ refusals }) => expect(refusals).toContain("folderGone"),
  }),
  label("what is in the folder already isn't put there twice, and whoever uploaded it is told", {
    before: one,
    events: async (story) => {
      await story.uploads("INBOX", story.there.find(1, "INBOX").content);
      await story.pass(120_000);
    },
    ends: {
      ...{ here: { INBOX: "1 1" }, there: { INBOX: "1", [ALL]: "1" }, messages: 2 },
    },
    also: ({ refusals }) => expect(refusals).toEqual(["alreadyThere"]),
  }),
];
