// Every scenario again and again: with the process killed at each of its steps, before what it asked for is done and
// after, and some with all connections cut there. Each must end as it does when nothing goes wrong, and be silent then.
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "./testing/scenarios/all.ts";
import { type Kill, tell } from "./testing/tell-scenario.ts";

/** Each takes seconds at most, on a machine that does nothing else. */
const PATIENCE_MS = 300_000;

describe.each(Object.entries(SCENARIOS))("%s", (_subject, scenarios) => {
  const killed = scenarios.filter(({ noKills }) => noKills === undefined);
  test.each(killed.map((told) => [told.number, told.name, told] as const))(
    "killed at every step, %i: %s",
    async (_number, _name, told) => {
      const { kills } = await tell(told);
      expect(kills.length).toBeGreaterThan(20);
      const wrong: string[] = [];
      for (const kill of kills) {
        const ended = await tell(told, kill);
        wrong.push(...ended.wrong.map((what) => `${JSON.stringify(kill)} ${what}`));
      }
      expect(wrong).toEqual([]);
    },
    PATIENCE_MS,
  );

  const cut = scenarios.filter(({ cuts }) => cuts === true);
  test.each(cut.map((told) => [told.number, told.name, told] as const))(
    "cut at every step, %i: %s",
    async (_number, _name, told) => {
      const { kills } = await tell(told);
      const wrong: string[] = [];
      for (const kill of kills) {
        const cutThere: Kill = { ...kill, kind: "cut" };
        const ended = await tell(told, cutThere);
        wrong.push(...ended.wrong.map((what) => `${JSON.stringify(cutThere)} ${what}`));
      }
      expect(wrong).toEqual([]);
    },
    PATIENCE_MS,
  );
});
