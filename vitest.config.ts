import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Journeys that wait much: a newcomer's `npm test` ends without them, .ci/run never does. */
const SLOW = process.env.CI ? [] : ["src/**/*.slow.test.ts"];
if (SLOW.length > 0)
  console.log("Left out: the slow tests (src/**/*.slow.test.ts), which CI=true npm test runs too.");

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "src/**/*.long.test.ts", ...SLOW],
    globalSetup: ["src/web/testing/built-pages.ts", "src/store/testing/global-setup.ts"],
    isolate: false,
    // Most files wait for servers and browsers; four at once keep two cores busy.
    maxWorkers: Math.max(4, availableParallelism()),
    pool: "threads",
    env: { TOLD_PROFILES: "exchange" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A machine that does much else is late, not wrong.
    expect: { poll: { timeout: 30_000 } },
  },
});
