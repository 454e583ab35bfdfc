import { draftsContract } from "./testing/drafts-contract.ts";
import { openStores } from "./testing/open-stores.ts";
import { uploadsContract } from "./testing/uploads-contract.ts";

uploadsContract("Postgres", openStores);
draftsContract("Postgres", openStores);
