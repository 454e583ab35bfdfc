// What a test drives for real and a machine may not have. On a newcomer's machine such a test is left out, and says
// so; in CI leaving out is a failure.
import { existsSync } from "node:fs";

const PROGRAMS = {
  dovecot: { path: "/usr/sbin/dovecot", install: "apt-get install dovecot-imapd" },
  chromium: { path: "/usr/bin/chromium", install: "apt-get install chromium" },
  mbsync: { path: "/usr/bin/mbsync", install: "apt-get install isync" },
} as const;

/** True when all are there. Otherwise prints what is left out and why; with CI=true throws. */
export function needs(...programs: readonly (keyof typeof PROGRAMS)[]): boolean {
  const missing = programs.filter((program) => !existsSync(PROGRAMS[program].path));
  if (missing.length === 0) return true;
  const why = missing.map((program) => `${program} is absent (${PROGRAMS[program].install})`).join(", ");
  if (process.env.CI === "true") throw new Error(`In CI nothing is left out, but ${why}.`);
  console.log(`left out: ${why}`);
  return false;
}
