// What every adapter of the port src/engine/ports/mail.ts must do, told as tests that run against a real server.
// Each test has a folder of its own, so that none sees what another did.
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { UidSet } from "../core/uid-set.ts";
import type {
  ClueSearch,
  Credential,
  MailProvider,
  MailSession,
  OpenFolder,
  ServerAddress,
} from "../engine/ports/mail.ts";
import { collect, rejectionOf } from "./testing/observing.ts";
import { describeWriting, type WritingBed } from "./testing/writing-contract.ts";

/** Letters as a delivery gives them: S seen, F flagged, R answered. */
export type DeliveredFlags = "" | "S" | "F" | "R" | "FS";

export interface ContractBed extends WritingBed {
  readonly provider: MailProvider;
  readonly server: ServerAddress;
  readonly credential: Credential;
  readonly wrongCredential: Credential;
  /** A provider that doesn't trust the server's certificate; null where the server has no TLS. */
  readonly distrusting: MailProvider | null;
  deliver(folder: string, message: Uint8Array, flags: DeliveredFlags, date: number): Promise<void>;
  expunge(folder: string, uid: number): Promise<void>;
  close(): Promise<void>;
}

/** Real time, a hundred times as fast: asking every 30 s becomes asking every 300 ms. */
export const hastyClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (ms, signal) =>
    wait(ms / 100, undefined, signal === undefined ? {} : { signal }).catch(() => undefined),
};

export const silentLog = { debug() {}, info() {}, warn() {}, error() {} };

/** Noon of a day in March 2024, UTC. */
function noon(day: number): number {
  return Date.UTC(2024, 2, day, 12);
}

/** Each another: what has the same bytes is the same message for Gmail. */
let messages = 0;

function message(subject: string, body = "Good morning.\r\n"): Buffer {
  return Buffer.from(
    `Message-ID: <contract-${++messages}@mail.example>\r\nFrom: eva@mail.example\r\nTo: ada@contoso.example\r\nSubject: ${subject}\r\n\r\n${body}`,
  );
}

export function providerContract(name: string, start: () => Promise<ContractBed>): void {
  describe(name, () => {
    let bed: ContractBed;
    let folders = 0;
    beforeAll(async () => {
      bed = await start();
    });
    afterAll(async () => bed?.close());

    const inSession = async (run: (session: MailSession) => Promise<void>): Promise<void> => {
      const session = await bed.provider.open(bed.server, bed.credential, {});
      try {
        await run(session);
      } finally {
        await session.close();
      }
    };
    /** Three messages: of 1 March, seen; of 10 March, flagged; of 20 March. */
    const filled = async (): Promise<string> => {
      const folder = `Contract ${++folders}`;
      await bed.deliver(folder, message("one"), "S", noon(1));
      await bed.deliver(folder, message("two"), "F", noon(10));
      await bed.deliver(folder, message("three"), "", noon(20));
      return folder;
    };
    const opened = (run: (folder: OpenFolder, session: MailSession) => Promise<void>): Promise<void> =>
      inSession(async (session) => {
        const folder = await session.openFolder(await filled(), null);
        await run(folder, session);
      });
    const uidsOf = async (folder: OpenFolder): Promise<readonly number[]> => [
      ...(await folder.searchUids({ kind: "all" })),
    ];

    describeFolders({ inSession, opened, filled });
    describeReading({ inSession, opened, filled, bed: () => bed, uidsOf });
    describeChanges({ inSession, opened, filled, bed: () => bed, uidsOf });
    describeOpening(() => bed);
    describeWriting({ inSession, filled, bed: () => bed });
  });
}

interface Tools {
  readonly inSession: (run: (session: MailSession) => Promise<void>) => Promise<void>;
  readonly opened: (run: (folder: OpenFolder, session: MailSession) => Promise<void>) => Promise<void>;
  readonly filled: () => Promise<string>;
}

interface MoreTools extends Tools {
  readonly bed: () => ContractBed;
  readonly uidsOf: (folder: OpenFolder) => Promise<readonly number[]>;
}

function describeFolders({ inSession, opened, filled }: Tools): void {
  it("lists every folder, INBOX among them", () =>
    inSession(async (session) => {
      const folder = await filled();
      const listed = await session.listFolders();
      expect(listed.filter(({ path }) => path === "INBOX")).toHaveLength(1);
      expect(listed.find(({ path }) => path === folder)).toMatchObject({ selectable: true, delimiter: "/" });
      if (session.profile.specialUse)
        expect(listed.some(({ specialUse }) => specialUse === "sent")).toBe(true);
      if (session.profile.listStatus) {
        expect(listed.find(({ path }) => path === folder)?.status).toMatchObject({ messages: 3, unseen: 2 });
      }
    }));

  it("tells the status of folders in the order asked, a missing one's error in its place", () =>
    inSession(async (session) => {
      const folder = await filled();
      const answers = await collect(session.statusFolders([folder, "Not there", "INBOX"]));
      expect(answers.map(({ path }) => path)).toEqual([folder, "Not there", "INBOX"]);
      expect(answers[0]?.status).toMatchObject({ messages: 3, unseen: 2 });
      expect(answers[1]?.status).toMatchObject({ code: "folderGone", scope: "folder" });
      expect(answers[2]?.status).not.toBeInstanceOf(SyncError);
    }));

  it("opens a folder with its counters", () =>
    opened(async (folder, session) => {
      expect(folder.exists).toBe(3);
      expect(folder.uidValidity).toBeGreaterThan(0);
      expect(folder.uidNext).toBeGreaterThan(3);
      expect(folder.modseq !== null).toBe(session.profile.condstore);
      expect(folder.resync).toBeNull();
    }));

  it("says that a folder is gone, and goes on with the next", () =>
    inSession(async (session) => {
      expect((await rejectionOf(session.openFolder("Not there", null))).code).toBe("folderGone");
      expect((await session.openFolder("INBOX", null)).path).toBe("INBOX");
    }));

  it("refuses questions to a folder after another one was opened", () =>
    opened(async (folder, session) => {
      await session.openFolder("INBOX", null);
      expect((await rejectionOf(folder.searchUids({ kind: "all" }))).code).toBe("folderChanged");
    }));

  it("creates a folder with any name, once", () =>
    inSession(async (session) => {
      const path = `Größe & "Ärger" ${performance.now()}`.replace(".", "");
      await session.createFolder(path);
      expect((await session.listFolders()).map((folder) => folder.path)).toContain(path);
      expect((await session.openFolder(path, null)).exists).toBe(0);
      expect((await rejectionOf(session.createFolder(path))).code).toBe("folderExists");
    }));

  it("renames a folder with all below it, also while it is open, and deletes it", () =>
    inSession(async (session) => {
      const [from, to] = ["Größe", "Müll & %more"].map((name) =>
        `${name} ${performance.now()}`.replace(".", ""),
      );
      assert(from !== undefined && to !== undefined, "two names");
      await session.createFolder(from);
      await session.createFolder(`${from}/Below`);
      const before = await session.openFolder(from, null);
      await session.renameFolder(from, to);
      expect((await rejectionOf(before.searchUids({ kind: "all" }))).code).toBe("folderChanged");
      const paths = async () => (await session.listFolders()).map((folder) => folder.path);
      expect(await paths()).toEqual(expect.arrayContaining([to, `${to}/Below`]));
      expect(await paths()).not.toContain(from);
      expect((await session.openFolder(to, null)).exists).toBe(0);
      expect((await rejectionOf(session.renameFolder(to, "INBOX"))).code).toBe("folderExists");
      expect((await rejectionOf(session.renameFolder("Not there", from))).code).toBe("folderGone");
      await session.deleteFolder(`${to}/Below`);
      await session.deleteFolder(to);
      expect((await paths()).filter((path) => path.startsWith(to))).toEqual([]);
      expect((await rejectionOf(session.deleteFolder(to))).code).toBe("folderGone");
    }));

  it("reads an empty folder as empty", () =>
    inSession(async (session) => {
      const path = `Empty ${performance.now()}`.replace(".", "");
      await session.createFolder(path);
      const folder = await session.openFolder(path, null);
      expect((await folder.searchUids({ kind: "all" })).isEmpty).toBe(true);
      expect((await folder.searchUids({ kind: "from", uid: 1 })).isEmpty).toBe(true);
      expect(await collect(folder.fetchMessages(UidSet.range(1, 9)))).toEqual([]);
      expect(await folder.fetchFlags(UidSet.empty)).toEqual([]);
    }));
}

function describeReading({ opened, inSession, bed, filled, uidsOf }: MoreTools): void {
  it("searches by uid, day and flag", () =>
    opened(async (folder) => {
      const [one = 0, two = 0, three = 0] = await uidsOf(folder);
      const search = async (what: Parameters<OpenFolder["searchUids"]>[0]): Promise<readonly number[]> => [
        ...(await folder.searchUids(what)),
      ];
      expect(await search({ kind: "from", uid: two })).toEqual([two, three]);
      // "n:*" names the last message when nothing is as high as n (RFC 3501 section 9).
      expect(await search({ kind: "from", uid: three + 1 })).toSatisfy(
        (uids: readonly number[]) => uids.length === 0 || uids[0] === three,
      );
      expect(await search({ kind: "from", uid: 2 ** 32 })).toEqual([]);
      expect(await search({ kind: "since", day: "2024-03-05" })).toEqual([two, three]);
      expect(await search({ kind: "flag", flag: "seen", set: true })).toEqual([one]);
      expect(await search({ kind: "flag", flag: "seen", set: false })).toEqual([two, three]);
      expect(await search({ kind: "flag", flag: "flagged", set: true })).toEqual([two]);
      expect(await search({ kind: "flag", flag: "answered", set: true })).toEqual([]);
    }));

  it("searches by what headers hold, whatever marks stand in it", () =>
    opened(async (folder) => {
      const [one = 0, two = 0, three = 0] = await uidsOf(folder);
      const search = async (clues: Partial<ClueSearch>): Promise<readonly number[]> => [
        ...(await folder.searchUids({
          ...{ kind: "clues", messageId: null, subject: [], from: [], days: null },
          ...clues,
        } as ClueSearch)),
      ];
      const [row] = await collect(folder.fetchHeaders(UidSet.of([two])));
      const id = /<(.*)>/.exec(Buffer.from(row?.header ?? []).toString())?.[1] ?? "";
      expect(await search({ messageId: id })).toEqual([two]);
      expect(await search({ messageId: `${id}.other` })).toEqual([]);
      expect(await search({ subject: ["THREE"], from: ["eva", "mail.example"] })).toEqual([three]);
      expect(await search({ subject: ["one"], from: ["bram"] })).toEqual([]);
      const days = { since: "2024-02-28", before: "2024-03-05" };
      expect(await search({ from: ["eva"], days })).toEqual([one]);
      expect(await search({ subject: ['" ALL "', "\\"] })).toEqual([]);
    }));

  it("tells the uids at sequence numbers", () =>
    opened(async (folder) => {
      const [one = 0, , three = 0] = await uidsOf(folder);
      expect([...(await folder.fetchUidsAt([1, 3]))].sort()).toEqual([
        [1, one],
        [3, three],
      ]);
    }));

  it("reads flags, and only those changed since a MODSEQ", () =>
    opened(async (folder, session) => {
      const uids = await uidsOf(folder);
      const rows = await folder.fetchFlags(UidSet.of(uids));
      expect(rows.map(({ uid, flags }) => [uid, flags])).toEqual([
        [uids[0], FLAG_BITS.seen],
        [uids[1], FLAG_BITS.flagged],
        [uids[2], 0],
      ]);
      if (!session.profile.condstore || folder.modseq === null) return;
      expect(await folder.fetchFlags(UidSet.of(uids), folder.modseq)).toEqual([]);
      await bed().setFlag(folder.path, uids[2] ?? 0, "\\Seen");
      expect(await folder.fetchFlags(UidSet.of(uids), folder.modseq)).toEqual([
        { uid: uids[2], flags: FLAG_BITS.seen },
      ]);
    }));

  it("reads headers with date, size and flags", () =>
    opened(async (folder) => {
      const rows = await collect(folder.fetchHeaders(UidSet.of(await uidsOf(folder))));
      const sorted = [...rows].sort((a, b) => a.uid - b.uid);
      expect(sorted.map(({ internalDate }) => internalDate)).toEqual([noon(1), noon(10), noon(20)]);
      expect(
        sorted.map(({ header }) => /^Subject: (.*)\r$/m.exec(Buffer.from(header).toString())?.[1]),
      ).toEqual(["one", "two", "three"]);
      expect(
        sorted.every(({ header, sizeEstimate }) => sizeEstimate > 0 && !/morning/.test(String(header))),
      ).toBe(true);
    }));

  it("reads whole messages byte for byte, and no uid that isn't there", () =>
    inSession(async (session) => {
      const path = await filled();
      const odd = [
        message("8-bit", `Gr\u00fc\u00dfe, \u5c65\u6b74\u66f8\r\n`),
        Buffer.concat([message("latin"), Buffer.from([0xe9, 0xff, 0x80, 13, 10])]),
        message("a literal's look", "{3}\r\n* 1 FETCH (UID 1)\r\nt1 OK done\r\n)\r\n"),
        message("large", `${"0123456789abcdef".repeat(60)}\r\n`.repeat(1_100)),
        message("no body", ""),
      ];
      for (const each of odd) await bed().deliver(path, each, "", noon(21));
      const folder = await session.openFolder(path, null);
      const uids = (await uidsOf(folder)).slice(3);
      const rows = await collect(folder.fetchMessages(UidSet.of([...uids, 900_000])));
      const bytes = new Map(rows.map((row) => [row.uid, Buffer.from(row.bytes ?? [])]));
      expect(bytes.size).toBe(odd.length);
      for (const [i, each] of odd.entries()) {
        expect(bytes.get(uids[i] ?? 0)?.equals(each), `message ${i}`).toBe(true);
      }
    }));

  it("gives up a reading in the middle and goes on with the next", () =>
    opened(async (folder) => {
      const uids = UidSet.of(await uidsOf(folder));
      for await (const row of folder.fetchMessages(uids)) {
        expect(row.bytes).not.toBeNull();
        break;
      }
      expect(await collect(folder.fetchMessages(uids))).toHaveLength(3);
    }));

  it("changes nothing by reading", () =>
    opened(async (folder) => {
      const uids = UidSet.of(await uidsOf(folder));
      const before = await folder.fetchFlags(uids);
      await collect(folder.fetchMessages(uids));
      await collect(folder.fetchHeaders(uids));
      expect(await folder.fetchFlags(uids)).toEqual(before);
    }));
}

function describeChanges({ inSession, opened, filled, bed, uidsOf }: MoreTools): void {
  it("tells what changed and vanished since it was last open, where the server can", () =>
    inSession(async (session) => {
      const path = await filled();
      const before = await session.openFolder(path, null);
      const [one = 0, two = 0, three = 0] = await uidsOf(before);
      const { uidValidity, modseq } = before;
      await bed().setFlag(path, three, "\\Seen");
      await bed().expunge(path, one);
      const known = { uidValidity, modseq, uids: UidSet.of([one, two, three]) };
      const after = await session.openFolder(path, known);
      expect(after.exists).toBe(2);
      if (session.profile.qresync) {
        expect(after.resync?.vanished.toString()).toBe(`${one}`);
        expect(after.resync?.changed).toEqual([{ uid: three, flags: FLAG_BITS.seen }]);
      } else expect(after.resync).toBeNull();
      const other = await session.openFolder(path, { ...known, uidValidity: uidValidity + 1 });
      expect(other.resync).toBeNull();
    }));

  it("hears of an arrival while it listens", () =>
    opened(async (folder) => {
      const heard = folder.idle(AbortSignal.timeout(20_000));
      await bed().deliver(folder.path, message("four"), "", noon(22));
      expect(await heard).toBe("arrived");
      expect(await uidsOf(folder)).toHaveLength(4);
    }));

  it("stops listening when told to, and answers questions again", () =>
    opened(async (folder) => {
      const stop = new AbortController();
      const heard = folder.idle(stop.signal);
      stop.abort();
      expect(await heard).toBe("aborted");
      expect(await folder.idle(AbortSignal.abort())).toBe("aborted");
      expect(await uidsOf(folder)).toHaveLength(3);
    }));

  it("hears of a folder's change of another session only as rows of what is there", () =>
    opened(async (folder) => {
      const [one = 0, two = 0] = await uidsOf(folder);
      await bed().expunge(folder.path, one);
      const rows = await collect(folder.fetchMessages(UidSet.of([one, two])));
      expect(rows.filter(({ bytes }) => bytes !== null).map(({ uid }) => uid)).toContain(two);
    }));
}

function describeOpening(bed: () => ContractBed): void {
  const failsWith = async (opening: Promise<MailSession>, code: SyncErrorCode): Promise<void> => {
    expect((await rejectionOf(opening)).code).toBe(code);
  };

  it("says that the sign-in was refused", () =>
    failsWith(bed().provider.open(bed().server, bed().wrongCredential, {}), "authenticationFailed"));

  it("trusts no certificate but those it was given", async () => {
    const { distrusting, server, credential } = bed();
    if (distrusting !== null) await failsWith(distrusting.open(server, credential, {}), "tlsFailed");
  });

  it("says that nobody answers at a closed port", () =>
    failsWith(bed().provider.open({ ...bed().server, port: 1 }, bed().credential, {}), "unreachable"));

  it("gives up opening when told to", async () => {
    const signal = AbortSignal.abort();
    const error = await rejectionOf(bed().provider.open(bed().server, bed().credential, { signal }));
    expect(["unreachable", "disconnected"]).toContain(error.code);
  });
}
