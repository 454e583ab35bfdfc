import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** What takes minutes: run by .ci/run after the tests. */
export default defineConfig({
  test: {
    include: ["src/**/*.long.test.ts", "src/journeys/{receiving,changing,uploading.slow}.test.ts"],
    env: { TOLD_PROFILES: "modern,minimal" },
    globalSetup: ["src/web/testing/built-pages.ts", "src/store/testing/global-setup.ts"],
    pool: "threads",
    // The kills mostly wait for the lives of dead workers to end.
    maxWorkers: Math.max(3, availableParallelism()),
    testTimeout: 600_000,
    // Folders of thousands of files are removed.
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
  },
});
