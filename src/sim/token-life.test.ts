// Hours of a mailbox whose people sign in with tokens that end.
import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import { onFolder, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

const HOUR = 60 * 60_000;

test("a session makes way for one with a new token before the server ends it", async () => {
  const ended: string[] = [];
  const hooks = onFolder((folder) =>
    withParts(folder, {
      idle: async (signal) => {
        try {
          return await folder.idle(signal);
        } catch (error) {
          ended.push(error instanceof SyncError ? error.code : String(error));
          throw error;
        }
      },
    }),
  );
  const story = await Scenario.begin({ tokens: true, hooks });
  const { server } = story.box.account;
  const loginsBefore = server.logins;
  await story.pass(6 * HOUR);
  expect(ended).toEqual([]);
  expect(server.logins).toBeGreaterThan(loginsBefore + 3);
  story.deliver("INBOX");
  await story.pass(60_000);
  expect(story.messagesHere).toBe(1);
  expect(story.wrong).toEqual([]);
});
