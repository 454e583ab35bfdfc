// One busy story, and the same story again with the process killed at some of its steps: each must end alike.
// kill-points.long.test.ts kills it at every one.
import { expect, test } from "vitest";
import { BUSY_SERVERS, type BusyServer, stepsOfBusyDays, tellBusyDays } from "./testing/busy-days.ts";

const EVERY = 7;
const SERVERS = Object.keys(BUSY_SERVERS) as readonly BusyServer[];

test.each(SERVERS)("killed at some step, a %s server's mailbox ends the same", async (server) => {
  expect(await tellBusyDays(server, Number.POSITIVE_INFINITY)).toEqual([]);
  const steps = await stepsOfBusyDays(server);
  expect(steps).toBeGreaterThan(100);
  const wrong: string[] = [];
  for (let step = SERVERS.indexOf(server); step < steps; step += EVERY) {
    wrong.push(...(await tellBusyDays(server, step)));
  }
  expect(wrong).toEqual([]);
});
