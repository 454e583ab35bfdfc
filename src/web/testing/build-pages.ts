// The pages, built when they are older than their sources. Test files run on several threads of one process: the
// first builds, the others wait.
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { locks } from "node:worker_threads";

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
const DIST = path.join(ROOT, "dist");
const SOURCES = ["src/web/app", "src/web/texts", "src/web/public", "src/web/index.html", "src/api"];

/** Answers the folder they are in. */
export async function buildPages(): Promise<string> {
  await locks.request("twinbox-test-pages", async () => {
    const built = changedAt(path.join(DIST, "web/index.html"));
    if (Math.max(...SOURCES.map((source) => newestIn(path.join(ROOT, source)))) < built) return;
    mkdirSync(DIST, { recursive: true });
    const folder = mkdtempSync(path.join(DIST, "web-"));
    try {
      const { NODE_ENV: _, ...environment } = process.env;
      const vite = path.join(ROOT, "node_modules/vite/bin/vite.js");
      await promisify(execFile)(
        process.execPath,
        [vite, "build", "--logLevel", "error", "--outDir", folder, "--emptyOutDir"],
        { cwd: ROOT, env: environment },
      );
      // Put over what is there: a server that runs meanwhile goes on serving the old names.
      cpSync(folder, path.join(DIST, "web"), { recursive: true });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
  return path.join(DIST, "web");
}

function newestIn(place: string): number {
  if (!statSync(place).isDirectory()) return changedAt(place);
  const times = readdirSync(place, { recursive: true, encoding: "utf8" }).map((name) =>
    changedAt(path.join(place, name)),
  );
  return Math.max(0, ...times);
}

function changedAt(file: string): number {
  return existsSync(file) ? statSync(file).mtimeMs : 0;
}
