// A mailbox with Inbox, Archive and Drafts that programs put messages into, and what contract suites do with it.
import type { MessageId, RemoteKey, RevisionId } from "../../base/ids.ts";
import { FLAG_BITS, flagNames } from "../../core/flags.ts";
import type { ActId } from "../../engine/ports/changes.ts";
import type { NewMessage, Ownership } from "../../engine/ports/sync.ts";
import type { DraftOutcome, NamedRequest, UploadOutcome, Uploads } from "../../engine/ports/uploads.ts";
import type { ChangeStores } from "./changes-bed.ts";
import { startWorld } from "./store-looks.ts";
import {
  addFolders,
  key,
  NOW,
  newFolder,
  newMapping,
  newMessage,
  nextId,
  type World,
} from "./store-world.ts";

export type UploadStores = ChangeStores & { readonly uploads: Uploads };

export const DRAFT = FLAG_BITS.draft | FLAG_BITS.seen;

export interface UploadBed {
  readonly stores: UploadStores;
  readonly world: World;
  readonly ownership: Ownership;
  readonly drafts: World["inbox"];
  upload(
    message: NewMessage,
    folder?: World["inbox"],
    flags?: number,
    request?: NamedRequest | null,
  ): Promise<UploadOutcome>;
  save(
    messageId: MessageId,
    basedOn: RevisionId,
    next: NewMessage,
    request?: NamedRequest | null,
  ): Promise<DraftOutcome>;
  retry(messageId: MessageId): Promise<number>;
  move(messageId: MessageId, from: World["inbox"], to: World["inbox"]): Promise<unknown>;
  discard(messageId: MessageId, basedOn?: RevisionId | null): Promise<DraftOutcome>;
  commit(changes: Omit<Parameters<UploadStores["sync"]["commit"]>[1], "events">): Promise<void>;
  open(): ReturnType<UploadStores["sync"]["openChanges"]>;
  /** App folder -> subjects with flags. */
  lists(): Promise<Readonly<Record<string, readonly string[]>>>;
}

export async function startUploads(open: () => Promise<UploadStores>): Promise<UploadBed> {
  const { stores: opened, world } = await startWorld(open);
  const stores = opened as UploadStores;
  const { drafts, ownership } = await mapDrafts(stores, world);
  const at = { workspaceId: world.workspace.id, mailboxId: world.mailboxId };
  const order = () => ({ ...at, userId: world.user.id, actId: nextId<ActId>(), now: NOW });
  return {
    stores,
    world,
    ownership,
    drafts,
    upload: (message, folderId = drafts, flags = DRAFT, request = null) =>
      stores.uploads.upload({ ...order(), folderId, message, flags, request }),
    save: (messageId, basedOn, revision, request = null) =>
      stores.uploads.saveDraft({ ...order(), messageId, basedOn, revision, request }),
    retry: (messageId) => stores.uploads.retry({ ...order(), messageId }),
    move: (messageId, from, to) =>
      stores.changes.submit({
        ...order(),
        act: { kind: "move", from, to },
        messages: [messageId],
        dueAt: NOW,
      }),
    discard: (messageId, basedOn = null) =>
      stores.uploads.discardDraft({ ...order(), messageId, basedOn, dueAt: NOW + 10_000 }),
    commit: (changes) => stores.sync.commit(ownership, { ...changes, events: [] }),
    open: () => stores.sync.openChanges(ownership, 100),
    async lists() {
      const found: Record<string, readonly string[]> = {};
      for (const folder of await stores.reading.listFolders(at.workspaceId, at.mailboxId)) {
        const query = { folder: folder.id, offset: 0, limit: 100 };
        const { messages } = await stores.reading.listMessages(at.workspaceId, at.mailboxId, query);
        found[folder.name] = messages.map(({ subject, flags }) => [subject, ...flagNames(flags)].join(" "));
      }
      return found;
    },
  };
}

/** A draft that lies at the provider as uid 1 of Drafts. */
export async function startWithDraft(
  open: () => Promise<UploadStores>,
): Promise<UploadBed & { readonly draft: NewMessage }> {
  const bed = await startUploads(open);
  const draft = newMessage("draft");
  await bed.upload(draft);
  await bed.commit({ appended: [placed(bed, draft, 1)] });
  return { ...bed, draft };
}

async function mapDrafts(stores: UploadStores, world: World) {
  const drafts = newFolder("Drafts");
  const { workspace, mailboxId } = world;
  await addFolders(stores, { workspaceId: workspace.id, id: mailboxId }, [drafts]);
  const mappings = [
    { folderId: world.inbox, mapping: world.inboxMapping },
    { folderId: world.archive, mapping: world.archiveMapping },
    { folderId: drafts.id, mapping: newMapping("Drafts", "drafts") },
  ];
  await stores.sync.saveMappings(workspace.id, mailboxId, mappings, "all", NOW);
  const ownership = await stores.sync.claimOne(world.workerId, workspace.id, mailboxId);
  if (ownership === null) throw new Error("the mailbox could not be claimed again");
  return { drafts: drafts.id, ownership };
}

export function placed(bed: UploadBed, { messageId, internalDate }: NewMessage, uid: number) {
  const seen = { flags: DRAFT, internalDate };
  return { seq: 1, messageId, folderId: bed.drafts, key: key(uid), at: NOW, seen };
}

export function earlierOf(
  change: Awaited<ReturnType<UploadBed["open"]>>[number] | undefined,
): readonly RemoteKey[] {
  return change !== undefined && "earlier" in change.act ? [...change.act.earlier].sort() : [];
}
