import type { Clock } from "../base/clock.ts";
import { within } from "../base/within.ts";
import type { Credential, MailProvider, MailSession, OpenOptions, ServerAddress } from "./ports/mail.ts";

/** Longer, and whoever waits for the answer has gone. */
export const PROBE_MS_MAX = 45_000;

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
  return within(clock, PROBE_MS_MAX, async (signal) => {
    const session = await mail.open(server, credential, { signal, reached });
    // A server that goes on talking without ever answering is closed on.
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
