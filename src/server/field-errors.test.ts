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
