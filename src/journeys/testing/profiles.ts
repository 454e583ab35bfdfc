// The kinds of server that journeys are told at. In `npm test` it is Exchange, of which people have most; the long tests
// tell the same at the others.
import type { ProfileName } from "../../playground/imap/profiles.ts";

const ALL: readonly ProfileName[] = ["exchange", "modern", "minimal"];

/** As the configuration of the run has them (`env`). */
export function toldProfiles(): readonly ProfileName[] {
  const told = process.env.TOLD_PROFILES?.split(",") ?? [];
  return ALL.filter((name) => told.includes(name));
}
