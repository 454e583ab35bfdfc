// The writing half of the contract: what another client sees afterwards is what was asked, and nothing else.
import { expect, it } from "vitest";
import { SyncError } from "../../base/sync-error.ts";
import { FLAG_BITS, type Flags } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { MailSession, WritableFolder } from "../../engine/ports/mail.ts";
import { collect, rejectionOf } from "./observing.ts";

/** A message as another client sees it. */
export interface Seen {
  readonly uid: number;
  /** In the server's spelling, without \Recent. */
  readonly flags: readonly string[];
  readonly date: number;
  readonly bytes: Buffer;
}

export interface WritingBed {
  /** All messages of a folder, as another client sees them, in the order of their uids. */
  look(folder: string): Promise<readonly Seen[]>;
  /** As another client does. */
  setFlag(folder: string, uid: number, flag: string): Promise<void>;
  /** From now on the folder can only be read; answers how to end that. */
  forbidWriting(folder: string): Promise<() => Promise<void>>;
}

export interface WritingTools {
  readonly bed: () => WritingBed;
  readonly inSession: (run: (session: MailSession) => Promise<void>) => Promise<void>;
  /** A new folder with three messages: of 1 March 2024, seen; of 10 March, flagged; of 20 March. */
  readonly filled: () => Promise<string>;
}

const { seen, answered, flagged, draft, deleted, forwarded } = FLAG_BITS;
const SYSTEM = seen | answered | flagged | draft | deleted;
const NOTHING: { readonly add: Flags; readonly remove: Flags } = { add: 0, remove: 0 };

export function describeWriting({ bed, inSession, filled }: WritingTools): void {
  const writing = (
    run: (
      folder: WritableFolder,
      uids: readonly [number, number, number],
      session: MailSession,
    ) => Promise<void>,
  ): Promise<void> =>
    inSession(async (session) => {
      const folder = await session.openForWriting(await filled());
      const [one = 0, two = 0, three = 0] = await folder.searchUids({ kind: "all" });
      await run(folder, [one, two, three], session);
    });
  const flagsIn = async (path: string): Promise<readonly (readonly [number, string])[]> =>
    (await bed().look(path)).map(({ uid, flags }) => [uid, [...flags].sort().join(" ")]);
  const emptyFolder = async (session: MailSession): Promise<string> => {
    const path = `Target ${performance.now()}`.replace(".", "");
    await session.createFolder(path);
    return path;
  };
  const tools = { bed, inSession, filled, writing, flagsIn, emptyFolder };
  describeOpening(tools);
  describeFlags(tools);
  describeMoves(tools);
  describeExpunging(tools);
  describeAppending(tools);
}

interface MoreTools extends WritingTools {
  readonly writing: (
    run: (
      folder: WritableFolder,
      uids: readonly [number, number, number],
      session: MailSession,
    ) => Promise<void>,
  ) => Promise<void>;
  readonly flagsIn: (path: string) => Promise<readonly (readonly [number, string])[]>;
  readonly emptyFolder: (session: MailSession) => Promise<string>;
}

function describeOpening({ bed, inSession, filled, writing, flagsIn }: MoreTools): void {
  it("opens a folder for changes, with its counters and the flags it keeps", () =>
    writing(async (folder, uids, session) => {
      expect(folder.exists).toBe(3);
      expect(folder.uidValidity).toBeGreaterThan(0);
      expect(folder.modseq !== null).toBe(session.profile.condstore);
      expect(folder.permanentFlags & SYSTEM).toBe(SYSTEM);
      const before = await flagsIn(folder.path);
      expect(await collect(folder.fetchMessages(UidSet.of(uids)))).toHaveLength(3);
      expect(await flagsIn(folder.path)).toEqual(before);
    }));

  it("says that a folder can only be read, or isn't there, and goes on with the next", () =>
    inSession(async (session) => {
      const path = await filled();
      const permit = await bed().forbidWriting(path);
      const error = await rejectionOf(session.openForWriting(path));
      await permit();
      expect(error).toMatchObject({ code: "refused", scope: "folder", retry: "never" });
      expect((await rejectionOf(session.openForWriting("Not there"))).code).toBe("folderGone");
      expect((await session.openForWriting(path)).exists).toBe(3);
    }));

  it("changes nothing in a folder after another one was opened", () =>
    writing(async (folder, [one], session) => {
      const before = await flagsIn(folder.path);
      await session.openFolder("INBOX", null);
      const uids = UidSet.of([one]);
      const refusals = [
        folder.changeFlags(uids, { add: answered, remove: 0 }),
        folder.moveMessages(uids, "INBOX"),
        ...(session.profile.name === "minimal" ? [] : [folder.expungeMessages(uids)]),
      ];
      for (const refusal of refusals) expect((await rejectionOf(refusal)).code).toBe("folderChanged");
      expect(await flagsIn(folder.path)).toEqual(before);
    }));

  it("asks before each command of a change whether to go on, and sends nothing more where it may not", () =>
    inSession(async (session) => {
      const path = await filled();
      const lost = new SyncError("ownershipLost", { scope: "mailbox", retry: "never" });
      let left = 1;
      const folder = await session.openForWriting(path, async () => {
        if (left-- === 0) throw lost;
      });
      const [first = 0, two = 0, three = 0] = await folder.searchUids({ kind: "all" });
      const change = { add: answered, remove: seen };
      expect(await rejectionOf(folder.changeFlags(UidSet.of([first]), change))).toBe(lost);
      expect(await flagsIn(path)).toEqual([
        [first, "\\Answered \\Seen"],
        [two, "\\Flagged"],
        [three, ""],
      ]);
    }));
}

function describeFlags({ bed, writing, flagsIn }: MoreTools): void {
  it("adds and takes away flags, leaves the others, and tells what they are then", () =>
    writing(async (folder, [one, two, three]) => {
      await bed().setFlag(folder.path, two, "\\Draft");
      const told = await folder.changeFlags(UidSet.of([one, two]), {
        add: answered | flagged,
        remove: seen,
      });
      expect([...told].sort((a, b) => a.uid - b.uid)).toEqual([
        { uid: one, flags: answered | flagged },
        { uid: two, flags: answered | flagged | draft },
      ]);
      expect(await flagsIn(folder.path)).toEqual([
        [one, "\\Answered \\Flagged"],
        [two, "\\Answered \\Draft \\Flagged"],
        [three, ""],
      ]);
    }));

  it("tells the flags of what is there only, however many uids are asked for", () =>
    writing(async (folder, uids) => {
      const everySecond = Array.from({ length: 5_000 }, (_, i) => 1_000_000 + i * 2);
      const many = UidSet.of([...uids, ...everySecond]);
      const told = await folder.changeFlags(many, { add: seen, remove: flagged });
      expect([...told].sort((a, b) => a.uid - b.uid)).toEqual(uids.map((uid) => ({ uid, flags: seen })));
      expect(await folder.changeFlags(UidSet.of(everySecond), { add: seen, remove: 0 })).toEqual([]);
      expect(await folder.changeFlags(UidSet.empty, { add: seen, remove: 0 })).toEqual([]);
      expect(await folder.changeFlags(UidSet.of(uids), NOTHING)).toEqual([]);
    }));

  it("keeps $Forwarded where the folder keeps keywords", () =>
    writing(async (folder, [one]) => {
      if ((folder.permanentFlags & forwarded) === 0) return;
      const told = await folder.changeFlags(UidSet.of([one]), { add: forwarded, remove: 0 });
      expect(told).toEqual([{ uid: one, flags: seen | forwarded }]);
      expect((await flagsIn(folder.path))[0]).toEqual([one, "$Forwarded \\Seen"]);
    }));
}

function describeMoves({ bed, writing, flagsIn, emptyFolder }: MoreTools): void {
  it("moves messages with flags, dates and every byte, in their order, and tells where they are", () =>
    writing(async (folder, [one, two, three], session) => {
      const target = await emptyFolder(session);
      const [first, second] = await bed().look(folder.path);
      const moved = await folder.moveMessages(UidSet.of([one, two, three + 1_000]), target);
      const there = await bed().look(target);
      const content = ({ flags, date, bytes }: Seen) => [flags, date, bytes.toString("latin1")];
      expect(there.map(content)).toEqual([first, second].map((each) => each && content(each)));
      const tells = session.profile.name !== "minimal";
      const places = [
        [one, there[0]?.uid],
        [two, there[1]?.uid],
      ];
      expect([...moved.uids].sort(([a], [b]) => a - b)).toEqual(tells ? places : []);
      expect(moved.removed).toBe(tells);
      const left = (await flagsIn(folder.path)).filter(([, flags]) => !flags.includes("\\Deleted"));
      expect(left).toEqual([[three, ""]]);
      const { uidValidity } = await session.openFolder(target, null);
      expect(moved.uidValidity).toBe(tells ? uidValidity : null);
    }));

  it("moves nothing when the other folder isn't there, or nothing is asked", () =>
    writing(async (folder, uids, session) => {
      const before = await flagsIn(folder.path);
      const error = await rejectionOf(folder.moveMessages(UidSet.of(uids), "Not there"));
      expect(error).toMatchObject({ code: "folderGone", scope: "folder" });
      const none = await folder.moveMessages(UidSet.empty, await emptyFolder(session));
      expect([none.uids.size, none.uidValidity]).toEqual([0, null]);
      expect(await flagsIn(folder.path)).toEqual(before);
    }));

  it("leaves what others have marked as deleted where it is", () =>
    writing(async (folder, [one, two, three], session) => {
      await bed().setFlag(folder.path, three, "\\Deleted");
      await folder.moveMessages(UidSet.of([one]), await emptyFolder(session));
      if (session.profile.name !== "minimal") await folder.expungeMessages(UidSet.of([two]));
      await session.openFolder("INBOX", null);
      // Gmail takes a label away as soon as it is marked there.
      const kept = session.profile.name === "gmail" ? [] : [[three, "\\Deleted"]];
      expect((await flagsIn(folder.path)).filter(([uid]) => uid === three)).toEqual(kept);
    }));
}

function describeExpunging({ writing, flagsIn }: MoreTools): void {
  it("expunges exactly what is named, or says that the server can't", () =>
    writing(async (folder, [one, two, three], session) => {
      const before = await flagsIn(folder.path);
      const expunging = folder.expungeMessages(UidSet.of([one, three, three + 1_000]));
      if (session.profile.name === "minimal") {
        expect(await rejectionOf(expunging)).toMatchObject({
          code: "refused",
          scope: "folder",
          retry: "never",
        });
        expect(await flagsIn(folder.path)).toEqual(before);
        return;
      }
      await expunging;
      expect(await flagsIn(folder.path)).toEqual([[two, "\\Flagged"]]);
      expect([...(await folder.searchUids({ kind: "all" }))]).toEqual([two]);
    }));
}

function describeAppending({ bed, inSession, emptyFolder }: MoreTools): void {
  const letter = (subject: string, body: string | Buffer): Buffer =>
    Buffer.concat([
      Buffer.from(
        `Message-ID: <${subject}@contoso.example>\r\nFrom: eva@mail.example\r\nTo: ada@contoso.example\r\nSubject: ${subject}\r\n\r\n`,
      ),
      Buffer.from(body),
    ]);

  it("appends messages byte for byte, with flags and date, and tells where they are", () =>
    inSession(async (session) => {
      const path = await emptyFolder(session);
      const messages = [
        letter("short", "x"),
        letter("literal", "{3}\r\nt1 OK done\r\n+ go on\r\n)\r\n"),
        letter("bytes", Buffer.from([0xe9, 0xff, 0x80, 13, 10])),
        letter("middle", `${"0123456789abcdef".repeat(60)}\r\n`.repeat(10)),
        letter("large", `${"0123456789abcdef".repeat(60)}\r\n`.repeat(3_000)),
      ];
      const before = session.traffic.sent;
      const places = [];
      for (const [i, bytes] of messages.entries()) {
        const internalDate = Date.UTC(2024, i, 9 + i, 23, 59, i);
        places.push(
          await session.appendMessage(path, { bytes, flags: i % 2 ? seen | draft : 0, internalDate }),
        );
      }
      const total = messages.reduce((sum, { length }) => sum + length, 0);
      expect(session.traffic.sent - before).toBeGreaterThan(total);
      expect(session.traffic.sent - before).toBeLessThan(total + 1_000);
      const there = await bed().look(path);
      for (const [i, bytes] of messages.entries()) {
        const { date, flags, bytes: kept } = there[i] ?? expect.fail(`no message ${i}`);
        expect(date).toBe(Date.UTC(2024, i, 9 + i, 23, 59, i));
        expect([...flags].sort()).toEqual(i % 2 ? ["\\Draft", "\\Seen"] : []);
        if (session.profile.name === "exchange") expect(kept.toString()).toMatch(/^Message-ID: </m);
        else expect(kept.equals(bytes), `message ${i}`).toBe(true);
      }
      const { uidValidity } = await session.openFolder(path, null);
      const tells = session.profile.name !== "minimal";
      expect(places).toEqual(there.map(({ uid }) => (tells ? { uidValidity, uid } : null)));
    }));

  it("appends while other questions are on the way, without mixing them up", () =>
    inSession(async (session) => {
      const path = await emptyFolder(session);
      const append = (name: string, kilobytes: number): Promise<unknown> =>
        session.appendMessage(path, {
          bytes: letter(name, `${name.repeat(100)}\r\n`.repeat(kilobytes * 10)),
          flags: 0,
          internalDate: Date.UTC(2024, 2, 1),
        });
      const [statuses, , , listed] = await Promise.all([
        collect(session.statusFolders(["INBOX", "Not there"])),
        append("a", 200),
        append("b", 1_500),
        session.listFolders(),
        append("c", 1),
      ]);
      expect(statuses.map((answer) => answer.path)).toEqual(["INBOX", "Not there"]);
      expect(listed.some((folder) => folder.path === path)).toBe(true);
      const subjects = (await bed().look(path)).map(
        ({ bytes }) => /^Subject: (.*)\r$/m.exec(`${bytes}`)?.[1],
      );
      expect(subjects).toEqual(["a", "b", "c"]);
    }));

  it("says that the folder isn't there, small or large as the message is, and goes on", () =>
    inSession(async (session) => {
      for (const size of [10, 2_000_000]) {
        const bytes = letter("lost", `${"x".repeat(99)}\r\n`.repeat(Math.ceil(size / 100)));
        const error = await rejectionOf(
          session.appendMessage("Not there", { bytes, flags: seen, internalDate: 0 }),
        );
        expect(error).toMatchObject({ code: "folderGone", scope: "folder" });
      }
      expect((await session.openFolder("INBOX", null)).path).toBe("INBOX");
    }));
}
