// Sessions that are open and wanted again soon: the connect flow leaves its session here, "Edit folders" works on
// it, and the mailbox loop starts with it, so that no second login stands between Save and the first message.

import type { Clock } from "../base/clock.ts";
import type { MailboxId } from "../base/ids.ts";
import type { MailSession } from "./ports/mail.ts";

/** Exchange ends idle sessions late, but a forgotten one should not hold a connection for long. */
const KEPT_MS = 5 * 60_000;
/** Why the wait ends; without a reason an Error would be made each time. */
const TAKEN = "taken";

export class SessionPool {
  readonly #clock: Clock;
  readonly #kept = new Map<MailboxId, { readonly session: MailSession; readonly timer: AbortController }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Leaves an open session for the next who needs one; the one that was here before is closed. */
  put(mailboxId: MailboxId, session: MailSession): void {
    this.drop(mailboxId);
    const timer = new AbortController();
    this.#kept.set(mailboxId, { session, timer });
    void this.#clock.sleep(KEPT_MS, timer.signal).then(() => {
      if (this.#kept.get(mailboxId)?.session === session) this.drop(mailboxId);
    });
  }

  /** Takes the session out; the taker closes it or puts it back. One that has ended meanwhile is none. */
  take(mailboxId: MailboxId): MailSession | null {
    const kept = this.#kept.get(mailboxId);
    if (kept === undefined) return null;
    this.#kept.delete(mailboxId);
    kept.timer.abort(TAKEN);
    if (kept.session.isOpen) return kept.session;
    void kept.session.close();
    return null;
  }

  drop(mailboxId: MailboxId): void {
    void this.take(mailboxId)?.close();
  }

  async close(): Promise<void> {
    const sessions = [...this.#kept.keys()].flatMap((id) => this.take(id) ?? []);
    await Promise.all(sessions.map((session) => session.close()));
  }
}
