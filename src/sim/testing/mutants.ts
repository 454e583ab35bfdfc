// Bugs planted between the engine and the world, each one that a sync engine really has at some time. The simulation
// must find every one of them; what it doesn't find it doesn't guard.
import { UidSet } from "../../core/uid-set.ts";
import type { Ownership, SyncChanges, SyncStore } from "../../engine/ports/sync.ts";
import type { Hooks } from "../machine.ts";
import type { CopyRow, MailData } from "../memory-database.ts";
import { onFolder, onSession, onWriting, withParts } from "./hooked.ts";

/** Makes the hooks of one history. */
type Mutant = () => Hooks;

function onCommit(
  change: (store: SyncStore, owner: Ownership, changes: SyncChanges) => Promise<void>,
): Hooks {
  return {
    store: (store) => withParts(store, { commit: (ownership, changes) => change(store, ownership, changes) }),
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

/** A move whose answer was lost is sent again without looking where the message lies. */
const movedWithoutLooking: Mutant = () => ({
  store: (store) =>
    withParts(store, {
      openChanges: async (...asked) =>
        (await store.openChanges(...asked)).map((change) => ({ ...change, attemptedAt: null })),
    }),
});

/** The end of a change is written with its beginning, before the provider has answered. */
const endedBeforeTheAnswer: Mutant = () =>
  onCommit(async (store, owner, changes) => {
    await store.commit(owner, changes);
    const { attempted } = changes;
    if (attempted === undefined) return;
    const ended = attempted.seqs.map(
      (seq) => ({ seq, outcome: "done", why: null, at: attempted.at }) as const,
    );
    await store.commit(owner, { ended, events: [] });
  });

/** The provider is told without a word of it in the journal. */
const attemptNotNoted: Mutant = () =>
  onCommit(async (store, owner, changes) => {
    if (changes.attempted === undefined) await store.commit(owner, changes);
  });

/** What a reading says of flags ends what was asked for here. */
const readingEndsPending: Mutant = () =>
  onCommit(async (store, owner, changes) => {
    const open = changes.flags === undefined ? [] : await store.openChanges(owner, 100);
    const flags = open.filter(({ act }) => act.kind === "flags");
    const ended = flags.map(({ seq }) => ({ seq, outcome: "done", why: null, at: 0 }) as const);
    await store.commit(owner, ended.length === 0 ? changes : { ...changes, ended });
  });

function withCopies(data: MailData, change: (copy: CopyRow, at: string) => CopyRow): MailData {
  const copies = new Map([...data.copies].map(([at, copy]) => [at, change(copy, at)]));
  return { ...data, copies };
}

/** A reading puts what the provider has over what was set here and waits. */
const readingOverwritesPending: Mutant = () => ({
  database: (db) => {
    const write = db.write.bind(db);
    db.write = (mailbox, after, changes) => {
      const told = new Map(changes.flags?.map(({ folderId, key, flags }) => [`${folderId} ${key}`, flags]));
      const given = changes.ended !== undefined || told.size === 0 ? after : withCopies(after, overwrite);
      function overwrite(copy: CopyRow, at: string): CopyRow {
        return copy.pendingFlags === 0 ? copy : { ...copy, flags: told.get(at) ?? copy.flags };
      }
      write(mailbox, given, changes);
    };
  },
});

/** A move is taken back, and its target goes on showing the message. */
const undoLeavesExpected: Mutant = () => ({
  database: (db) => {
    const act = db.act.bind(db);
    db.act = (mailbox, after, told) => {
      const expected = [...mailbox.data.copies].filter(([, copy]) => copy.expected);
      const isUndo = [...after.changes.values()].some(
        ({ seq, state }) => state === "undone" && mailbox.data.changes.get(seq)?.state !== "undone",
      );
      const given = isUndo ? { ...after, copies: new Map([...expected, ...after.copies]) } : after;
      act(mailbox, given, told);
    };
  },
});

/** Uids are changed and erased under whatever UIDVALIDITY the folder has by now. */
const anyUidValidity: Mutant = () => {
  const first = new Map<string, number>();
  return onWriting((folder) => {
    if (!first.has(folder.path)) first.set(folder.path, folder.uidValidity);
    return withParts(folder, { uidValidity: first.get(folder.path) ?? folder.uidValidity });
  });
};

/** A plain EXPUNGE: what others have marked goes too. */
const plainExpunge: Mutant = () =>
  onWriting((folder) =>
    withParts(folder, {
      expungeMessages: async (uids) => {
        const marked = await folder.searchUids({ kind: "flag", flag: "deleted", set: true });
        await folder.expungeMessages(uids.union(marked));
      },
    }),
  );

/** A draft is saved again, and its earlier revisions stay. */
const earlierForgotten: Mutant = () => ({
  store: (store) =>
    withParts(store, {
      openChanges: async (...asked) =>
        (await store.openChanges(...asked)).map((change) =>
          "earlier" in change.act ? { ...change, act: { ...change.act, earlier: [] } } : change,
        ),
    }),
});

/** An upload whose answer was lost is sent again without looking whether it is there. */
const uploadedWithoutLooking: Mutant = () => ({
  store: (store) =>
    withParts(store, {
      openChanges: async (...asked) =>
        (await store.openChanges(...asked)).map((change) =>
          change.act.kind === "append" ? { ...change, attemptedAt: null, answered: false } : change,
        ),
    }),
});

/** Gmail's labels are taken for folders. */
const labelsAreFolders: Mutant = () =>
  onSession((session) => withParts(session, { profile: { ...session.profile, name: "modern" } }));

/** What is to be deleted is expunged where it lies, by whatever setting its user has. */
const expungedInLabels: Mutant = () =>
  onWriting((folder) =>
    withParts(folder, {
      moveMessages: async (uids, path) => {
        if (!path.endsWith("Trash")) return folder.moveMessages(uids, path);
        await folder.expungeMessages(uids);
        return { uids: new Map(), uidValidity: null, removed: true };
      },
    }),
  );

/** Found at Gmail. */
export const LABEL_MUTANTS: Readonly<Record<string, Mutant>> = {
  labelsAreFolders,
  expungedInLabels,
};

/** The token that came with the access token is not stored before that one is used. */
const tokenNotKept: Mutant = () => ({
  connections: (connections) => withParts(connections, { saveGrant: async () => true }),
});

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
  movedWithoutLooking,
  endedBeforeTheAnswer,
  attemptNotNoted,
  readingEndsPending,
  readingOverwritesPending,
  undoLeavesExpected,
  anyUidValidity,
  plainExpunge,
  earlierForgotten,
  uploadedWithoutLooking,
  tokenNotKept,
};
