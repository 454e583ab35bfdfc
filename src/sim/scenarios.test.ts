// What two-way sync must survive, scenario by scenario: each told once, then looked at once more, which must do nothing.
// scenarios.long.test.ts tells them again with the process killed at every step.
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { SCENARIOS } from "./testing/scenarios/all.ts";
import { ELSEWHERE, IN_PART, NOT_BUILT } from "./testing/scenarios/told-elsewhere.ts";
import { tell } from "./testing/tell-scenario.ts";

describe.each(Object.entries(SCENARIOS))("%s", (_subject, scenarios) => {
  test.each(scenarios.map((told) => [told.number, told.name, told] as const))(
    "%i: %s",
    async (_n, _name, told) => {
      expect((await tell(told)).wrong).toEqual([]);
    },
  );
});

describe("a hundred scenarios", () => {
  const told = new Set(Object.values(SCENARIOS).flatMap((all) => all.map(({ number }) => number)));
  const elsewhere = new Set(ELSEWHERE.map(({ number }) => number));
  const notBuilt = new Set(Object.keys(NOT_BUILT).map(Number));
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);

  test("are told, tested elsewhere, or not built yet, and none is forgotten", () => {
    const known = [...new Set([...told, ...elsewhere, ...notBuilt])];
    expect(known.sort((a, b) => a - b)).toEqual(hundred);
    expect([...notBuilt].filter((number) => told.has(number) || elsewhere.has(number))).toEqual([]);
    expect(Object.keys(IN_PART).filter((number) => !told.has(Number(number)))).toEqual([]);
  });

  test.each(ELSEWHERE)("$number is tested in $file", ({ file, test: title }) => {
    expect(readFileSync(new URL(`../${file}`, import.meta.url), "utf8")).toContain(title);
  });
});
