import { expect, onTestFinished, test } from "vitest";
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import type { Hint } from "../engine/ports/sync.ts";
import { openDatabase } from "./database.ts";
import { createHints, type OpenHints } from "./hints.ts";
import { noLog } from "./testing/no-log.ts";
import { nextId } from "./testing/store-world.ts";
import { type TestDatabase, testDatabase } from "./testing/test-database.ts";

/** Two processes on one database. */
async function openTwo() {
  const opened = await testDatabase();
  const second = await openDatabase({ ...opened.place, log: noLog });
  onTestFinished(() => second.close());
  const [here, there] = [createHints(opened.database), createHints(second)];
  await Promise.all([here.listening, there.listening]);
  return { opened, here, there };
}

function collect(hints: OpenHints) {
  const seen: Hint[] = [];
  const waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  hints.subscribe((hint) => {
    seen.push(hint);
    for (const each of waiting) if (seen.length >= each.count) each.resolve();
  });
  return {
    seen,
    until: (count: number) =>
      new Promise<void>((resolve) => {
        if (seen.length >= count) resolve();
        else waiting.push({ count, resolve });
      }),
  };
}

function mailboxHint(kind: "mailbox" | "wake" = "mailbox"): Hint {
  return { kind, workspaceId: nextId<WorkspaceId>(), mailboxId: nextId<MailboxId>() };
}

test("a hint is heard here at once, and once", async () => {
  const { here, there } = await openTwo();
  const heard = collect(here);
  const elsewhere = collect(there);
  const hint = mailboxHint();
  here.publish(hint);
  expect(heard.seen).toEqual([hint]);
  await elsewhere.until(1);
  expect(elsewhere.seen).toEqual([hint]);
  // Our own notification has come back by now, for the other's came later.
  const answer: Hint = { kind: "settings", workspaceId: nextId<WorkspaceId>() };
  there.publish(answer);
  await heard.until(2);
  expect(heard.seen).toEqual([hint, answer]);
});

test("a flood is sent in few notifications, each hint once", async () => {
  const { here, there } = await openTwo();
  const elsewhere = collect(there);
  const hints = Array.from({ length: 250 }, (_, index) => mailboxHint(index % 2 ? "wake" : "mailbox"));
  for (const hint of [...hints, ...hints, ...hints]) here.publish(hint);
  await elsewhere.until(250);
  expect(elsewhere.seen).toEqual(hints);
});

test("a listener that fails does not keep others from hearing, and one that left hears no more", async () => {
  const { here } = await openTwo();
  const leave = here.subscribe(() => {
    throw new Error("on purpose");
  });
  const heard = collect(here);
  here.publish(mailboxHint());
  leave();
  here.publish(mailboxHint());
  expect(heard.seen).toHaveLength(2);
});

test("when the connection is lost it listens again, and sends what waited", async () => {
  const { opened, here, there } = await openTwo();
  await terminateListeners(opened);
  const elsewhere = collect(there);
  const hint = mailboxHint();
  let heard = false;
  void elsewhere.until(1).then(() => {
    heard = true;
  });
  // Those sent while the other was away are lost: a hint is only a hint.
  while (!heard) {
    here.publish(hint);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  expect(elsewhere.seen[0]).toEqual(hint);
});

async function terminateListeners({ asOwner }: TestDatabase): Promise<void> {
  await asOwner(
    `select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and query like 'listen%'`,
  );
}
