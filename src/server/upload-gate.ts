// How many messages are taken in at once: each is held in memory until it is sealed.
import type { MailboxId } from "../base/ids.ts";
import { HttpError } from "./http-error.ts";

const OF_ONE_MAILBOX_MAX = 8;
const OF_ALL_MAX = 32;

export class UploadGate {
  readonly #running = new Map<MailboxId, number>();
  #all = 0;

  async pass<T>(mailboxId: MailboxId, take: () => Promise<T>): Promise<T> {
    const own = this.#running.get(mailboxId) ?? 0;
    if (own >= OF_ONE_MAILBOX_MAX) {
      throw new HttpError(
        429,
        "too_many",
        `At most ${OF_ONE_MAILBOX_MAX} messages at once into one mailbox.`,
      );
    }
    if (this.#all >= OF_ALL_MAX) throw new HttpError(503, "busy", "Many send messages now. Try again.");
    this.#running.set(mailboxId, own + 1);
    this.#all++;
    try {
      return await take();
    } finally {
      this.#all--;
      const left = (this.#running.get(mailboxId) ?? 1) - 1;
      if (left === 0) this.#running.delete(mailboxId);
      else this.#running.set(mailboxId, left);
    }
  }
}
