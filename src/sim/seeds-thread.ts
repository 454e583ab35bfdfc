// One thread of `npm run sim`: runs the blocks of seeds that it is sent.
import { parentPort } from "node:worker_threads";
import { runSeeds, type SeedsTask } from "./run-seeds.ts";

if (parentPort === null) throw new Error("this is a thread of src/sim/main.ts");
const port = parentPort;
port.on("message", (task: SeedsTask) => {
  void runSeeds(task).then((report) => port.postMessage(report));
});
