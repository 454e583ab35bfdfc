import { defineConfig } from "vitest/config";

/** What takes minutes: run by .ci/run after the tests. */
export default defineConfig({
  test: {
    include: ["src/**/*.long.test.ts"],
    globalSetup: ["src/store/testing/global-setup.ts"],
    pool: "threads",
    testTimeout: 600_000,
  },
});
