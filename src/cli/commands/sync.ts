// One mailbox brought up to date: by this process where nobody owns the mailbox, else by the server that does.
import { newId, type WorkerId } from "../../base/ids.ts";
import { MailboxLoop } from "../../engine/mailbox-loop.ts";
import type { MailboxRow } from "../../engine/ports/connections.ts";
import type { Ownership } from "../../engine/ports/sync.ts";
import { openMailbox } from "../../engine/worker.ts";
import { parseArguments } from "../arguments.ts";
import type { House } from "../house.ts";
import { stopSignal } from "../stop-signal.ts";
import { systemClock, systemRandom } from "../system.ts";
import { UsageError } from "../usage-error.ts";
import { findMailbox, withHouse } from "../with-house.ts";
import { readStatus } from "./status.ts";

const BEAT_MS = 3_000;
const LOOK_MS = 500;

export async function syncCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArguments(args, {
    once: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  });
  if (!values.once) throw new UsageError("Say --once; `twinbox serve` syncs for ever.");
  return withHouse(async (house) => {
    const mailbox = await findMailbox(house, positionals[0]);
    if (mailbox.state === "unmapped") throw new UsageError("No folders are mapped yet; see twinbox connect.");
    if (mailbox.state === "stopped") throw new UsageError(`${mailbox.address} is disconnected.`);
    const abort = new AbortController();
    void stopSignal().then(() => abort.abort());
    await syncOnce(house, mailbox, abort.signal);
    const status = await readStatus(house, (await house.connections.findMailbox(mailbox.id)) ?? mailbox);
    const quiet = !abort.signal.aborted && status.problem === null && status.done === status.total;
    if (values.json) console.log(JSON.stringify(status));
    else if (quiet)
      console.log(`${status.address} is equal on both sides: ${status.messages} messages here.`);
    else console.log(`${status.address}: ${status.done} of ${status.total} messages; not finished.`);
    return quiet ? 0 : 1;
  });
}

async function syncOnce(house: House, mailbox: MailboxRow, signal: AbortSignal): Promise<void> {
  const { store, connections, hints } = house;
  const { workspaceId, id: mailboxId } = mailbox;
  const workerId = newId<WorkerId>(systemClock, systemRandom);
  const asked = systemClock.now();
  hints.publish({ kind: "wake", workspaceId, mailboxId });
  try {
    // A running server has it: it is asked to look, and it does the work. A server that was killed counts as alive
    // for nine more seconds; then the mailbox can be had.
    while (!signal.aborted) {
      await store.beat(workerId, systemClock.now(), {});
      const ownership = await store.claimOne(workerId, systemClock.now(), workspaceId, mailboxId);
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
  const checked: Record<string, number> = {};
  const beats = (async () => {
    while (!ended.signal.aborted) {
      await systemClock.sleep(BEAT_MS, ended.signal);
      await house.store.beat(workerId, systemClock.now(), checked);
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
          checked[mailboxId] = at;
        },
        lookedAt: () => null,
      },
      state,
      session,
    );
    try {
      await loop.runOnce(signal);
      if (mailbox.diagnosis !== null) {
        await house.connections.setDiagnosis(workspaceId, mailboxId, null, systemClock.now());
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
