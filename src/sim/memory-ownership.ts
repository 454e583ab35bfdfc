// Whose a mailbox is, on the memory database: the same rules as src/store/ownership.ts.
import type { MailboxId, WorkerId } from "../base/ids.ts";
import type { Ownership, SyncStore } from "../engine/ports/sync.ts";
import type { MemoryDatabase, StoredMailbox } from "./memory-database.ts";
import type { Caller } from "./sim-process.ts";

/** A worker whose last beat is older is dead. */
const LIFE_MS = 9_000;

type Ownerships = Pick<SyncStore, "beat" | "retire" | "claim" | "claimOne" | "release" | "checkedAt">;

export function createMemoryOwnerships(db: MemoryDatabase, call: Caller): Ownerships {
  const isFree = (mailbox: StoredMailbox, now: number): boolean => {
    const worker = mailbox.ownerWorker === null ? undefined : db.workers.get(mailbox.ownerWorker);
    return worker === undefined || worker.beatAt <= now - LIFE_MS;
  };
  const take = (mailbox: StoredMailbox, workerId: WorkerId): Ownership => {
    mailbox.ownerWorker = workerId;
    mailbox.ownerEpoch++;
    const { workspaceId, id: mailboxId } = mailbox.row;
    return { workspaceId, mailboxId, workerId, epoch: mailbox.ownerEpoch };
  };
  return {
    beat: (workerId, now, checked) =>
      call("store.beat", () => {
        db.workers.set(workerId, { beatAt: now, checked });
      }),
    retire: (workerId) =>
      call("store.retire", () => {
        db.workers.delete(workerId);
      }),
    claim: (workerId, now, limit, held) =>
      call("store.claim", () =>
        [...db.mailboxes.values()]
          .filter((mailbox) => {
            const forgotten = mailbox.ownerWorker === workerId && held?.includes(mailbox.row.id) === false;
            return mailbox.row.state === "syncing" && (forgotten || isFree(mailbox, now));
          })
          .slice(0, limit)
          .map((mailbox) => take(mailbox, workerId)),
      ),
    claimOne: (workerId, now, workspaceId, mailboxId) =>
      call("store.claimOne", () => {
        const mailbox = db.find(workspaceId, mailboxId);
        if (mailbox === null || mailbox.row.state === "stopped" || !isFree(mailbox, now)) return null;
        return take(mailbox, workerId);
      }),
    release: ({ workspaceId, mailboxId, workerId, epoch }) =>
      call("store.release", () => {
        const mailbox = db.find(workspaceId, mailboxId);
        if (mailbox?.ownerWorker === workerId && mailbox.ownerEpoch === epoch) mailbox.ownerWorker = null;
      }),
    checkedAt: (mailboxId) =>
      call("store.checkedAt", () => {
        const times = [...db.workers.values()].flatMap(({ checked }) => {
          const at = (checked as Partial<Record<MailboxId, number>>)[mailboxId];
          return at === undefined ? [] : [at];
        });
        return times.length === 0 ? null : Math.max(...times);
      }),
  };
}
