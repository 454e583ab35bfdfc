// One busy story, with the process killed at every step of it: each must end alike.
import { expect, test } from "vitest";
import { BUSY_SERVERS, type BusyServer, stepsOfBusyDays, tellBusyDays } from "./testing/busy-days.ts";

test.each(Object.keys(BUSY_SERVERS) as readonly BusyServer[])(
  "killed at every step, a %s server's mailbox ends the same",
  async (server) => {
    const steps = await stepsOfBusyDays(server);
    const wrong: string[] = [];
    for (let step = 0; step < steps; step++) wrong.push(...(await tellBusyDays(server, step)));
    expect(wrong).toEqual([]);
  },
);
