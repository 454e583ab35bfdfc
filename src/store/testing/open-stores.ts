// The Postgres stores on a database of their own, for the contract suites.

import { SyncError } from "../../base/sync-error.ts";
import type { ReceiveOnly } from "../../engine/ports/receive-only.ts";
import { createAccounts } from "../accounts.ts";
import { createChanges } from "../changes.ts";
import { createConnections } from "../connections.ts";
import type { Database } from "../database.ts";
import { createReading } from "../reading.ts";
import { createReceiveOnly } from "../receive-only.ts";
import type { KeyStore } from "../seal-keys.ts";
import { createSyncStore } from "../sync-store.ts";
import { createUploads } from "../uploads.ts";
import { testDatabase } from "./test-database.ts";
import type { UploadStores } from "./uploads-bed.ts";

/** Where nothing is erased none is asked for. */
export const NO_KEYS: KeyStore = {
  mailboxKey: async () => {
    throw new SyncError("secretUnreadable", { scope: "mailbox", retry: "never" });
  },
  forget: () => undefined,
};

export type OpenedStores = UploadStores & { readonly receiveOnly: ReceiveOnly };

export async function openStores(): Promise<OpenedStores> {
  return storesOf((await testDatabase()).database);
}

export function storesOf(database: Database): OpenedStores {
  const accounts = createAccounts(database);
  return {
    accounts,
    connections: createConnections(database),
    sync: createSyncStore(database, NO_KEYS),
    reading: createReading(database),
    changes: createChanges(database),
    uploads: createUploads(database),
    receiveOnly: createReceiveOnly(database),
    silence: async (ms) => {
      await database.outside(async (tx) => {
        await tx.query("update worker set beat_at = beat_at - $1", [ms]);
      });
      for (const { id } of await accounts.listWorkspaces()) {
        await database.inWorkspace(id, (tx) =>
          tx.query(
            "update connection set refreshing_until = refreshing_until - $1, renewed_at = renewed_at - $1",
            [ms],
          ),
        );
      }
    },
  };
}
