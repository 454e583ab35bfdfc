import { openStores } from "./testing/open-stores.ts";
import { syncStoreContract } from "./testing/sync-store-contract.ts";

syncStoreContract("Postgres", openStores);
