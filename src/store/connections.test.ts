import { connectionsContract } from "./testing/connections-contract.ts";
import { openStores } from "./testing/open-stores.ts";
import { providersContract } from "./testing/providers-contract.ts";

providersContract("Postgres", openStores);
connectionsContract("Postgres", openStores);
