// What every SyncStore must do, whatever it is made of.
import { describe } from "vitest";
import { commitTests } from "./commits-contract.ts";
import { limboTests } from "./limbo-contract.ts";
import { mappingTests } from "./mappings-contract.ts";
import { ownershipTests } from "./ownership-contract.ts";
import type { Stores } from "./store-world.ts";

/** `open` gives empty stores, and closes them by itself at the end of the test. */
export function syncStoreContract(name: string, open: () => Promise<Stores>): void {
  describe(`${name}: commits`, () => commitTests(open));
  describe(`${name}: limbo`, () => limboTests(open));
  describe(`${name}: mappings`, () => mappingTests(open));
  describe(`${name}: ownership`, () => ownershipTests(open));
}
