import { expect, test } from "vitest";
import { GROWTH_MAX, growth } from "../testing/growth.ts";
import { baseSubject } from "./base-subject.ts";

const SAME: readonly (readonly [string, boolean])[] = [
  ["Interview Tuesday", false],
  ["Re: Interview Tuesday", true],
  ["RE: RE: re: Interview  Tuesday", true],
  ["Re[2]: Interview Tuesday", true],
  ["RE (3): Interview Tuesday", true],
  ["Re^4: Interview Tuesday", true],
  ["AW: WG: Interview Tuesday", true],
  ["Antw: Interview Tuesday", true],
  ["SV: Interview Tuesday", true],
  ["VS: Interview Tuesday", true],
  ["R: I: Interview Tuesday", true],
  ["RES: ENC: Interview Tuesday", true],
  ["Odp: Interview Tuesday", true],
  ["YNT: Interview Tuesday", true],
  ["Vá: Interview Tuesday", true],
  ["回复：Interview Tuesday", true],
  ["回覆: Interview Tuesday", true],
  ["Ответ: Interview Tuesday", true],
  ["ΑΠ: Interview Tuesday", true],
  ["תגובה: Interview Tuesday", true],
  ["[candidates] Interview Tuesday", false],
  ["Re: [candidates] Interview Tuesday", true],
  ["[candidates] Re: [EXTERNAL] Interview Tuesday", true],
  ["Fwd: Interview Tuesday", false],
  ["WG: AW: Interview Tuesday", false],
  ["İLT: Interview Tuesday", false],
  ["Interview Tuesday (fwd)", false],
  ["转发: Interview Tuesday", false],
];

test.each(SAME)("%s is about the interview", (subject, isReply) => {
  expect(baseSubject(subject)).toEqual({ base: "interview tuesday", isReply });
});

test("what only looks like a prefix stays", () => {
  const kept = [
    "Review: budget",
    "Reminder: pay",
    "Ref: 12345",
    "Sales: Q3",
    "Re-hiring",
    "12: Angry Men",
    "[candidates]",
  ];
  for (const subject of kept) {
    expect(baseSubject(subject)).toEqual({ base: subject.toLowerCase(), isReply: false });
  }
});

test("of nothing but prefixes nothing is left", () => {
  for (const subject of ["", "Re:", "Re: Fwd: ", " \t"]) expect(baseSubject(subject).base).toBe("");
});

test("the work for a hostile subject grows with its length", () => {
  const repeated = (piece: string) => (size: number) => piece.repeat(size);
  for (const piece of ["Re: ", "[x] ", "(fwd)", " ", "["]) {
    expect(growth(20_000, repeated(piece), baseSubject)).toBeLessThan(GROWTH_MAX);
  }
  expect(baseSubject("x".repeat(10_000)).base.length).toBeLessThanOrEqual(200);
});
