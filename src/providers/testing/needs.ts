// What a test drives for real and a machine may not have. On a newcomer's machine such a test is left out, and says
// so; in CI leaving out is a failure.
import { existsSync } from "node:fs";

/** Of several paths the first that is there counts. Chromium's headless shell has no windows to paint and does the same
 *  pages in 60 % of the CPU time that the whole browser takes. */
const PROGRAMS = {
  dovecot: { paths: ["/usr/sbin/dovecot"], install: "apt-get install dovecot-imapd" },
  chromium: {
    paths: ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"],
    install: "apt-get install chromium-headless-shell",
  },
  mbsync: { paths: ["/usr/bin/mbsync"], install: "apt-get install isync" },
} as const;
type Program = keyof typeof PROGRAMS;

/** True when all are there. Otherwise prints what is left out and why; with CI=true throws. */
export function needs(...programs: readonly Program[]): boolean {
  const missing = programs.filter((program) => found(program) === undefined);
  if (missing.length === 0) return true;
  const why = missing.map((program) => `${program} is absent (${PROGRAMS[program].install})`).join(", ");
  if (process.env.CI === "true") throw new Error(`In CI nothing is left out, but ${why}.`);
  console.log(`left out: ${why}`);
  return false;
}

/** Where a program is that `needs` has found. */
export function pathOf(program: Program): string {
  const path = found(program);
  if (path === undefined) throw new Error(`${program} is absent`);
  return path;
}

function found(program: Program): string | undefined {
  return PROGRAMS[program].paths.find((path) => existsSync(path));
}
