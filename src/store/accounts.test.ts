import { accountsContract } from "./testing/accounts-contract.ts";
import { openStores } from "./testing/open-stores.ts";

accountsContract("Postgres", openStores);
