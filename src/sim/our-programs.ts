// Programs on our side: they put messages into folders, and save drafts, save them over and discard them. Who gets no
// answer leaves it at that: it was taken or it wasn't. Half of them name their request, and ask again.
import { SyncError } from "../base/sync-error.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { hasLabels } from "./gmail-labels.ts";
import type { Machine } from "./machine.ts";
import { type MailContent, type MailText, mailContent } from "./mail-content.ts";
import type { AppFolderRow, MessageRow } from "./memory-database.ts";
import type { SeededRandom } from "./random.ts";
import { shaOf } from "./watch.ts";
import type { Box, World } from "./world.ts";

type Running = NonNullable<Machine["running"]>;
/** So often is asked what got no answer. */
const TRIES_MAX = 4;
/** Runs what a program asks of a machine that is up. */
type By = (what: string, work: (running: Running) => Promise<void>) => void;

export class OurPrograms {
  readonly #world: World;
  readonly #box: Box;
  readonly #random: SeededRandom;
  readonly #by: By;
  readonly #put: MailContent[] = [];
  #asked = 0;

  constructor(world: World, box: Box, by: By) {
    this.#world = world;
    this.#box = box;
    this.#random = world.random.fork();
    this.#by = by;
  }

  act(): void {
    const luck = this.#random.below(100);
    if (luck < 45) this.#upload();
    else if (luck < 60) this.#saveDraft(null);
    else if (luck < 88) this.#saveDraft(this.#someDraft());
    else if (luck < 95) this.#discard(this.#someDraft());
    else this.#retry();
  }

  #upload(): void {
    const random = this.#random;
    const folder = this.#someFolder();
    if (folder === null) return;
    const content = this.#put.length > 0 && random.chance(0.15) ? random.pick(this.#put) : this.#new();
    this.#put.push(content);
    const flags = random.chance(0.7) ? 0 : FLAG_BITS[random.pick(["seen", "flagged", "answered"] as const)];
    const internalDate = random.chance(0.8) ? null : this.#now - random.below(400) * 86_400_000;
    this.#by(`uploads ${content.guid} to ${folder.mapping.name}`, async ({ uploadDesk }) => {
      const { appFolderId } = folder.mapping;
      const order = { ...this.#who, bytes: content.bytes, flags, internalDate, folder: appFolderId };
      await this.#insist((requestName) => uploadDesk.upload({ ...order, requestName }));
    });
  }

  #saveDraft(over: MessageRow | null): void {
    // A program leaves the headers of a draft as they are, mostly.
    const content = this.#draftOver(over);
    this.#by(`saves draft ${content.guid} over ${over?.messageId}`, async ({ uploadDesk }) => {
      const order = { ...this.#who, bytes: content.bytes };
      if (over === null) {
        await this.#insist((requestName) => uploadDesk.newDraft({ ...order, requestName }));
      } else {
        const { messageId, revisionId: basedOn } = over;
        await this.#insist((requestName) =>
          uploadDesk.saveDraft({ ...order, messageId, basedOn, requestName }),
        );
      }
    });
  }

  async #insist(ask: (requestName: string | null) => Promise<unknown>): Promise<void> {
    const number = ++this.#asked;
    if (number % 2 === 0) return void (await ask(null));
    for (let tries = 1; ; tries++) {
      try {
        return void (await ask(`request ${number}`));
      } catch (error) {
        if (!(error instanceof SyncError && error.code === "storeDown") || tries === TRIES_MAX) throw error;
      }
    }
  }

  #draftOver(over: MessageRow | null): MailContent {
    const { account } = this.#box;
    const same = over === null || !hasLabels(account.server) ? undefined : account.contentOf(shaOf(over));
    // Saved as it was: Gmail takes it for the one it has.
    if (same !== undefined && this.#random.chance(0.1)) return same;
    return this.#new(over !== null && this.#random.chance(0.8) ? over.scan.subject : undefined);
  }

  #discard(draft: MessageRow | null): void {
    if (draft === null) return;
    const { messageId, revisionId } = draft;
    const basedOn = this.#random.chance(0.5) ? revisionId : null;
    this.#by(`discards ${messageId}`, async ({ uploadDesk }) => {
      await uploadDesk.discardDraft({ ...this.#who, messageId, basedOn });
    });
  }

  #retry(): void {
    const { data } = this.#world.stored(this.#box);
    const refused = [...data.changes.values()].filter(
      ({ act, state }) => act.kind === "append" && state === "refused",
    );
    if (refused.length === 0) return;
    const { messageId } = this.#random.pick(refused);
    this.#by(`gives ${messageId} once more`, async ({ uploadDesk }) => {
      await uploadDesk.retry({ ...this.#who, messageId });
    });
  }

  get #who() {
    const { workspaceId, mailboxId, userId } = this.#box;
    return { workspaceId, mailboxId, userId };
  }

  get #now(): number {
    return this.#world.start + this.#world.scheduler.time;
  }

  #someFolder(): AppFolderRow | null {
    const mapped = [...this.#world.stored(this.#box).data.appFolders.values()].filter((row) => row.mapped);
    return mapped.length === 0 ? null : this.#random.pick(mapped);
  }

  #someDraft(): MessageRow | null {
    const { data } = this.#world.stored(this.#box);
    const drafts = [...data.copies.values()].flatMap(({ folderId, messageId, hidden }) => {
      const message = data.messages.get(messageId);
      const isThere = !hidden && data.appFolders.get(folderId)?.mapping.role === "drafts";
      return isThere && message !== undefined ? [message] : [];
    });
    return drafts.length === 0 ? null : this.#random.pick(drafts);
  }

  #new(subject?: string): MailContent {
    const random = this.#random;
    const number = this.#world.server.nextGuid();
    const text: MailText = {
      messageId: random.chance(0.85) ? `${subject ?? `u${number}`}@contoso.example` : null,
      date: random.chance(0.9) ? "Wed, 25 Nov 2026 08:00:00 +0000" : null,
      from: "ada@contoso.example",
      subject: subject ?? `Upload ${number}`,
      body: `Body ${number}`,
    };
    const content = mailContent(number, text);
    this.#box.account.know(content);
    return content;
  }
}
