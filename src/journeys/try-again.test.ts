// "Try again" while it is still being found out why a mailbox is refused. A worker, Postgres and Playground 365.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { newId, type WorkerId } from "../base/ids.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { Worker } from "../engine/worker.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const LOOK_MS = 20;
/** Shorter than the wait for the next try. */
const LONG_MS = 20_000;

/** Long waits don't end by themselves. */
const clock: Clock = {
  ...systemClock,
  sleep: (ms, signal) =>
    ms < LONG_MS
      ? systemClock.sleep(ms, signal)
      : new Promise((resolve) => {
          if (signal?.aborted) resolve();
          signal?.addEventListener("abort", () => resolve(), { once: true });
        }),
};

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox({ serve: false });
});
afterAll(() => twinbox?.close());

test("whoever tries again meanwhile doesn't wait for the next try", async () => {
  const { house, playground } = twinbox;
  const { control } = playground;
  const token = await control.issueToken(ADA);
  const mailbox = await SyncedMailbox.connect(house, {
    workspace: "Try again",
    user: ADA,
    server: { ...playground.imap, security: "none" },
    userName: ADA,
    grant: { kind: "command", command: `echo ${token}` },
    maps: [{ name: "Inbox", path: "INBOX" }],
    since: "all",
  });
  const [workspaceId, mailboxId] = mailbox.at;
  house.sessions.drop(mailboxId);
  const asked = Promise.withResolvers<void>();
  const answered = Promise.withResolvers<void>();
  const askOtherWays = async () => {
    asked.resolve();
    await answered.promise;
    return {};
  };
  control.setSwitch(ADA, "loginRefused", true);
  const worker = new Worker(
    { ...house.workerDeps, askOtherWays, clock },
    newId<WorkerId>(systemClock, systemRandom),
  );
  const running = worker.run();
  await asked.promise;
  control.clearSwitches();
  house.hints.publish({ kind: "wake", workspaceId, mailboxId });
  answered.resolve();
  while (worker.checkedAt(mailboxId) === null) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  expect((await house.connections.readMailbox(workspaceId, mailboxId))?.diagnosis).toBeNull();
  await worker.close();
  await running;
}, 15_000);
