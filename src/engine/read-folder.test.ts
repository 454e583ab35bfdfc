import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { emptyLedger } from "../core/ledger.ts";
import { planFolder } from "../core/plan-folder.ts";
import { UID_MAX, UidSet } from "../core/uid-set.ts";
import type { MailSession, OpenFolder, SearchCriterion } from "./ports/mail.ts";
import { readFolder } from "./read-folder.ts";

const IMPORT_FROM = Date.UTC(2026, 9, 1);
const clock = { now: () => Date.UTC(2026, 10, 1) } as Clock;

/** A server without CONDSTORE where 600 messages came since; those from `newFrom` on are within the import date. */
function server(newFrom: number): MailSession {
  const answers: Readonly<Record<SearchCriterion["kind"], UidSet>> = {
    all: UidSet.range(1, 610),
    from: UidSet.range(11, 610),
    since: UidSet.range(newFrom, 610),
    flag: UidSet.empty,
    clues: UidSet.empty,
    people: UidSet.empty,
  };
  const folder = {
    path: "INBOX",
    uidValidity: 7,
    uidNext: 611,
    exists: 610,
    modseq: null,
    resync: null,
    searchUids: async ({ kind }: SearchCriterion) => answers[kind],
    fetchFlags: async () => [],
  } as unknown as OpenFolder;
  const profile = { name: "minimal", condstore: false, qresync: false };
  return { profile, openFolder: async () => folder } as unknown as MailSession;
}

test.each([
  ["mail of a long weekend is imported, however much it is", 11, "1:610", ""],
  [
    "of many at once the older than the import date are offered, the new ones taken",
    601,
    "1:10,601:610",
    "11:600",
  ],
])("%s", async (_case, newFrom, wanted, offered) => {
  const uids = UidSet.range(1, 10);
  const known = { ...emptyLedger(7), uids, wanted: uids, stored: uids, uidNext: 11, mappedUidNext: 11 };
  const request = {
    path: "INBOX",
    known,
    depth: "flags",
    mustList: false,
    searchFrom: undefined,
    importFrom: IMPORT_FROM,
  } as const;
  const { remote } = await readFolder(server(newFrom), request, clock);
  const plan = planFolder(known, remote, { importAll: false, mapping: false });
  expect(plan.kind === "proceed" && plan.next.wanted.toString()).toBe(wanted);
  expect(plan.kind === "proceed" && plan.next.offered.toString()).toBe(offered);
});

test.each([null, UidSet.range(1, 10)])(
  "a server that names every uid there is isn't believed, whatever was known (%#)",
  async (uids) => {
    const every = {
      uidValidity: 7,
      uidNext: null,
      exists: UID_MAX,
      modseq: null,
      resync: null,
      searchUids: async () => UidSet.range(1, UID_MAX),
      fetchFlags: async () => [],
      fetchUidsAt: async () => new Map(),
    } as unknown as OpenFolder;
    const profile = { name: "minimal", condstore: false, qresync: false };
    const session = { profile, openFolder: async () => every } as unknown as MailSession;
    const known = uids === null ? null : { ...emptyLedger(7), uids, uidNext: 11 };
    const request = {
      path: "INBOX",
      known,
      depth: "flags",
      mustList: false,
      searchFrom: null,
      importFrom: null,
    } as const;
    const failed = await readFolder(session, request, clock).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(SyncError);
    expect(failed).toMatchObject({ code: "protocol", scope: "folder" });
  },
);

test.each([
  ["what came is known by what QRESYNC told", [11, 12], [11, 12], []],
  ["what came is searched for where QRESYNC doesn't tell the newest", [11], [11, 12], ["from"]],
  ["what came is searched for where the newest has gone again", [11], [11], ["from"]],
] as const)("%s", async (_case, told, arrived, searches) => {
  const asked: string[] = [];
  const uids = UidSet.range(1, 10);
  const there = uids.union(UidSet.of(arrived));
  const folder = {
    ...{ path: "INBOX", uidValidity: 7, uidNext: 13, exists: there.size, modseq: 9n },
    resync: { vanished: UidSet.empty, changed: told.map((uid) => ({ uid, flags: 0 })) },
    searchUids: async ({ kind }: SearchCriterion) => {
      asked.push(kind);
      return UidSet.of(arrived);
    },
    fetchFlags: async () => [],
  } as unknown as OpenFolder;
  const profile = { name: "modern", condstore: true, qresync: true };
  const session = { profile, openFolder: async () => folder } as unknown as MailSession;
  const known = { ...emptyLedger(7), uids, wanted: uids, stored: uids, uidNext: 11, modseq: 8n };
  const request = {
    path: "INBOX",
    known,
    depth: "flags",
    searchFrom: undefined,
    importFrom: null,
    mustList: false,
  } as const;
  const { remote } = await readFolder(session, request, clock);
  expect(remote.uids).toEqual({ kind: "complete", uids: there });
  expect(asked).toEqual(searches);
});

test("a folder that is imported whole is asked once for what it holds, when it is read row by row", async () => {
  const asked: string[] = [];
  const uids = UidSet.range(1, 10);
  const folder = {
    ...{ path: "INBOX", uidValidity: 7, uidNext: 11, exists: 10, modseq: null, resync: null },
    searchUids: async ({ kind }: SearchCriterion) => {
      asked.push(kind);
      return uids;
    },
    fetchFlags: async () => [...uids].map((uid) => ({ uid, flags: 0 })),
  } as unknown as OpenFolder;
  const profile = { name: "exchange", condstore: false, qresync: false };
  const session = { profile, openFolder: async () => folder } as unknown as MailSession;
  const known = { ...emptyLedger(7), uids, wanted: uids, stored: uids, uidNext: 11 };
  const request = {
    path: "INBOX",
    known,
    depth: "full",
    searchFrom: undefined,
    importFrom: null,
    mustList: false,
  } as const;
  const { remote } = await readFolder(session, request, clock);
  expect(remote.wantedSince).toEqual(uids);
  expect(asked).toEqual(["all"]);
});
