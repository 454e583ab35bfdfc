// What the contract suites look at again and again.
import { expect } from "vitest";
import type { FolderId } from "../../base/ids.ts";
import type { NewEvent } from "../../engine/ports/sync.ts";
import { makeWorld, type Stores, type World } from "./store-world.ts";

/** Empty stores with one mailbox, whose Inbox and Archive are mapped. */
export async function startWorld(open: () => Promise<Stores>): Promise<{ stores: Stores; world: World }> {
  const stores = await open();
  return { stores, world: await makeWorld(stores) };
}

export async function folderOf(stores: Stores, world: World, id: FolderId) {
  const loaded = await stores.sync.load(world.workspace.id, world.mailboxId);
  const folder = loaded?.folders.find((each) => each.id === id);
  if (!folder) throw new Error("no such folder");
  return folder;
}

export async function eventsOf(stores: Stores, world: World): Promise<readonly NewEvent[]> {
  const rows = await stores.reading.readEvents(world.workspace.id, world.mailboxId, 0, 1000);
  expect(rows.map((row) => row.seq)).toEqual(rows.map((_, index) => index + 1));
  return rows.map((row) => row.event);
}

export async function subjectsOf(stores: Stores, world: World): Promise<readonly string[]> {
  const query = { folder: null, offset: 0, limit: 100 };
  const { messages } = await stores.reading.listMessages(world.workspace.id, world.mailboxId, query);
  return messages.map((message) => message.subject);
}

export const ownershipLost = { code: "ownershipLost" };
export const changed: NewEvent = { kind: "folders.changed" };
