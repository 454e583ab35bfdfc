// What a server answers when messages are fetched.
import { expect } from "vitest";
import { mailContent } from "../../mail-content.ts";
import { onFolder, withParts } from "../hooked.ts";
import type { Told } from "../tell-scenario.ts";

const MINUTE = 60_000;

export const FETCHING: readonly Told[] = [
  {
    number: 50,
    name: "an EXPUNGE during FETCH: each body is that of its uid",
    story: (told) => {
      let left = 1;
      return {
        hooks: onFolder((folder) =>
          withParts(folder, {
            fetchMessages: async function* (uids) {
              for await (const row of folder.fetchMessages(uids)) {
                const inbox = told().there.folder("INBOX").messages;
                if (inbox.length === 4 && left-- > 0) told().there.expunge(1, "INBOX");
                yield row;
              }
            },
          }),
        ),
      };
    },
    before: ({ there }) => there.deliver("INBOX"),
    events: ({ there }) => {
      for (let left = 3; left > 0; left--) there.deliver("INBOX");
    },
    ends: { here: { INBOX: "2 3 4" }, departed: "1" },
  },
  {
    number: 51,
    name: "rows in any order are told apart by their uids",
    story: () => ({
      hooks: onFolder((folder) =>
        withParts(folder, {
          fetchMessages: async function* (uids) {
            const rows = [];
            for await (const row of folder.fetchMessages(uids)) rows.push(row);
            yield* rows.toReversed();
          },
        }),
      ),
    }),
    before: ({ there }) => there.deliver("INBOX"),
    events: ({ there }) => {
      for (let left = 3; left > 0; left--) there.deliver("INBOX");
    },
    ends: { here: { INBOX: "1 2 3 4" } },
  },
  {
    number: 58,
    name: "a message the server has no bytes of waits by itself, and comes when there are some",
    events: async (story) => {
      const { box, there, world } = story;
      const inbox = there.folder("INBOX");
      const putAt = world.scheduler.time;
      inbox.put({
        ...{ content: there.newContent(), flags: 0, internalDate: world.start, putAt },
        ...{ servedFrom: 0, namedFrom: 0, spoiltUntil: putAt + 10 * MINUTE, spoiltBy: "nil" },
      });
      box.account.name(inbox);
      there.deliver("INBOX");
      await story.pass(5 * MINUTE);
      expect(Object.values(story.lists)).toEqual(["2"]);
      await story.pass(20 * MINUTE);
    },
    ends: { here: { INBOX: "1 2" } },
  },
  {
    number: 59,
    name: "a server that writes headers anew is not told what they were",
    before: ({ there }) => there.deliver("INBOX"),
    events: ({ there, world }) => {
      const inbox = there.folder("INBOX");
      const anew = mailContent(world.server.nextGuid(), {
        ...{ messageId: "m1@adatum.example", date: "Wed, 25 Nov 2026 08:00:00 +0000" },
        ...{ from: "eva@adatum.example", subject: "Subject 1", body: "Body 1, as the server likes it" },
      });
      inbox.messages = inbox.messages.map((message) => ({ ...message, content: anew }));
      there.renumber("INBOX");
    },
    ends: { here: { INBOX: "1" } },
    also: (story, begun) => expect(story.world.packs.size).toBe(begun.packs),
  },
  ...[0, 4_294_967_295].map(
    (sizeEstimate): Told => ({
      number: 60,
      name: `an RFC822.SIZE of ${sizeEstimate} is no size of anything`,
      story: () => ({
        hooks: onFolder((folder) =>
          withParts(folder, {
            fetchHeaders: async function* (uids) {
              for await (const row of folder.fetchHeaders(uids)) yield { ...row, sizeEstimate };
            },
          }),
        ),
      }),
      before: ({ there }) => there.deliver("INBOX"),
      events: ({ there }) => there.deliver("INBOX"),
      ends: { here: { INBOX: "1 2" } },
      also: ({ data }) => {
        for (const { place } of data.messages.values()) expect(place.size).toBeLessThan(400);
      },
    }),
  ),
];
