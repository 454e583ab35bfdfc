// A mailbox that a test brings up to date by itself, round by round, as `twinbox sync --once` does; and what is then
// here, to compare with what the provider has.
import { createHash } from "node:crypto";
import {
  type AppFolderId,
  type MailboxId,
  type MessageId,
  newId,
  type UserId,
  type WorkerId,
  type WorkspaceId,
} from "../../base/ids.ts";
import { type ConnectOrder, connectMailbox } from "../../cli/connect-mailbox.ts";
import type { House } from "../../cli/house.ts";
import { syncOnce } from "../../cli/sync-once.ts";
import { systemClock, systemRandom } from "../../cli/system.ts";
import { flagNames } from "../../core/flags.ts";
import { APP_FOLDER_ROLES } from "../../core/folder-role.ts";
import { parseSearch } from "../../core/search-query.ts";
import { MailboxLoop } from "../../engine/mailbox-loop.ts";
import type { ActId, Outbox } from "../../engine/ports/changes.ts";
import type { MailboxRow } from "../../engine/ports/connections.ts";
import type { ChosenMapping, MailAct, Picker, UploadOrder } from "../../engine/ports/desk.ts";
import type { ListedMessage } from "../../engine/ports/reading.ts";
import type { NewEvent, OfferAnswer, SyncStore } from "../../engine/ports/sync.ts";
import type { Accepted } from "../../engine/ports/uploads.ts";
import { openMailbox } from "../../engine/worker.ts";

const ROUNDS_MAX = 20;
const EVENTS_MAX = 10_000;

export interface CopyHere {
  readonly id: string;
  /** SHA-256 of the bytes as they were read back, hex. */
  readonly sha256: string;
  readonly subject: string;
  readonly flags: readonly string[];
}

export class SyncedMailbox {
  readonly #house: House;
  readonly #mailbox: MailboxRow;

  constructor(house: House, mailbox: MailboxRow) {
    this.#house = house;
    this.#mailbox = mailbox;
  }

  static async connect(house: House, order: ConnectOrder): Promise<SyncedMailbox> {
    return new SyncedMailbox(house, await connectMailbox(house, order));
  }

  get at(): readonly [workspaceId: WorkspaceId, mailboxId: MailboxId] {
    return [this.#mailbox.workspaceId, this.#mailbox.id];
  }

  /** What "Edit folders" shows. */
  picker(): Promise<Picker> {
    return this.#house.folders.picker(this.#mailbox.workspaceId, this.#mailbox.id);
  }

  /** Saves these mappings and no others in "Edit folders". */
  async map(
    maps: readonly { readonly name: string; readonly path: string; readonly subtree?: boolean }[],
  ): Promise<void> {
    const { folders } = await this.picker();
    const chosen = maps.map(({ name, path, subtree = false }): ChosenMapping => {
      const folder = folders.find((each) => each.path === path);
      if (folder === undefined) throw new Error(`${path} is not in the picker`);
      const role = APP_FOLDER_ROLES.find((each) => each === name.toLowerCase()) ?? null;
      return { role, name, folderId: folder.id, subtree };
    });
    const { workspaceId, id } = this.#mailbox;
    const problems = await this.#house.folders.save(workspaceId, id, chosen, "all");
    if (problems.length > 0) throw new Error(problems.map(({ message }) => message).join("\n"));
  }

  /** Takes all mappings away. */
  async unmap(): Promise<void> {
    const { workspaceId, id } = this.#mailbox;
    await this.#house.store.saveMappings(workspaceId, id, [], "all", systemClock.now());
  }

  /** Stops the synchronization and keeps the mail. */
  async stop(): Promise<void> {
    const { workspaceId, id } = this.#mailbox;
    for (const { userId } of await this.#house.connections.connectionsOfMailbox(workspaceId, id)) {
      await this.#house.connecting.stop({ workspaceId, userId, mailboxId: id, mail: "keep", outbox: "drop" });
    }
  }

  /** One sign-in and all there is to do. Rejects with the SyncError that ended it. */
  async sync(): Promise<void> {
    await syncOnce(this.#house, this.#mailbox, new AbortController().signal);
  }

  /** Keeps one loop running, as a server does, while `run` goes on. `look` wakes it, and resolves when it has found both
   *  sides equal. */
  async keep(run: (look: () => Promise<void>) => Promise<void>): Promise<void> {
    const { store, workerDeps } = this.#house;
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const workerId = newId<WorkerId>(systemClock, systemRandom);
    await store.beat(workerId, new Map());
    const ownership = await store.claimOne(workerId, workspaceId, mailboxId);
    if (ownership === null) throw new Error("somebody else has the mailbox");
    const stop = new AbortController();
    const { session, state } = await openMailbox(workerDeps, ownership, stop.signal);
    let equal = Promise.withResolvers<void>();
    const told = {
      changed: () => undefined,
      equal: () => equal.resolve(),
      lookedAt: () => null,
      onScreen: () => null,
    };
    const loop = new MailboxLoop({ ...workerDeps, ...told }, state, session);
    const running = loop.run(stop.signal);
    running.catch((error: unknown) => equal.reject(error));
    try {
      await equal.promise;
      await run(async () => {
        // The first time it may end a round that began before.
        for (let times = 0; times < 2; times++) {
          equal = Promise.withResolvers();
          loop.wake();
          await equal.promise;
        }
      });
    } finally {
      stop.abort();
      await running.catch(() => undefined);
      await session.close();
      await store.retire(workerId);
    }
  }

  /** Syncs until `settled` says so; failures on the way are the server's. Answers how many rounds failed. */
  async syncUntil(settled: () => Promise<boolean>): Promise<number> {
    let failed = 0;
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await this.sync().catch(() => {
        failed++;
      });
      if (await settled()) return failed;
    }
    throw new Error(`not settled after ${ROUNDS_MAX} rounds, of which ${failed} failed`);
  }

  /** Name of the app folder -> what it holds, with every byte read back. */
  async here(): Promise<ReadonlyMap<string, readonly CopyHere[]>> {
    const { reading } = this.#house;
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const found = new Map<string, CopyHere[]>();
    for (const folder of await reading.listFolders(workspaceId, mailboxId)) {
      const query = { folder: folder.id, offset: 0, limit: 1_000 };
      const { messages } = await reading.listMessages(workspaceId, mailboxId, query);
      found.set(folder.name, await Promise.all(messages.map((message) => this.#copyOf(message))));
    }
    return found;
  }

  /** What an app folder shows; the messages themselves aren't read. */
  async shown(folder: string): Promise<readonly ListedMessage[]> {
    const { reading } = this.#house;
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const found = (await reading.listFolders(workspaceId, mailboxId)).find(({ name }) => name === folder);
    if (found === undefined) return [];
    const query = { folder: found.id, offset: 0, limit: 1_000 };
    return (await reading.listMessages(workspaceId, mailboxId, query)).messages;
  }

  /** All messages of this subject, with the name of their folder. */
  async find(subject: string): Promise<readonly (CopyHere & { readonly folder: string })[]> {
    const { reading, search } = this.#house;
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const folders = await reading.listFolders(workspaceId, mailboxId);
    const query = parseSearch(`subject:"${subject}"`);
    const { messages } = await search.search(workspaceId, mailboxId, { query, after: null, limit: 200 });
    const found = messages.filter((message) => message.subject === subject);
    return Promise.all(
      found.map(async (message) => ({
        ...(await this.#copyOf(message)),
        folder: folders.find(({ id }) => id === message.appFolderId)?.name ?? "",
      })),
    );
  }

  async #copyOf({ id, subject, flags }: ListedMessage): Promise<CopyHere> {
    const { reading, packs } = this.#house;
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const message = await reading.readMessage(workspaceId, mailboxId, id);
    if (message === null) throw new Error(`${subject} is listed and can't be read`);
    const bytes = await packs.read({ workspaceId, mailboxId }, message.place);
    return { id, sha256: sha256(bytes), subject, flags: [...flagNames(flags)].sort() };
  }

  async idOf(folder: string, subject: string): Promise<string> {
    const found = (await this.here()).get(folder)?.filter((each) => each.subject === subject) ?? [];
    if (found.length !== 1 || found[0] === undefined) {
      throw new Error(`${found.length} messages called ${subject} in ${folder}`);
    }
    return found[0].id;
  }

  /** Path -> how many older messages wait for the user's word. */
  async offered(): Promise<Readonly<Record<string, number>>> {
    const offers = await this.#house.reading.offers(this.#mailbox.workspaceId, this.#mailbox.id);
    return Object.fromEntries(offers.map(({ path, count }) => [path, count]));
  }

  async answerOffer(path: string, answer: OfferAnswer): Promise<void> {
    const { workspaceId, id } = this.#mailbox;
    const offers = await this.#house.reading.offers(workspaceId, id);
    const offer = offers.find((each) => each.path === path);
    if (offer === undefined) throw new Error(`${path} offers nothing`);
    await this.#house.folders.answerOffer(workspaceId, id, offer.folderId, answer);
  }

  /** What a person does in the application, on messages by their ids. `from` and `to` are names of app folders. */
  async act(act: ActByName, ids: readonly string[]): Promise<ActId> {
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const folders = await this.#house.reading.listFolders(workspaceId, mailboxId);
    const idOf = (name: string): AppFolderId => {
      const folder = folders.find((each) => each.name === name);
      if (folder === undefined) throw new Error(`there is no folder ${name}`);
      return folder.id;
    };
    const from = act.kind === "flags" || act.from === null ? null : idOf(act.from);
    const accepted = await this.#house.desk.act({
      workspaceId,
      mailboxId,
      userId: (await this.#house.connections.connectionsOfMailbox(workspaceId, mailboxId))[0]
        ?.userId as UserId,
      act: placed(act, from, idOf),
      messages: ids as readonly MessageId[],
    });
    if (accepted.kind !== "accepted") throw new Error(`not accepted: ${accepted.kind}`);
    return accepted.actId;
  }

  /** What a program puts into an app folder, by its name. */
  async upload(
    folder: string,
    bytes: Uint8Array,
    { flags = 0, internalDate = null }: Partial<Pick<UploadOrder, "flags" | "internalDate">> = {},
  ): Promise<Accepted> {
    const at = await this.#asUser();
    const folders = await this.#house.reading.listFolders(at.workspaceId, at.mailboxId);
    const id = folders.find(({ name }) => name === folder)?.id;
    if (id === undefined) throw new Error(`there is no folder ${folder}`);
    const order = { ...at, bytes, flags, internalDate, requestName: null };
    const outcome = await this.#house.uploads.upload({ ...order, folder: id });
    if (outcome === null || outcome === "nameTaken") throw new Error(`nothing is mapped to ${folder}`);
    return outcome;
  }

  async newDraft(bytes: Uint8Array): Promise<Accepted> {
    const order = { ...(await this.#asUser()), bytes, requestName: null };
    const outcome = await this.#house.uploads.newDraft(order);
    if (outcome === null || outcome === "nameTaken") throw new Error("there are no Drafts");
    return outcome;
  }

  async saveDraft(
    { messageId, revisionId }: Pick<Accepted, "messageId" | "revisionId">,
    bytes: Uint8Array,
  ): Promise<Accepted> {
    const order = { ...(await this.#asUser()), messageId, basedOn: revisionId, bytes, requestName: null };
    const saved = await this.#house.uploads.saveDraft(order);
    if (typeof saved === "string") throw new Error(`not saved: ${saved}`);
    return saved;
  }

  /** False: nothing of it was refused. */
  async retryUpload({ messageId }: Pick<Accepted, "messageId">): Promise<boolean> {
    const order = { ...(await this.#asUser()), messageId };
    return (await this.#house.uploads.retry(order)) !== null;
  }

  async discardDraft({ messageId }: Pick<Accepted, "messageId">): Promise<ActId> {
    const order = { ...(await this.#asUser()), messageId, basedOn: null };
    const discarded = await this.#house.uploads.discardDraft(order);
    if (typeof discarded === "string") throw new Error(`not discarded: ${discarded}`);
    return discarded.actId;
  }

  async #asUser() {
    const { workspaceId, id: mailboxId } = this.#mailbox;
    const [connection] = await this.#house.connections.connectionsOfMailbox(workspaceId, mailboxId);
    return { workspaceId, mailboxId, userId: connection?.userId as UserId };
  }

  /** The same mailbox, synced by a program that dies: its commits go through `store`. */
  through(store: (store: SyncStore) => SyncStore): SyncedMailbox {
    const workerDeps = { ...this.#house.workerDeps, store: store(this.#house.store) };
    return new SyncedMailbox({ ...this.#house, workerDeps }, this.#mailbox);
  }

  undo(actId: ActId): Promise<boolean> {
    return this.#house.desk.undo(this.#mailbox.workspaceId, this.#mailbox.id, actId);
  }

  /** Changes that the provider hasn't got, those too that can still be undone. */
  async openChanges(): Promise<number> {
    const { waiting, held } = await this.outbox();
    return waiting + held;
  }

  outbox(): Promise<Outbox> {
    return this.#house.desk.outbox(this.#mailbox.workspaceId, this.#mailbox.id);
  }

  async lastSeq(): Promise<number> {
    return this.#house.reading.lastSeq(this.#mailbox.workspaceId, this.#mailbox.id);
  }

  /** Events after `seq`; their numbers must have no gaps. */
  async events(seq: number): Promise<readonly NewEvent[]> {
    const { workspaceId, id } = this.#mailbox;
    const rows = await this.#house.reading.readEvents(workspaceId, id, seq, EVENTS_MAX);
    rows.forEach((row, index) => {
      if (row.seq !== seq + index + 1) throw new Error(`event ${row.seq} where ${seq + index + 1} was due`);
    });
    return rows.map(({ event }) => event);
  }
}

export type ActByName =
  | Extract<MailAct, { kind: "flags" }>
  | { readonly kind: "move"; readonly from: string | null; readonly to: string }
  | {
      readonly kind: "moveToRole";
      readonly from: string | null;
      readonly role: "inbox" | "archive" | "junk" | "deleted";
    }
  | { readonly kind: "erase"; readonly from: string };

function placed(act: ActByName, from: AppFolderId | null, idOf: (name: string) => AppFolderId): MailAct {
  switch (act.kind) {
    case "flags":
      return act;
    case "move":
      return { ...act, from, to: idOf(act.to) };
    case "moveToRole":
      return { ...act, from };
    case "erase":
      return { ...act, from: idOf(act.from) };
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
