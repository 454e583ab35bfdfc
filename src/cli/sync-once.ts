// One mailbox brought up to date: by this process where nobody owns the mailbox, else by the server that does.
import { type MailboxId, newId, type WorkerId } from "../base/ids.ts";
import { MailboxLoop } from "../engine/mailbox-loop.ts";
import type { MailboxRow } from "../engine/ports/connections.ts";
import type { Ownership } from "../engine/ports/sync.ts";
import { openMailbox } from "../engine/worker.ts";
import type { House } from "./house.ts";
import { systemClock, systemRandom } from "./system.ts";

const BEAT_MS = 3_000;
const LOOK_MS = 500;

/** Resolves when both sides are equal, or when the owner has found a problem. Rejects with SyncError. */
export async function syncOnce(house: House, mailbox: MailboxRow, signal: AbortSignal): Promise<void> {
  const { store, connections, hints } = house;
  const { workspaceId, id: mailboxId } = mailbox;
  const workerId = newId<WorkerId>(systemClock, systemRandom);
  const asked = systemClock.now();
  hints.publish({ kind: "wake", workspaceId, mailboxId });
  try {
    // A running server has it: it is asked to look, and it does the work. A server that was killed counts as alive
    // for nine more seconds; then the mailbox can be had.
    while (!signal.aborted) {
      await store.beat(workerId, new Map());
      const ownership = await store.claimOne(workerId, workspaceId, mailboxId);
      if (ownership !== null) {
        await runHere(house, ownership, workerId, signal);
        return;
      }
      const checkedAt = await store.checkedAt(mailboxId);
      if (checkedAt !== null && checkedAt >= asked) return;
      const now = await connections.findMailbox(mailboxId);
      if (now === null || now.state !== "syncing" || now.diagnosis !== null) return;
      await systemClock.sleep(LOOK_MS, signal);
    }
  } finally {
    await store.retire(workerId);
  }
}

async function runHere(
  house: House,
  ownership: Ownership,
  workerId: WorkerId,
  signal: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const checked = new Map<MailboxId, number>();
  const beats = (async () => {
    while (!ended.signal.aborted) {
      await systemClock.sleep(BEAT_MS, ended.signal);
      await house.store.beat(workerId, checked);
    }
  })();
  try {
    const { mailbox, session, state } = await openMailbox(house.workerDeps, ownership, signal);
    const { workspaceId, mailboxId } = ownership;
    const loop = new MailboxLoop(
      {
        ...house.workerDeps,
        changed: () => house.hints.publish({ kind: "mailbox", workspaceId, mailboxId }),
        equal: (at) => {
          checked.set(mailboxId, at);
        },
        lookedAt: () => null,
        onScreen: () => null,
      },
      state,
      session,
    );
    try {
      await loop.runOnce(signal);
      if (mailbox.diagnosis !== null) {
        await house.connections.setDiagnosis(ownership, null, systemClock.now());
      }
    } finally {
      await session.close();
    }
  } finally {
    ended.abort();
    await beats;
    await house.store.release(ownership);
  }
}
