import { defineConfig } from "vitest/config";

/** What takes minutes: run by .ci/run after the tests. */
export default defineConfig({
  test: {
    include: ["src/**/*.long.test.ts"],
    globalSetup: ["src/store/testing/global-setup.ts"],
    pool: "threads",
    testTimeout: 600_000,
    // Folders of thousands of files are removed.
    hookTimeout: 120_000,
  },
});
