// The model server keeps the contract that our IMAP reader keeps on real servers: what the engine may rely on is the
// same in a simulation. Virtual time runs as fast as it can here, while the tests wait in real time.
import { setImmediate } from "node:timers/promises";
import { FLAG_BITS, FLAG_NAMES, type FlagName, flagNames } from "../core/flags.ts";
import { type ContractBed, type DeliveredFlags, providerContract } from "../providers/contract.ts";
import { rawContent } from "./mail-content.ts";
import { createModelProvider, MODEL_PASSWORD, MODEL_PORT } from "./model-provider.ts";
import { SimProcess } from "./sim-process.ts";
import { Scenario } from "./testing/scenario.ts";

const FLAGS: Readonly<Record<DeliveredFlags, number>> = {
  "": 0,
  S: FLAG_BITS.seen,
  F: FLAG_BITS.flagged,
  R: FLAG_BITS.answered,
  FS: FLAG_BITS.flagged | FLAG_BITS.seen,
};

async function startBed(server: "minimal" | "modern" | "gmail"): Promise<ContractBed> {
  const { world, box } = new Scenario({ server, folders: ["INBOX"] });
  const { account } = box;
  if (server !== "gmail") account.create("Sent", "sent");
  const process = new SimProcess(world.scheduler, "test", { offsetMs: 0 }, false);
  const folderOf = (path: string) => account.folders.get(path) ?? account.create(path, null);
  let closed = false;
  const running = (async () => {
    while (!closed) {
      // A moment at a time: IDLE would come to its end at once if nothing else were waited for.
      await world.scheduler.pass(10);
      await setImmediate();
    }
  })();
  return {
    provider: createModelProvider(world, process),
    server: { host: "model", port: MODEL_PORT, security: "implicit" },
    credential: { kind: "password", user: account.address, password: MODEL_PASSWORD },
    wrongCredential: { kind: "password", user: account.address, password: "wrong" },
    distrusting: null,
    deliver: async (path, message, flags, internalDate) => {
      const content = rawContent(world.server.nextGuid(), message);
      account.put(folderOf(path), { content, flags: FLAGS[flags], internalDate });
    },
    expunge: async (path, uid) => account.remove(folderOf(path), uid),
    setFlag: async (path, uid, flag) => {
      const folder = folderOf(path);
      account.setFlags(folder, uid, (folder.find(uid)?.flags ?? 0) | bitOf(flag));
    },
    look: async (path) =>
      folderOf(path).messages.map(({ uid, flags, internalDate, content }) => ({
        uid,
        flags: flagNames(flags).map(spelled),
        date: internalDate,
        bytes: Buffer.from(content.bytes),
      })),
    forbidWriting: async (path) => {
      folderOf(path).readOnly = true;
      return async () => {
        folderOf(path).readOnly = false;
      };
    },
    close: async () => {
      closed = true;
      await running;
    },
  };
}

/** As IMAP spells it. */
function spelled(name: FlagName): string {
  return name === "forwarded" ? "$Forwarded" : `\\${name[0]?.toUpperCase()}${name.slice(1)}`;
}

function bitOf(flag: string): number {
  const name = FLAG_NAMES.find((each) => spelled(each) === flag);
  if (name === undefined) throw new Error(`no such flag: ${flag}`);
  return FLAG_BITS[name];
}

providerContract("model server, minimal", () => startBed("minimal"));
providerContract("model server, modern", () => startBed("modern"));
providerContract("model server, Gmail", () => startBed("gmail"));
