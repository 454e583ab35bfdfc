// Folders: made, renamed, deleted, and what is mapped to them.
import { expect } from "vitest";
import { onFolder, withParts } from "../hooked.ts";
import type { Scenario } from "../scenario.ts";
import type { Begun, Told } from "../tell-scenario.ts";

function two({ there }: Scenario): void {
  there.deliver("INBOX");
  there.deliver("Archive");
}

function expectNoBodies(story: Scenario, begun: Begun): void {
  expect(story.world.packs.size).toBe(begun.packs);
  expect(story.events).not.toContain("message.departed");
}

export const FOLDERS: readonly Told[] = [
  {
    number: 66,
    name: "a folder made there is here once it is mapped",
    before: two,
    events: async (story) => {
      story.box.account.create("New", null);
      story.there.deliver("New");
      await story.map("all");
    },
    ends: { here: { INBOX: "1", Archive: "2", New: "3" } },
  },
  {
    number: 66,
    name: "a folder made below one that is mapped with its subtree follows by itself",
    story: () => ({ folders: ["INBOX", "Archive"], subtrees: ["Archive"] }),
    before: two,
    events: ({ box, there }) => {
      box.account.create("Archive/2026", null);
      there.deliver("Archive/2026");
    },
    ends: { here: { INBOX: "1", Archive: "2", "Archive/2026": "3" } },
  },
  {
    number: 66,
    name: "a folder made from here is there, once",
    before: two,
    events: async (story) => {
      await story.makeFolder("New");
      story.there.deliver("New");
      await story.map("all");
    },
    ends: { here: { INBOX: "1", Archive: "2", New: "3" } },
  },
  {
    number: 67,
    name: "a folder renamed there is followed with its mail, and no body is fetched",
    before: two,
    events: ({ box, there }) => {
      box.account.rename(there.folder("Archive"), "Archive of 2026");
    },
    ends: { here: { INBOX: "1", "Archive of 2026": "2" } },
    also: expectNoBodies,
  },
  {
    number: 68,
    name: "two folders that swap their names are followed, and so is a folder with what lies below it",
    story: () => ({ folders: ["INBOX", "A", "B", "Clients", "Clients/ACME"] }),
    before: ({ there }) => {
      there.deliver("A");
      there.deliver("B");
      there.deliver("B");
      there.deliver("Clients/ACME");
    },
    events: ({ box, there }) => {
      const [a, b] = [there.folder("A"), there.folder("B")];
      box.account.rename(a, "Between");
      box.account.rename(b, "A");
      box.account.rename(a, "B");
      box.account.rename(there.folder("Clients"), "A/Customers");
      box.account.rename(there.folder("Clients/ACME"), "A/Customers/ACME");
    },
    ends: { here: { A: "2 3", B: "1", "A/Customers/ACME": "4" } },
    also: expectNoBodies,
  },
  {
    number: 70,
    name: "a mapped folder that is deleted there keeps its mapping and its mail here",
    before: two,
    events: ({ box }) => box.account.delete("Archive"),
    ends: { here: { INBOX: "1", Archive: "2" }, there: { INBOX: "1" } },
  },
  {
    number: 71,
    name: "a folder deleted while it is read is left out, and the others go on",
    story: (told) => ({
      hooks: onFolder((folder) =>
        withParts(folder, {
          fetchMessages: (uids) => {
            const { account } = told().box;
            if (folder.path === "Archive" && account.folders.has("Archive")) account.delete("Archive");
            return folder.fetchMessages(uids);
          },
        }),
      ),
    }),
    events: ({ there }) => {
      there.deliver("Archive");
      there.deliver("INBOX");
    },
    ends: { here: { INBOX: "2" } },
  },
  {
    number: 75,
    name: "folders chosen anew while mail comes: nothing is copied, and what is mapped again keeps its ids",
    story: () => ({ folders: ["INBOX", "Archive", "Later"] }),
    before: (story) => {
      two(story);
      story.there.deliver("Later");
    },
    events: async (story) => {
      story.there.deliver("Archive");
      await story.map("all", (path) => path !== "Later");
      story.there.deliver("INBOX");
      await story.map("all");
    },
    ends: { here: { INBOX: "1 5", Archive: "2 4", Later: "3" } },
  },
  {
    number: 76,
    name: "two app folders of one folder there are refused",
    before: two,
    events: async (story) => {
      const problems = await story.mapTwice("Archive");
      expect(problems.length).toBeGreaterThan(0);
    },
    ends: { here: { INBOX: "1", Archive: "2" } },
  },
];
