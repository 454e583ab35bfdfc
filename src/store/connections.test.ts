import { connectionsContract } from "./testing/connections-contract.ts";
import { openStores } from "./testing/open-stores.ts";

connectionsContract("Postgres", openStores);
