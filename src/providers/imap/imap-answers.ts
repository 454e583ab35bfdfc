import type { ServerAddress } from "../../engine/ports/mail.ts";
import type { Network } from "../net/open-socket.ts";
import { Connection } from "./connection.ts";
import { secured } from "./sign-in.ts";

/** Whether an IMAP server with TLS is there, without a word of who asks. Rejects with SyncError where none is. */
export async function imapAnswers(
  server: ServerAddress,
  network: Network,
  signal: AbortSignal,
): Promise<void> {
  const { connection, greeting } = await Connection.open(server, network, { signal });
  const abort = (): void => connection.destroy();
  signal.addEventListener("abort", abort, { once: true });
  try {
    await secured(connection, { server, greeting, reached: undefined });
  } finally {
    signal.removeEventListener("abort", abort);
    connection.destroy();
  }
}
