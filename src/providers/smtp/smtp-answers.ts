import type { ServerAddress } from "../../engine/ports/mail.ts";
import type { Network } from "../net/open-socket.ts";
import { SmtpConnection } from "./smtp-connection.ts";

/** Whether a submission server with TLS is there, without a word of who asks. Rejects with SyncError where none is. */
export async function smtpAnswers(
  server: ServerAddress,
  network: Network,
  signal: AbortSignal,
): Promise<void> {
  const connection = await SmtpConnection.open(server, network, { signal });
  connection.leave();
}
