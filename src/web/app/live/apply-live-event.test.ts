// What is told while it is being read: the answer may be older than that, and must not be what stays.
import { QueryClient, QueryObserver } from "@tanstack/react-query";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keys } from "../keys.ts";
import { applyLiveEvent } from "./apply-live-event.ts";
import type { Event } from "./event-stream.ts";

const INBOX = "inbox";
const list = (mailboxId: string) => keys.list(mailboxId, { folder: INBOX }, 0);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Something on the screen: each time it is asked for, the answer is there after `ms`, as it was when asked. */
function shown<T>(client: QueryClient, queryKey: readonly unknown[], ms: number, now: () => T) {
  const observer = new QueryObserver<T>(client, {
    queryKey,
    queryFn: async () => {
      const answer = now();
      await new Promise((resolve) => setTimeout(resolve, ms));
      return answer;
    },
  });
  const end = observer.subscribe(() => undefined);
  return { data: () => observer.getCurrentResult().data, end };
}

function told(mailboxId: string, changed: readonly object[], messages = 1): Event {
  const folders = [{ id: INBOX, messages }];
  return { kind: "messages", mailboxId, changed, folders } as unknown as Event;
}

test("settings that are told while older ones are on their way stay", async () => {
  const client = new QueryClient();
  let state = "before";
  const settings = shown(client, keys.emailSettings, 100, () => ({ state }));
  await vi.advanceTimersByTimeAsync(50);
  state = "after";
  applyLiveEvent(client, { kind: "emailSettings", settings: { state } } as unknown as Event);
  expect(settings.data()).toEqual({ state: "after" });
  await vi.advanceTimersByTimeAsync(5000);
  expect(settings.data()).toEqual({ state: "after" });
  settings.end();
});

test("flags that are told while the list is being read are shown once it was read again", async () => {
  const client = new QueryClient();
  let flags: readonly string[] = [];
  const inbox = shown(client, list("own"), 300, () => ({
    messages: [{ id: "m", conversation: null, flags }],
  }));
  await vi.advanceTimersByTimeAsync(100);
  flags = ["seen"];
  applyLiveEvent(client, told("own", [{ id: "m", folderId: INBOX, flags }]));
  await vi.advanceTimersByTimeAsync(3000);
  expect(inbox.data()?.messages[0]?.flags).toEqual(["seen"]);
  inbox.end();
});

test("mail that is told while its list is being read is in it", async () => {
  const client = new QueryClient();
  let messages: readonly object[] = [];
  const inbox = shown(client, list("own"), 300, () => ({ messages }));
  await vi.advanceTimersByTimeAsync(100);
  messages = [{ id: "m", conversation: null, flags: [] }];
  applyLiveEvent(client, told("own", [{ id: "m", folderId: INBOX, flags: null }]));
  await vi.advanceTimersByTimeAsync(3000);
  expect(inbox.data()?.messages).toHaveLength(1);
  inbox.end();
});

test("mail of two mailboxes within a second is in both lists", async () => {
  const client = new QueryClient();
  let total = 0;
  const lists = ["own", "shared"].map((mailboxId) =>
    shown(client, list(mailboxId), 10, () => ({ messages: [], total })),
  );
  await vi.advanceTimersByTimeAsync(2000);
  total = 1;
  for (const mailboxId of ["own", "shared"]) {
    applyLiveEvent(client, told(mailboxId, [{ id: "m", folderId: INBOX, flags: null }]));
  }
  await vi.advanceTimersByTimeAsync(3000);
  expect(lists.map((each) => each.data()?.total)).toEqual([1, 1]);
  for (const each of lists) each.end();
});

test("a list that takes longer to read than mail takes to come is shown all the same, and is right at the end", async () => {
  const client = new QueryClient();
  let total = 0;
  let asked = 0;
  const inbox = shown(client, list("own"), 2500, () => {
    asked++;
    return { messages: [], total };
  });
  const seen = new Set<number>();
  for (; total < 40; total++) {
    applyLiveEvent(client, told("own", [{ id: `m${total}`, folderId: INBOX, flags: null }], total));
    await vi.advanceTimersByTimeAsync(200);
    seen.add(inbox.data()?.total ?? -1);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(seen.size).toBeGreaterThan(2);
  expect(asked).toBeLessThan(8);
  expect(inbox.data()?.total).toBe(40);
  inbox.end();
});
