// UID FETCH of many messages, row by row: pipelined, with back-pressure, each uid once.
import type { UidSet } from "../../../core/uid-set.ts";
import type { ResponseCursor } from "../response-cursor.ts";
import { RowQueue } from "../row-queue.ts";
import type { Selection } from "../selection.ts";
import { type FetchedRow, parseFetch } from "./fetch.ts";

/** FETCH commands on the way at once: the next is at the server before the last has ended. */
const FETCHES_AHEAD = 2;
/** Messages in one FETCH of bodies; bounds what must be fetched again after a cut. */
const MESSAGES_PER_FETCH = 500;

/** Rows that have a body part, the highest part of the set first. */
export async function* fetchRows(
  selection: Selection,
  uids: UidSet,
  items: string,
): AsyncGenerator<FetchedRow> {
  const queue = new RowQueue<FetchedRow>(selection.connection);
  const seen = new Set<number>();
  let stopped = false;
  const take = (keyword: string, number: number | null, cursor: ResponseCursor): boolean => {
    if (keyword !== "FETCH" || number === null) return false;
    const row = parseFetch(number, cursor);
    // A row without a body is news about flags, not an answer.
    if (row.body === undefined) return false;
    if (!stopped && row.uid > 0 && uids.has(row.uid) && !seen.has(row.uid)) {
      seen.add(row.uid);
      queue.push(row, row.body?.length ?? 0);
    }
    return true;
  };
  const windows = windowsOf(uids);
  const run = async (): Promise<void> => {
    const running: Promise<unknown>[] = [];
    for (const text of windows) {
      if (stopped) break;
      const sent = selection.send(`UID FETCH ${text} (${items})`, take);
      // The one before it may fail first; nobody waits for this one then.
      sent.catch(() => undefined);
      running.push(sent);
      if (running.length >= FETCHES_AHEAD) await running.shift();
    }
    await Promise.all(running);
  };
  run().then(
    () => queue.finish(),
    (error: unknown) => queue.fail(error),
  );
  try {
    yield* queue;
  } finally {
    stopped = true;
    queue.discard();
  }
}

/** Texts for the wire, the highest uids first. */
function* windowsOf(uids: UidSet): Generator<string> {
  for (let end = uids.size; end > 0; end -= MESSAGES_PER_FETCH) {
    yield* uids.slice(Math.max(0, end - MESSAGES_PER_FETCH), end).texts();
  }
}
