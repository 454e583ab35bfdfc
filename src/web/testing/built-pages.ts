// The built pages, for tests in a browser and for the bench.
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");

/** The folder they are in. */
export const PAGES = path.join(ROOT, "dist/web");

/** Builds them when they are older than their sources. Vitest calls it once, before all tests. */
export function setup(): void {
  // Tests have an environment of their own, in which React would be built for tests.
  const { NODE_ENV: _, ...environment } = process.env;
  execFileSync(process.execPath, [path.join(ROOT, "scripts/ready.mjs"), "--web", "node", "--version"], {
    env: environment,
    stdio: ["ignore", "ignore", "inherit"],
  });
}
