import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDate } from "./parse-date.ts";

function iso(text: string): string | null {
  const date = parseDate(text);
  return date === null ? null : new Date(date).toISOString();
}

const TEN = "2026-11-23T10:00:00.000Z";
const NINE = "2026-11-23T09:00:00.000Z";

describe("a date is read", () => {
  test.each([
    // As it should be, and with what may be left out
    ["Mon, 23 Nov 2026 10:00:00 +0100", NINE],
    ["23 Nov 2026 10:00 -0230", "2026-11-23T12:30:00.000Z"],
    ["Mon,23 Nov 2026 10:00:00 +0000", TEN],
    ["Mon, 23 Nov 2026 10:00:00", TEN],
    ["23 Nov 2026", "2026-11-23T00:00:00.000Z"],
    ["mon, 3 NOVEMBER 2026 1:02:03 +0000", "2026-11-03T01:02:03.000Z"],
    ["Mon, 23 Nov 2026, 10 : 00(minutes):00 +0000", TEN],
    ["Xyz, 23-Nov-2026 10.00.00 +0000", TEN],
    // Years
    ["Mon, 23 Nov 26 10:00:00 +0000", TEN],
    ["3 Nov 49 10:00:00 +0000", "2049-11-03T10:00:00.000Z"],
    ["3 Nov 50 10:00:00 +0000", "1950-11-03T10:00:00.000Z"],
    ["3 Nov 126 10:00:00 +0000", "2026-11-03T10:00:00.000Z"],
    ["3 Nov 0026 10:00:00 +0000", "2026-11-03T10:00:00.000Z"],
    // Zones
    ["Mon, 23 Nov 2026 05:00:00 EST", TEN],
    ["Mon, 23 Nov 2026 03:00 PDT", TEN],
    ["Mon, 23 Nov 2026 10:00:00 UT", TEN],
    ["Mon, 23 Nov 2026 10:00:00 Z", TEN],
    ["Mon, 23 Nov 2026 10:00:00 A", TEN],
    ["Mon, 23 Nov 2026 10:00:00 XYZ", TEN],
    ["Mon, 23 Nov 2026 10:00:00 -0000", TEN],
    ["Mon, 23 Nov 2026 11:00:00 GMT+0100", TEN],
    ["Mon, 23 Nov 2026 11:00:00 UTC+01:00", TEN],
    ["Mon, 23 Nov 2026 11:00:00 +1", TEN],
    ["Mon, 23 Nov 2026 11:00:00 +01", TEN],
    ["Mon, 23 Nov 2026 11:00:00 +100", TEN],
    ["Mon, 23 Nov 2026 15:30:00+5:30", TEN],
    ["Mon, 23 Nov 2026 10:00:00 +9999", TEN],
    ["Mon, 23 Nov 2026 10:00:00 -2500", TEN],
    ["Mon, 23 Nov 2026 10:00:00 +01000", TEN],
    // Comments
    ["Mon, 3 Nov 99 10:00:00 GMT (a comment)", "1999-11-03T10:00:00.000Z"],
    ["Mon (day), 23 (of (the) month) Nov 2026 (year) 10:00:00 (time) +0100 (CET)", NINE],
    ["Mon, 23 Nov 2026 10:00:00 +0100 (open", NINE],
    ["Mon, 23 Nov 2026 10:00:00 +0100 CET)", NINE],
    ["Mon,\t23  Nov\r\n 2026 10:00:00   +0100", NINE],
    // The end of a day, and of a leap second
    ["23 Nov 2026 24:00:00 +0000", "2026-11-24T00:00:00.000Z"],
    ["31 Dec 2016 23:59:60 +0000", "2017-01-01T00:00:00.000Z"],
    // Other standards
    ["Mon Nov 23 10:00:00 2026", TEN],
    ["Mon Nov  3 10:00:00 EST 2026", "2026-11-03T15:00:00.000Z"],
    ["Mon Nov 23 11:00:00 +0100 2026", TEN],
    ["Mon Nov 23 2026 11:00:00 GMT+0100 (Central European Standard Time)", TEN],
    ["Nov 23, 2026, 10:00", TEN],
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
    ["2026-11-23 10:00:00", TEN],
    ["2026-11-23T10:00Z", TEN],
    ["2026-11-23t11:00:00.250+01:00", "2026-11-23T10:00:00.250Z"],
    ["2026-11-23 11:00:00,5 +0100", "2026-11-23T10:00:00.500Z"],
    ["20261123T110000+0100", TEN],
    // Further than any calendar in use
    ["1 Jan 1000 00:00:00 +0000", "1000-01-01T00:00:00.000Z"],
    ["31 Dec 9999 23:59:59 +0000", "9999-12-31T23:59:59.000Z"],
    ["31 Feb 2026 10:00:00 +0000", "2026-03-03T10:00:00.000Z"],
  ])("%s", (text, wanted) => {
    expect(iso(text)).toBe(wanted);
  });
});

test.each([
  "",
  "yesterday",
  "0 Nov 2026 10:00:00 +0000",
  "32 Nov 2026 10:00:00 +0000",
  "123 Nov 2026 10:00:00 +0000",
  "23 Foo 2026 10:00:00 +0000",
  "23 Nov 2026 25:00:00 +0000",
  "23 Nov 2026 24:00:01 +0000",
  "23 Nov 2026 24:01:00 +0000",
  "23 Nov 2026 10:60:00 +0000",
  "23 Nov 2026 10:00:61 +0000",
  "23 Nov 20266 10:00:00 +0000",
  "31 Dec 9999 23:59:59 -0100",
  "2026-13-01",
  "2026-00-01",
  "2026-11-00T10:00Z",
  "2026-11-23T99:00Z",
  "99999999999999999999",
  "(23 Nov 2026 10:00:00 +0000",
])("%s is no date", (text) => {
  expect(parseDate(text)).toBeNull();
});

test("whatever a date is made of, it is one that can be shown, or none", () => {
  const piece = fc.constantFrom(
    ...[
      "Mon",
      "Nov",
      "Feb",
      "GMT",
      "EST",
      "T",
      "Z",
      "(",
      ")",
      "\\",
      "+",
      "-",
      ":",
      ".",
      ",",
      "/",
      " ",
      "\n",
      "\0",
    ],
    ...[
      "0",
      "1",
      "9",
      "00",
      "23",
      "24",
      "29",
      "31",
      "59",
      "60",
      "61",
      "99",
      "126",
      "2026",
      "9999",
      "+0100",
      "-9959",
    ],
  );
  const date = fc.oneof(
    fc.string(),
    fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join("")),
  );
  fc.assert(
    fc.property(date, (text) => {
      const found = parseDate(text);
      expect(found === null || (Number.isInteger(found) && !Number.isNaN(new Date(found).getTime()))).toBe(
        true,
      );
    }),
    { numRuns: 3_000 },
  );
});
