// Tables of who joins whom. Messages are written in short: their names, what they say they answer, their subject and their
// day; each table tells which conversations they end in, whatever the order they come in.
import { describe, expect, test } from "vitest";
import type { ConversationId, MessageId } from "../../base/ids.ts";
import type { ConversationMarks } from "./conversation-marks.ts";
import {
  type NamedConversation,
  type Newcomer,
  type Placed,
  planConversations,
} from "./plan-conversations.ts";
import { shortHash } from "./short-hash.ts";

const DAY = 86_400_000;
const ADA = "ada@contoso";
const EVA = "eva@adatum";

interface Letter {
  readonly id: string;
  readonly refs?: readonly string[];
  readonly subject?: string;
  /** It says "Re:" and nothing else. */
  readonly bare?: true;
  readonly day?: number;
  readonly from?: string;
  readonly to?: readonly string[];
  readonly thread?: string;
  readonly index?: string;
  /** Its Message-ID; else its id. */
  readonly own?: string;
}

function marksOf(letter: Letter): ConversationMarks {
  const { id, refs = [], subject = "interview", bare = false, from = EVA, to = [ADA] } = letter;
  return {
    own: nameOf(letter.own ?? id),
    ancestors: refs.map(nameOf),
    thread: letter.thread === undefined ? null : nameOf(`thread ${letter.thread}`),
    index: letter.index === undefined ? null : nameOf(`index ${letter.index}`),
    subject: nameOf(subject),
    isBareReply: bare,
    authors: [from],
    receivers: to,
  };
}

function nameOf(text: string): number {
  return shortHash(text, 0);
}

/** What a store does with plans: remembers names, places and what was joined. */
class Memory {
  readonly names = new Map<number, NamedConversation>();
  readonly placed = new Map<string, Placed>();
  readonly joined: (readonly [string, string])[] = [];

  /** One batch. */
  take(letters: readonly Letter[]): void {
    const newcomers = letters.map(
      (letter): Newcomer => ({
        id: letter.id as MessageId,
        at: (letter.day ?? 0) * DAY,
        marks: marksOf(letter),
        conversation: null,
      }),
    );
    const plan = planConversations(newcomers, this.names, [...this.placed.values()]);
    for (const { from, into } of plan.joined) {
      this.joined.push([from, into]);
      for (const [name, named] of this.names) {
        if (named.conversation === from) this.names.set(name, { ...named, conversation: into });
      }
      for (const [id, each] of this.placed) {
        if (each.conversation === from) this.placed.set(id, { ...each, conversation: into });
      }
    }
    for (const { name, ...named } of plan.names) {
      expect(this.names.has(name)).toBe(false);
      this.names.set(name, named);
    }
    for (const id of plan.settled) {
      const each = this.placed.get(id);
      if (each !== undefined) this.placed.set(id, { ...each, isLoose: false });
    }
    plan.places.forEach(({ id, conversation, isLoose }, index) => {
      const { at, marks } = newcomers[index] as Newcomer;
      const { authors, receivers } = marks;
      this.placed.set(id, { id, conversation, at, subject: marks.subject ?? 0, authors, receivers, isLoose });
    });
  }

  conversations(): readonly (readonly string[])[] {
    const groups = Map.groupBy(this.placed.values(), ({ conversation }) => conversation);
    return [...groups.values()].map((group) => group.map(({ id }) => id).toSorted()).toSorted();
  }
}

interface Case {
  readonly name: string;
  readonly letters: readonly Letter[];
  readonly ends: readonly (readonly string[])[];
}

const CASES: readonly Case[] = [
  { name: "strangers stay apart", letters: [{ id: "a" }, { id: "b" }], ends: [["a"], ["b"]] },
  { name: "an answer joins", letters: [{ id: "a" }, { id: "b", refs: ["a"] }], ends: [["a", "b"]] },
  {
    name: "an answer joins though its subject was changed",
    letters: [{ id: "a" }, { id: "b", refs: ["a"], subject: "salary" }],
    ends: [["a", "b"]],
  },
  {
    name: "two answers to what isn't here are one conversation",
    letters: [
      { id: "b", refs: ["a"] },
      { id: "c", refs: ["a"] },
    ],
    ends: [["b", "c"]],
  },
  {
    name: "what came between two makes them one",
    letters: [{ id: "a" }, { id: "b", refs: ["a"] }, { id: "c", refs: ["b"] }, { id: "d", refs: ["c"] }],
    ends: [["a", "b", "c", "d"]],
  },
  {
    name: "References that were cut short still meet",
    letters: [
      { id: "c", refs: ["b", "a"] },
      { id: "e", refs: ["d", "c"] },
      { id: "g", refs: ["f", "e"] },
    ],
    ends: [["c", "e", "g"]],
  },
  {
    name: "the same message twice is one conversation",
    letters: [
      { id: "a", own: "m" },
      { id: "b", own: "m" },
    ],
    ends: [["a", "b"]],
  },
  {
    name: "an answer by its subject joins what was written to its author",
    letters: [{ id: "a" }, { id: "b", bare: true, day: 1, from: ADA, to: [EVA] }],
    ends: [["a", "b"]],
  },
  {
    name: "of weekly reports it joins the last one before it",
    letters: [
      { id: "a", subject: "report", day: 0 },
      { id: "b", subject: "report", day: 7 },
      { id: "c", subject: "report", day: 8, bare: true, from: ADA, to: [EVA] },
      { id: "d", subject: "report", day: 14 },
    ],
    ends: [["a"], ["b", "c"], ["d"]],
  },
  {
    name: "unrelated invoices stay apart",
    letters: [
      { id: "a", subject: "invoice", from: "shop@one" },
      { id: "b", subject: "invoice", from: "shop@two", day: 1 },
      { id: "c", subject: "invoice", from: "shop@three", day: 2, bare: true },
    ],
    ends: [["a"], ["b"], ["c"]],
  },
  {
    name: "an answer by its subject weeks later is another conversation",
    letters: [{ id: "a" }, { id: "b", bare: true, day: 15, from: ADA, to: [EVA] }],
    ends: [["a"], ["b"]],
  },
  {
    name: "an answer before its question is none",
    letters: [
      { id: "a", day: 3 },
      { id: "b", bare: true, day: 1, from: ADA, to: [EVA] },
    ],
    ends: [["a"], ["b"]],
  },
  {
    name: "answers by their subject follow each other",
    letters: [
      { id: "a" },
      { id: "b", bare: true, day: 1, from: ADA, to: [EVA] },
      { id: "c", bare: true, day: 2 },
    ],
    ends: [["a", "b", "c"]],
  },
  {
    name: "Outlook's index joins what names nothing else",
    letters: [
      { id: "a", index: "i" },
      { id: "b", index: "i" },
    ],
    ends: [["a", "b"]],
  },
  {
    name: "Gmail's word counts, whatever the headers say",
    letters: [
      { id: "a", thread: "1" },
      { id: "b", thread: "2", refs: ["a"], subject: "salary" },
      { id: "c", thread: "1", subject: "other" },
    ],
    ends: [["a", "c"], ["b"]],
  },
];

describe.each(CASES)("$name", ({ letters, ends }) => {
  test("in one batch", () => {
    const memory = new Memory();
    memory.take(letters);
    expect(memory.conversations()).toEqual(ends);
  });

  test("one by one", () => {
    const memory = new Memory();
    for (const letter of letters) memory.take([letter]);
    expect(memory.conversations()).toEqual(ends);
  });

  test("newest first, one by one and in one batch", () => {
    const memory = new Memory();
    for (const letter of letters.toReversed()) memory.take([letter]);
    expect(memory.conversations()).toEqual(ends);
    const atOnce = new Memory();
    atOnce.take(letters.toReversed());
    expect(atOnce.conversations()).toEqual(ends);
  });

  test("told twice nothing changes", () => {
    const memory = new Memory();
    memory.take(letters);
    const before = memory.conversations();
    memory.take(letters);
    expect([memory.conversations(), memory.joined]).toEqual([before, []]);
  });
});

describe("two conversations that a late message makes one", () => {
  const memory = new Memory();
  memory.take([{ id: "1", refs: ["root"] }]);
  memory.take([{ id: "2", refs: ["between"] }]);
  memory.take([{ id: "3", own: "between", refs: ["root"] }]);

  test("keep the id of the earlier one", () => {
    expect(memory.joined).toEqual([["2", "1"]]);
    expect([...memory.placed.values()].map(({ conversation }) => conversation)).toEqual(["1", "1", "1"]);
  });

  test("are found by any name afterwards", () => {
    expect(new Set([...memory.names.values()].map(({ conversation }) => conversation))).toEqual(
      new Set(["1"]),
    );
  });
});

test("References that name two conversations join the nearest, and leave the other alone", () => {
  const memory = new Memory();
  memory.take([
    { id: "a", subject: "interview" },
    { id: "b", subject: "salary" },
  ]);
  memory.take([{ id: "forged", subject: "interview", refs: ["a", "b"] }]);
  expect(memory.conversations()).toEqual([["a", "forged"], ["b"]]);
});

test("References join two conversations that are about the same", () => {
  const memory = new Memory();
  memory.take([{ id: "a" }, { id: "c", refs: ["b"] }]);
  memory.take([{ id: "e", refs: ["d", "c", "a"] }]);
  expect(memory.conversations()).toEqual([["a", "c", "e"]]);
});

test("a Message-ID that was forged joins its own conversation, and no second one by its References", () => {
  const memory = new Memory();
  memory.take([
    { id: "a", subject: "interview" },
    { id: "b", subject: "salary" },
    { id: "c", subject: "lunch" },
  ]);
  memory.take([{ id: "forged", own: "a", subject: "interview", refs: ["x", "c", "b"] }]);
  expect(memory.conversations().some((group) => group.includes("b") && group.includes("c"))).toBe(false);
});

test("a draft that is saved again stays in its conversation, and brings it to what it answers now", () => {
  const draft = { id: "2" as MessageId, at: 0, conversation: "2" as ConversationId };
  const known = new Map([
    [nameOf("a"), { conversation: "1" as ConversationId, subject: nameOf("interview") }],
  ]);
  const saved = planConversations([{ ...draft, marks: marksOf({ id: "d2" }) }], new Map(), []);
  expect([saved.places[0]?.conversation, saved.joined]).toEqual(["2", []]);
  const answering = planConversations([{ ...draft, marks: marksOf({ id: "d3", refs: ["a"] }) }], known, []);
  expect([answering.places[0]?.conversation, answering.joined]).toEqual(["1", [{ from: "2", into: "1" }]]);
});
