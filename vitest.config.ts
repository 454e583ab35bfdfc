import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "src/**/*.long.test.ts"],
    globalSetup: ["src/store/testing/global-setup.ts"],
    isolate: false,
    // Most files wait for servers and browsers; four at once keep two cores busy.
    maxWorkers: Math.max(4, availableParallelism()),
    pool: "threads",
    env: { TOLD_PROFILES: "exchange" },
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
