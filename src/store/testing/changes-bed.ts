// Two messages in an Inbox, and what contract suites do with them and look at.
import { expect } from "vitest";
import type { MessageId } from "../../base/ids.ts";
import { FLAG_BITS } from "../../core/flags.ts";
import type { NewAct } from "../../core/place-act.ts";
import type { ActId, Changes } from "../../engine/ports/changes.ts";
import { startWorld } from "./store-looks.ts";
import { importInto, NOW, nextId, type Stores, type World } from "./store-world.ts";

export type ChangeStores = Stores & { readonly changes: Changes };

const { seen } = FLAG_BITS;
export const READ: NewAct = { kind: "flags", add: seen, remove: 0 };

export interface Bed {
  readonly stores: ChangeStores;
  readonly world: World;
  /** "one" and "two" in Inbox, uids 1 and 2. */
  readonly one: MessageId;
  readonly two: MessageId;
  act(act: NewAct, messages?: readonly MessageId[], dueAt?: number): Promise<ActId>;
  file(messages?: readonly MessageId[]): Promise<ActId>;
  open(): ReturnType<ChangeStores["sync"]["openChanges"]>;
  /** App folder -> subjects with flags. */
  lists(): Promise<Readonly<Record<string, readonly string[]>>>;
}

export async function startBed(open: () => Promise<ChangeStores>): Promise<Bed> {
  const { stores: opened, world } = await startWorld(open);
  const stores = opened as ChangeStores;
  const [first, second] = await importInto(stores, world, world.inbox, ["one", "two"]);
  if (!first || !second) throw new Error("no messages");
  const at = [world.workspace.id, world.mailboxId] as const;
  const act: Bed["act"] = async (given, messages = [first.messageId], dueAt = NOW) => {
    const actId = nextId<ActId>();
    await stores.changes.submit({
      workspaceId: world.workspace.id,
      mailboxId: world.mailboxId,
      userId: world.user.id,
      actId,
      act: given,
      messages,
      now: NOW,
      dueAt,
    });
    return actId;
  };
  return {
    stores,
    world,
    one: first.messageId,
    two: second.messageId,
    act,
    file: (messages) => act({ kind: "move", from: world.inbox, to: world.archive }, messages),
    open: () => stores.sync.openChanges(world.ownership, 100),
    async lists() {
      const folders = await stores.reading.listFolders(...at);
      const found: Record<string, readonly string[]> = {};
      for (const folder of folders) {
        const query = { folder: folder.id, offset: 0, limit: 100 };
        const { messages, total } = await stores.reading.listMessages(...at, query);
        expect([folder.messages, folder.unread], "the rail counts what the list shows").toEqual([
          total,
          messages.filter(({ flags }) => (flags & seen) === 0).length,
        ]);
        found[folder.name] = messages.map(({ subject, flags }) => `${subject} ${flags}`);
      }
      return found;
    },
  };
}
