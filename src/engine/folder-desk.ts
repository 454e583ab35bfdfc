// "Edit folders" (J2): the provider's folders, counts, sizes, a folder made there, and the mappings saved. Works on
// one session per mailbox that is kept between the steps, and left for the mailbox loop at the end.

import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import { type AppFolderId, type FolderId, type MailboxId, newId, type WorkspaceId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import type { Random } from "../base/random.ts";
import { SyncError } from "../base/sync-error.ts";
import { folderLimits, unlistedLabels } from "../core/gmail-settings.ts";
import { importStart, searchDay } from "../core/import-window.ts";
import { checkMappings, isHiddenFolder, isView, proposeMappings, roleOf } from "../core/propose-mappings.ts";
import { decideFolderList, type Renamed } from "./decide-folder-list.ts";
import { actOnFolder } from "./folder-acts.ts";
import { inheritedMappings } from "./inherited-mappings.ts";
import type { Connections, ImportWindow, MailboxRow } from "./ports/connections.ts";
import type { ChosenMapping, FolderCount, FolderDesk, MappingProblem, Picker } from "./ports/desk.ts";
import type { MailProvider, MailSession } from "./ports/mail.ts";
import type { FolderMapping, Hints, KnownFolder, SyncStore } from "./ports/sync.ts";
import { readFolderList } from "./read-folder-list.ts";
import { sessionFor } from "./receive-only-session.ts";
import type { SessionPool } from "./session-pool.ts";
import { signIn } from "./sign-in.ts";
import type { Tokens } from "./tokens.ts";

/** Folders counted per message to the browser. */
const COUNTS_AT_ONCE = 20;
/** Messages whose size is looked at to estimate all of them. */
const SIZE_SAMPLE = 50;
const WINDOWS: readonly ImportWindow[] = ["1m", "3m", "1y", "all"];

export interface FolderDeskDeps {
  readonly store: SyncStore;
  readonly connections: Connections;
  readonly mail: MailProvider;
  readonly tokens: Tokens;
  readonly sessions: SessionPool;
  readonly hints: Hints;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

export function createFolderDesk(deps: FolderDeskDeps): FolderDesk {
  const { store, sessions, hints, clock } = deps;
  /** The last step of each mailbox: a session does one thing at a time. */
  const queues = new Map<MailboxId, Promise<unknown>>();

  async function withSession<T>(mailbox: MailboxRow, work: (session: MailSession) => Promise<T>): Promise<T> {
    const before = queues.get(mailbox.id) ?? Promise.resolve();
    const turn = before.then(() => once(mailbox, work));
    const settled = turn.catch(() => undefined);
    queues.set(mailbox.id, settled);
    void settled.then(() => {
      if (queues.get(mailbox.id) === settled) queues.delete(mailbox.id);
    });
    return turn;
  }

  async function once<T>(mailbox: MailboxRow, work: (session: MailSession) => Promise<T>): Promise<T> {
    const kept = sessions.take(mailbox.id);
    const session = kept ?? (await signIn(deps, mailbox));
    try {
      const result = await work(sessionFor(mailbox, session));
      sessions.put(mailbox.id, session);
      return result;
    } catch (error) {
      await session.close();
      // The kept session may have been closed by the server meanwhile: a fresh one decides.
      if (kept !== null && error instanceof SyncError && error.code === "disconnected")
        return once(mailbox, work);
      throw error;
    }
  }

  async function mailboxOf(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<MailboxRow> {
    const mailbox = await deps.connections.readMailbox(workspaceId, mailboxId);
    if (mailbox === null || mailbox.state === "stopped") {
      throw new SyncError("stopped", { scope: "mailbox", retry: "never", said: "not connected" });
    }
    return mailbox;
  }

  /** Asks the provider for its folders; answers all that were ever known. The loop need not run: what was renamed or
   *  went while nothing was mapped is seen here first. */
  async function listed(
    { workspaceId, id: mailboxId }: MailboxRow,
    session: MailSession,
    renamed: Renamed | null = null,
  ): Promise<readonly KnownFolder[]> {
    const loaded = await store.load(workspaceId, mailboxId);
    assert(loaded !== null, "a mailbox that was there a moment ago");
    const remote = await readFolderList(session, loaded.folders);
    if (remote === null) throw unclear("the folders change while they are listed");
    let changed = false;
    const folders = await store.changeFolders(workspaceId, mailboxId, (known) => {
      const decision = decideFolderList(deps, known, remote, renamed);
      if (decision.kind === "question") throw unclear(decision.reason);
      changed = decision.changes !== null;
      return decision.changes;
    });
    if (changed) {
      hints.publish({ kind: "wake", workspaceId, mailboxId });
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    }
    return folders;
  }

  async function map(
    { workspaceId, id: mailboxId }: MailboxRow,
    chosen: readonly ChosenMapping[],
    folders: readonly KnownFolder[],
    importWindow: ImportWindow,
  ): Promise<void> {
    const mappings = toMappings(deps, chosen, folders, importStart(importWindow, clock.now()));
    await store.saveMappings(workspaceId, mailboxId, mappings, importWindow, clock.now());
    deps.log.info("mappings.saved", { mailbox: mailboxId, folders: mappings.length });
    hints.publish({ kind: "wake", workspaceId, mailboxId });
    hints.publish({ kind: "mailbox", workspaceId, mailboxId });
  }

  async function picker(workspaceId: WorkspaceId, mailboxId: MailboxId): Promise<Picker> {
    const mailbox = await mailboxOf(workspaceId, mailboxId);
    return withSession(mailbox, async (session) =>
      pickerOf(
        mailbox,
        (await listed(mailbox, session)).filter(({ goneAt }) => goneAt === null),
        session.profile.name,
      ),
    );
  }

  return {
    picker,

    async *counts(workspaceId, mailboxId) {
      const mailbox = await mailboxOf(workspaceId, mailboxId);
      const loaded = await store.load(workspaceId, mailboxId);
      const folders = (loaded?.folders ?? []).filter(
        ({ selectable, goneAt }) => selectable && goneAt === null,
      );
      for (let i = 0; i < folders.length; i += COUNTS_AT_ONCE) {
        const some = folders.slice(i, i + COUNTS_AT_ONCE);
        yield await withSession(mailbox, (session) => count(session, some));
      }
    },

    async createFolder(workspaceId, mailboxId, path) {
      const mailbox = await mailboxOf(workspaceId, mailboxId);
      await withSession(mailbox, (session) => session.createFolder(path));
      return picker(workspaceId, mailboxId);
    },

    async estimate(workspaceId, mailboxId, folderIds) {
      const mailbox = await mailboxOf(workspaceId, mailboxId);
      const loaded = await store.load(workspaceId, mailboxId);
      const wanted = new Set<string>(folderIds);
      const folders = (loaded?.folders ?? []).filter(({ id, goneAt }) => wanted.has(id) && goneAt === null);
      const sums = WINDOWS.map((window) => ({ window, messages: 0, bytes: 0 }));
      for (const folder of folders) {
        const counted = await withSession(mailbox, (session) => estimateFolder(session, folder, clock.now()));
        for (const sum of sums) {
          sum.messages += counted.messages[sum.window];
          sum.bytes += Math.round(counted.messages[sum.window] * counted.meanBytes);
        }
      }
      return sums;
    },

    async save(workspaceId, mailboxId, chosen, importWindow) {
      const mailbox = await mailboxOf(workspaceId, mailboxId);
      // The tree may be minutes old: what has gone since must not be mapped.
      const { folders, profile } = await withSession(mailbox, async (session) => ({
        folders: await listed(mailbox, session),
        profile: session.profile.name,
      }));
      const problems: readonly MappingProblem[] = checkMappings(chosen, folders, profile);
      if (problems.length > 0) return problems;
      await map(mailbox, chosen, folders, importWindow);
      return [];
    },

    async act(workspaceId, mailboxId, act) {
      const mailbox = await mailboxOf(workspaceId, mailboxId);
      const { importWindow } = mailbox;
      if (importWindow === null) throw unmapped();
      const problem = await actOnFolder(
        { withSession, listed, map: (...given) => map(...given, importWindow) },
        mailbox,
        act,
      );
      if (problem === null) deps.log.info("folder.changed", { mailbox: mailboxId, how: act.kind });
      return problem;
    },

    async answerOffer(workspaceId, mailboxId, folderId, answer) {
      await store.answerOffer(workspaceId, mailboxId, folderId, answer);
      deps.log.info("offer.answered", { mailbox: mailboxId, folder: folderId, answer });
      hints.publish({ kind: "wake", workspaceId, mailboxId });
      hints.publish({ kind: "mailbox", workspaceId, mailboxId });
    },
  };
}

function unmapped(): SyncError {
  return new SyncError("refused", { scope: "mailbox", retry: "never", said: "no folder is mapped yet" });
}

function unclear(said: string): SyncError {
  return new SyncError("protocol", { scope: "mailbox", retry: "later", said });
}

/** What was chosen, with ids that stay where a folder stays mapped, and with the folders below a subtree. */
function toMappings(
  deps: Pick<FolderDeskDeps, "clock" | "random">,
  chosen: readonly ChosenMapping[],
  folders: readonly KnownFolder[],
  importFrom: number | null,
): readonly { readonly folderId: FolderId; readonly mapping: FolderMapping }[] {
  const byId = new Map(folders.map((folder) => [folder.id, folder]));
  const own = chosen.map(({ folderId, role, name, subtree }) => {
    const old = byId.get(folderId)?.mapping ?? null;
    const mapping: FolderMapping = {
      appFolderId: old?.appFolderId ?? newId<AppFolderId>(deps.clock, deps.random),
      role,
      name: name.trim(),
      parentId: null,
      subtree,
      inherited: false,
      importFrom,
      searched: old?.searched === true && old.importFrom === importFrom,
    };
    return { folderId, mapping };
  });
  const mapped = new Map(own.map(({ folderId, mapping }) => [folderId, mapping]));
  const all = folders.map((folder) => {
    const inherited = folder.mapping?.inherited === true ? folder.mapping : null;
    return { ...folder, mapping: mapped.get(folder.id) ?? inherited };
  });
  return [...own, ...inheritedMappings(deps, all)];
}

function pickerOf(mailbox: MailboxRow, folders: readonly KnownFolder[], profile: string): Picker {
  const proposed = proposeMappings(
    folders.map((folder) => ({ ...folder, folderId: folder.id })),
    profile,
  );
  const taken = new Set(folders.flatMap(({ mapping }) => (mapping === null ? [] : [mapping.role])));
  return {
    folders: inTreeOrder(folders).map((folder) => ({
      id: folder.id,
      path: folder.path,
      delimiter: folder.delimiter,
      selectable: folder.selectable,
      hidden: isHiddenFolder(folder, profile) || isView(folder, profile),
      role: roleOf(folder, profile),
    })),
    mappings: folders.flatMap((folder) =>
      folder.mapping === null || folder.mapping.inherited
        ? []
        : [
            {
              role: folder.mapping.role,
              name: folder.mapping.name,
              folderId: folder.id,
              subtree: folder.mapping.subtree,
            },
          ],
    ),
    proposals: proposed
      .filter(({ role }) => !taken.has(role))
      .map(({ role, folderId }) => ({
        role,
        folderId: folderId as FolderId | null,
        createPath:
          folderId === null && role === "archive" && mailbox.receiveOnly === "off" ? "Archive" : null,
      })),
    importWindow: mailbox.importWindow,
    unlisted: unlistedLabels(folders, profile),
    limits: folderLimits(profile),
  };
}

/** INBOX first, the rest by name, children below their parents. */
function inTreeOrder(folders: readonly KnownFolder[]): readonly KnownFolder[] {
  const keyed = folders.map((folder) => {
    const { path, delimiter } = folder;
    const key = (
      delimiter === null || delimiter === "" ? path : path.replaceAll(delimiter, "\u0001")
    ).toLowerCase();
    return { folder, key: path === "INBOX" ? "" : key };
  });
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ folder }) => folder);
}

async function count(session: MailSession, folders: readonly KnownFolder[]): Promise<readonly FolderCount[]> {
  const byPath = new Map(folders.map((folder) => [folder.path, folder.id]));
  const counts: FolderCount[] = [];
  for await (const { path, status } of session.statusFolders([...byPath.keys()])) {
    const id = byPath.get(path);
    if (id === undefined || status instanceof SyncError) continue;
    counts.push({ id, messages: status.messages, unseen: status.unseen });
  }
  return counts;
}

async function estimateFolder(
  session: MailSession,
  folder: KnownFolder,
  now: number,
): Promise<{ readonly messages: Record<ImportWindow, number>; readonly meanBytes: number }> {
  const opened = await session.openFolder(folder.path, null);
  const messages: Record<ImportWindow, number> = { "1m": 0, "3m": 0, "1y": 0, all: opened.exists };
  if (opened.exists === 0) return { messages, meanBytes: 0 };
  for (const window of ["1m", "3m", "1y"] as const) {
    const from = importStart(window, now);
    assert(from !== null, "a window that ends somewhere");
    messages[window] = (await opened.searchUids({ kind: "since", day: searchDay(from) })).size;
  }
  const newest = (await opened.searchUids({ kind: "all" })).highest(SIZE_SAMPLE);
  let bytes = 0;
  let sampled = 0;
  for await (const row of opened.fetchHeaders(newest)) {
    bytes += row.sizeEstimate;
    sampled++;
  }
  return { messages, meanBytes: sampled === 0 ? 0 : bytes / sampled };
}
