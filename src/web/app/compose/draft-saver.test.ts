import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ProblemError } from "../problem-error.ts";
import { DraftSaver, type SavedDraft, type SaverPorts } from "./draft-saver.ts";
import { type Composition, emptyWritten, type Written } from "./written.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const written = (subject: string, bytes = 0): Written => ({
  ...emptyWritten(null),
  subject,
  files:
    bytes === 0
      ? []
      : [
          {
            source: { kind: "uploaded", id: "a", contentId: null },
            ...{ fileName: "a", contentType: "a/b", size: bytes },
          },
        ],
});
const problem = (status: number, code: string) =>
  new ProblemError({ type: "about:blank", title: "", status, code });

interface Bed {
  readonly saver: DraftSaver;
  /** What was asked of the server: "create A", "save B over d1 r1". */
  readonly asked: string[];
  /** What lies in the browser. */
  readonly kept: () => string | null;
  /** The next request is refused with this. */
  refuse(error: ProblemError): void;
  /** The next request waits until this is called. */
  hold(): () => void;
}

function bed(draft: SavedDraft | null = null): Bed {
  const asked: string[] = [];
  let kept: string | null = null;
  let refusal: ProblemError | null = null;
  let holding: Promise<void> | null = null;
  let made = 0;
  const names = new Map<string, SavedDraft>();
  async function answer(text: string, id: string, name: string): Promise<SavedDraft> {
    asked.push(text);
    const before = names.get(name);
    if (before !== undefined) return before;
    made += 1;
    const revision = `r${made}`;
    const [refused, held] = [refusal, holding];
    refusal = null;
    holding = null;
    await held;
    // Without an answer it was done all the same.
    if (refused === null || refused.problem.status === 0) names.set(name, { id, revision });
    if (refused !== null) throw refused;
    return { id, revision };
  }
  const ports: SaverPorts = {
    create: ({ subject }: Composition, name) => answer(`create ${subject}`, `d${made + 1}`, name),
    save: ({ subject }, { id, revision }, name) => answer(`save ${subject} over ${id} ${revision}`, id, name),
    keep: ({ subject }) => {
      kept = subject;
    },
    forget: () => {
      kept = null;
    },
  };
  return {
    saver: new DraftSaver(ports, { written: written(""), draft }),
    asked,
    kept: () => kept,
    refuse: (error) => {
      refusal = error;
    },
    hold: () => {
      let go = (): void => undefined;
      holding = new Promise((resolve) => {
        go = resolve;
      });
      return go;
    },
  };
}

test("it is saved when typing rests for two seconds, and kept in the browser until then", async () => {
  const { saver, asked, kept } = bed();
  saver.change(written("A"));
  await vi.advanceTimersByTimeAsync(1500);
  saver.change(written("AB"));
  await vi.advanceTimersByTimeAsync(1500);
  expect(asked).toEqual([]);
  expect(kept()).toBe("AB");
  await vi.advanceTimersByTimeAsync(600);
  expect(asked).toEqual(["create AB"]);
  expect(kept()).toBeNull();
  expect(saver.state.kind).toBe("saved");
  saver.change(written("ABC"));
  await saver.flush();
  expect(asked.at(-1)).toBe("save ABC over d1 r1");
});

test("a large one waits half a minute, unless the window is closed", async () => {
  const { saver, asked } = bed();
  saver.change(written("Large", 2_000_000));
  await vi.advanceTimersByTimeAsync(29_000);
  expect(asked).toEqual([]);
  await vi.advanceTimersByTimeAsync(1500);
  expect(asked).toEqual(["create Large"]);
  saver.change(written("Larger", 2_000_000));
  expect(await saver.flush()).toBe(true);
  expect(asked.at(-1)).toBe("save Larger over d1 r1");
});

test("one is saved at a time: what is typed meanwhile is saved over it, as the same draft", async () => {
  const { saver, asked, hold, kept } = bed();
  const go = hold();
  saver.change(written("A"));
  await vi.advanceTimersByTimeAsync(2100);
  saver.change(written("AB"));
  await vi.advanceTimersByTimeAsync(5000);
  expect(asked).toEqual(["create A"]);
  expect(kept()).toBe("AB");
  const closed = saver.flush();
  go();
  expect(await closed).toBe(true);
  expect(asked).toEqual(["create A", "save AB over d1 r1"]);
  expect(kept()).toBeNull();
});

test.each([
  [412, "other_revision", "edited"],
  [404, "not_found", "gone"],
] as const)("answered %i, it becomes another draft, and says so", async (status, code, parted) => {
  const { saver, asked, refuse } = bed({ id: "d", revision: "r" });
  saver.change(written("Mine"));
  refuse(problem(status, code));
  expect(await saver.flush()).toBe(true);
  expect(asked).toEqual(["save Mine over d r", "create Mine"]);
  expect(saver.parted).toBe(parted);
  expect(saver.draft?.id).not.toBe("d");
});

test.each([
  [0, "offline", "offline"],
  [401, "not_signed_in", "signedOut"],
  [503, "busy", "failed"],
] as const)("answered %i, it is kept in the browser and tried again by itself", async (status, code, why) => {
  const { saver, asked, kept, refuse } = bed();
  saver.change(written("A"));
  refuse(problem(status, code));
  expect(await saver.flush()).toBe(false);
  expect(saver.state).toEqual({ kind: "waiting", why });
  expect(kept()).toBe("A");
  await vi.advanceTimersByTimeAsync(10_100);
  expect(asked).toEqual(["create A", "create A"]);
  expect(kept()).toBeNull();
});

test("what wasn't answered is asked once more as it was, and what was typed since is saved over it", async () => {
  const { saver, asked, refuse } = bed();
  const lost = () => refuse(problem(0, "offline"));
  saver.change(written("A"));
  lost();
  expect(await saver.flush()).toBe(false);
  saver.change(written("AB"));
  expect(await saver.flush()).toBe(true);
  expect(asked.splice(0)).toEqual(["create A", "create A", "save AB over d1 r1"]);
  lost();
  saver.change(written("ABC"));
  expect(await saver.flush()).toBe(false);
  expect(await saver.flush()).toBe(true);
  expect(asked).toEqual(["save ABC over d1 r2", "save ABC over d1 r2"]);
  expect([saver.draft, saver.parted]).toEqual([{ id: "d1", revision: "r3" }, null]);
});

test("what was refused when it was asked once more is asked anew", async () => {
  const { saver, asked, refuse } = bed({ id: "d", revision: "r" });
  saver.change(written("A"));
  refuse(problem(503, "busy"));
  expect(await saver.flush()).toBe(false);
  refuse(problem(412, "other_revision"));
  saver.change(written("AB"));
  expect(await saver.flush()).toBe(true);
  expect(asked).toEqual(["save A over d r", "save A over d r", "save AB over d r"]);
});

test("what can't be saved as it is isn't tried again, and is kept", async () => {
  const { saver, asked, kept, refuse } = bed();
  saver.change(written("A"));
  refuse(problem(409, "no_folder"));
  expect(await saver.flush()).toBe(false);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual(["create A"]);
  expect(kept()).toBe("A");
});

test("nothing is saved that nobody wrote, nor what was discarded", async () => {
  const { saver, asked, kept } = bed();
  expect(await saver.flush()).toBe(true);
  saver.change(written("A"));
  saver.end();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(asked).toEqual([]);
  expect(kept()).toBeNull();
});
