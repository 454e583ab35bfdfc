// One thread of `npm run sim`.
import { parentPort, workerData } from "node:worker_threads";
import { runSeeds, type SeedsTask } from "./run-seeds.ts";

await runSeeds(workerData as SeedsTask, (report) => parentPort?.postMessage(report));
