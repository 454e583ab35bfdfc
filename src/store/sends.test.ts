// Mail on its way out, as Postgres keeps it: taken by one process at a time, ended once, and given back where it isn't sent.
import { beforeAll, expect, test } from "vitest";
import { knownDiagnosis } from "../core/diagnose.ts";
import { FLAG_BITS } from "../core/flags.ts";
import type { AboutSend, SendId, TakenSend } from "../engine/ports/sending.ts";
import { rejectionOf } from "../providers/testing/observing.ts";
import type { Database } from "./database.ts";
import { createRetention } from "./retention.ts";
import { createSendWork } from "./send-work.ts";
import { createSends } from "./sends.ts";
import { NO_KEYS, storesOf } from "./testing/open-stores.ts";
import {
  addFolders,
  hash,
  key,
  NOW,
  newFolder,
  newMapping,
  newMessage,
  nextId,
} from "./testing/store-world.ts";
import { testDatabase } from "./testing/test-database.ts";
import { startWithDraft } from "./testing/uploads-bed.ts";

const ENVELOPE = { from: "ada@contoso.example", to: ["eva@fabrikam.example"] };
const PROBLEM = { diagnosis: knownDiagnosis("send-refused"), recipients: [] };

let database: Database;
beforeAll(async () => {
  ({ database } = await testDatabase());
});

async function start() {
  const bed = await startWithDraft(async () => storesOf(database));
  const { world, draft } = bed;
  const at = { workspaceId: world.workspace.id, mailboxId: world.mailboxId };
  const sends = createSends(database);
  const work = createSendWork(database);
  const accept = async (ofDraft = true, request: string | null = null): Promise<AboutSend> => {
    const outcome = await sends.accept({
      ...at,
      ...{ userId: world.user.id, sendId: nextId<SendId>(), message: newMessage("sent"), envelope: ENVELOPE },
      draft: ofDraft ? { messageId: draft.messageId, basedOn: draft.revisionId } : null,
      request: request === null ? null : { name: hash(request), content: hash("same") },
      ...{ now: NOW, dueAt: NOW + 10_000 },
    });
    if (typeof outcome === "string") throw new Error(outcome);
    return { ...at, sendId: outcome.sendId, now: NOW };
  };
  const take = (now = NOW + 10_000): Promise<readonly TakenSend[]> => work.take(at.workspaceId, now, 10);
  const taken = async (): Promise<TakenSend> => {
    const [first] = await take();
    if (first === undefined) throw new Error("there is nothing to take");
    return first;
  };
  const states = async () => (await sends.list(at.workspaceId, at.mailboxId)).map(({ state }) => state);
  return { ...bed, at, sends, work, accept, take, taken, states };
}

test("one process takes it, when it is due, and of a mailbox one at a time", async () => {
  const { accept, take, work } = await start();
  const first = await accept();
  await accept(false);
  expect(await take(NOW)).toEqual([]);
  const [one, ...others] = await take();
  expect([one?.sendId, one?.state, others]).toEqual([first.sendId, "waiting", []]);
  expect(await take()).toEqual([]);
  if (one === undefined) return;
  const kept = await work.keep(one);
  expect(kept?.takenUntil).toBeGreaterThanOrEqual(one.takenUntil);
  expect(await work.handing({ ...one, takenUntil: 1 }, NOW, null), "not in these hands").toBe(false);
  expect(kept !== null && (await work.handing(kept, NOW, "handle"))).toBe(true);
});

test("ended, it is kept as long as what was changed is", async () => {
  const { accept, taken, work, at } = await start();
  const first = await accept(true, "a name");
  const given = await taken();
  await work.handing(given, NOW, null);
  const retention = createRetention(database, NO_KEYS);
  const periods = { departed: null, revisions: null, events: null, changes: 30 };
  await retention.savePeriods(at.workspaceId, periods);
  const pass = (days: number) =>
    retention.removeDue(at.workspaceId, NOW + days * 86_400_000, new AbortController().signal);
  await pass(60);
  expect((await accept(true, "a name")).sendId, "it is not over").toBe(first.sendId);
  await work.sent(given, { within: 0 }, NOW);
  await pass(29);
  expect((await accept(true, "a name")).sendId).toBe(first.sendId);
  await pass(32);
  expect((await accept(false, "a name")).sendId, "its name is free").not.toBe(first.sendId);
});

test("asked again under its name it is the same one", async () => {
  const { accept } = await start();
  const first = await accept(true, "a name");
  expect((await accept(true, "a name")).sendId).toBe(first.sendId);
});

test("it is undone until somebody has it, and the draft is back", async () => {
  const { accept, sends, take, lists, draft, states } = await start();
  const first = await accept();
  expect((await lists()).Drafts).toEqual([]);
  expect(await sends.undo(first)).toBe(true);
  expect((await lists()).Drafts).toEqual([expect.stringContaining("draft")]);
  expect(draft.messageId).toEqual(expect.any(String));
  expect([await sends.undo(first), await states()]).toEqual([false, []]);
  const second = await accept();
  await take();
  expect(await sends.undo(second)).toBe(false);
});

test("refused, it is a draft again, also where it was none; ended once, it stays so", async () => {
  const { accept, taken, work, lists, states, sends, at } = await start();
  await accept();
  const first = await taken();
  await work.refuse(first, PROBLEM, NOW);
  await work.sent(first, { within: 0 }, NOW);
  expect([await states(), (await lists()).Drafts?.length]).toEqual([["refused"], 1]);
  await sends.dismiss(at.workspaceId, at.mailboxId);
  await accept(false);
  await work.refuse(await taken(), PROBLEM, NOW);
  expect((await lists()).Drafts?.length).toBe(2);
});

test("put off, it is due later; left behind while it was handed over, it is in doubt until somebody says", async () => {
  const { accept, taken, take, work, sends, states } = await start();
  const about = await accept();
  const first = await taken();
  await work.postpone(first, NOW + 60_000, PROBLEM);
  expect(await take()).toEqual([]);
  const [again] = await take(NOW + 60_000);
  if (again === undefined) throw new Error("it isn't due");
  expect(await work.handing(again, NOW, null)).toBe(true);
  await work.postpone({ ...again, takenUntil: 1 }, NOW, PROBLEM);
  await work.doubt(again, null, NOW);
  expect(await states()).toEqual(["doubtful"]);
  expect(await sends.answer(about, "again")).toBe(true);
  expect(await sends.answer(about, "again")).toBe(false);
  expect(await states()).toEqual(["waiting"]);
});

test("nothing is sent from a mailbox that only receives, and what waits is dropped with the Stop", async () => {
  const { accept, at, stores, world, lists, take } = await start();
  await accept();
  const [connection] = await stores.connections.connectionsOfMailbox(at.workspaceId, at.mailboxId);
  if (connection === undefined) throw new Error("nobody is connected");
  expect(await rejectionOf(stores.connections.stop(connection, "keep", NOW, "finish"))).toMatchObject({
    code: "changesWaiting",
  });
  await stores.connections.stop(connection, "keep", NOW);
  expect((await lists()).Drafts?.length).toBe(1);
  expect(await take()).toEqual([]);
  expect(world.mailboxId).toBe(at.mailboxId);
  expect(await rejectionOf(accept())).toMatchObject({ code: "stopped" });
});

/** A folder Sent that a reading has found the message in, before anything was written of what came of handing it over. */
async function startReadFirst(path: "Sent" | "Drafts") {
  const bed = await start();
  const { at, stores, world, drafts } = bed;
  const sent = newFolder("Sent");
  await addFolders(stores, { workspaceId: at.workspaceId, id: at.mailboxId }, [sent]);
  const mappings = [
    { folderId: drafts, mapping: newMapping("Drafts", "drafts") },
    { folderId: sent.id, mapping: newMapping("Sent", "sent") },
  ];
  await stores.sync.saveMappings(at.workspaceId, at.mailboxId, mappings, "all", NOW);
  const ownership = await stores.sync.claimOne(world.workerId, at.workspaceId, at.mailboxId);
  if (ownership === null) throw new Error("the mailbox could not be claimed again");
  await bed.accept(path === "Sent");
  const taken = await bed.taken();
  expect(await bed.work.handing(taken, NOW, null)).toBe(true);
  const folderId = path === "Sent" ? sent.id : drafts;
  const copy = {
    messageId: taken.messageId,
    folderId,
    key: key(77),
    flags: FLAG_BITS.seen,
    internalDate: NOW + 5_000,
  };
  await stores.sync.commit(ownership, { copies: [copy], events: [] });
  const settled = async () => {
    const changes = await stores.sync.openChanges(ownership, 100);
    const seq = changes.find(({ messageId }) => messageId === taken.messageId)?.seq ?? 0;
    await stores.sync.commit(ownership, {
      ended: [{ seq, outcome: "done", why: null, at: NOW }],
      events: [],
    });
    return bed.work.settle(at.workspaceId, NOW);
  };
  return { ...bed, taken, settled };
}

test("found in Sent before it was known to be sent, it is there once, as it was found", async () => {
  const { work, taken, lists, states, settled } = await startReadFirst("Sent");
  await work.sent(taken, { within: 300_000 }, NOW + 9_000);
  expect([await states(), (await lists()).Sent, (await lists()).Drafts]).toEqual([[], ["sent seen"], []]);
  await settled();
  expect((await lists()).Sent).toEqual(["sent seen"]);
});

test("found in Sent before it was in doubt, it is shown, can't be sent once more, and was sent", async () => {
  const { work, taken, lists, states, sends, settled, at } = await startReadFirst("Sent");
  await work.doubt(taken, { within: 300_000 }, NOW);
  expect([await states(), (await lists()).Sent]).toEqual([["doubtful"], ["sent seen"]]);
  expect(await sends.answer({ ...at, sendId: taken.sendId, now: NOW }, "again")).toBe(false);
  await settled();
  expect([await states(), (await lists()).Sent]).toEqual([[], ["sent seen"]]);
});

test("refused where its draft at Graph was read already, it is a draft here", async () => {
  const { work, taken, lists, states } = await startReadFirst("Drafts");
  await work.refuse(taken, PROBLEM, NOW);
  expect([await states(), (await lists()).Drafts?.filter((each) => each.startsWith("sent"))]).toEqual([
    ["refused"],
    ["sent seen"],
  ]);
});

test("given back where a reading has found it, nothing of what lies at the provider is forgotten", async () => {
  const { work, taken, lists } = await startReadFirst("Sent");
  await work.refuse(taken, PROBLEM, NOW);
  expect([(await lists()).Sent, (await lists()).Drafts?.length]).toEqual([["sent seen"], 1]);
});
