import { openStores } from "./testing/open-stores.ts";
import { readingContract } from "./testing/reading-contract.ts";

readingContract("Postgres", openStores);
