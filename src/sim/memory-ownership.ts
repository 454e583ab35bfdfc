// Whose a mailbox is, on the memory database: the same rules as src/store/ownership.ts.
import type { WorkerId } from "../base/ids.ts";
import type { Ownership, SyncStore } from "../engine/ports/sync.ts";
import type { MemoryDatabase, StoredMailbox } from "./memory-database.ts";
import type { Caller } from "./sim-process.ts";

/** A worker whose last beat is older is dead. */
const LIFE_MS = 9_000;

type Ownerships = Pick<SyncStore, "beat" | "retire" | "claim" | "claimOne" | "release" | "checkedAt">;

export function createMemoryOwnerships(db: MemoryDatabase, call: Caller): Ownerships {
  const isAlive = (workerId: WorkerId): boolean => {
    const worker = db.workers.get(workerId);
    return worker !== undefined && worker.beatAt > db.now() - LIFE_MS;
  };
  const isFree = ({ ownerWorker }: StoredMailbox): boolean => ownerWorker === null || !isAlive(ownerWorker);
  const take = (mailbox: StoredMailbox, workerId: WorkerId): Ownership => {
    mailbox.ownerWorker = workerId;
    mailbox.ownerEpoch++;
    const { workspaceId, id: mailboxId } = mailbox.row;
    return { workspaceId, mailboxId, workerId, epoch: mailbox.ownerEpoch };
  };
  return {
    beat: (workerId, given) => {
      const checked = new Map(given);
      const beat = (): void => void db.workers.set(workerId, { beatAt: db.now(), checked });
      return call("store.beat", beat, isAlive(workerId));
    },
    retire: (workerId) =>
      call("store.retire", () => {
        db.workers.delete(workerId);
      }),
    claim: (workerId, limit, held) => {
      const claimable = (): readonly StoredMailbox[] =>
        [...db.mailboxes.values()].filter((mailbox) => {
          const forgotten = mailbox.ownerWorker === workerId && held?.includes(mailbox.row.id) === false;
          return mailbox.row.state === "syncing" && (forgotten || isFree(mailbox));
        });
      const claim = (): readonly Ownership[] =>
        claimable()
          .slice(0, limit)
          .map((mailbox) => take(mailbox, workerId));
      return call("store.claim", claim, claimable().length === 0);
    },
    claimOne: (workerId, workspaceId, mailboxId) =>
      call("store.claimOne", () => {
        const mailbox = db.find(workspaceId, mailboxId);
        if (mailbox === null || mailbox.row.state === "stopped" || !isFree(mailbox)) return null;
        return take(mailbox, workerId);
      }),
    release: ({ workspaceId, mailboxId, workerId, epoch }) =>
      call("store.release", () => {
        const mailbox = db.find(workspaceId, mailboxId);
        if (mailbox?.ownerWorker === workerId && mailbox.ownerEpoch === epoch) mailbox.ownerWorker = null;
      }),
    checkedAt: (mailboxId) =>
      call("store.checkedAt", () => {
        const times = [...db.workers.values()].flatMap(({ checked }) => checked.get(mailboxId) ?? []);
        return times.length === 0 ? null : Math.max(...times);
      }),
  };
}
