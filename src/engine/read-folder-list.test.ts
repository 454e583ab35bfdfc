import { expect, test } from "vitest";
import type { AppFolderId, FolderId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { emptyLedger } from "../core/ledger.ts";
import type { FolderStatus, ListedFolder, MailSession } from "./ports/mail.ts";
import type { KnownFolder } from "./ports/sync.ts";
import { readFolderList } from "./read-folder-list.ts";

/** Path -> UIDVALIDITY, as the server has it at one moment. */
type Tree = Readonly<Record<string, number>>;

/** A server without LIST-STATUS: what it has is the first tree at the first command, the next at the next ... */
function server(...trees: readonly Tree[]): { readonly session: MailSession; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...trees];
  const now = (): Tree => (left.length > 1 ? left.shift() : left[0]) ?? {};
  const session = {
    async listFolders(): Promise<readonly ListedFolder[]> {
      asked.push("LIST");
      const traits = { delimiter: "/", selectable: true, specialUse: null, status: null };
      return ["INBOX", ...Object.keys(now())].map((path) => ({ path, ...traits }));
    },
    async *statusFolders(paths: readonly string[]) {
      for (const path of paths) {
        asked.push(path);
        const uidValidity = path === "INBOX" ? 1 : now()[path];
        const counts = { serverId: null, uidNext: 9, messages: 0, unseen: 0, modseq: null };
        yield { path, status: uidValidity === undefined ? gone : { ...counts, uidValidity } };
      }
    },
  } as unknown as MailSession;
  return { session, asked };
}

function known(path: string, uidValidity: number, more: Partial<KnownFolder> = {}): KnownFolder {
  const traits = { delimiter: "/", selectable: true, specialUse: null, serverId: null, goneAt: null };
  const ledger = emptyLedger(uidValidity);
  return { id: path as FolderId, path, ...traits, uidValidity, mapping: null, ledger, readAt: 1, ...more };
}

const gone = new SyncError("folderGone", { scope: "folder", retry: "later" });
const INBOX = known("INBOX", 1);
const unused = { ledger: null, readAt: null };
const validities = (
  listed: readonly ListedFolder[] | null,
): Record<string, FolderStatus["uidValidity"] | null> =>
  Object.fromEntries((listed ?? []).map(({ path, status }) => [path, status?.uidValidity ?? null]));

test("while all is in its place only folders whose mail is here are asked", async () => {
  const { session, asked } = server({ A: 3, B: 4, Old: 5 });
  const listed = await readFolderList(session, [
    INBOX,
    known("A", 3),
    known("B", 4, unused),
    known("Old", 5, { goneAt: 1 }),
  ]);
  expect(validities(listed)).toEqual({ INBOX: 1, A: 3, B: null, Old: null });
  expect(asked).toEqual(["LIST", "INBOX", "A"]);
});

test("a folder that was mapped a moment ago is asked whether it is the one that was chosen", async () => {
  const mapping = {
    ...{ appFolderId: "app" as AppFolderId, role: null, name: "A", parentId: null, subtree: false },
    ...{ inherited: false, importFrom: null, searched: false },
  };
  const before = [
    INBOX,
    known("A", 3, { ...unused, mapping }),
    known("B", 4, unused),
    known("New", 7, { ...unused, mapping, uidValidity: null }),
  ];
  const [same, swapped] = [server({ A: 3, B: 4, New: 7 }), server({ A: 4, B: 3, New: 7 })];
  expect(validities(await readFolderList(same.session, before))).toEqual({
    INBOX: 1,
    A: 3,
    B: null,
    New: null,
  });
  expect(same.asked).toEqual(["LIST", "INBOX", "A"]);
  expect(validities(await readFolderList(swapped.session, before))).toEqual({
    INBOX: 1,
    A: 4,
    B: 3,
    New: 7,
  });
});

test("a folder that is missed is looked for in all others, and believed to have gone when two readings say so", async () => {
  const { session, asked } = server({ B: 4, Z: 8 });
  const listed = await readFolderList(session, [INBOX, known("A", 3), known("B", 4, unused)]);
  expect(validities(listed)).toEqual({ INBOX: 1, B: 4, Z: 8 });
  expect(asked).toEqual(["LIST", "INBOX", "Z", "B", "LIST", "INBOX", "Z", "B"]);
});

test("a folder that is found needs no second reading", async () => {
  const { session, asked } = server({ Z: 3 });
  expect(validities(await readFolderList(session, [INBOX, known("A", 3)]))).toEqual({ INBOX: 1, Z: 3 });
  expect(asked).toEqual(["LIST", "INBOX", "Z"]);
});

test("folders that swap between one STATUS and the other are read until they lie still", async () => {
  // A is asked after the swap, B would be before it: both are 4, and 3 seems to be nowhere.
  const { session } = server({ A: 3, B: 4 }, { A: 4, B: 3 }, { A: 3, B: 4 }, { A: 4, B: 3 });
  const listed = await readFolderList(session, [INBOX, known("A", 3), known("B", 4)]);
  expect(validities(listed)).toEqual({ INBOX: 1, A: 4, B: 3 });
});

test("where no two readings agree, nothing is believed", async () => {
  const { session, asked } = server(...Array.from({ length: 50 }, (_, i) => ({ A: 100 + i })));
  expect(await readFolderList(session, [INBOX, known("A", 3)])).toBeNull();
  expect(asked.filter((what) => what === "LIST")).toHaveLength(4);
});
