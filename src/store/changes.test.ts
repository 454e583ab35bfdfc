import { changesContract } from "./testing/changes-contract.ts";
import { openStores } from "./testing/open-stores.ts";

changesContract("Postgres", openStores);
