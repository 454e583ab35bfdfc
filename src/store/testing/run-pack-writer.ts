// For tests: appends batches until it is killed, and says of each one, once it is durable, where it lies. The
// content of a message follows from its number.

import { messageOf } from "./pack-messages.ts";
import { keyRows, ownerOne, packStore } from "./pack-world.ts";

const [, , folder = "", keyFile = "", first = "0"] = process.argv;
const BATCH = 20;
const store = packStore(folder, keyRows(keyFile));
for (let number = Number(first); ; number += BATCH) {
  const messages = Array.from({ length: BATCH }, (_, index) => messageOf(number + index));
  try {
    const places = await store.append(ownerOne, messages);
    const lines = places.map(({ sha256, wrappedKey, ...place }, index) => ({
      ...place,
      number: number + index,
      sha256: Buffer.from(sha256).toString("hex"),
      wrappedKey: Buffer.from(wrappedKey).toString("hex"),
    }));
    // Written before the next batch begins, whatever standard output is.
    await new Promise((resolve) => process.stdout.write(`durable ${JSON.stringify(lines)}\n`, resolve));
  } catch (error) {
    console.log("failed", String(error));
    break;
  }
}
await store.close();
