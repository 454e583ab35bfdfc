// A mail server that is away, as its mailboxes live through it.
import { expect, test } from "vitest";
import type { Hooks } from "./machine.ts";
import { unreachable } from "./mail-refusals.ts";
import { withParts } from "./testing/hooked.ts";
import { Scenario } from "./testing/scenario.ts";

const MINUTE = 60_000;

test("one mailbox finds out for all whether a server is back, and all are there seconds later", async () => {
  let isAway = false;
  let tries = 0;
  const hooks: Hooks = {
    mail: (mail) =>
      withParts(mail, {
        open: (...given) => {
          tries++;
          return isAway ? Promise.reject(unreachable()) : mail.open(...given);
        },
      }),
  };
  const ada = await Scenario.begin({ hooks });
  const others: Scenario[] = [];
  for (const name of ["bram", "eve", "mila", "olaf"]) others.push(await ada.beside(name));
  const all = [ada, ...others];
  isAway = true;
  for (const each of all) each.cutSessions();
  await ada.pass(MINUTE);
  tries = 0;
  await ada.pass(10 * MINUTE);
  // Every ten seconds, seen at the next beat.
  expect(tries).toBeGreaterThan(40);
  expect(tries).toBeLessThanOrEqual(60);
  const diagnoses = all.map(({ box }) => ada.world.stored(box).row.diagnosis?.id);
  expect(diagnoses).toEqual(all.map(() => "net"));
  isAway = false;
  for (const each of all) each.deliver("INBOX");
  await ada.pass(25_000);
  expect(all.map(({ messagesHere }) => messagesHere)).toEqual(all.map(() => 1));
  expect(ada.wrong).toEqual([]);
});
