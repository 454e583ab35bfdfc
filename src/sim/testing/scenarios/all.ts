// All scenarios that are told, by subject.
import type { Told } from "../tell-scenario.ts";
import { FETCHING } from "./fetching.ts";
import { FIRST_SYNC } from "./first-sync.ts";
import { FLAGS } from "./flags.ts";
import { FOLDERS } from "./folders.ts";
import { GONE } from "./gone.ts";
import { LABELS } from "./labels.ts";
import { MOVES } from "./moves.ts";
import { NUMBERS } from "./numbers.ts";
import { STOPPING, WORKERS } from "./stopping.ts";
import { TROUBLE } from "./trouble.ts";
import { UPLOADS } from "./uploads.ts";

export const SCENARIOS: Readonly<Record<string, readonly Told[]>> = {
  "first sync": FIRST_SYNC,
  flags: FLAGS,
  gone: GONE,
  moves: MOVES,
  labels: LABELS,
  numbers: NUMBERS,
  fetching: FETCHING,
  folders: FOLDERS,
  trouble: TROUBLE,
  uploads: UPLOADS,
  "stop and start": STOPPING,
  workers: WORKERS,
};
