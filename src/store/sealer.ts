// Where sealing happens. An import seals 0.9 GB: in the main thread that is 3 s in which no page is answered, so
// large batches go to one worker thread; a new message or two is sealed in less time than the way there takes.
//
// Measured, 90 MB in batches of 100 (sha256, zstd 1, AES-GCM): main thread 0.31 s, all of it in the main thread;
// one worker 0.38 s, of which 0.02 s in the main thread; two workers 0.24 s, but they take both cores from
// Postgres; zstd in Node's own pool 0.40 s and 0.15 s before anything is hashed or sealed.
import { Worker } from "node:worker_threads";
import { assert, InvariantError } from "../base/assert.ts";
import { type Batch, type SealedBatch, sealBatch } from "./seal-message.ts";
import type { SealAnswer, SealOrder } from "./seal-worker.ts";

/** Ten milliseconds for a hundred messages of 4 kB, one for a single large one. To start the worker takes ninety. */
const MAIN_THREAD_BYTES_MAX = 512 * 1024;
/** Buffers live outside the heap and die with the next collection: a small nursery makes that soon. With buffers
 *  given back by hand the peak of an import is 40 MB lower. */
const WORKER_LIMITS = { maxYoungGenerationSizeMb: 2 };
const WORKER = import.meta.url.endsWith(".ts")
  ? new URL("./seal-worker.ts", import.meta.url)
  : new URL("./seal-worker.js", import.meta.url);

interface Waiting {
  readonly resolve: (batch: SealedBatch) => void;
  readonly reject: (error: Error) => void;
}

export class Sealer {
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | null = null;
  #lastId = 0;
  #closed = false;

  async seal(batch: Batch): Promise<SealedBatch> {
    assert(!this.#closed, "sealing after close");
    const size = batch.messages.reduce((sum, message) => sum + message.length, 0);
    return size <= MAIN_THREAD_BYTES_MAX ? sealBatch(batch) : this.#order(batch, size);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#worker?.terminate();
  }

  #order({ messages, ...batch }: Batch, size: number): Promise<SealedBatch> {
    const bytes = new Uint8Array(size);
    let offset = 0;
    for (const message of messages) {
      bytes.set(message, offset);
      offset += message.length;
    }
    const id = ++this.#lastId;
    const order: SealOrder = { ...batch, id, bytes, sizes: messages.map((message) => message.length) };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      const worker = this.#start();
      worker.ref();
      worker.postMessage(order, [bytes.buffer]);
    });
  }

  /** On the first large batch: who only reads never pays for it. */
  #start(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(WORKER, { name: "sealer", resourceLimits: WORKER_LIMITS });
    worker.on("message", (answer: SealAnswer) => this.#finish(answer, worker));
    worker.on("error", (cause) => this.#fail(worker, cause));
    worker.on("exit", () => this.#fail(worker, undefined));
    this.#worker = worker;
    return worker;
  }

  #finish(answer: SealAnswer, worker: Worker): void {
    const waiting = this.#waiting.get(answer.id);
    this.#waiting.delete(answer.id);
    // An idle worker doesn't keep the process alive.
    if (this.#waiting.size === 0) worker.unref();
    if (answer.kind === "sealed") waiting?.resolve(answer);
    else waiting?.reject(new InvariantError(`sealing failed: ${answer.message}`));
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    const all = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { reject } of all) reject(new InvariantError("the sealing thread ended", { cause }));
  }
}
