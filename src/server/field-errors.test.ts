import { expect, test } from "vitest";
import { HandSettings } from "../api/by-hand-schemas.ts";
import { fieldErrorsOf } from "./field-errors.ts";

const server = { host: "mail.example.org", port: 993, security: "implicit" };
const settings = {
  ...{ providerId: crypto.randomUUID(), address: "ada@example.org", displayName: "Ada" },
  ...{ incoming: server, outgoing: server, userName: "ada", password: "secret" },
};

function fieldsOf(given: object): readonly string[] {
  const read = HandSettings.safeParse({ ...settings, ...given });
  return fieldErrorsOf(read.error?.issues ?? []).map(({ field }) => field);
}

test("a field inside what may be null is named itself", () => {
  expect(fieldsOf({ outgoing: null })).toEqual([]);
  for (const port of [99_999, "abc", null, undefined]) {
    expect(fieldsOf({ outgoing: { ...server, port } })).toEqual(["outgoing.port"]);
    expect(fieldsOf({ incoming: { ...server, port } })).toEqual(["incoming.port"]);
  }
  expect(fieldsOf({ outgoing: "none" })).toEqual(["outgoing"]);
});

test("what is wrong has a code that a page can say in its language, with its bound", () => {
  const read = HandSettings.safeParse({
    ...settings,
    ...{ incoming: { ...server, port: 99_999 }, outgoing: { ...server, port: 0 } },
    ...{ address: "ada", displayName: "a\nb", userName: "", password: "x".repeat(1_001) },
  });
  const errors = fieldErrorsOf(read.error?.issues ?? []);
  expect(errors.map(({ field, code, bound }) => [field, code, bound])).toEqual([
    ["address", "notAddress", undefined],
    ["displayName", "notLine", undefined],
    ["incoming.port", "tooBig", 65_535],
    ["outgoing.port", "tooSmall", 1],
    ["userName", "required", undefined],
    ["password", "tooLong", 1_000],
  ]);
});
