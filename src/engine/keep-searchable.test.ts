import { expect, test } from "vitest";
import { InvariantError } from "../base/assert.ts";
import { SyncError } from "../base/sync-error.ts";
import { indexDue, type KeepSearchableDeps, keepSearchable } from "./keep-searchable.ts";
import type { DueMessage } from "./ports/search.ts";
import type { Hint } from "./ports/sync.ts";

const GO_ON = new AbortController().signal;

interface Saved {
  readonly id: string;
  readonly body: string;
}

/** One mailbox with messages whose text is their id; a pass takes `workMs`. */
function bed(due: readonly string[], failures: Readonly<Record<string, Error>> = {}, workMs = 100) {
  const saved: Saved[] = [];
  const slept: number[] = [];
  const listeners = new Set<(hint: Hint) => void>();
  let left = [...due];
  let now = 0;
  const world = { hintsWhileAsleep: 0, stop: new AbortController() };
  const deps = {
    searchIndex: {
      mailboxesToIndex: async () => (left.length === 0 ? [] : [{ workspaceId: "contoso", mailboxId: "ada" }]),
      takeDue: async () => {
        const taken = left.slice(0, 2);
        left = left.slice(2);
        now += workMs;
        return taken.map((id) => ({ id, place: id }));
      },
      saveIndexed: async (_owner: unknown, messages: readonly (DueMessage & Saved)[]) => {
        saved.push(...messages.map(({ id, body }) => ({ id, body: body.trim() })));
      },
    },
    packs: {
      read: async (_owner: unknown, id: string) => {
        const failure = failures[id];
        if (failure !== undefined) throw failure;
        return Buffer.from(`Subject: x\r\n\r\ntext of ${id}\r\n`);
      },
    },
    hints: {
      subscribe: (listener: (hint: Hint) => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    clock: {
      now: () => now,
      monotonic: () => now,
      sleep: async (ms: number) => {
        slept.push(ms);
        now += ms;
        for (let i = 0; i < world.hintsWhileAsleep; i++) {
          for (const tell of listeners) tell({ kind: "mailbox" } as Hint);
        }
        if (left.length === 0) world.stop.abort("done");
      },
    },
    log: { warn: () => undefined },
  };
  return { deps: deps as unknown as KeepSearchableDeps, saved, slept, world };
}

const noRest = async (): Promise<void> => undefined;

test("what is due is saved with its text", async () => {
  const { deps, saved } = bed(["a", "b"]);
  expect(await indexDue(deps, noRest, GO_ON)).toBe(2);
  expect(saved).toEqual([
    { id: "a", body: "text of a" },
    { id: "b", body: "text of b" },
  ]);
});

test("what nobody can open is found by its headers, and what can't be read now is left for later", async () => {
  const lost = new InvariantError("not what was written");
  const keyless = new SyncError("secretUnreadable", { scope: "mailbox", retry: "never" });
  const away = new SyncError("storeDown", { scope: "installation", retry: "later" });
  const first = bed(["a", "b"], { a: lost, b: away });
  expect(await indexDue(first.deps, noRest, GO_ON)).toBe(1);
  expect(first.saved).toEqual([{ id: "a", body: "" }]);
  const second = bed(["a"], { a: keyless });
  await indexDue(second.deps, noRest, GO_ON);
  expect(second.saved).toEqual([{ id: "a", body: "" }]);
});

test("it rests three times as long as it worked, and much longer while mail is imported", async () => {
  const quiet = bed(["a", "b", "c"]);
  await keepSearchable(quiet.deps, quiet.world.stop.signal);
  expect(quiet.slept.slice(0, 2)).toEqual([300, 300]);
  const busy = bed(["a", "b", "c"]);
  busy.world.hintsWhileAsleep = 5;
  await keepSearchable(busy.deps, busy.world.stop.signal);
  expect(busy.slept.slice(0, 2)).toEqual([300, 2100]);
});
