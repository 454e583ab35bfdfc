import { describe, expect, test } from "vitest";
import { readHeaders } from "./mime-headers.ts";
import { readParts } from "./mime-parts.ts";

/** The parts' places and texts. */
function parts(...lines: readonly string[]): readonly string[] {
  const bytes = Buffer.from(lines.join("\r\n"), "latin1");
  return [...readParts(bytes, readHeaders(bytes, 0))].map(
    ({ path, headers, end }) => `${path}=${bytes.toString("latin1", headers.bodyStart, end)}`,
  );
}

const multipart = (boundary: string): string => `Content-Type: multipart/mixed; boundary="${boundary}"`;

describe("a line divides parts", () => {
  test("when it is the boundary, not when it only begins with it", () => {
    const abc = [
      "--abc",
      "",
      "one",
      "--abcd",
      "--abc-",
      "--abc x",
      "--abc--x",
      "--abc",
      "",
      "two",
      "--abc--",
    ];
    expect(parts(multipart("abc"), "", ...abc)).toEqual([
      "1=one\r\n--abcd\r\n--abc-\r\n--abc x\r\n--abc--x",
      "2=two",
    ]);
  });

  test("when a gateway has added white space to it", () => {
    expect(
      parts(multipart("abc"), "", "--abc \t", "", "one", "--abc  ", "", "two", "--abc--\t ", "x"),
    ).toEqual(["1=one", "2=two"]);
  });

  test("when white space was added to the boundary's name", () => {
    expect(parts(multipart("abc "), "", "--abc", "", "one", "--abc--")).toEqual(["1=one"]);
  });

  test("only at its beginning, in whatever lines end with", () => {
    expect(parts(multipart("abc"), "", "--abc", "", "x--abc\n--abc\n\ntwo\n--abc--\n")).toEqual([
      "1=x--abc",
      "2=two",
    ]);
  });

  test("when the message ends with it", () => {
    expect(parts(multipart("abc"), "", "--abc", "", "one", "--abc")).toEqual(["1=one", "2="]);
    expect(parts(multipart("abc"), "", "--abc")).toEqual(["1="]);
  });

  test("also where the headers of a part haven't ended", () => {
    expect(parts(multipart("abc"), "", "--abc", "X: 1", "--abc", "", "two", "--abc--")).toEqual([
      "1=",
      "2=two",
    ]);
  });

  test("however odd the boundary is", () => {
    for (const boundary of ["=?utf-8?Q?a?=", "a\xe9", "--", "-", "'()+_,-./:=?", "a b"]) {
      expect(parts(multipart(boundary), "", `--${boundary}`, "", "one", `--${boundary}--`), boundary).toEqual(
        ["1=one"],
      );
    }
  });
});

describe("a multipart in a multipart", () => {
  const inside = (outer: string, inner: string): readonly string[] =>
    parts(
      ...[multipart(outer), "", `--${outer}`, multipart(inner), "", `--${inner}`, "", "one", `--${inner}`],
      ...["", "two", `--${inner}--`, "between", `--${outer}`, "", "three", `--${outer}--`, "after"],
    );

  test.each([
    ["different", "a", "b"],
    ["the inner one longer", "abc", "abcd"],
    ["the outer one longer", "abcd", "abc"],
    ["the inner one with a dash more", "abc", "abc-"],
    ["the outer one with a dash more", "abc-", "abc"],
    ["the inner one a dash", "--", "-"],
    ["one for both", "abc", "abc"],
  ])("has its own parts, the boundaries %s", (_name, outer, inner) => {
    expect(inside(outer, inner)).toEqual(["1.1=one", "1.2=two", "2=three"]);
  });

  test("ends with the one around it when its own end is missing", () => {
    expect(
      parts(
        multipart("o"),
        "",
        "--o",
        multipart("i"),
        "",
        "--i",
        "",
        "one",
        "--o",
        "",
        "two",
        "--i",
        "x",
        "--o--",
      ),
    ).toEqual(["1.1=one", "2=two\r\n--i\r\nx"]);
  });

  test("may be empty, and so may its preamble", () => {
    expect(parts(multipart("o"), "", "--o", multipart("i"), "--o", "", "two", "--o--")).toEqual(["2=two"]);
    expect(parts(multipart("o"), "--o", "", "one")).toEqual([]);
  });

  test("is read thirty deep, and what comes after it whatever its depth", () => {
    const deep = Array.from({ length: 10_000 }, (_, i) => [multipart(`b${i}`), "", `--b${i}`]).flat();
    const found = parts(multipart("o"), "", "--o", ...deep, "", "inside", "--o", "", "after", "--o--");
    expect(found).toEqual(["2=after"]);
  });
});
