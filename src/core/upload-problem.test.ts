import { expect, test } from "vitest";
import { GROWTH_MAX, growth } from "./testing/growth.ts";
import { uploadProblem } from "./upload-problem.ts";

const problem = (text: string) => uploadProblem(new TextEncoder().encode(text));

test("a message is its header fields and what follows, however little that is", () => {
  for (const text of [
    "Subject: x\r\n\r\nHello\r\n",
    "Subject: x\r\n\r\n",
    "X: \r\n",
    "Subject: no end",
    "From: a@b\r\n\r\n8-bit: é\r\n",
  ]) {
    expect(problem(text), JSON.stringify(text)).toBeNull();
  }
});

test("what no mail server can be given is told apart", () => {
  expect(problem("")).toBe("empty");
  expect(problem("\r\nHello")).toBe("noHeaders");
  expect(problem("Hello world: how are you?\r\n")).toBe("noHeaders");
  expect(problem("%PDF-1.4\r\n")).toBe("noHeaders");
  expect(problem("Subject: x\r\n\r\na\0b")).toBe("nul");
  expect(problem("Subject: x\n\nHello\n")).toBe("lineEnds");
  expect(problem("Subject: x\r\n\r\nHello\rthere")).toBe("lineEnds");
  expect(problem("\nSubject: x")).toBe("lineEnds");
});

test("a long one takes time as it is long", () => {
  const make = (size: number) => new TextEncoder().encode(`Subject: x\r\n\r\n${"line\r\n".repeat(size)}`);
  expect(growth(20_000, make, uploadProblem)).toBeLessThan(GROWTH_MAX);
});
