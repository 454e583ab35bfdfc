// Whose a mailbox is, as every SyncStore must keep it.
import { expect, test } from "vitest";
import type { WorkerId } from "../../base/ids.ts";
import { changed, ownershipLost, startWorld } from "./store-looks.ts";
import { NOW, newConnection, nextId, type Stores } from "./store-world.ts";

export function ownershipTests(open: () => Promise<Stores>): void {
  test("a mailbox is claimed by one of many", async () => {
    const { stores, world } = await startWorld(open);
    await stores.sync.release(world.ownership);
    const workers = Array.from({ length: 8 }, () => nextId<WorkerId>());
    await Promise.all(workers.map((worker) => stores.sync.beat(worker, new Map())));
    const at = [world.workspace.id, world.mailboxId] as const;
    const taken = await Promise.all(
      workers.map(async (worker, index) =>
        index % 2 === 0
          ? stores.sync.claimOne(worker, ...at)
          : ((await stores.sync.claim(worker, 5, null))[0] ?? null),
      ),
    );
    const winners = taken.filter((each) => each !== null);
    expect(winners).toHaveLength(1);
    for (const winner of winners) await stores.sync.commit(winner, { events: [changed] });
  });

  test("it belongs to its worker as long as that one beats, and nine seconds longer", async () => {
    const { stores, world } = await startWorld(open);
    const other = nextId<WorkerId>();
    await stores.silence(7_000);
    await stores.sync.beat(other, new Map());
    expect(await stores.sync.claim(other, 5, null)).toEqual([]);
    expect(await stores.sync.claimOne(other, world.workspace.id, world.mailboxId)).toBeNull();
    await stores.silence(2_000);
    const [taken] = await stores.sync.claim(other, 5, null);
    expect(taken).toMatchObject({ workerId: other, mailboxId: world.mailboxId });
    expect(taken?.epoch).toBeGreaterThan(world.ownership.epoch);
    const late = stores.sync.commit(world.ownership, { events: [changed] });
    await expect(late).rejects.toMatchObject(ownershipLost);
  });

  test("who retires leaves its mailboxes to others at once", async () => {
    const { stores, world } = await startWorld(open);
    await stores.sync.retire(world.workerId);
    const other = nextId<WorkerId>();
    await stores.sync.beat(other, new Map());
    expect(await stores.sync.claim(other, 5, null)).toHaveLength(1);
  });

  test("a worker that doesn't know what it was given is given it again, and nothing that it knows of", async () => {
    const { stores, world } = await startWorld(open);
    const { workerId, mailboxId, ownership } = world;
    expect(await stores.sync.claim(workerId, 5, null)).toEqual([]);
    expect(await stores.sync.claim(workerId, 5, [mailboxId])).toEqual([]);
    const [again] = await stores.sync.claim(workerId, 5, []);
    expect(again).toMatchObject({ mailboxId, workerId });
    const late = stores.sync.commit(ownership, { events: [changed] });
    await expect(late).rejects.toMatchObject(ownershipLost);
    const other = nextId<WorkerId>();
    await stores.sync.beat(other, new Map());
    expect(await stores.sync.claim(other, 5, [])).toEqual([]);
  });

  test("a late release takes nothing from the next owner", async () => {
    const { stores, world } = await startWorld(open);
    await stores.sync.release(world.ownership);
    const at = [world.workspace.id, world.mailboxId] as const;
    const next = await stores.sync.claimOne(world.workerId, ...at);
    if (!next) throw new Error("not claimed");
    await stores.sync.release(world.ownership);
    await stores.sync.commit(next, { events: [changed] });
  });

  test("only mailboxes in state syncing are claimed unasked, a stopped one never", async () => {
    const { stores, world } = await startWorld(open);
    const unmapped = await stores.connections.connect(newConnection(world.user, "jobs@contoso.example"));
    const worker = nextId<WorkerId>();
    await stores.sync.beat(worker, new Map());
    expect(await stores.sync.claim(worker, 5, null)).toEqual([]);
    const at = [world.workspace.id, unmapped.mailbox.id] as const;
    expect(await stores.sync.claimOne(worker, ...at)).not.toBeNull();
    await stores.connections.stop(unmapped.connection, "keep", NOW);
    expect(await stores.sync.claimOne(worker, ...at)).toBeNull();
  });

  test("when a mailbox was last found equal is in the worker's beat", async () => {
    const { stores, world } = await startWorld(open);
    expect(await stores.sync.checkedAt(world.mailboxId)).toBeNull();
    await stores.sync.beat(world.workerId, new Map([[world.mailboxId, NOW - 3]]));
    expect(await stores.sync.checkedAt(world.mailboxId)).toBe(NOW - 3);
  });
}
