import { createAccounts } from "./accounts.ts";
import { createConnections } from "./connections.ts";
import type { Database } from "./database.ts";
import { createReading } from "./reading.ts";
import { createSyncStore } from "./sync-store.ts";
import type { Stores } from "./testing/store-world.ts";
import { syncStoreContract } from "./testing/sync-store-contract.ts";
import { testDatabase } from "./testing/test-database.ts";

function storesOf(database: Database): Stores {
  return {
    accounts: createAccounts(database),
    connections: createConnections(database),
    sync: createSyncStore(database),
    reading: createReading(database),
  };
}

syncStoreContract("Postgres", async () => storesOf((await testDatabase()).database));
