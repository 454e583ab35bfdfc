// The model server keeps the contract that our IMAP reader keeps on real servers: what the engine may rely on is the
// same in a simulation. Virtual time runs as fast as it can here, while the tests wait in real time.
import { setImmediate } from "node:timers/promises";
import { FLAG_BITS } from "../core/flags.ts";
import { type ContractBed, type DeliveredFlags, providerContract } from "../providers/contract.ts";
import { rawContent } from "./mail-content.ts";
import { createModelProvider, MODEL_PASSWORD, MODEL_PORT } from "./mail-session.ts";
import { SimProcess } from "./sim-process.ts";
import { Scenario } from "./testing/scenario.ts";

const FLAGS: Readonly<Record<DeliveredFlags, number>> = {
  "": 0,
  S: FLAG_BITS.seen,
  F: FLAG_BITS.flagged,
  R: FLAG_BITS.answered,
  FS: FLAG_BITS.flagged | FLAG_BITS.seen,
};

async function startBed(server: "minimal" | "modern"): Promise<ContractBed> {
  const { world, box } = new Scenario({ server, folders: ["INBOX"] });
  const { account } = box;
  account.create("Sent", "sent");
  const process = new SimProcess(world.scheduler, "test", { offsetMs: 0 }, false);
  const folderOf = (path: string) => account.folders.get(path) ?? account.create(path, null);
  let closed = false;
  let guids = 0;
  const running = (async () => {
    while (!closed) {
      // A moment at a time: IDLE would come to its end at once if nothing else were waited for.
      await world.scheduler.pass(10);
      await setImmediate();
    }
  })();
  return {
    provider: createModelProvider(world.server, process, world.faults),
    server: { host: "model", port: MODEL_PORT, security: "implicit" },
    credential: { kind: "password", user: account.address, password: MODEL_PASSWORD },
    wrongCredential: { kind: "password", user: account.address, password: "wrong" },
    distrusting: null,
    deliver: async (path, message, flags, internalDate) => {
      const content = rawContent(++guids, message);
      account.put(folderOf(path), { content, flags: FLAGS[flags], internalDate });
    },
    expunge: async (path, uid) => folderOf(path).remove(uid),
    setSeen: async (path, uid) => folderOf(path).setFlags(uid, FLAG_BITS.seen),
    close: async () => {
      closed = true;
      await running;
    },
  };
}

providerContract("model server, minimal", () => startBed("minimal"));
providerContract("model server, modern", () => startBed("modern"));
