// Receive only (J17): nothing gets into the outbox of such a mailbox, and nothing stays in it.
import { expect, test } from "vitest";
import type { MessageId } from "../base/ids.ts";
import type { ActId } from "../engine/ports/changes.ts";
import type { ReceiveOnly } from "../engine/ports/receive-only.ts";
import { type OpenedStores, openStores } from "./testing/open-stores.ts";
import { changed, ownershipLost } from "./testing/store-looks.ts";
import { importInto, makeWorld, NOW, newConnection, nextId, type World } from "./testing/store-world.ts";

const RACES = 8;

interface Bed {
  readonly stores: OpenedStores;
  readonly receiveOnly: ReceiveOnly;
  readonly world: World;
  readonly one: MessageId;
  act(actId?: ActId): Promise<number | null>;
  open(): Promise<number>;
  mailbox(): Promise<string | undefined>;
}

async function start(): Promise<Bed> {
  const stores = await openStores();
  const world = await makeWorld(stores);
  const [first] = await importInto(stores, world, world.inbox, ["one"]);
  if (first === undefined) throw new Error("no message");
  const at = [world.workspace.id, world.mailboxId] as const;
  return {
    stores,
    receiveOnly: stores.receiveOnly,
    world,
    one: first.messageId,
    act: (actId = nextId<ActId>()) =>
      stores.changes.submit({
        workspaceId: world.workspace.id,
        mailboxId: world.mailboxId,
        userId: world.user.id,
        actId,
        act: { kind: "move", from: world.inbox, to: world.archive },
        messages: [first.messageId],
        now: NOW,
        dueAt: NOW,
      }),
    open: async () => {
      const { waiting, held } = await stores.changes.outbox(...at, NOW);
      return waiting + held;
    },
    mailbox: async () => (await stores.connections.readMailbox(...at))?.receiveOnly,
  };
}

const ON = { on: true, outbox: "finish" } as const;
const OFF = { on: false, outbox: "finish" } as const;
const refused = { code: "receiveOnly" };

test("nothing is changed in a mailbox that only receives, and nothing undone, until it is switched off", async () => {
  const bed = await start();
  const { workspace, mailboxId, ownership } = bed.world;
  const actId = nextId<ActId>();
  await bed.act(actId);
  const ended = [{ seq: 1, outcome: "done", why: null, at: NOW }] as const;
  await bed.stores.sync.commit(ownership, { ended, events: [] });
  await bed.receiveOnly.switchMailbox(workspace.id, mailboxId, ON);
  expect(await bed.mailbox()).toBe("mailbox");
  await expect(bed.act()).rejects.toMatchObject(refused);
  await expect(bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).rejects.toMatchObject(refused);
  await expect(
    bed.stores.sync.commit(ownership, { events: [changed] }),
    "who syncs begins anew",
  ).rejects.toMatchObject(ownershipLost);
  await bed.receiveOnly.switchMailbox(workspace.id, mailboxId, OFF);
  expect(await bed.mailbox()).toBe("off");
  expect(await bed.stores.changes.undo(workspace.id, mailboxId, actId, NOW)).toBe(true);
});

test("what waits is finished first, or dropped", async () => {
  const bed = await start();
  const { workspace, mailboxId } = bed.world;
  const at = [workspace.id, mailboxId] as const;
  await bed.act();
  await expect(bed.receiveOnly.switchMailbox(...at, ON)).rejects.toMatchObject({ code: "changesWaiting" });
  expect([await bed.mailbox(), await bed.open()]).toEqual(["off", 1]);
  await bed.receiveOnly.switchMailbox(...at, { on: true, outbox: "drop" });
  expect([await bed.mailbox(), await bed.open()]).toEqual(["mailbox", 0]);
  const folders = await bed.stores.reading.listFolders(...at);
  expect(folders.map(({ name, messages }) => [name, messages])).toEqual([
    ["Inbox", 1],
    ["Archive", 0],
  ]);
});

test("the workspace's switch holds for all its mailboxes, those connected later too, and for no other's", async () => {
  const bed = await start();
  const { workspace, user, mailboxId } = bed.world;
  const elsewhere = await makeWorld(bed.stores, "Fabrikam");
  await bed.act();
  expect(await bed.receiveOnly.readWorkspace(workspace.id)).toEqual({ on: false, waiting: 1 });
  await expect(bed.receiveOnly.switchWorkspace(workspace.id, ON)).rejects.toMatchObject({
    code: "changesWaiting",
  });
  expect(await bed.receiveOnly.switchWorkspace(workspace.id, { on: true, outbox: "drop" })).toEqual([
    mailboxId,
  ]);
  await expect(bed.act()).rejects.toMatchObject(refused);
  const { mailbox } = await bed.stores.connections.connect(newConnection(user, "jobs@contoso.example"));
  expect(mailbox.receiveOnly).toBe("workspace");
  const listed = await bed.stores.connections.listMailboxes();
  expect(listed.filter((each) => each.workspaceId === workspace.id).map((each) => each.receiveOnly)).toEqual([
    "workspace",
    "workspace",
  ]);
  const other = await bed.stores.connections.readMailbox(elsewhere.workspace.id, elsewhere.mailboxId);
  expect(other?.receiveOnly).toBe("off");
  expect(await bed.receiveOnly.switchWorkspace(workspace.id, OFF)).toHaveLength(2);
  expect(await bed.act()).toBe(1);
});

test("of an act and a switch at the same moment either the act is refused or the switch knows of it", async () => {
  const bed = await start();
  const { workspace, mailboxId } = bed.world;
  for (let race = 0; race < RACES; race++) {
    const drop = { on: true, outbox: "drop" } as const;
    const ofAll = race % 2 === 0;
    const flip = (change: typeof drop | typeof OFF): Promise<unknown> =>
      ofAll
        ? bed.receiveOnly.switchWorkspace(workspace.id, change)
        : bed.receiveOnly.switchMailbox(workspace.id, mailboxId, change);
    await Promise.allSettled([bed.act(), bed.act(), flip(drop), bed.act(), bed.act()]);
    expect(await bed.open(), `race ${race}`).toBe(0);
    await flip(OFF);
  }
});

test("a mailbox that was stopped is not switched", async () => {
  const bed = await start();
  await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
  const { workspace, mailboxId } = bed.world;
  await expect(bed.receiveOnly.switchMailbox(workspace.id, mailboxId, ON)).rejects.toMatchObject({
    code: "stopped",
  });
});

test("stopped and connected again it is what it was: whoever said never didn't say for now", async () => {
  const bed = await start();
  const { workspace, mailboxId, user } = bed.world;
  await bed.receiveOnly.switchMailbox(workspace.id, mailboxId, ON);
  await bed.stores.connections.stop(bed.world.connection, "keep", NOW);
  const { mailbox } = await bed.stores.connections.connect(newConnection(user));
  expect(mailbox).toMatchObject({ id: mailboxId, receiveOnly: "mailbox" });
});
