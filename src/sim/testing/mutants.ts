// Bugs planted between the engine and the world, each one that a sync engine really has at some time. The simulation
// must find every one of them; what it doesn't find it doesn't guard.
import { UidSet } from "../../core/uid-set.ts";
import type { MailProvider, MailSession, OpenFolder } from "../../engine/ports/mail.ts";
import type { Ownership, SyncChanges, SyncStore } from "../../engine/ports/sync.ts";
import type { Hooks } from "../machine.ts";

/** Makes the hooks of one history. */
type Mutant = () => Hooks;

/** An object with some of its parts replaced. */
function withParts<T extends object>(whole: T, parts: Partial<T>): T {
  return new Proxy(whole, {
    get: (target, name) => {
      if (Object.hasOwn(parts, name)) return Reflect.get(parts, name);
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

function onCommit(
  change: (store: SyncStore, owner: Ownership, changes: SyncChanges) => Promise<void>,
): Hooks {
  return {
    store: (store) => withParts(store, { commit: (ownership, changes) => change(store, ownership, changes) }),
  };
}

function onFolder(
  change: (folder: OpenFolder, session: MailSession) => OpenFolder | Promise<OpenFolder>,
): Hooks {
  return {
    mail: (mail) =>
      withParts(mail, {
        open: async (...given: Parameters<MailProvider["open"]>) => {
          const session = await mail.open(...given);
          return withParts(session, {
            openFolder: async (...which) => change(await session.openFolder(...which), session),
          });
        },
      }),
  };
}

/** The ledger says that messages are stored before they are. */
const cursorBeforeData: Mutant = () =>
  onCommit(async (store, owner, { ledgers = [], ...rest }) => {
    await store.commit(owner, { ledgers, events: [] });
    await store.commit(owner, rest);
  });

const eventsApart: Mutant = () =>
  onCommit(async (store, owner, { events, ...rest }) => {
    await store.commit(owner, { ...rest, events: [] });
    await store.commit(owner, { events });
  });

/** What is gone from a folder has departed, wherever else it may lie. */
const departedWithoutEvidence: Mutant = () =>
  onCommit(async (store, owner, changes) => {
    await store.commit(owner, changes);
    for (const { folderId, keys, since } of changes.missing ?? []) {
      for (const { messageId } of (await store.copiesAt(owner, folderId, keys)).values()) {
        const limbo = await store.listLimbo(owner);
        if (!limbo.some((each) => each.messageId === messageId && each.liveElsewhere === null)) continue;
        await store.commit(owner, {
          departed: [{ messageId, fromFolderId: folderId, at: since, evidence: {} }],
          events: [{ kind: "message.departed", messageId, fromFolderId: folderId }],
        });
      }
    }
  });

const uidValidityIgnored: Mutant = () => {
  const first = new Map<string, number>();
  return onFolder((folder) => {
    if (!first.has(folder.path)) first.set(folder.path, folder.uidValidity);
    return withParts(folder, { uidValidity: first.get(folder.path) ?? folder.uidValidity });
  });
};

/** Rows are taken in the order they were asked for, not by the uid they name. */
const rowsByPosition: Mutant = () =>
  onFolder((folder) =>
    withParts(folder, {
      fetchMessages: async function* (uids) {
        const asked = [...uids].reverse();
        for await (const row of folder.fetchMessages(uids)) yield { ...row, uid: asked.shift() ?? row.uid };
      },
    }),
  );

/** The count is believed to be what was listed: a short answer is a whole one. */
const partialIsWhole: Mutant = () =>
  onFolder(async (folder) => {
    if (folder.exists === 0) return folder;
    const all = await folder.searchUids({ kind: "all" });
    return withParts(folder, {
      exists: all.size,
      searchUids: async (what) => (what.kind === "all" ? all : folder.searchUids(what)),
    });
  });

/** Looks alike, so it is the same: no date is compared. */
const linkedWithoutDate: Mutant = () => {
  const dates = new Map<string, number | null>();
  const date = 0;
  return {
    ...onFolder((folder) =>
      withParts(folder, {
        fetchHeaders: async function* (uids) {
          for await (const row of folder.fetchHeaders(uids)) {
            dates.set(`${folder.uidValidity}:${row.uid}`, row.internalDate);
            yield { ...row, internalDate: date };
          }
        },
      }),
    ),
    store: (store) =>
      withParts(store, {
        findMatches: async (...asked) =>
          (await store.findMatches(...asked)).map((match) => ({ ...match, internalDate: date })),
        commit: (owner, changes) =>
          store.commit(owner, {
            ...changes,
            copies: (changes.copies ?? []).map((copy) =>
              copy.internalDate === date ? { ...copy, internalDate: dates.get(copy.key) ?? date } : copy,
            ),
            rekeyed: (changes.rekeyed ?? []).map((each) =>
              each.internalDate === date ? { ...each, internalDate: dates.get(each.to) ?? null } : each,
            ),
          }),
      }),
  };
};

/** MODSEQ is taken over before the flags it stands for are read. */
const modseqAhead: Mutant = () =>
  onFolder((folder) => (folder.modseq === null ? folder : withParts(folder, { modseq: folder.modseq + 3n })));

/** Whoever owned the mailbox once goes on writing. */
const noFence: Mutant = () => {
  let newest: Ownership | null = null;
  return {
    store: (store) =>
      withParts(store, {
        claim: async (...asked) => {
          const claimed = await store.claim(...asked);
          newest = claimed.at(-1) ?? newest;
          return claimed;
        },
        commit: (owner, changes) =>
          store.commit(newest?.mailboxId === owner.mailboxId ? newest : owner, changes),
      }),
  };
};

/** What couldn't be fetched is forgotten instead of tried again. */
const asideForgotten: Mutant = () =>
  onCommit((store, owner, changes) =>
    store.commit(owner, {
      ...changes,
      ledgers: (changes.ledgers ?? []).map((row) => ({
        ...row,
        ledger: {
          ...row.ledger,
          aside: UidSet.empty,
          wanted: row.ledger.wanted.without(row.ledger.aside),
        },
      })),
    }),
  );

/** A message without bytes is stored as an empty one. */
const emptyStored: Mutant = () =>
  onFolder((folder) =>
    withParts(folder, {
      fetchMessages: async function* (uids) {
        for await (const row of folder.fetchMessages(uids))
          yield { ...row, bytes: row.bytes ?? new Uint8Array() };
      },
    }),
  );

/** Every reading writes, changed or not. */
const neverSilent: Mutant = () =>
  onFolder((folder) => {
    const { modseq } = folder;
    return withParts(folder, { modseq: modseq === null ? null : modseq + BigInt(turn++ % 2) });
  });
let turn = 0;

export const MUTANTS: Readonly<Record<string, Mutant>> = {
  cursorBeforeData,
  eventsApart,
  departedWithoutEvidence,
  uidValidityIgnored,
  rowsByPosition,
  partialIsWhole,
  linkedWithoutDate,
  modseqAhead,
  noFence,
  asideForgotten,
  emptyStored,
  neverSilent,
};
