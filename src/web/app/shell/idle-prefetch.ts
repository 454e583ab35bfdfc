// What a press will need is loaded once the page has all that it shows, and not before: until then the network and the
// processor are the page's own.
import { useIsFetching, useQueryClient } from "@tanstack/react-query";
import { useRouterState } from "@tanstack/react-router";
import { useEffect } from "react";

type Load = () => Promise<unknown>;

/** A page that is busy for longer is prefetched for all the same. */
const IDLE_MS_MAX = 2_000;
/** Where the browser doesn't say when it is idle (Safari). */
const REST_MS = 200;

const waiting: Load[] = [];
let begun = false;

/** A failure is nobody's business here: it is told when the thing is wanted. */
export function prefetchWhenIdle(load: Load): void {
  waiting.push(load);
  if (begun && waiting.length === 1) void prefetchAll();
}

async function prefetchAll(): Promise<void> {
  for (let load = waiting[0]; load !== undefined; load = waiting[0]) {
    await new Promise<void>((idle) => whenIdle(idle));
    await load().catch(() => undefined);
    waiting.shift();
  }
}

export function IdlePrefetch(): null {
  const client = useQueryClient();
  const fetching = useIsFetching();
  const loading = useRouterState({ select: ({ isLoading }) => isLoading });
  useEffect(() => {
    if (begun || loading || fetching > 0) return;
    return whenIdle(() => {
      // What was shown meanwhile may have asked for more.
      if (begun || client.isFetching() > 0) return;
      begun = true;
      void prefetchAll();
    });
  }, [client, fetching, loading]);
  return null;
}

/** Answers how not to. */
function whenIdle(run: () => void): () => void {
  if (typeof requestIdleCallback === "function") {
    const handle = requestIdleCallback(run, { timeout: IDLE_MS_MAX });
    return () => cancelIdleCallback(handle);
  }
  const timer = setTimeout(run, REST_MS);
  return () => clearTimeout(timer);
}
