// Reads messages for the index of words, the newest first, a few at a time. It rests three times as long as it worked, and
// much longer while mail is being written: an import is never to be slower for it.
import { InvariantError } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import { bodyText } from "../core/body-text.ts";
import type { DueMessage, SearchIndex } from "./ports/search.ts";
import type { Hints } from "./ports/sync.ts";
import type { PackOwner, PackStore } from "./ports/vault.ts";

const MESSAGES_AT_ONCE = 50;
/** How much longer it rests than it worked. */
const REST = 3;
const REST_WHILE_BUSY = 24;
/** Commits a second, of all processes, from which on mail is being imported. */
const BUSY_COMMITS = 2;
/** After new mail was told of; messages often come together. */
const SETTLE_MS = 1_000;
const LOOK_MS = 60_000;

export interface KeepSearchableDeps {
  readonly searchIndex: SearchIndex;
  readonly packs: Pick<PackStore, "read">;
  readonly hints: Pick<Hints, "subscribe">;
  readonly clock: Clock;
  readonly log: Log;
}

/** Until `signal` aborts. */
export async function keepSearchable(deps: KeepSearchableDeps, signal: AbortSignal): Promise<void> {
  const { clock, hints, log } = deps;
  let told = 0;
  let waiting = new AbortController();
  const unsubscribe = hints.subscribe(({ kind }) => {
    if (kind !== "mailbox") return;
    told++;
    waiting.abort("told");
  });
  async function rest(worked: number): Promise<void> {
    const before = clock.monotonic();
    told = 0;
    await clock.sleep(worked * REST, signal);
    const seconds = Math.max(1, clock.monotonic() - before) / 1000;
    if (told > BUSY_COMMITS * seconds) await clock.sleep(worked * (REST_WHILE_BUSY - REST), signal);
  }
  try {
    while (!signal.aborted) {
      let indexed = 0;
      try {
        indexed = await indexDue(deps, rest, signal);
      } catch (error) {
        log.warn("search.indexFailed", { error: error instanceof SyncError ? error.message : "unknown" });
      }
      if (indexed > 0 || signal.aborted) continue;
      waiting = new AbortController();
      await clock.sleep(LOOK_MS, AbortSignal.any([signal, waiting.signal]));
      await clock.sleep(SETTLE_MS, signal);
    }
  } finally {
    unsubscribe();
  }
}

/** One batch of each mailbox in which something is due; answers how many messages. `rest` is told how long one took, ms. */
export async function indexDue(
  deps: KeepSearchableDeps,
  rest: (worked: number) => Promise<void>,
  signal: AbortSignal,
): Promise<number> {
  const { searchIndex, clock } = deps;
  let indexed = 0;
  for (const owner of await searchIndex.mailboxesToIndex()) {
    if (signal.aborted) break;
    const before = clock.monotonic();
    const due = await searchIndex.takeDue(owner, MESSAGES_AT_ONCE);
    const read: (DueMessage & { readonly body: string })[] = [];
    for (const message of due) {
      const body = await readBody(deps, owner, message);
      if (body !== null) read.push({ ...message, body });
    }
    if (read.length > 0) await searchIndex.saveIndexed(owner, read);
    indexed += read.length;
    await rest(clock.monotonic() - before);
  }
  return indexed;
}

/** Null when it is to be tried again later. */
async function readBody(
  { packs, log }: KeepSearchableDeps,
  owner: PackOwner,
  { id, place }: DueMessage,
): Promise<string | null> {
  try {
    return bodyText(await packs.read(owner, place));
  } catch (error) {
    // What nobody can open any more is found by its headers.
    const isLost =
      error instanceof InvariantError || (error instanceof SyncError && error.code === "secretUnreadable");
    log.warn("search.bodyUnread", { message: id, lost: isLost });
    return isLost ? "" : null;
  }
}
