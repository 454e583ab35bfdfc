// What the simulation found in how limbo ends, each as a story of its own.
import { expect, test } from "vitest";
import { cut } from "./mail-refusals.ts";
import { holding, onSession, withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

test("moved there and expunged before its upload is known to have come, a message is uploaded once more", async () => {
  let sendings = 0;
  const hooks = onSession((session) =>
    withParts(session, {
      appendMessage: async (...given) => {
        const told = await session.appendMessage(...given);
        if (sendings++ > 0) return told;
        story.there.move("U1", "INBOX", "Archive");
        story.cutSessions();
        throw cut();
      },
    }),
  );
  const story = await Scenario.begin({ hooks });
  await story.uploads("INBOX", story.there.madeHere("U1"));
  story.look();
  await story.pass(15_000);
  expect(story.lists).toEqual({ INBOX: "U1", Archive: "U1" });
  story.there.expunge("U1", "Archive");
  story.look();
  await story.pass(90_000);
  expect(story.lists).toEqual({ INBOX: "U1" });
  expect(sendings).toBe(2);
  expect(story.wrong).toEqual([]);
});

test("refused by the provider, an upload stays here when the same message comes and goes there in another folder", async () => {
  const story = await Scenario.begin({ server: "modern" });
  story.folder("INBOX").readOnly = true;
  const content = story.there.madeHere("U1");
  await story.uploads("INBOX", content);
  await story.pass(30_000);
  expect(story.refusals).toEqual(["refused"]);
  story.there.deliver("Archive", { content });
  await story.daysPass(1);
  expect(story.lists).toEqual({ INBOX: "U1", Archive: "U1" });
  story.there.expunge("U1", "Archive");
  await story.daysPass(1);
  expect(story.lists).toEqual({ INBOX: "U1" });
  expect(story.wrong).toEqual([]);
});

test("missed in one folder, a message that was moved to another and can't be fetched there yet doesn't depart", async () => {
  const { hooks, hold } = holding();
  const folders = ["INBOX", "Archive", "Clients"];
  const story = await Scenario.begin({ server: "modern", folders, hooks }, ({ there }) => {
    const content = there.newContent();
    there.deliver("INBOX", { content });
    there.deliver("Archive", { content });
  });
  hold(true);
  await story.does({ kind: "move", from: "INBOX", to: "Clients" }, 1);
  story.there.expunge(1, "Archive");
  const clients = story.folder("Clients");
  const servedFrom = story.world.scheduler.time + 600_000;
  const stop = clients.listen(() => {
    clients.messages = clients.messages.map((each) => ({ ...each, servedFrom }));
  });
  hold(false);
  story.look();
  await story.pass(300_000);
  stop();
  expect(story.lists).toEqual({ Archive: "1", Clients: "1" });
  await story.pass(600_000);
  await story.daysPass(1);
  expect(story.events).not.toContain("message.departed");
  expect(story.lists).toEqual({ Clients: "1" });
  expect(story.wrong).toEqual([]);
});
