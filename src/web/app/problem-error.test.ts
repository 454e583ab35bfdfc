import { expect, test } from "vitest";
import { en } from "../texts/en.ts";
import { nl } from "../texts/nl.ts";
import { type ProblemBody, ProblemError, problemText } from "./problem-error.ts";

const problem: ProblemBody = {
  ...{ type: "about:blank", status: 422, code: "invalid", title: "Some fields need another look." },
  errors: [
    { field: "port", message: "Too big: expected number to be <=65535", code: "tooBig", bound: 65_535 },
    { field: "name", message: "Too small: expected string to have >=1 characters", code: "required" },
    { field: "tenant", message: "organizations, common or the tenant's GUID." },
  ],
};

test("what is wrong with a field is said in the reader's language", () => {
  const error = new ProblemError(problem);
  expect(error.field("port", en)).toBe("65,535 at most.");
  expect(error.field("port", nl)).toBe("Ten hoogste 65.535.");
  expect(error.field("name", nl)).toBe("Vul dit in.");
  expect(error.field("other", nl)).toBeUndefined();
});

test("what has no words of its own is said as the server says it", () => {
  expect(new ProblemError(problem).field("tenant", nl)).toBe("organizations, common or the tenant's GUID.");
  const unknown = { ...problem, code: "in_use", title: "It is used.", errors: [] };
  expect(problemText(unknown, nl)).toBe("It is used.");
});

test("what was refused is said in the reader's language", () => {
  expect(problemText(problem, nl)).toBe("Een paar velden kloppen nog niet.");
  expect(problemText({ ...problem, code: "not_found", errors: [] }, nl)).toBe("Op dit adres is niets.");
  expect(problemText({ ...problem, code: "offline" }, nl)).toBe(nl.common.offline);
});
