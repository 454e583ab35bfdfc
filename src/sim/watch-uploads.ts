// Watches what is put there from here: every upload once, of a draft the newest revision, and of its earlier ones none in
// the end.

import { toHex } from "../base/hex.ts";
import type { FolderId, MessageId } from "../base/ids.ts";
import { FLAG_BITS } from "../core/flags.ts";
import { revisionsFolder } from "../core/plan-append.ts";
import { hasLabels, isBin } from "./gmail-labels.ts";
import type { ClientWrite } from "./mail-server.ts";
import type { ChangeRow, CopyRow, MailData, Transition } from "./memory-database.ts";
import { isOpen } from "./memory-draft.ts";
import type { ServerFolder } from "./server-folder.ts";
import { shaOf } from "./watch.ts";
import type { Box } from "./world.ts";

/** What was asked for before its change came to an end is on its way this long. */
const ON_THE_WAY_MS = 20_000;

interface Sent {
  /** Of the revision. */
  readonly sha: string;
  readonly row: ChangeRow;
  /** World times; null while it waits. */
  readonly askedAt: number;
  readonly endedAt: number | null;
}

export class UploadWatch {
  readonly #box: Box;
  /** By seq. */
  readonly #sent = new Map<number, Sent>();
  /** By SHA-256: so often the provider took it. */
  readonly #put = new Map<string, number>();
  /** By SHA-256: so often another folder got it, by the path of the one that was meant. There nobody here looks for it. */
  readonly #astray = new Map<string, number>();
  /** All that a message was, oldest first, as SHA-256. */
  readonly #revisions = new Map<MessageId, string[]>();
  /** By the names of their requests: seq. */
  readonly #named = new Map<string, number>();
  /** Refused, they lay here only: seqs. What was taken away there before it was refused has departed. */
  readonly #hereOnly = new Set<number>();
  /** World time at which uids last got other meanings: an earlier revision isn't known by its uid any more. */
  renumberedAt = Number.NEGATIVE_INFINITY;

  constructor(box: Box) {
    this.#box = box;
  }

  /** Answers the requests that were done more than once. */
  follow({ before, after, changes }: Transition, time: number): readonly string[] {
    const twice: string[] = [];
    // Uids that are believed no more are no places.
    if ((changes?.renumbered ?? []).length > 0) this.renumberedAt = time;
    if (before.changes === after.changes) return twice;
    for (const row of after.changes.values()) {
      if (before.changes.get(row.seq) === row) continue;
      const message = after.messages.get(row.messageId);
      if (message === undefined) continue;
      const known = this.#sent.get(row.seq);
      const sha = known?.sha ?? shaOf(message);
      if (revisionsFolder(row.act) !== null) this.#remember(row.messageId, before, sha);
      if (row.act.kind !== "append") continue;
      if (row.state === "refused" && isExpected(after, row.messageId, row.act.to))
        this.#hereOnly.add(row.seq);
      const endedAt = isOpen(row) ? null : (known?.endedAt ?? time);
      this.#sent.set(row.seq, { sha, row, askedAt: known?.askedAt ?? time, endedAt });
      const name = row.request === null ? null : toHex(row.request.name);
      if (name === null) continue;
      if ((this.#named.get(name) ?? row.seq) !== row.seq)
        twice.push(`change ${row.seq} was asked for before`);
      this.#named.set(name, row.seq);
    }
    return twice;
  }

  #remember(messageId: MessageId, before: MailData, sha: string): void {
    const was = before.messages.get(messageId);
    const known = this.#revisions.get(messageId) ?? (was === undefined ? [] : [shaOf(was)]);
    this.#revisions.set(messageId, known.includes(sha) ? known : [...known, sha]);
  }

  /** Answers what is wrong with an APPEND: nobody asked for it, or it was there already. `isAnother`: the folder has the
   *  path of the one that was meant, which so hasn't got it. */
  append(
    { message, folder }: ClientWrite,
    time: number,
    {
      isAt,
      isAnother,
    }: {
      readonly isAt: (row: ChangeRow, path: string) => boolean;
      readonly isAnother: (row: ChangeRow, folder: ServerFolder) => boolean;
    },
  ): string | null {
    const { guid, sha256 } = message.content;
    const asked = [...this.#sent.values()].filter(
      ({ sha, row }) => sha === sha256 && row.attemptedFrom !== null,
    );
    const meant = asked.filter(
      ({ row, endedAt }) => isAt(row, folder.path) && (endedAt === null || time - endedAt <= ON_THE_WAY_MS),
    );
    if (meant.length === 0) return `nobody asked for message ${guid} to be put into ${folder.path}`;
    if (meant.every(({ row }) => isAnother(row, folder))) {
      this.#astray.set(sha256, (this.#astray.get(sha256) ?? 0) + 1);
      return null;
    }
    // The same message once more.
    if (hasLabels(this.#box.account.server)) return null;
    // Which of several that are alike it is nobody can tell.
    const times = (this.#put.get(sha256) ?? 0) + 1;
    this.#put.set(sha256, times);
    return times <= asked.length ? null : `message ${guid} is put into ${folder.path} ${times} times`;
  }

  /** It was a revision of this message, or is. */
  isRevision(messageId: MessageId, sha256: string): boolean {
    return this.#revisions.get(messageId)?.includes(sha256) === true;
  }

  /** A newer one was saved here. */
  isEarlier(sha256: string): boolean {
    return [...this.#revisions.values()].some((all) => all.includes(sha256) && all.at(-1) !== sha256);
  }

  /** It was given back with a reason, or couldn't be discarded before it was sent, and stays here. */
  isRefused(data: MailData, { messageId, folderId, expected }: CopyRow): boolean {
    if (!expected) return false;
    const all = [...data.changes.values()].filter(
      ({ act, messageId: of }) => of === messageId && revisionsFolder(act) === folderId,
    );
    const last = all.findLast(({ act, state }) => act.kind === "append" || state !== "undone");
    return last?.state === "refused";
  }

  /** What is wrong when all has come to rest. `isTheirs`: people at the provider had a hand in it. */
  differences(
    data: MailData,
    rearrangedAt: number,
    isTheirs: (sha256: string) => boolean,
  ): readonly string[] {
    const found: string[] = [];
    for (const { row, sha, askedAt } of this.#sent.values()) {
      const { messageId, seq, state } = row;
      const message = data.messages.get(messageId);
      // Stopped and its mail deleted here, or its folder mapped no more, or gone with all that lay in it.
      if (message === undefined || askedAt <= rearrangedAt) continue;
      if (this.#hereOnly.has(seq) && message.departedAt !== null && isLastDone(data, row)) {
        found.push(`upload ${seq} was refused, and isn't here any more`);
      }
      if (isTheirs(sha)) continue;
      if (this.isOneOfSeveral(sha) || isFolderGone(data, row)) continue;
      const isNewest = shaOf(message) === sha;
      const isGone = message.departedAt !== null && !this.#standsForIt(data, sha);
      if (state === "done" && isLastDone(data, row) && isGone) found.push(`upload ${seq} is done, and gone`);
      if (isNewest || askedAt < this.renumberedAt) continue;
      // The same bytes were put there once more.
      if ([...data.messages.values()].some((other) => shaOf(other) === sha)) continue;
      const there = this.#live(sha) - (this.#astray.get(sha) ?? 0);
      if (there > 0 && this.#isOver(data, messageId)) {
        found.push(`${there} of the earlier revision that upload ${seq} brought lie there still`);
      }
    }
    return found;
  }

  /** Of what was uploaded more than once all that lies there is here, under whichever id: nobody can tell one from the
   *  other, and which of them was taken away. */
  #standsForIt(data: MailData, sha256: string): boolean {
    const uploads = [...this.#sent.values()].filter(({ sha }) => sha === sha256);
    const copies = [...data.copies.values()].filter(({ messageId, missingSince }) => {
      const message = data.messages.get(messageId);
      return missingSince === null && message !== undefined && shaOf(message) === sha256;
    });
    return uploads.length > 1 && copies.length >= this.#live(sha256);
  }

  /** Uploaded more than once it is one message at Gmail, which lies where it was put last. */
  isOneOfSeveral(sha256: string): boolean {
    return this.isTwin(sha256) && hasLabels(this.#box.account.server);
  }

  /** The same bytes were uploaded more than once: side by side in a folder, one may be taken for the other. */
  isTwin(sha256: string): boolean {
    return [...this.#sent.values()].filter(({ sha }) => sha === sha256).length > 1;
  }

  /** Nothing of it was refused: an earlier revision that a refused one leaves behind is shown. */
  #isOver(data: MailData, messageId: MessageId): boolean {
    const all = [...data.changes.values()].filter((change) => change.messageId === messageId);
    return all.every(({ state }) => state === "done" || state === "undone");
  }

  #live(sha256: string): number {
    const { folders, server } = this.#box.account;
    // By way of Trash it is deleted at Gmail, and a cut may leave it there.
    const counted = [...folders.values()].filter((folder) => !(hasLabels(server) && isBin(folder)));
    const all = counted.flatMap(({ messages }) => messages);
    return all.filter(({ content, flags }) => content.sha256 === sha256 && (flags & FLAG_BITS.deleted) === 0)
      .length;
  }
}

function isExpected({ copies }: MailData, messageId: MessageId, to: FolderId): boolean {
  return [...copies.values()].some(
    (copy) => copy.messageId === messageId && copy.folderId === to && copy.expected,
  );
}

function isFolderGone(data: MailData, { act }: ChangeRow): boolean {
  const folderId = revisionsFolder(act);
  return folderId !== null && data.folders.get(folderId)?.goneAt !== null;
}

/** Nothing was done to the message afterwards: nothing was asked later, and no move or end that had waited when a draft
 *  was saved over was then done to the newer revision. */
function isLastDone({ changes }: MailData, { seq, messageId, endedAt }: ChangeRow): boolean {
  const others = [...changes.values()].filter((each) => each.messageId === messageId && each.seq !== seq);
  return others.every(({ seq: other, act, state, endedAt: at }) => {
    const hasTaken = "from" in act && state === "done" && (at ?? 0) >= (endedAt ?? 0);
    return other < seq && !hasTaken;
  });
}
