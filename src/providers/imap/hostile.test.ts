// Servers that break off, lie, talk nonsense or mean harm. Whatever they do: an answer, or a SyncError; never half a
// message, never a hang, never a crash.
import fc from "fast-check";
import { afterEach, describe, expect, it, test, vi } from "vitest";
import type { SyncError } from "../../base/sync-error.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { MessageRow, ServerAddress } from "../../engine/ports/mail.ts";
import { collect, rejectionOf } from "../testing/observing.ts";
import { credential, inFolder, play, provider } from "./testing/played.ts";
import { type Answer, EXAMINED, type Script, startScriptedServer } from "./testing/scripted-server.ts";

const bearer = { kind: "bearer", user: "ada", token: "token", expiresAt: null } as const;
const ALL = UidSet.range(1, 20);

async function openingFails(
  script: Script,
  security: ServerAddress["security"] = "none",
  as: Parameters<typeof provider.open>[1] = credential,
): Promise<SyncError> {
  const server = await startScriptedServer(script);
  try {
    return await rejectionOf(provider.open({ host: "127.0.0.1", port: server.port, security }, as, {}));
  } finally {
    await server.close();
  }
}

const fetching = (answer: Answer): Promise<readonly MessageRow[]> =>
  inFolder({ answers: { "UID FETCH": answer } }, (folder) => collect(folder.fetchMessages(ALL)));
const fetchFails = async (answer: Answer): Promise<SyncError> => rejectionOf(fetching(answer));
const texts = (rows: readonly MessageRow[]) =>
  rows.map(({ uid, bytes }) => [uid, bytes === null ? null : Buffer.from(bytes).toString("latin1")]);

describe("a connection that is cut", () => {
  it("never gives half a message, wherever it is cut", async () => {
    const whole = "* 1 FETCH (UID 5 FLAGS (\\Seen) BODY[] {11}\r\nhello world)\r\nt9 OK done\r\n";
    for (let k = 0; k < whole.length - 12; k++) {
      const rows: MessageRow[] = [];
      const error = await rejectionOf(
        inFolder({ answers: { "UID FETCH": { cut: whole.slice(0, k) } } }, async (folder) => {
          for await (const row of folder.fetchMessages(ALL)) rows.push(row);
        }),
      );
      expect(error.code, `cut at ${k}`).toBe("disconnected");
      const complete = k >= whole.indexOf(")\r\nt9") + 3;
      expect(texts(rows), `cut at ${k}`).toEqual(complete ? [[5, "hello world"]] : []);
    }
  });

  it("is unreachable when it says nothing before the greeting", async () => {
    expect((await openingFails({ greeting: { cut: "" } })).code).toBe("unreachable");
    expect((await openingFails({ greeting: { cut: "* OK hal" } })).code).toBe("unreachable");
  });

  it("is disconnected by a BYE in the greeting, at login, in FETCH and in IDLE", async () => {
    expect((await openingFails({ greeting: { cut: "* BYE no\r\n" } })).code).toBe("disconnected");
    const atLogin = { answers: { AUTHENTICATE: { cut: "* BYE no\r\n" } } };
    expect((await openingFails(atLogin)).code).toBe("disconnected");
    const busy = { answers: { AUTHENTICATE: { cut: "* BYE Too many connections\r\n" } } };
    expect((await openingFails(busy)).code).toBe("tooManyConnections");
    expect((await fetchFails({ cut: "* BYE shutting down\r\n" })).said).toBe("shutting down");
    const inIdle = inFolder({ answers: { IDLE: { cut: "+ idling\r\n* BYE no\r\n" } } }, (folder) =>
      folder.idle(new AbortController().signal),
    );
    expect((await rejectionOf(inIdle)).code).toBe("disconnected");
  });
});

describe("a server that falls silent", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("doesn't hold up listening that was told to stop, whether it began or not", async () => {
    for (const answer of ["+ idling\r\n", null]) {
      await inFolder({ answers: { IDLE: answer } }, async (folder, server) => {
        vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
        const stop = new AbortController();
        const heard = rejectionOf(folder.idle(stop.signal));
        await vi.waitUntil(() => server.heard.some((line) => line.endsWith("IDLE")));
        if (answer !== null) await vi.waitUntil(() => vi.getTimerCount() === 0);
        stop.abort();
        await vi.advanceTimersByTimeAsync(61_000);
        expect((await heard).said).toBe("the server fell silent");
        vi.useRealTimers();
      });
    }
  });

  it("may be silent in IDLE for as long as it likes", async () => {
    await inFolder({}, async (folder, server) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const heard = folder.idle(new AbortController().signal);
      await vi.waitUntil(() => server.heard.some((line) => line.endsWith("IDLE")));
      await vi.waitUntil(() => vi.getTimerCount() === 0);
      await vi.advanceTimersByTimeAsync(3_600_000);
      vi.useRealTimers();
      server.say("* 4 EXISTS\r\n");
      await vi.waitUntil(() => server.heard.includes("DONE"));
      const tag = server.heard.find((line) => line.endsWith("IDLE"))?.split(" ")[0];
      server.say(`${tag} OK done\r\n`);
      expect(await heard).toBe("arrived");
    });
  });
});

describe("check 45: an answer beyond every measure", () => {
  it("is refused when a literal has an impossible size", async () => {
    expect((await fetchFails(`* 1 FETCH (UID 5 BODY[] {${2 ** 40}}\r\nx`)).code).toBe("protocol");
    expect((await fetchFails(`* 1 FETCH (UID 5 BODY[] {${"9".repeat(400)}}\r\nx`)).code).toBe("protocol");
  });

  it("is refused when a line doesn't end", async () => {
    expect((await fetchFails(`* 1 FETCH (UID 5 ${"x".repeat(17 * 1024 * 1024)}`)).code).toBe("protocol");
  });

  it("is refused when lists are nested ten thousand deep, or literals never end", async () => {
    expect((await fetchFails(`* 1 FETCH (UID 5 X ${"(".repeat(10_000)}\r\n`)).code).toBe("protocol");
    expect((await fetchFails(`* 1 FETCH (X ${"{1}\r\na ".repeat(3_000)}\r\n`)).code).toBe("protocol");
  });

  it("fetches only as far as somebody reads when a search names every uid there is", async () => {
    const answers = { "UID SEARCH": "* SEARCH 1\r\n%T OK done\r\n", "UID FETCH": "%T NO no\r\n" };
    await inFolder({ answers }, async (folder, server) => {
      const every = UidSet.range(1, 0xffff_ffff);
      expect((await rejectionOf(collect(folder.fetchMessages(every)))).code).toBe("refused");
      expect(server.heard.filter((line) => line.includes("UID FETCH")).length).toBeLessThan(5);
    });
  });
});

describe("signing in", () => {
  it("doesn't believe a server that greets as signed in before TLS began", async () => {
    expect((await openingFails({ greeting: "* PREAUTH welcome\r\n" }, "starttls")).code).toBe("protocol");
  });

  it("says no password again that the server said again", async () => {
    const plain = Buffer.from("\0ada\0pass").toString("base64");
    const answers = {
      AUTHENTICATE: `%T BAD unknown command AUTHENTICATE PLAIN ${plain}\r\n`,
      LOGIN: '%T NO LOGIN "ada" "pass" failed\r\n',
    };
    const bySasl = await openingFails({ answers });
    expect([bySasl.code, bySasl.said]).toEqual([
      "authenticationFailed",
      "unknown command AUTHENTICATE PLAIN ***",
    ]);
    const byLogin = await openingFails({ answers, capabilities: "IMAP4rev1" });
    expect(byLogin.said).toBe('LOGIN "ada" *** failed');
  });

  it("ends when text comes behind the OK to STARTTLS, whole lines or half ones", async () => {
    for (const injected of ["* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n", "t3 OK fake\r\n", "* OK ha"]) {
      const script = {
        capabilities: "IMAP4rev1 STARTTLS",
        answers: { STARTTLS: `%T OK begin\r\n${injected}` },
      };
      const error = await openingFails(script, "starttls");
      expect([error.code, error.said]).toEqual([
        "protocol",
        "the server sent text behind STARTTLS before TLS began",
      ]);
    }
  });

  it("never sends a password without TLS when TLS was asked for", async () => {
    const server = await startScriptedServer({ capabilities: "IMAP4rev1 AUTH=PLAIN" });
    const address = { host: "127.0.0.1", port: server.port, security: "starttls" } as const;
    expect((await rejectionOf(provider.open(address, credential, {}))).code).toBe("tlsMissing");
    await server.close();
    expect(server.heard.map((line) => line.split(" ")[1])).toEqual(["CAPABILITY"]);
  });

  it("understands what Exchange says when it refuses", async () => {
    const told = async (answer: string): Promise<SyncError> =>
      openingFails(
        { capabilities: "IMAP4rev1 AUTH=XOAUTH2", answers: { AUTHENTICATE: answer } },
        "none",
        bearer,
      );
    expect(await told("%T NO AUTHENTICATE failed.\r\n")).toMatchObject({
      code: "authenticationFailed",
      retry: "askUser",
    });
    expect(
      await told("%T BAD Request is throttled. Suggested Backoff Time: 29959 milliseconds\r\n"),
    ).toMatchObject({ code: "throttled", retryAfterMs: 29_959 });
    expect(await told("%T BAD User is authenticated but not connected.\r\n")).toMatchObject({
      code: "authenticatedNotConnected",
      retry: "askUser",
    });
    expect((await told("%T NO [UNAVAILABLE] Temporary authentication failure.\r\n")).code).toBe("serverBusy");
  });

  it("answers the empty challenge of XOAUTH2 with an empty line", async () => {
    const script = {
      capabilities: "IMAP4rev1 AUTH=XOAUTH2 SASL-IR",
      answers: { AUTHENTICATE: "+ eyJzdGF0dXMiOiI0MDAifQ==\r\n", "": "t2 NO AUTHENTICATE failed.\r\n" },
    };
    expect((await openingFails(script, "none", bearer)).code).toBe("authenticationFailed");
  });

  it("ends when the server greets as something else", async () => {
    expect((await openingFails({ greeting: "HTTP/1.1 400 Bad Request\r\n" })).code).toBe("protocol");
    expect((await openingFails({ greeting: "* NO way\r\n" })).code).toBe("protocol");
  });
});

describe("commands that are refused", () => {
  it("tells throttling with its time, an ended session and a mailbox that isn't connected", async () => {
    expect(
      await fetchFails("%T BAD Request is throttled. Suggested Backoff Time: 12000 milliseconds\r\n"),
    ).toMatchObject({ code: "throttled", retryAfterMs: 12_000, scope: "mailbox" });
    expect(await fetchFails({ cut: "* BYE Session invalidated - AccessTokenExpired\r\n" })).toMatchObject({
      code: "sessionExpired",
      retry: "now",
    });
    expect((await fetchFails("* BAD User is authenticated but not connected.\r\n")).code).toBe(
      "authenticatedNotConnected",
    );
    expect((await fetchFails("%T NO no idea\r\n")).code).toBe("refused");
    expect((await fetchFails("%T WHAT\r\n")).code).toBe("protocol");
    expect((await fetchFails("other OK done\r\n")).code).toBe("protocol");
  });

  it("end the asking for many folders when they concern the mailbox", async () => {
    const throttled = "%T BAD Request is throttled. Suggested Backoff Time: 5 milliseconds\r\n";
    const asking = play({ answers: { STATUS: throttled } }, async (session) =>
      collect(session.statusFolders(["a", "b", "c"])),
    );
    expect((await rejectionOf(asking)).code).toBe("throttled");
  });

  it("keeps control characters out of what it quotes", async () => {
    expect((await fetchFails("%T NO a\u001b[31m\u0000b\r\n")).said).toBe("a [31m b");
  });
});

describe("a folder's counters", () => {
  it("are 0 and null when the server names none", async () => {
    const folder = await inFolder({ answers: { EXAMINE: "* 3 EXISTS\r\n%T OK done\r\n" } }, async (it) => it);
    expect([folder.exists, folder.uidValidity, folder.uidNext, folder.modseq]).toEqual([3, 0, null, null]);
  });

  it("close the folder when UIDVALIDITY changes while it is open", async () => {
    const answers = { "UID SEARCH": "* OK [UIDVALIDITY 8] new\r\n* SEARCH 5\r\n%T OK done\r\n" };
    const error = await rejectionOf(inFolder({ answers }, (folder) => folder.searchUids({ kind: "all" })));
    expect(error.code).toBe("folderChanged");
  });

  it("take no MODSEQ of 0, and none from a server that says NOMODSEQ", async () => {
    const answers = {
      EXAMINE: EXAMINED.replace("%T", "* OK [NOMODSEQ] none\r\n* OK [HIGHESTMODSEQ 0] x\r\n%T"),
    };
    expect((await inFolder({ answers }, async (folder) => folder)).modseq).toBeNull();
  });

  it("are no counters without a number of messages that can be: the folder is left out, not emptied", async () => {
    for (const told of [
      "",
      "* -1 EXISTS\r\n",
      "* 4294967296 EXISTS\r\n",
      "* 99999999999999999999 EXISTS\r\n",
    ]) {
      const answers = { EXAMINE: `${told}* OK [UIDVALIDITY 7] x\r\n%T OK done\r\n` };
      const error = await rejectionOf(inFolder({ answers }, async (folder) => folder));
      expect([error.code, error.scope, error.retry], told).toEqual(["protocol", "folder", "later"]);
    }
  });

  it("aren't taken from numbers of a thousand digits", async () => {
    const long = "9".repeat(1_000);
    const answers = {
      EXAMINE: `* 3 EXISTS\r\n* OK [HIGHESTMODSEQ ${long}] x\r\n* OK [UIDNEXT ${long}] x\r\n%T OK done\r\n`,
    };
    const folder = await inFolder({ answers }, async (it) => it);
    expect([folder.modseq, folder.uidNext]).toEqual([null, null]);
  });
});

test("reading asks for nothing that changes the mailbox", async () => {
  await inFolder({}, async (folder, server) => {
    await collect(folder.fetchMessages(ALL));
    await collect(folder.fetchHeaders(ALL));
    const asked = server.heard.join("\n");
    expect(asked).toMatch(/ EXAMINE "INBOX"/);
    expect(asked).not.toMatch(/ (?:SELECT|STORE|EXPUNGE|CLOSE) |BODY\[|RFC822(?!\.SIZE)/);
  });
});

describe("rows of FETCH", () => {
  const row = (sequence: number, uid: number, body: string): string =>
    `* ${sequence} FETCH (UID ${uid} FLAGS () BODY[] ${body})\r\n`;

  it("count in any order, once each, and only with a uid that was asked for", async () => {
    const answer = [
      row(3, 9, "{1}\r\nc"),
      row(1, 5, '"\xe4"'),
      row(1, 5, '"again"'),
      "* 2 FETCH (BODY[] {1}\r\nx FLAGS (\\Seen))\r\n",
      "* 2 FETCH (FLAGS (\\Seen) UID 6)\r\n",
      row(4, 700, "{1}\r\nz"),
      "* 9 FETCH (UID 1.5 BODY[] {1}\r\nq)\r\n",
      '* 2 FETCH (BODY[] {1}\r\nb X-ODD ((a) NIL "q") UID 6)\r\n%T OK done\r\n',
    ].join("");
    expect(texts(await fetching(answer))).toEqual([
      [9, "c"],
      [5, "ä"],
      [6, "b"],
    ]);
  });

  it("have no bytes when the body is NIL or empty", async () => {
    const answer = `${row(1, 5, "NIL")}${row(2, 6, '""')}${row(3, 9, "{0}\r\n")}%T OK done\r\n`;
    expect(texts(await fetching(answer))).toEqual([
      [5, null],
      [6, null],
      [9, null],
    ]);
  });

  it("have no date when INTERNALDATE can't be read", async () => {
    const dated = (date: string): string =>
      `* 1 FETCH (UID 5 INTERNALDATE ${date} BODY[] "x")\r\n%T OK done\r\n`;
    const dateOf = async (date: string) => (await fetching(dated(date)))[0]?.internalDate;
    expect(await dateOf('" 1-Feb-2026 10:11:12 +0100"')).toBe(Date.UTC(2026, 1, 1, 9, 11, 12));
    expect(await dateOf('"01-Feb-2026 10:11:12 -0730"')).toBe(Date.UTC(2026, 1, 1, 17, 41, 12));
    for (const date of ['""', "NIL", '"yesterday"', '"01-Foo-2026 10:11:12 +0000"', '"2026-02-01"', "(a)"]) {
      expect(await dateOf(date), date).toBeNull();
    }
  });

  it("tell uids by sequence number only while nothing was expunged", async () => {
    const fetched = (answer: string) =>
      inFolder({ answers: { FETCH: answer } }, (folder) => folder.fetchUidsAt([1, 3]));
    expect([...(await fetched("* 3 FETCH (UID 9)\r\n* 1 FETCH (UID 5)\r\n%T OK done\r\n"))]).toEqual([
      [3, 9],
      [1, 5],
    ]);
    const moved = fetched("* 1 FETCH (UID 5)\r\n* 2 EXPUNGE\r\n* 3 FETCH (UID 9)\r\n%T OK done\r\n");
    expect((await rejectionOf(moved)).code).toBe("folderChanged");
  });
});

describe("answers to SEARCH", () => {
  const search = async (answer: string, capabilities = "IMAP4rev1"): Promise<string> => {
    const found = await inFolder({ capabilities, answers: { "UID SEARCH": answer } }, (folder) =>
      folder.searchUids({ kind: "all" }),
    );
    return found.toString();
  };

  it("may carry a MODSEQ, words without sense and doubled uids", async () => {
    expect(await search("* SEARCH 9 5 5 6 (MODSEQ 917162500)\r\n%T OK done\r\n")).toBe("5:6,9");
    expect(await search("* SEARCH\r\n%T OK done\r\n")).toBe("");
    expect(await search("* SEARCH 5 x 0 99999999999 -1 6\r\n%T OK done\r\n")).toBe("5:6");
  });

  it("are an error when they never come: a folder with mail isn't empty", async () => {
    expect((await rejectionOf(search("%T OK done\r\n"))).code).toBe("protocol");
  });

  it("may be extended, and empty", async () => {
    const modern = "IMAP4rev1 CONDSTORE";
    const extended = (answer: string) => search(`* ESEARCH (TAG "t") UID${answer}\r\n%T OK done\r\n`, modern);
    expect(await extended(" ALL 5:6,9")).toBe("5:6,9");
    expect(await extended(" COUNT 3 ALL 9:5 MODSEQ 12")).toBe("5:9");
    expect(await extended("")).toBe("");
    expect((await rejectionOf(extended(" ALL *"))).code).toBe("protocol");
    expect((await rejectionOf(extended(" ALL 0:4"))).code).toBe("protocol");
  });

  it('name the last message for "n:*", which the caller must know already', async () => {
    const found = await inFolder({ answers: { "UID SEARCH": "* SEARCH 9\r\n%T OK done\r\n" } }, (folder) =>
      folder.searchUids({ kind: "from", uid: 10 }),
    );
    expect(found.toString()).toBe("9");
  });
});

describe("answers to LIST", () => {
  const listed = (answer: string) =>
    play({ answers: { LIST: answer } }, async (session) =>
      (await session.listFolders()).map(({ path }) => path),
    );

  it("are an error when they are empty: every mailbox has an INBOX", async () => {
    expect((await rejectionOf(listed("%T OK done\r\n"))).code).toBe("protocol");
  });

  it("name folders as atoms, quoted, as literals and in modified UTF-7", async () => {
    const answer = [
      '* LIST (\\HasNoChildren) "/" inbox\r\n',
      '* LIST () "/" "a \\"b\\" \\\\ c"\r\n',
      '* LIST () "/" {5}\r\nx"y\\z\r\n',
      '* LIST () NIL "Entw&APw-rfe"\r\n',
      '* LIST () "/" "R&-D"\r\n',
      '* LIST () "/" "&ZeVnLIqe-"\r\n',
      '* LIST () "/" "broken &AA-"\r\n',
      "%T OK done\r\n",
    ].join("");
    expect(await listed(answer)).toEqual([
      "INBOX",
      'a "b" \\ c',
      'x"y\\z',
      "Entwürfe",
      "R&D",
      "日本語",
      "broken &AA-",
    ]);
  });
});

describe("nonsense", () => {
  it("after the greeting never hangs and never crashes", async () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((each) => Buffer.from(each)),
      fc
        .array(
          fc.constantFrom(
            ...["* ", "t1 ", "t2 ", "OK", "NO ", "BAD ", "BYE ", "+ ", "\r\n", "\n", "{3}\r\n", "{0}\r\n"],
            ...[
              "CAPABILITY ",
              "FETCH ",
              "(",
              ")",
              '"',
              "\\",
              "[",
              "]",
              "UID ",
              "1 ",
              "BODY[] ",
              "NIL",
              "abc",
            ],
          ),
          { maxLength: 40 },
        )
        .map((each) => Buffer.from(each.join(""))),
    );
    await fc.assert(
      fc.asyncProperty(bytes, async (noise) => {
        await openingFails({ greeting: { cut: Buffer.concat([Buffer.from("* OK ready\r\n"), noise]) } });
      }),
      { numRuns: 60 },
    );
  });

  it("in answers to FETCH gives rows or a SyncError", async () => {
    const piece = fc.constantFrom(
      ...[
        "(",
        ")",
        "UID ",
        "5 ",
        "FLAGS ",
        "BODY[] ",
        "{3}\r\nabc",
        "{0}\r\n",
        '"x',
        '"',
        " ",
        "NIL",
        "[",
        "]",
      ],
      ...["INTERNALDATE ", "\r\n* 1 FETCH ", "\r\n", "\\Seen", "EMAILID ", "RFC822.SIZE "],
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 30 }), async (pieces) => {
        const cut = `* 1 FETCH ${pieces.join("")}`;
        await fetchFails({ cut });
      }),
      { numRuns: 60 },
    );
  });
});
