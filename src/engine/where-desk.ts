// Answers "Where is my mail?" (J13a) from what is known here, and, where its user allowed that, from one search by headers
// in each folder at the provider. Never fetches, stores or changes anything: a folder is opened for reading only, and of
// what fits only the uids come back.
import { assert } from "../base/assert.ts";
import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import type { Log } from "../base/log.ts";
import { SyncError } from "../base/sync-error.ts";
import {
  daysOf,
  type FollowedFolder,
  hitsOf,
  type MailClues,
  type ProviderSearch,
  type SearchedFolder,
  searchable,
  whereIsMail,
} from "../core/where-is-mail.ts";
import type { Connections, MailboxRow } from "./ports/connections.ts";
import type { ClueSearch, MailProvider, MailSession } from "./ports/mail.ts";
import type { KnownFolder, SyncStore } from "./ports/sync.ts";
import type { Traces, WhereDesk } from "./ports/where.ts";
import { signIn } from "./sign-in.ts";
import type { Tokens } from "./tokens.ts";

/** Messages that are listed. */
const FOUND_MAX = 20;
/** Folders not followed that are named. */
const UNMAPPED_MAX = 500;
const SEARCHED_MAX = 300;
const SEARCH_MS_MAX = 30_000;

export interface WhereDeskDeps {
  readonly traces: Traces;
  readonly store: SyncStore;
  readonly connections: Connections;
  readonly mail: MailProvider;
  readonly tokens: Tokens;
  readonly clock: Clock;
  readonly log: Log;
}

export function createWhereDesk(deps: WhereDeskDeps): WhereDesk {
  return {
    async where(workspaceId, mailboxId, clues, { askProvider }) {
      const loaded = await deps.store.load(workspaceId, mailboxId);
      if (loaded === null) return null;
      const { mailbox, folders } = loaded;
      const provider = askProvider ? await searchProvider(deps, mailbox, folders, clues) : null;
      const [traces, erased, checkedAt] = await Promise.all([
        deps.traces.findTraces(workspaceId, mailboxId, clues, FOUND_MAX + 1),
        clues.messageId === null ? null : deps.traces.erased(workspaceId, mailboxId, clues.messageId),
        deps.store.checkedAt(mailboxId),
      ]);
      return whereIsMail({
        clues,
        state: mailbox.state,
        traces: traces.slice(0, FOUND_MAX),
        more: traces.length > FOUND_MAX,
        erased,
        folders: folders.flatMap(followed),
        unmapped: readable(folders)
          .filter(({ mapping }) => mapping === null)
          .slice(0, UNMAPPED_MAX)
          .map(({ path }) => path),
        problem:
          mailbox.diagnosis === null ? null : { diagnosis: mailbox.diagnosis, since: mailbox.diagnosisSince },
        upTo: checkedAt,
        provider,
      });
    },
  };
}

function readable(folders: readonly KnownFolder[]): readonly KnownFolder[] {
  return folders.filter(({ goneAt, selectable }) => goneAt === null && selectable);
}

function followed({ id, path, mapping, ledger, readAt }: KnownFolder): readonly FollowedFolder[] {
  if (mapping === null) return [];
  const { appFolderId, role, name, importFrom } = mapping;
  return [{ id, folder: { id: appFolderId, role, name }, path, importFrom, ledger, readAt }];
}

async function searchProvider(
  deps: WhereDeskDeps,
  mailbox: MailboxRow,
  folders: readonly KnownFolder[],
  clues: MailClues,
): Promise<ProviderSearch> {
  const { clock } = deps;
  if (mailbox.state === "stopped") {
    throw new SyncError("stopped", { scope: "mailbox", retry: "never", said: "not connected" });
  }
  const asked = searchable(clues);
  assert(asked !== null, "clues that no search can hold");
  const { messageId, subject, from } = asked;
  const search: ClueSearch = { kind: "clues", messageId, subject, from, days: daysOf(clues) };
  const session = await signIn(deps, mailbox);
  const until = clock.monotonic() + SEARCH_MS_MAX;
  try {
    const found = await searchFolders(session, readable(folders), search, () => clock.monotonic() < until);
    logSearch(deps, mailbox.id, found);
    return {
      at: clock.now(),
      folders: found.searched.length,
      hits: hitsOf(found.searched),
      failed: found.failed,
      leftOut: [...clues.subject, ...clues.from].filter(
        (word) => !subject.includes(word) && !from.includes(word),
      ),
    };
  } finally {
    await session.close();
  }
}

interface Searched {
  readonly searched: readonly SearchedFolder[];
  readonly failed: readonly string[];
}

/** Whatever could not be searched is named. */
async function searchFolders(
  session: MailSession,
  folders: readonly KnownFolder[],
  search: ClueSearch,
  goOn: () => boolean,
): Promise<Searched> {
  const searched: SearchedFolder[] = [];
  const failed: string[] = [];
  for (const [index, known] of folders.entries()) {
    if (index >= SEARCHED_MAX || !goOn() || !session.isOpen) {
      failed.push(known.path);
      continue;
    }
    try {
      const folder = await session.openFolder(known.path, null);
      const uids = await folder.searchUids(search);
      const { uidValidity } = folder;
      searched.push({ path: known.path, followed: followed(known)[0] ?? null, uidValidity, uids });
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      failed.push(known.path);
    }
  }
  return { searched, failed };
}

function logSearch({ log }: WhereDeskDeps, mailbox: MailboxId, { searched, failed }: Searched): void {
  log.info("where.searched", { mailbox, folders: searched.length, failed: failed.length });
}
