import { describe, expect, test } from "vitest";
import type { Person } from "../message.ts";
import { type AnsweredMessage, addressAnswer } from "./address-answer.ts";

const OWN = ["ada@contoso.example", "jobs@contoso.example"] as const;
const people = (...addresses: readonly string[]): readonly Person[] =>
  addresses.map((address) => ({ name: address.split("@")[0] ?? "", address }));
const [EVA, MILAN, CHLOE] = ["eva@x.example", "milan@x.example", "chloe@x.example"] as const;

function message(change: Partial<AnsweredMessage>): AnsweredMessage {
  return {
    ...{ subject: "Interview", from: people(EVA), to: people(OWN[0]), cc: [], bcc: [], replyTo: [] },
    ...change,
  };
}
const addresses = (all: readonly Person[]): string => all.map(({ address }) => address).join(" ");

describe("whom an answer goes to", () => {
  interface Row {
    readonly what: string;
    readonly message: Partial<AnsweredMessage>;
    /** To | Cc of a reply, and of a reply to all. */
    readonly reply: string;
    readonly all: string;
  }
  const rows: readonly Row[] = [
    { what: "from one to one", message: {}, reply: `${EVA} | `, all: `${EVA} | ` },
    {
      what: "to several",
      message: { to: people(OWN[0], MILAN), cc: people(CHLOE) },
      ...{ reply: `${EVA} | `, all: `${EVA} ${MILAN} | ${CHLOE}` },
    },
    {
      what: "answers are wanted elsewhere",
      message: { replyTo: people("list@x.example"), to: people(MILAN) },
      ...{ reply: "list@x.example | ", all: `list@x.example ${MILAN} | ` },
    },
    {
      what: "own addresses are left out, whatever their case",
      message: { to: people("ADA@contoso.example", MILAN), cc: people("Jobs@Contoso.example") },
      ...{ reply: `${EVA} | `, all: `${EVA} ${MILAN} | ` },
    },
    {
      what: "each address once",
      message: { to: people(MILAN, EVA, "MILAN@x.example"), cc: people(MILAN, CHLOE) },
      ...{ reply: `${EVA} | `, all: `${EVA} ${MILAN} | ${CHLOE}` },
    },
    {
      what: "one's own message goes on to the same people",
      message: { from: people(OWN[0]), to: people(EVA, MILAN), cc: people(CHLOE) },
      ...{ reply: `${EVA} ${MILAN} | `, all: `${EVA} ${MILAN} | ${CHLOE}` },
    },
    {
      what: "a note to oneself",
      message: { from: people(OWN[0]), to: people(OWN[0]) },
      ...{ reply: `${OWN[0]} | `, all: `${OWN[0]} | ` },
    },
    {
      what: "nobody hidden becomes visible",
      message: { bcc: people(CHLOE), to: [] },
      ...{ reply: `${EVA} | `, all: `${EVA} | ` },
    },
    {
      what: "a name without an address is nobody",
      message: { from: [{ name: "Eva", address: "" }], to: people(MILAN) },
      ...{ reply: " | ", all: `${MILAN} | ` },
    },
  ];
  test.each(rows)("$what", ({ message: change, reply, all }) => {
    const told = (kind: "reply" | "replyAll"): string => {
      const { to, cc } = addressAnswer(kind, message(change), OWN);
      return `${addresses(to)} | ${addresses(cc)}`;
    };
    expect(told("reply")).toBe(reply);
    expect(told("replyAll")).toBe(all);
    const forward = addressAnswer("forward", message(change), OWN);
    expect([...forward.to, ...forward.cc], "whom it is passed on to nobody knows yet").toEqual([]);
  });

  test("a name that poses as more than one line is one", () => {
    const from = [{ name: "Eva\r\nBcc: x\u202e", address: EVA }];
    expect(addressAnswer("reply", message({ from }), OWN).to).toEqual([{ name: "Eva Bcc: x", address: EVA }]);
  });
});

test("an answer comes from the own address that the message came to", () => {
  const from = (change: Partial<AnsweredMessage>): string =>
    addressAnswer("reply", message(change), OWN).from;
  expect(from({})).toBe(OWN[0]);
  expect(from({ to: people("JOBS@contoso.example") })).toBe(OWN[1]);
  expect(from({ to: people(MILAN), cc: people(OWN[1]) })).toBe(OWN[1]);
  expect(from({ to: people(MILAN), bcc: people(OWN[1]) })).toBe(OWN[1]);
  expect(from({ from: people(OWN[1]), to: people(MILAN) })).toBe(OWN[1]);
  expect(from({ to: people("list@x.example") }), "by a list: the mailbox's own").toBe(OWN[0]);
});

test("the mark before the subject stands there once, in whichever language it was", () => {
  const subjects = (subject: string): readonly string[] =>
    (["reply", "forward"] as const).map((kind) => addressAnswer(kind, message({ subject }), OWN).subject);
  expect(subjects("Interview")).toEqual(["Re: Interview", "Fw: Interview"]);
  expect(subjects("RE: Antw: Re[2]: Interview")).toEqual(["Re: Interview", "Fw: RE: Antw: Re[2]: Interview"]);
  expect(subjects("Fwd: FW: Interview")).toEqual(["Re: Fwd: FW: Interview", "Fw: Interview"]);
  expect(subjects("")).toEqual(["Re:", "Fw:"]);
  expect(subjects("Two\r\nlines")).toEqual(["Re: Two lines", "Fw: Two lines"]);
  expect(subjects("Regarding: you")[0]).toBe("Re: Regarding: you");
});
