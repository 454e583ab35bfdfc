// Seals batches beside the main thread, see sealer.ts.
import { parentPort } from "node:worker_threads";
import { type Batch, type SealedBatch, sealBatch } from "./seal-message.ts";

/** Messages lie one after another in `bytes`: one buffer changes hands, and nothing is copied for the way. */
export interface SealOrder extends Omit<Batch, "messages"> {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly sizes: readonly number[];
}

export type SealAnswer =
  | (SealedBatch & { readonly kind: "sealed"; readonly id: number })
  | { readonly kind: "failed"; readonly id: number; readonly message: string };

parentPort?.on("message", (order: SealOrder) => {
  const answer = answerTo(order);
  // Given back at once: the collector sees little reason to hurry, and an import fills hundreds of megabytes.
  order.bytes.buffer.transfer(0);
  parentPort?.postMessage(answer, answer.kind === "sealed" ? [answer.bytes.buffer] : []);
});

function answerTo(order: SealOrder): SealAnswer {
  const { id, bytes, sizes } = order;
  try {
    let offset = 0;
    const messages = sizes.map((size) => {
      offset += size;
      return bytes.subarray(offset - size, offset);
    });
    return { kind: "sealed", id, ...sealBatch({ ...order, messages }) };
  } catch (error) {
    return { kind: "failed", id, message: String(error) };
  }
}
