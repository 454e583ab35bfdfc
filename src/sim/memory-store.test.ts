// The memory store keeps the contracts that Postgres keeps: what is seen on it in a simulation counts for both.
import { changesContract } from "../store/testing/changes-contract.ts";
import { connectedContract } from "../store/testing/connections-contract.ts";
import { draftsContract } from "../store/testing/drafts-contract.ts";
import type { Stores } from "../store/testing/store-world.ts";
import { syncStoreContract } from "../store/testing/sync-store-contract.ts";
import type { UploadStores } from "../store/testing/uploads-bed.ts";
import { uploadsContract } from "../store/testing/uploads-contract.ts";
import { createMemoryChanges } from "./memory-changes.ts";
import { createMemoryConnections } from "./memory-connections.ts";
import { MemoryDatabase } from "./memory-database.ts";
import { createMemoryReading } from "./memory-reading.ts";
import { createMemoryStore } from "./memory-store.ts";
import { createMemoryUploads } from "./memory-uploads.ts";
import type { Caller } from "./sim-process.ts";

const atOnce: Caller = async (_what, effect) => effect();

async function openStores(): Promise<UploadStores> {
  let now = 0;
  const db = new MemoryDatabase(() => now);
  // Workspaces and users are not simulated: a mailbox names the ones it belongs to.
  const accounts = { createWorkspace: async () => undefined, createUser: async () => true };
  return {
    accounts: accounts as unknown as Stores["accounts"],
    connections: createMemoryConnections(db, atOnce),
    sync: createMemoryStore(db, atOnce),
    reading: createMemoryReading(db, atOnce),
    changes: createMemoryChanges(db, atOnce),
    uploads: createMemoryUploads(db, atOnce),
    silence: async (ms) => {
      now += ms;
    },
  };
}

syncStoreContract("memory", openStores);
connectedContract("memory", openStores);
changesContract("memory", openStores);
uploadsContract("memory", openStores);
draftsContract("memory", openStores);
