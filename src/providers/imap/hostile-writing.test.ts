// Servers that refuse, lie or break off while mail is changed. Whatever they do: nothing is asked twice, nothing is
// expunged but what was named, no message is taken for another, and the error says what happened.
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { SyncError, type SyncErrorCode } from "../../base/sync-error.ts";
import { FLAG_BITS } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { MailSession, MovedMessages, RemotePlace, WritableFolder } from "../../engine/ports/mail.ts";
import { rejectionOf } from "../testing/observing.ts";
import { play } from "./testing/played.ts";
import type { Answer, Script, ScriptedServer } from "./testing/scripted-server.ts";

const { seen, answered, flagged, draft, deleted, forwarded } = FLAG_BITS;
const MOVES = "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE";
const COPIES = "IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS";
const SELECTED = (codes: string, ok = "[READ-WRITE] "): string =>
  `* 3 EXISTS\r\n* OK [UIDVALIDITY 7] ok\r\n${codes}%T OK ${ok}done\r\n`;
const THREE = UidSet.of([5, 6, 9]);
/** Two command lines. */
const MANY = UidSet.range(1, 600);

function inFolder<T>(
  script: Script,
  run: (folder: WritableFolder, server: ScriptedServer, session: MailSession) => Promise<T>,
): Promise<T> {
  return play(script, async (session, server) => run(await session.openForWriting("INBOX"), server, session));
}

/** What was asked after SELECT, without tags and LOGOUT. */
function asked({ heard }: ScriptedServer): readonly string[] {
  const lines = heard.map((line) => line.slice(line.indexOf(" ") + 1));
  return lines.slice(lines.findIndex((line) => line.startsWith("SELECT")) + 1);
}

describe("a folder that is opened for changes", () => {
  const opened = (select: string): Promise<number> =>
    inFolder({ answers: { SELECT: select } }, async (folder) => folder.permanentFlags);
  const refused = async (select: string): Promise<void> => {
    expect(await rejectionOf(opened(select))).toMatchObject({
      code: "refused",
      scope: "folder",
      retry: "never",
    });
  };

  it("is refused when the server says that it can only be read", async () => {
    await refused(SELECTED("", "[READ-ONLY] "));
    await refused(SELECTED("* OK [PERMANENTFLAGS (\\Seen)] ok\r\n", "[read-only] "));
    await refused(SELECTED("* OK [PERMANENTFLAGS ()] none\r\n", ""));
  });

  it("keeps the flags that the server names, those it knows where it names none", async () => {
    const permanent = (list: string) =>
      SELECTED(`* FLAGS (\\Seen \\Draft)\r\n* OK [PERMANENTFLAGS ${list}] ok\r\n`);
    expect(await opened(permanent("(\\seen $FORWARDED \\Wild)"))).toBe(seen | forwarded);
    expect(await opened(permanent("(\\Flagged \\*)"))).toBe(flagged | forwarded);
    expect(await opened(permanent("(\\Flagged a\\*b)"))).toBe(flagged);
    expect(await opened(permanent("()"))).toBe(0);
    expect(await opened(SELECTED("* FLAGS (\\Seen \\Draft $Forwarded)\r\n"))).toBe(seen | draft | forwarded);
    expect(await opened(SELECTED(""))).toBe(seen | answered | flagged | draft | deleted);
  });

  it("isn't asked to keep other flags, or to set and unset one at once: that is our mistake", async () => {
    await inFolder({ answers: { SELECT: SELECTED("* FLAGS (\\Seen)\r\n") } }, async (folder, server) => {
      await expect(folder.changeFlags(THREE, { add: flagged, remove: 0 })).rejects.toThrow("doesn't keep");
      await expect(folder.changeFlags(THREE, { add: seen, remove: seen })).rejects.toThrow("at once");
      expect(asked(server)).toEqual([]);
    });
  });
});

describe("answers to STORE", () => {
  const CHANGE = { add: flagged, remove: seen };

  it("count for the messages asked for, whatever else comes in between", async () => {
    const answers = {
      "UID STORE": [
        "* 2 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Flagged) UID 5)\r\n* 7 FETCH (UID 70 FLAGS (\\Draft))\r\n* 4 EXISTS\r\n%T OK done\r\n",
        "* 1 FETCH (UID 5 MODSEQ (4) FLAGS (\\Flagged \\Answered $X))\r\n* VANISHED 70\r\n* 9 FETCH (UID 9 BODY[] {3}\r\nabc FLAGS ())\r\n%T OK done\r\n",
      ],
      "UID FETCH": "* 3 FETCH (UID 9 FLAGS (\\Draft))\r\n%T OK done\r\n",
    };
    await inFolder({ answers }, async (folder, server) => {
      const told = await folder.changeFlags(THREE, CHANGE);
      expect([...told].sort((a, b) => a.uid - b.uid)).toEqual([
        { uid: 5, flags: flagged | answered },
        { uid: 9, flags: draft },
      ]);
      expect(asked(server)).toEqual([
        "UID STORE 5:6,9 +FLAGS (\\Flagged)",
        "UID STORE 5:6,9 -FLAGS (\\Seen)",
        "UID FETCH 6,9 (FLAGS)",
      ]);
    });
  });

  it("are asked for when they come without uids, or not at all", async () => {
    for (const rows of ["* 1 FETCH (FLAGS (\\Flagged))\r\n* 2 FETCH (FLAGS ())\r\n", ""]) {
      const answers = {
        "UID STORE": `${rows}%T OK done\r\n`,
        "UID FETCH": "* 1 FETCH (UID 6 FLAGS (\\Flagged))\r\n%T OK done\r\n",
      };
      const told = await inFolder({ answers }, (folder) =>
        folder.changeFlags(THREE, { add: flagged, remove: 0 }),
      );
      expect(told).toEqual([{ uid: 6, flags: flagged }]);
    }
  });

  it("end the change when one of several is no, and nothing follows it", async () => {
    const answers = { "UID STORE": ["%T OK done\r\n", "%T NO [NOPERM] not this one\r\n"] };
    await inFolder({ answers }, async (folder, server) => {
      const error = await rejectionOf(folder.changeFlags(MANY, CHANGE));
      expect(error).toMatchObject({ code: "refused", scope: "folder" });
      expect(asked(server)).toEqual([
        "UID STORE 1:500 +FLAGS (\\Flagged)",
        "UID STORE 501:600 +FLAGS (\\Flagged)",
      ]);
    });
  });

  it("that are cut off are never asked again", async () => {
    const answers = { "UID STORE": { cut: "* 1 FETCH (UID 5 FLAGS (\\Flag" } };
    await inFolder({ answers }, async (folder, server) => {
      expect((await rejectionOf(folder.changeFlags(THREE, CHANGE))).code).toBe("disconnected");
      expect((await rejectionOf(folder.changeFlags(THREE, CHANGE))).code).toBe("disconnected");
      expect(asked(server)).toHaveLength(1);
    });
  });
});

describe("COPYUID", () => {
  const moved = (answer: Answer | readonly Answer[], uids = THREE): Promise<MovedMessages> =>
    inFolder({ capabilities: MOVES, answers: { "UID MOVE": answer } }, (folder) =>
      folder.moveMessages(uids, "Archive"),
    );
  const told = (code: string) => moved(`* OK ${code} moved\r\n* 1 EXPUNGE\r\n%T OK done\r\n`);

  it("pairs uids in the order they are written, tagged or untagged, in one part or several", async () => {
    const pairs = new Map([
      [5, 20],
      [6, 21],
      [9, 22],
    ]);
    expect(await told("[COPYUID 38 5:6,9 20:22]")).toEqual({ uids: pairs, uidValidity: 38, removed: true });
    expect((await told("[copyuid 38 6:5,9 22:20]")).uids).toEqual(pairs);
    expect((await moved("* 1 EXPUNGE\r\n%T OK [COPYUID 38 5,6,9 20,21:22] done\r\n")).uids).toEqual(pairs);
    const parts =
      "* OK [COPYUID 38 9 22] a\r\n* 3 EXPUNGE\r\n* OK [COPYUID 38 5:6 20:21] b\r\n%T OK done\r\n";
    expect((await moved(parts)).uids).toEqual(pairs);
    expect((await told("[COPYUID 38 9,5:6 20:22]")).uids).toEqual(
      new Map([
        [9, 20],
        [5, 21],
        [6, 22],
      ]),
    );
  });

  it.each([
    ["unequal sets", "[COPYUID 38 5:6,9 20:21]"],
    ["other unequal sets", "[COPYUID 38 5:6 20:22]"],
    ["sets of every uid there is", "[COPYUID 38 1:4294967295 1:4294967295]"],
    ["one message twice", "[COPYUID 38 5,5 20:21]"],
    ["two messages in one place", "[COPYUID 38 5:6 20,20]"],
    ["a message that nobody named", "[COPYUID 38 5:7 20:22]"],
    ["no UIDVALIDITY", "[COPYUID 0 5 20]"],
    ["a uid of 0", "[COPYUID 38 5 0]"],
    ["a uid that is too large", "[COPYUID 38 5 4294967296]"],
    ["sets without sense", "[COPYUID 38 5:6:7 20:21]"],
    ["empty parts", "[COPYUID 38 5,,6 20,21,22]"],
    ["stars", "[COPYUID 38 5:* 20:22]"],
    ["nothing", "[COPYUID]"],
  ])("is taken as not said when it has %s", async (_what, code) => {
    expect(await told(code)).toEqual({ uids: new Map(), uidValidity: null, removed: true });
  });

  it("of another UIDVALIDITY makes what was told before worthless", async () => {
    const two = await moved(
      ["* OK [COPYUID 38 1:2 20:21] a\r\n%T OK done\r\n", "%T OK [COPYUID 39 501 1] b\r\n"],
      MANY,
    );
    expect(two).toEqual({ uids: new Map([[501, 1]]), uidValidity: 39, removed: true });
  });

  it("that comes before a no isn't believed to be all: the no is told, and nothing follows it", async () => {
    const answers = { "UID MOVE": "* OK [COPYUID 38 1:3 20:22] some\r\n* 1 EXPUNGE\r\n%T NO sorry\r\n" };
    await inFolder({ capabilities: MOVES, answers }, async (folder, server) => {
      expect((await rejectionOf(folder.moveMessages(MANY, "Archive"))).code).toBe("refused");
      expect(asked(server)).toEqual(['UID MOVE 1:500 "Archive"']);
    });
  });
});

describe("moving without MOVE", () => {
  const run = (answers: Script["answers"], capabilities = COPIES, uids = THREE) =>
    inFolder({ capabilities, ...(answers === undefined ? {} : { answers }) }, async (folder, server) => {
      const result = await folder.moveMessages(uids, "Archive").catch((error: unknown) => error);
      return { result, asked: asked(server) };
    });

  it("copies, then marks and expunges exactly these", async () => {
    const { result, asked: lines } = await run({ "UID COPY": "%T OK [COPYUID 38 5:6,9 20:22] done\r\n" });
    expect(result).toMatchObject({ uidValidity: 38, removed: true });
    expect(lines).toEqual([
      'UID COPY 5:6,9 "Archive"',
      "UID STORE 5:6,9 +FLAGS.SILENT (\\Deleted)",
      "UID EXPUNGE 5:6,9",
    ]);
  });

  it("removes nothing that the server doesn't say it copied", async () => {
    const { asked: lines } = await run({ "UID COPY": "%T OK [COPYUID 38 5,9 20:21] done\r\n" });
    expect(lines.slice(1)).toEqual(["UID STORE 5,9 +FLAGS.SILENT (\\Deleted)", "UID EXPUNGE 5,9"]);
  });

  it("removes nothing after a refused copy, and expunges nothing after a refused mark", async () => {
    const full = await run({ "UID COPY": "%T NO [OVERQUOTA] full\r\n" });
    expect(full.result).toMatchObject({ code: "refused", retry: "later", scope: "folder" });
    expect(full.asked).toEqual(['UID COPY 5:6,9 "Archive"']);
    const unmarked = await run({ "UID STORE": "%T NO no\r\n" });
    expect(unmarked.result).toMatchObject({ code: "refused" });
    expect(unmarked.asked).toHaveLength(2);
  });

  it("leaves the originals marked where single messages can't be expunged", async () => {
    const { result, asked: lines } = await run({}, "IMAP4rev1 AUTH=PLAIN SASL-IR", MANY);
    expect(result).toEqual({ uids: new Map(), uidValidity: null, removed: false });
    expect(lines).toEqual([
      'UID COPY 1:500 "Archive"',
      "UID STORE 1:500 +FLAGS.SILENT (\\Deleted)",
      'UID COPY 501:600 "Archive"',
      "UID STORE 501:600 +FLAGS.SILENT (\\Deleted)",
    ]);
  });
});

it("nothing ever asks for a plain EXPUNGE or a CLOSE", async () => {
  for (const capabilities of [MOVES, COPIES, "IMAP4rev1 AUTH=PLAIN SASL-IR"]) {
    await inFolder({ capabilities }, async (folder, server, session) => {
      await folder.changeFlags(THREE, { add: deleted, remove: 0 });
      await folder.moveMessages(THREE, "Archive");
      await folder.expungeMessages(THREE).catch(() => undefined);
      await session.openForWriting("Archive");
      await session.close();
      expect(asked(server).join("\n")).not.toMatch(/^(?:EXPUNGE|CLOSE|STORE|COPY|MOVE)/m);
    });
  }
});

it("nothing is asked of a folder that is no longer selected, or has other uids by now", async () => {
  await inFolder({ capabilities: MOVES }, async (folder, server, session) => {
    await session.openForWriting("Archive");
    expect((await rejectionOf(folder.expungeMessages(THREE))).code).toBe("folderChanged");
    expect(asked(server).filter((line) => line.startsWith("UID"))).toEqual([]);
  });
  const answers = { "UID STORE": "* OK [UIDVALIDITY 8] new\r\n%T OK done\r\n" };
  await inFolder({ capabilities: MOVES, answers }, async (folder, server) => {
    expect((await rejectionOf(folder.expungeMessages(THREE))).code).toBe("folderChanged");
    expect(asked(server)).toHaveLength(1);
  });
});

it("no line is longer than the smallest server takes, however scattered the uids and long the path", async () => {
  const scattered = UidSet.of(Array.from({ length: 2_000 }, (_, i) => 4_000_000_000 + i * 2));
  await inFolder({ capabilities: MOVES }, async (folder, server) => {
    await folder.moveMessages(scattered, `Clients/${"ü".repeat(1_500)}`);
    await folder.expungeMessages(scattered);
    const lines = server.heard.filter((line) => line.includes(" UID "));
    expect(lines.length).toBeGreaterThan(8);
    for (const line of lines) expect(line.length).toBeLessThan(8_000);
    const named = lines.filter((line) => line.includes(" MOVE ")).map((line) => line.split(" ")[3] ?? "");
    expect(UidSet.parse(named.join(",")).equals(scattered)).toBe(true);
  });
});

describe("APPEND", () => {
  const letter = Buffer.from("Subject: x\r\n\r\nGr\u00fc\u00dfe\r\n");
  const append = (session: MailSession, bytes: Uint8Array = letter): Promise<RemotePlace | null> =>
    session.appendMessage("Sent", {
      bytes,
      flags: seen | forwarded,
      internalDate: Date.UTC(2024, 1, 1, 9, 8, 7),
    });
  const appending = (script: Script, bytes?: Uint8Array) =>
    play(script, async (session, server) => {
      const result = await append(session, bytes).catch((error: unknown) => error);
      return { result, server };
    });
  const capable = (more: string): string => `IMAP4rev1 AUTH=PLAIN SASL-IR ${more}`;
  afterEach(() => {
    vi.useRealTimers();
  });

  it("waits for the server's go-ahead, then sends the message, its flags and its date", async () => {
    const script = { answers: { APPEND: "%T OK [APPENDUID 38 4] done\r\n" } };
    const { result, server } = await appending(script);
    expect(result).toEqual({ uidValidity: 38, uid: 4 });
    expect(server.literals).toEqual([letter.toString("latin1")]);
    expect(server.heard.find((line) => line.includes("APPEND"))).toMatch(
      / APPEND "Sent" \(\\Seen \$Forwarded\) " 1-Feb-2024 09:08:07 \+0000" \{23\}$/,
    );
  });

  it("doesn't wait where it needn't: always with LITERAL+, up to 4,096 bytes with LITERAL-, never above a megabyte", async () => {
    const announced = async (capabilities: string, size: number): Promise<string | undefined> => {
      const { server } = await appending({ capabilities: capable(capabilities) }, Buffer.alloc(size, "x"));
      expect(server.literals).toEqual(["x".repeat(size)]);
      return /\{.*\}/.exec(server.heard.find((line) => line.includes("APPEND")) ?? "")?.[0];
    };
    expect(await announced("LITERAL+", 500_000)).toBe("{500000+}");
    expect(await announced("LITERAL+", 1_048_577)).toBe("{1048577}");
    expect(await announced("LITERAL-", 4_096)).toBe("{4096+}");
    expect(await announced("LITERAL-", 4_097)).toBe("{4097}");
    expect(await announced("", 1)).toBe("{1}");
  });

  it.each([
    ["[OVERQUOTA] full", "refused", "folder", "later"],
    ["Quota exceeded (mailbox for user is full)", "refused", "folder", "later"],
    ["[LIMIT] too many messages", "refused", "folder", "later"],
    ["[TOOBIG] no", "refused", "message", "never"],
    ["Maximum size of appendable message has been exceeded", "refused", "message", "never"],
    ["Command Argument Error. 11", "refused", "message", "never"],
    ["[TRYCREATE] make it", "folderGone", "folder", "later"],
    ["[NONEXISTENT] gone", "folderGone", "folder", "later"],
    ["[READ-ONLY] look, don't touch", "refused", "folder", "never"],
    ["[NOPERM] not yours", "refused", "folder", "never"],
    ["[OVERQUOTA] Account exceeded command or bandwidth limits.", "throttled", "mailbox", "later"],
    ["Server Unavailable. 15", "serverBusy", "mailbox", "later"],
    ["no idea", "refused", "folder", "later"],
  ])(
    "says what the refusal %s means, before the message is sent and after",
    async (said, code, scope, retry) => {
      for (const where of ["+", "APPEND"]) {
        const { result, server } = await appending({ answers: { [where]: `%T NO ${said}\r\n` } });
        expect(result).toMatchObject({ code, scope, retry });
        expect(server.literals).toHaveLength(where === "+" ? 0 : 1);
      }
    },
  );

  it("that was refused before the message leaves the line free for the next question", async () => {
    await play({ answers: { "+": "%T NO [OVERQUOTA] full\r\n" } }, async (session, server) => {
      const [failed, listed] = await Promise.all([rejectionOf(append(session)), session.listFolders()]);
      expect(failed.code).toBe("refused");
      expect(listed).toHaveLength(1);
      expect(server.literals).toEqual([]);
      expect(server.heard.at(-1)).toContain("LIST");
    });
  });

  it("sends nothing that the server has said it won't take", async () => {
    const script = { capabilities: capable("LITERAL+ APPENDLIMIT=22") };
    const { result, server } = await appending(script);
    expect(result).toMatchObject({ code: "refused", scope: "message", retry: "never" });
    expect(server.heard.join("\n")).not.toContain("APPEND ");
  });

  it("ends when the server takes what it was not yet sent, and goes on when it says go twice", async () => {
    const early = await appending({ answers: { "+": "%T OK [APPENDUID 38 4] done\r\n" } });
    expect(early.result).toMatchObject({ code: "protocol" });
    const twice = await appending({
      answers: { "+": "+ go\r\n+ go\r\n", APPEND: "+ more\r\n%T OK done\r\n" },
    });
    expect(twice.result).toBeNull();
    expect(twice.server.literals).toHaveLength(1);
  });

  it("is disconnected when the go-ahead never comes", async () => {
    await play({ answers: { "+": null } }, async (session, server) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const failed = rejectionOf(append(session));
      const held = rejectionOf(session.listFolders());
      await vi.waitUntil(() => server.heard.some((line) => line.includes("APPEND")));
      await vi.advanceTimersByTimeAsync(61_000);
      expect(await failed).toMatchObject({ code: "disconnected", said: "the server fell silent" });
      expect((await held).code).toBe("disconnected");
      expect(server.heard.join("\n")).not.toContain("LIST");
    });
  });

  it("is disconnected by a BYE or a cut in the middle of the message, and by one behind it", async () => {
    const large = Buffer.alloc(8 * 1024 * 1024, "0123456789abcdef\r\n");
    const cases: readonly (readonly [string, Answer, SyncErrorCode])[] = [
      ["{", { cut: "* BYE Session invalidated - AccessTokenExpired\r\n" }, "sessionExpired"],
      ["{", { cut: "* BYE shutting down\r\n" }, "disconnected"],
      ["{", { cut: "" }, "disconnected"],
      ["APPEND", { cut: "* BYE no\r\n" }, "disconnected"],
      ["APPEND", { cut: "%T OK [APPENDUID 38" }, "disconnected"],
    ];
    for (const [where, answer, code] of cases) {
      await play({ answers: { [where]: answer } }, async (session, server) => {
        expect((await rejectionOf(append(session, large))).code).toBe(code);
        expect((await rejectionOf(append(session))).code).toBe(code);
        expect(server.heard.filter((line) => line.includes("APPEND")).length).toBeLessThan(2);
      });
    }
  });

  it("hands over only as much of a message as the server takes", async () => {
    const large = Buffer.alloc(64 * 1024 * 1024, "x");
    const script = { capabilities: capable("LITERAL+"), answers: { "+": "+ go\r\n", "{": "pause" } };
    await play(script, async (session) => {
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const failed = rejectionOf(append(session, large));
      await vi.waitUntil(() => session.traffic.sent > 1024 * 1024);
      await vi.advanceTimersByTimeAsync(61_000);
      expect((await failed).code).toBe("disconnected");
      expect(session.traffic.sent).toBeLessThan(32 * 1024 * 1024);
    });
  });

  it("counts what it sent", async () => {
    await play({ capabilities: capable("LITERAL+") }, async (session, server) => {
      await append(session, Buffer.alloc(300_000, "x"));
      await append(session, Buffer.alloc(2_000_000, "x"));
      await append(session);
      expect(session.traffic.sent).toBe(server.received);
    });
  });

  it("believes no place without sense", async () => {
    for (const code of ["[APPENDUID 0 4]", "[APPENDUID 38 0]", "[APPENDUID 38 4:5]", "[APPENDUID 38]", "4"]) {
      const { result } = await appending({ answers: { APPEND: `%T OK ${code} done\r\n` } });
      expect(result, code).toBeNull();
    }
  });

  it("never lets a folder's name or a message become a command", async () => {
    await play({ capabilities: capable("LITERAL+") }, async (session, server) => {
      const bytes = Buffer.from('a\r\nt9 DELETE "INBOX"\r\n');
      await session.appendMessage('x" {3+}\r\nt9 DELETE "INBOX', { bytes, flags: 0, internalDate: 0 });
      expect(server.heard.filter((line) => line.startsWith("t9"))).toEqual([]);
      expect(server.literals).toEqual([bytes.toString("latin1")]);
    });
  });
});

it("nonsense in answers to changes never hangs, never crashes and never invents a place", async () => {
  const piece = fc.constantFrom(
    ...[
      "* OK [COPYUID 38 ",
      "5:6 ",
      "20:21",
      "1:4294967295",
      ",",
      ":",
      "]",
      "[APPENDUID 38 ",
      "0",
      "%T OK ",
      "%T NO ",
    ],
    ...[
      "* 1 FETCH (",
      "UID 5 ",
      "FLAGS (",
      "\\Seen ",
      ")",
      "\r\n",
      "* 1 EXPUNGE\r\n",
      "+ go\r\n",
      "{3}\r\n",
      "* BYE ",
    ],
  );
  const noise = fc.array(piece, { maxLength: 25 }).map((pieces) => ({ cut: pieces.join("") }));
  const settled = async (change: Promise<unknown>): Promise<void> => {
    const error = await change.then(
      () => null,
      (reason: unknown) => reason,
    );
    if (error !== null) expect(error).toBeInstanceOf(SyncError);
  };
  await fc.assert(
    fc.asyncProperty(noise, async (cut) => {
      const answers = { "UID STORE": cut, "UID MOVE": cut, APPEND: cut, "+": cut };
      await inFolder({ capabilities: MOVES, answers }, (folder) =>
        settled(folder.changeFlags(THREE, { add: seen, remove: 0 })),
      );
      await inFolder({ capabilities: MOVES, answers }, async (folder) => {
        const moving = folder.moveMessages(THREE, "Archive");
        await settled(moving);
        const places = await moving.catch(() => null);
        for (const [from, to] of places?.uids ?? []) expect([THREE.has(from), to > 0]).toEqual([true, true]);
      });
      await inFolder({ capabilities: MOVES, answers }, (_folder, _server, session) =>
        settled(session.appendMessage("Sent", { bytes: Buffer.from("x"), flags: 0, internalDate: 0 })),
      );
    }),
    { numRuns: 60 },
  );
});
