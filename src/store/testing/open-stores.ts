// The Postgres stores on a database of their own, for the contract suites.
import { createAccounts } from "../accounts.ts";
import { createChanges } from "../changes.ts";
import { createConnections } from "../connections.ts";
import type { Database } from "../database.ts";
import { createReading } from "../reading.ts";
import { createSyncStore } from "../sync-store.ts";
import type { ChangeStores } from "./changes-bed.ts";
import { testDatabase } from "./test-database.ts";

export async function openStores(): Promise<ChangeStores> {
  return storesOf((await testDatabase()).database);
}

export function storesOf(database: Database): ChangeStores {
  return {
    accounts: createAccounts(database),
    connections: createConnections(database),
    sync: createSyncStore(database),
    reading: createReading(database),
    changes: createChanges(database),
  };
}
