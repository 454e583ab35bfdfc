// What a message shows, and that reading it ends soon whatever is in it.
import { describe, expect, test } from "vitest";
import { openMessage, readAttachment } from "./open-message.ts";
import { GROWTH_MAX, growth } from "./testing/growth.ts";

const latin1 = (text: string): Buffer => Buffer.from(text, "latin1");
const open = (...lines: readonly string[]) => openMessage(latin1(lines.join("\r\n")));
const multipart = (kind: string, boundary: string): string =>
  `Content-Type: multipart/${kind}; boundary="${boundary}"\r\n\r\n`;
const part = (boundary: string, ...lines: readonly string[]): string =>
  `--${boundary}\r\n${lines.join("\r\n")}\r\n`;
const text = (body: string) => ["Content-Type: text/plain", "", body];
const html = (body: string) => ["Content-Type: text/html", "", body];

describe("the body", () => {
  test("of one part is its text, in whatever encoding", () => {
    expect(open("Subject: a", "", "plain").text).toBe("plain");
    expect(open("Content-Transfer-Encoding: quoted-printable", "", "caf=C3=A9").text).toBe("café");
    const base64 = open("Content-Type: text/html", "Content-Transfer-Encoding: base64", "", "PGI+aGk8L2I+");
    expect([base64.html, base64.text]).toEqual(["<b>hi</b>", null]);
  });

  test("of two forms is both, and what is beside them is in each", () => {
    const two =
      multipart("alternative", "a") + part("a", ...text("plain")) + part("a", ...html("<b>rich</b>"));
    const mixed = openMessage(
      latin1(
        `${multipart("mixed", "m")}--m\r\n${two}--a--\r\n${part("m", ...text("a footer <by a list>"))}--m--`,
      ),
    );
    expect(mixed.text).toBe("plain\na footer <by a list>");
    expect(mixed.html).toBe("<b>rich</b>\n<pre>a footer &lt;by a list></pre>");
    expect(mixed.attachments).toEqual([]);
  });

  test("names its charset in the part, or in the HTML", () => {
    expect(open("Content-Type: text/plain; charset=koi8-r", "", "\xd2\xd5\xd3").text).toBe("рус");
    const page = open("Content-Type: text/html", "", `<meta charset="koi8-r"><p>\xd2\xd5\xd3`);
    expect(page.html).toContain("рус");
  });

  test("that flows is joined, but for its quotes and its signature", () => {
    const flowed = open(
      "Content-Type: text/plain; format=flowed",
      "",
      "one ",
      "line",
      "> quoted ",
      "> text",
      "-- ",
      "Eva",
      " stuffed",
    );
    expect(flowed.text).toBe("one line\n> quoted text\n-- \nEva\nstuffed");
    const deleted = open("Content-Type: text/plain; format=flowed; delsp=yes", "", "half ", "done");
    expect(deleted.text).toBe("halfdone");
  });
});

describe("what hangs on it", () => {
  const message = latin1(
    [
      multipart("mixed", "m"),
      part("m", ...text("see below")),
      part("m", "Content-Type: image/png; name=a.png", "Content-Transfer-Encoding: base64", "", "aGVsbG8="),
      part("m", "Content-Type: message/rfc822", "", "Subject: the first one", "", "hi"),
      part("m", "Content-Type: text/calendar; method=REQUEST", "", "BEGIN:VCALENDAR"),
      part("m", "Content-Type: application/x-unheard-of", "", "?"),
      "--m--",
    ].join(""),
  );

  test("is listed by the place it has in the message, and read by it", () => {
    const { attachments, calendars } = openMessage(message);
    expect(attachments.map((each) => [each.part, each.fileName, each.contentType])).toEqual([
      ["2", "a.png", "image/png"],
      ["3", "the first one.eml", "message/rfc822"],
      ["4", "invite.ics", "text/calendar"],
      ["5", "", "application/x-unheard-of"],
    ]);
    expect(calendars).toEqual(["BEGIN:VCALENDAR"]);
    expect(Buffer.from(readAttachment(message, "2")?.content ?? "").toString()).toBe("hello");
    expect(readAttachment(message, "1")).toBeNull();
    expect(readAttachment(message, "9")).toBeNull();
  });

  test.each([
    ["multipart/signed; protocol=application/pkcs7-signature; boundary=b", "smimeSigned"],
    ["multipart/signed; protocol=application/pgp-signature; boundary=b", "pgpSigned"],
    ["multipart/encrypted; protocol=application/pgp-encrypted; boundary=b", "pgpEncrypted"],
    ["application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m", "smimeEncrypted"],
    ["application/x-pkcs7-mime; smime-type=signed-data; name=smime.p7m", "smimeSigned"],
    ["multipart/mixed; boundary=b", null],
  ])("%s is told to be %s, and isn't opened", (type, protection) => {
    expect(open(`Content-Type: ${type}`, "", "x").protection).toBe(protection);
  });
});

const MEGABYTE = 1024 * 1024;
const BOMBS: readonly (readonly [string, () => Buffer])[] = [
  ["ten thousand texts", () => latin1(multipart("mixed", "b") + part("b", ...text("x")).repeat(10_000))],
  [
    "eleven thousand files",
    () => latin1(multipart("mixed", "b") + part("b", "Content-Type: a/b", "", "x").repeat(11_000)),
  ],
  [
    "a depth of a hundred",
    () => {
      const deep = Array.from({ length: 100 }, (_, i) => `${multipart("mixed", `b${i}`)}--b${i}\r\n`);
      return latin1(`${deep.join("")}\r\nhello`);
    },
  ],
  ["a million headers", () => latin1(`${"x: y\r\n".repeat(1_000_000)}\r\nbody`)],
  ["a line of 64 MB", () => Buffer.concat([latin1("Subject: a\r\n\r\n"), Buffer.alloc(64 * MEGABYTE, "x")])],
  ["20 MB of HTML", () => latin1(`Content-Type: text/html\r\n\r\n${"<p>x</p>\n".repeat(2_200_000)}`)],
];

const CPU_MS_MAX = 2_000;
const BYTES_MAX = 256 * MEGABYTE;

/** CPU time of this thread and memory that is taken by the run itself, the message left out. */
function cost(run: () => unknown): { readonly ms: number; readonly bytes: number } {
  const [cpu, memory] = [process.threadCpuUsage(), process.memoryUsage()];
  run();
  const { user, system } = process.threadCpuUsage(cpu);
  const { heapUsed, external } = process.memoryUsage();
  return { ms: (user + system) / 1000, bytes: heapUsed + external - memory.heapUsed - memory.external };
}

describe("check 43: a message of", () => {
  test.each(BOMBS)("%s is opened within limits, and says that there is more", (_name, make) => {
    const bytes = make();
    let opened = openMessage(latin1(""));
    const { ms, bytes: taken } = cost(() => {
      opened = openMessage(bytes);
    });
    expect(ms).toBeLessThan(CPU_MS_MAX);
    expect(taken).toBeLessThan(BYTES_MAX);
    expect(opened.understood).toBe(true);
    expect(opened.whole).toBe(_name === "ten thousand texts");
  });

  test("zeros in base64, as many as a message may have, is opened without decoding them", () => {
    const bytes = Buffer.alloc(160 * MEGABYTE, "A");
    bytes.write("Content-Type: a/b\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    let opened = openMessage(latin1(""));
    const { ms, bytes: taken } = cost(() => {
      opened = openMessage(bytes);
    });
    expect(ms).toBeLessThan(CPU_MS_MAX);
    expect(taken).toBeLessThan(MEGABYTE);
    expect(opened.attachments).toHaveLength(1);
  });

  test.each(["\r\n", ">", "> \r\n", " \r\n", "-- \r\n"])(
    "nothing but %j that flows takes no longer than others",
    (piece) => {
      const message = (size: number): Buffer =>
        latin1(`Content-Type: text/plain; format=flowed\r\n\r\n${piece.repeat(size / piece.length)}`);
      expect(growth(20_000, message, openMessage)).toBeLessThan(GROWTH_MAX);
    },
  );
});
