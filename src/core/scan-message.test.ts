import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import type { Person } from "./message.ts";
import { scanMessage } from "./scan-message.ts";

function scan(...lines: readonly string[]) {
  return scanMessage(Buffer.from(lines.join("\r\n"), "latin1"));
}

/** UTF-8 bytes as latin1 text, for messages that carry them raw. */
function raw(text: string): string {
  return Buffer.from(text).toString("latin1");
}

const CORPUS = path.join(import.meta.dirname, "../../../shared/corpus/open");
/** Where the others are wrong or don't agree, and we have looked. */
const JUDGED: Readonly<Record<string, string>> = {
  "o0009.eml": "the sender MAILER DAEMON <> has a name, though no address: there is somebody to show",
  "o0022.eml": "the raw name is Jürgen Schmürgen in windows-1252; the others show half of it or nothing",
  "o0032.eml": "the raw name is UTF-8 with one broken byte, which is all that is lost of it",
  "o0040.eml": "the name has a quotation mark too many, and is shown as it was written",
};

interface Expectation {
  /** Null: the others say that there is none; absent: they don't agree. */
  readonly subject?: string | null;
  readonly from?: readonly Partial<Person>[] | null;
  readonly to?: readonly Partial<Person>[] | null;
  readonly date?: string | null;
}

test("real messages are read as the parsers of others read them", () => {
  if (!existsSync(CORPUS)) {
    console.log("left out: the open corpus is absent");
    return;
  }
  const expected: Readonly<Record<string, { readonly expect: Expectation }>> = JSON.parse(
    readFileSync(path.join(CORPUS, "expected.json"), "utf8"),
  );
  const wrong = Object.entries(expected).flatMap(([file, { expect: wanted }]) => {
    const found = differences(scanMessage(readFileSync(path.join(CORPUS, "eml", file))), wanted);
    return found.length === 0 ? [] : [`${file}: ${found.join("; ")}`];
  });
  const all = Object.keys(expected).length;
  console.log(`open corpus: ${all - wrong.length} of ${all} right\n${wrong.join("\n")}`);
  expect(wrong.filter((line) => !(line.slice(0, line.indexOf(":")) in JUDGED))).toEqual([]);
});

function differences(found: ReturnType<typeof scanMessage>, wanted: Expectation): readonly string[] {
  const people = (list: readonly Partial<Person>[] | null): string =>
    (list ?? []).map(({ name = "", address = "" }) => `${name} <${address.toLowerCase()}>`).join(", ");
  const pairs: readonly (readonly [string, string | undefined, string])[] = [
    ["subject", wanted.subject === null ? "" : wanted.subject, found.subject],
    ["from", wanted.from === undefined ? undefined : people(wanted.from), people(found.from)],
    ["to", wanted.to === undefined ? undefined : people(wanted.to), people(found.to)],
    [
      "date",
      wanted.date === undefined ? undefined : `${wanted.date && Date.parse(wanted.date)}`,
      `${found.date}`,
    ],
  ];
  return pairs.flatMap(([field, want, have]) =>
    want === undefined || alike(want, have)
      ? []
      : [`${field} ${JSON.stringify(want)} ${JSON.stringify(have)}`],
  );
}

/** A character that the others couldn't read may be any: raw 8-bit text is read better here. */
function alike(wanted: string, found: string): boolean {
  const fold = (text: string): string => text.replace(/\s+/g, " ").trim();
  const pattern = fold(wanted)
    .replace(/[.*+?^${}()|[\]\\/]/g, "\\$&")
    .replace(/\ufffd+/g, ({ length }) => `.{1,${length}}`);
  return new RegExp(`^${pattern}$`, "su").test(fold(found));
}

describe("subjects", () => {
  const subject = (value: string, ...more: readonly string[]) =>
    scan(`Subject: ${value}`, ...more, "", "").subject;

  test("are decoded, the space between encoded words left out", () => {
    expect(subject("=?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?Q?=E4us_M=FCnchen?=")).toBe("Grüßeäus München");
    expect(subject("=?utf-8?Q?a?= b =?utf-8?Q?c?=")).toBe("a b c");
    expect(subject("=?utf-8?Q?a?=", "  =?utf-8?Q?b?=")).toBe("ab");
    expect(subject("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=")).toBe("日本");
    expect(subject("=?utf-8*en?Q?tagged?=")).toBe("tagged");
  });

  test("are whole when a character was cut in two by words", () => {
    expect(subject("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=")).toBe("Grüße");
    // Base64 with padding in the middle: words that a gateway has joined.
    expect(subject("=?utf-8?B?YQ==YmM=?=")).toBe("abc");
  });

  test("are read raw, as UTF-8 or in the charset of the text", () => {
    expect(subject(raw("Grüße"))).toBe("Grüße");
    expect(subject("Gr\xfc\xdfe")).toBe("Grüße");
    expect(subject("\xcf\xf0\xe8\xe2\xe5\xf2", "Content-Type: text/plain; charset=windows-1251")).toBe(
      "Привет",
    );
  });

  test("are read in windows-1252 when they are raw, the text is UTF-8, and they aren't", () => {
    expect(subject("Gr\xfc\xdfe", "Content-Type: text/plain; charset=utf-8")).toBe("Grüße");
  });

  test("are UTF-8 with a broken character rather than another charset", () => {
    expect(subject(`${raw("Юникод запрещен")}\xf1`)).toBe("Юникод запрещен\ufffd");
    expect(subject("=?us-ascii?B?w7zDn8O8w58=?=")).toBe("üßüß");
  });

  test("may end in a character whose last byte could be a space", () => {
    expect(subject(raw("voilà"))).toBe("voilà");
    expect(subject(raw("à"), raw(" à"))).toBe("à à");
  });

  test("are shown as they are when they can't be decoded", () => {
    expect(subject("=?utf-8?X?abc?=")).toBe("=?utf-8?X?abc?=");
    expect(subject("=?no-such-charset?Q?abc?=")).toBe("abc");
    expect(subject("a\x00b\tc")).toBe("a b c");
  });

  test("are empty when missing, and cut when endless", () => {
    expect(scan("From: a@b.example", "", "x").subject).toBe("");
    expect(subject("x".repeat(100_000)).length).toBe(2_000);
    // Never in the middle of a character.
    expect(subject(`x${raw("😀".repeat(2_000))}`)).toBe(`x${"😀".repeat(999)}`);
  });
});

describe("people", () => {
  const from = (value: string) =>
    scan(`To: ${value}`, "", "").to.map(({ name, address }) => `${name}|${address}`);

  test("have names, quoted, encoded or in comments", () => {
    expect(from('"Wit, Eva de" <eva@Mail.EXAMPLE>, bob@b.example')).toEqual([
      "Wit, Eva de|eva@mail.example",
      "|bob@b.example",
    ]);
    expect(from("=?utf-8?Q?J=C3=BCrgen?= <j@b.example>")).toEqual(["Jürgen|j@b.example"]);
    expect(from('"=?utf-8?Q?J=C3=BCrgen?=" <j@b.example>')).toEqual(["Jürgen|j@b.example"]);
    expect(from("j@b.example (Jim (the) Beam)")).toEqual(["Jim (the) Beam|j@b.example"]);
    expect(from('"a \\"b\\" c" <d@b.example>')).toEqual(['a "b" c|d@b.example']);
    expect(from("'Jim' <j@b.example>, \"'Jim'\" <j@b.example>, O'Neil' <j@b.example>")).toEqual([
      "Jim|j@b.example",
      "Jim|j@b.example",
      "O'Neil'|j@b.example",
    ]);
    expect(from(`${raw("Jürgen")} <j@b.example>`)).toEqual(["Jürgen|j@b.example"]);
    expect(from(`${raw("Noà")} <j@b.example>, ${raw("àb")} c@b.example`)).toEqual([
      "Noà|j@b.example",
      "àb|c@b.example",
    ]);
    expect(from(raw("Noà"))).toEqual(["Noà|"]);
  });

  test("are found in groups and behind routes", () => {
    expect(from("Team: a@b.example, Bob <c@b.example>; d@b.example")).toEqual([
      "|a@b.example",
      "Bob|c@b.example",
      "|d@b.example",
    ]);
    expect(from("undisclosed-recipients:;")).toEqual([]);
    expect(from("<@relay.example,@other.example:a@b.example>")).toEqual(["|a@b.example"]);
  });

  test("are read when mailers forget brackets or addresses", () => {
    expect(from("Some Name a@b.example")).toEqual(["Some Name|a@b.example"]);
    expect(from("Nobody in particular")).toEqual(["Nobody in particular|"]);
    expect(from("a@b.example <a@b.example>")).toEqual(["|a@b.example"]);
    expect(from(", ,")).toEqual([]);
    expect(from('"unclosed <a@b.example>')).toHaveLength(1);
  });

  test("can't turn the direction of text around", () => {
    expect(from("\xe2\x80\xaeevil <a@b.example>")).toEqual(["evil|a@b.example"]);
    expect(from("<\xe2\x80\xaea@b.example>")).toEqual(["|a@b.example"]);
    const file = scan("Content-Type: a/b; name=\xe2\x80\xaefdp.exe", "", "");
    expect(file.attachments[0]?.fileName).toBe("fdp.exe");
  });

  test("come from the first From only, and from every To", () => {
    const found = scan(
      "From: a@b.example",
      "From: c@b.example",
      "To: d@b.example",
      "To: e@b.example",
      "",
      "",
    );
    expect(found.from.map(({ address }) => address)).toEqual(["a@b.example"]);
    expect(found.to.map(({ address }) => address)).toEqual(["d@b.example", "e@b.example"]);
  });
});

describe("parts", () => {
  const nested = scan(
    'Content-Type: multipart/mixed; boundary="outer"',
    "",
    "preamble",
    "--outer",
    'Content-Type: multipart/alternative; boundary="inner"',
    "",
    "--inner",
    "Content-Type: text/plain; charset=utf-8",
    "Content-Transfer-Encoding: quoted-printable",
    "",
    "Gr=C3=BC=C3=9Fe,=",
    " Eva",
    "--inner",
    "Content-Type: text/html",
    "",
    "<p>not this</p>",
    "--inner--",
    "--outer",
    "Content-Type: application/pdf; name*0*=utf-8''r%C3%A9su; name*1=me.pdf",
    "Content-Disposition: attachment",
    "Content-Transfer-Encoding: base64",
    "",
    "QUJDREVG",
    "--outer",
    "Content-Type: image/png",
    "Content-Disposition: inline; filename==?utf-8?Q?l=C3=B6go.png?=",
    "Content-ID: <logo@x>",
    "",
    "png",
    "--outer--",
    "epilogue",
  );

  test("give the text to show and the files, numbered as IMAP does", () => {
    expect(nested.snippet).toBe("Grüße, Eva");
    expect(nested.attachments).toEqual([
      {
        part: "2",
        fileName: "résume.pdf",
        contentType: "application/pdf",
        size: 6,
        contentId: null,
        inline: false,
      },
      {
        part: "3",
        fileName: "lögo.png",
        contentType: "image/png",
        size: 3,
        contentId: "logo@x",
        inline: true,
      },
    ]);
  });

  test("give HTML as text when there is no other", () => {
    const html = scan("Content-Type: text/html", "", "<style>a{}</style><p>Good&nbsp;<b>morning</b></p>");
    expect(html.snippet).toBe("Good morning");
  });

  test("of HTML may name characters that there are not", () => {
    const html = scan("Content-Type: text/html", "", "a&#55357;b&#x110000;c&#0;d&#128512;");
    expect(html.snippet).toBe("a\ufffdb c d😀");
  });

  test("are read in UTF-8 though they were called something else, wherever they are cut", () => {
    for (const type of [
      "",
      "; charset=us-ascii",
      "; charset=ISO-8859-1",
      "; charset=koi8-r",
      "; charset=x-unknown",
    ]) {
      for (const shift of ["", "x", "xy"]) {
        const found = scan(`Content-Type: text/plain${type}`, "", shift + raw("日本語".repeat(3_000)));
        expect(found.snippet).toBe(`${shift}${"日本語".repeat(100)}`.slice(0, 200));
      }
    }
  });

  test("may end without a last boundary, or have none", () => {
    const open = scan("Content-Type: multipart/mixed; boundary=x", "", "--x", "", "text");
    expect(open.snippet).toBe("text");
    expect(scan("Content-Type: multipart/mixed", "", "text").understood).toBe(true);
  });

  test("the whole message may be a file", () => {
    const file = scan(
      "Content-Type: application/zip; name=a.zip",
      "Content-Transfer-Encoding: base64",
      "",
      "QUJD",
    );
    expect(file.attachments).toMatchObject([{ part: "1", fileName: "a.zip", size: 3 }]);
  });
});

test("ids are read without brackets, also when mailers forget these", () => {
  const found = scan(
    "Message-ID: <a@b>",
    "In-Reply-To: c@d (a comment)",
    "References: <1@x>",
    " <2@x>",
    "",
    "",
  );
  expect([found.messageId, found.inReplyTo, found.references]).toEqual(["a@b", "c@d", ["1@x", "2@x"]]);
});

test("line feeds alone end lines as well", () => {
  const headers = "Subject: a\n b\nFrom: a@b.example\nDate: 23 Nov\n 2026 10:00:00 +0000\n";
  const found = scanMessage(Buffer.from(`${headers}\nHello\n`));
  expect([found.subject, found.from[0]?.address, found.snippet]).toEqual(["a b", "a@b.example", "Hello"]);
  expect(found.date).toBe(Date.UTC(2026, 10, 23, 10));
});
