// What two-way sync must survive, scenario by scenario: each told once, then looked at once more, which must do nothing.
// scenarios.long.test.ts tells them again with the process killed at every step.
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "./testing/scenarios/all.ts";
import { tell } from "./testing/tell-scenario.ts";

describe.each(Object.entries(SCENARIOS))("%s", (_subject, scenarios) => {
  test.each(scenarios.map((told) => [told.number, told.name, told] as const))(
    "%i: %s",
    async (_n, _name, told) => {
      expect((await tell(told)).wrong).toEqual([]);
    },
  );
});
