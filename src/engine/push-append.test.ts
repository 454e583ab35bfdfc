// What is written around one APPEND, in which order, and what each kind of answer leads to.
import { expect, test } from "vitest";
import type { FolderId, MessageId, RemoteKey, RevisionId } from "../base/ids.ts";
import { SyncError, type SyncErrorDetail } from "../base/sync-error.ts";
import { emptyLedger, remoteKey } from "../core/ledger.ts";
import type { PendingChange } from "../core/plan-changes.ts";
import { UidSet } from "../core/uid-set.ts";
import { LoopState } from "./loop-state.ts";
import type { MailSession, RemotePlace } from "./ports/mail.ts";
import type { FolderMapping, KnownFolder, Ownership, SyncChanges, SyncMailbox } from "./ports/sync.ts";
import { pushAppend, withEarlierShown } from "./push-append.ts";
import type { PushDeps } from "./push-changes.ts";

const ARCHIVE = "archive" as FolderId;
const NOW = 1_000_000;

/** What was done, in its order, in the words of the commits. `suspended`: the first of them took so long, ms, and
 *  afterwards the mailbox may be another worker's. */
async function push(
  answer: RemotePlace | null | SyncError,
  tries = 0,
  suspended: { readonly ms: number; readonly isLost: boolean } | null = null,
  /** Of the message that lies where the server says it put this one; null where Gmail isn't. */
  atGmail: string | null = null,
): Promise<{ readonly done: readonly unknown[]; readonly error: unknown; readonly due: boolean }> {
  const done: unknown[] = [];
  const folder = { id: ARCHIVE, path: "Archive", goneAt: null, selectable: true, readAt: 1 };
  const ledger = { ...emptyLedger(7), uidNext: 12 };
  const known = { ...folder, ledger, mapping: {} as FolderMapping } as KnownFolder;
  const state = new LoopState(
    {} as Ownership,
    {
      mailbox: { version: 1 },
      folders: [known],
    } as unknown as SyncMailbox,
  );
  state.folder(ARCHIVE).due = false;
  let time = 0;
  const deps = {
    store: {
      placeOf: async () => ({}),
      listLimbo: async () => [],
      copiesAt: async (_: Ownership, _folder: FolderId, keys: readonly RemoteKey[]) =>
        new Map(keys.map((key) => [key, { messageId: atGmail }])),
      commit: async (_: Ownership, { events: _events, ledgers: _ledgers, ...changes }: SyncChanges) => {
        if (done.length > 0 && suspended?.isLost === true) throw lost;
        if (done.length === 0) time += suspended?.ms ?? 0;
        done.push(changes);
      },
    },
    packs: { read: async () => new Uint8Array(3) },
    clock: { now: () => NOW, monotonic: () => time },
    log: { warn: () => undefined },
    changed: () => undefined,
  } as unknown as PushDeps;
  const session = {
    profile: { name: atGmail === null ? "modern" : "gmail" },
    async appendMessage(path: string) {
      done.push(`APPEND ${path}`);
      if (answer instanceof SyncError) throw answer;
      return answer;
    },
  } as unknown as MailSession;
  const error = await pushAppend(deps, state, session, change(tries)).then(
    () => null,
    (rejected: unknown) => rejected,
  );
  return { done, error, due: state.folder(ARCHIVE).due };
}

function change(tries: number): PendingChange {
  return {
    seq: 3,
    messageId: "m" as MessageId,
    act: {
      ...{ kind: "append", to: ARCHIVE, flags: 1, internalDate: 0, revisionId: "r" as RevisionId },
      ...{ fingerprint: "00", earlier: [] },
    },
    ...{ attemptedAt: null, unheard: false, tries, copies: [], targetMissedUntil: null },
    ...{ answered: false, earlier: [] },
  };
}

const refusal = (
  code: "refused" | "folderGone" | "disconnected" | "ownershipLost",
  detail: SyncErrorDetail,
) => new SyncError(code, detail);
const full = refusal("refused", { scope: "folder", retry: "later" });
const tooBig = refusal("refused", { scope: "message", retry: "never" });
const gone = refusal("folderGone", { scope: "folder", retry: "later" });
const lost = refusal("ownershipLost", { scope: "mailbox", retry: "never" });
const cut = refusal("disconnected", { scope: "mailbox", retry: "later" });

const intent = [{ attempted: { seqs: [3], at: NOW, from: remoteKey(7, 12) } }, "APPEND Archive"];
const later = (ms: number) => ({ postponed: { seqs: [3], until: NOW + ms } });
const refused = (why: string) => ({ ended: [{ seq: 3, outcome: "refused", why, at: NOW }] });

test("what identifies it is written before it is sent, and where it lies afterwards", async () => {
  const appended = { seq: 3, messageId: "m", folderId: ARCHIVE, key: remoteKey(7, 12), at: NOW, seen: null };
  const { done, due } = await push({ uidValidity: 7, uid: 12 });
  expect(done).toEqual([...intent, { appended: [appended] }]);
  expect(due, "the folder is read, whatever the server said").toBe(true);
});

test("without a place, or with one under another UIDVALIDITY, a reading has to tell", async () => {
  for (const answer of [null, { uidValidity: 8, uid: 1 }]) {
    expect((await push(answer)).done).toEqual([...intent, { answered: [3] }]);
  }
});

test("what is another message for Gmail, which has the same bytes, comes back; its own place is its own", async () => {
  const place = { uidValidity: 7, uid: 11 };
  expect((await push(place, 0, null, "other")).done).toEqual([...intent, refused("alreadyThere")]);
  const { done } = await push(place, 0, null, "m");
  expect(done.at(-1)).toMatchObject({ appended: [{ key: remoteKey(7, 11) }] });
});

test("after a cut nothing more is written: nobody knows", async () => {
  const { done, error, due } = await push(cut);
  expect([done, error, due]).toEqual([intent, cut, true]);
});

test("a mailbox that is full is tried again, more and more rarely, and then not any more", async () => {
  expect((await push(full)).done).toEqual([...intent, later(10_000)]);
  expect((await push(full, 4)).done).toEqual([...intent, later(2 * 3_600_000)]);
  expect((await push(full, 5)).done).toEqual([...intent, refused("refused")]);
});

test("a message that the server will never take comes back at once", async () => {
  expect((await push(tooBig)).done).toEqual([...intent, refused("refused")]);
});

test("a folder that isn't where it was may have been renamed: it is looked for before it counts as gone", async () => {
  const first = await push(gone);
  expect(first.done).toEqual([...intent, later(10_000)]);
  expect(first.due, "its reading finds out").toBe(true);
  expect((await push(gone, 1)).done).toEqual([...intent, later(60_000)]);
  expect((await push(gone, 2)).done).toEqual([...intent, refused("folderGone")]);
});

test("a process that was suspended journals it anew before it sends: another worker may have the mailbox", async () => {
  const place = { uidValidity: 7, uid: 12 };
  const [journaled, sent] = intent;
  const { done } = await push(place, 0, { ms: 6_001, isLost: false });
  expect(done.slice(0, -1)).toEqual([journaled, { attempted: { seqs: [3], at: NOW } }, sent]);
  const { done: nothing, error, due } = await push(place, 0, { ms: 6_001, isLost: true });
  expect([nothing, error, due]).toEqual([[journaled], lost, true]);
});

test.each([
  ["of a refused draft's earlier revisions those are shown that aren't messages of their own already", null],
  ["... and once its folder is back, where that had left", NOW],
])("%s", async (_name, goneAt) => {
  const uids = UidSet.range(1, 2);
  const ledger = { ...emptyLedger(7), uids, wanted: uids, stored: uids, uidNext: 3 };
  const folder = { id: ARCHIVE, path: "Archive", selectable: true, readAt: 1, ledger, mapping: {}, goneAt };
  const mailbox = { mailbox: { version: 1 }, folders: [folder] } as unknown as SyncMailbox;
  const state = new LoopState({} as Ownership, mailbox);
  const store = { copiesAt: async () => new Map([[remoteKey(7, 1), {}]]) } as unknown as PushDeps["store"];
  const { act, ...draft } = change(0);
  const saved = { ...act, earlier: [remoteKey(7, 1), remoteKey(7, 2)] } as PendingChange["act"];
  const { ledgers, adopt } = await withEarlierShown({ store }, state, [{ ...draft, act: saved }]);
  expect(ledgers.map((each) => String(each.ledger.stored))).toEqual(["1"]);
  adopt();
  state.adopt([{ ...folder, goneAt: null } as unknown as KnownFolder]);
  expect(String(state.folder(ARCHIVE).ledger?.stored)).toBe("1");
});
