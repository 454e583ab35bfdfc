import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { within } from "../base/within.ts";
import type { Credential, MailProvider, MailSession, OpenOptions, ServerAddress } from "./ports/mail.ts";

/** Longer, and whoever waits for the answer has gone. */
const PROBE_MS_MAX = 30_000;

export interface ProbeDeps {
  readonly mail: MailProvider;
  readonly clock: Clock;
}

/** Signs in and looks once. A login alone proves nothing on Exchange: "authenticated but not connected" comes with the
 *  first LIST. Rejects with SyncError. */
export async function probeMailbox(
  { mail, clock }: ProbeDeps,
  server: ServerAddress,
  credential: Credential,
  reached?: OpenOptions["reached"],
): Promise<MailSession> {
  return answering(clock, async (signal) => {
    const session = await mail.open(server, credential, { signal, reached });
    const close = (): void => void session.close();
    signal.addEventListener("abort", close, { once: true });
    try {
      await session.listFolders();
      reached?.("folders");
      return session;
    } catch (error) {
      await session.close();
      throw error;
    } finally {
      signal.removeEventListener("abort", close);
    }
  });
}

/** What a server keeps us waiting with is given up: it may go on talking without ever answering. */
export async function answering<T>(clock: Clock, ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
  return within(clock, PROBE_MS_MAX, async (signal) => {
    try {
      return await ask(signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      const said = "no answer in time";
      throw new SyncError("unreachable", { scope: "mailbox", retry: "later", said, cause: error });
    }
  });
}
