// Servers that mail is sent through: whether one may sign in there, and sending.
import type { Credential, OpenOptions, ServerAddress, Submission } from "../../engine/ports/mail.ts";
import type { Sender } from "../../engine/ports/sending.ts";
import { type Network, type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { SmtpConnection } from "./smtp-connection.ts";

export function createSmtpProvider(options: NetworkOptions = {}): Submission & Sender {
  const network: Network = networkOf(options);

  async function signedIn<T>(
    server: ServerAddress,
    credential: Credential,
    opening: OpenOptions,
    work: (connection: SmtpConnection) => Promise<T>,
  ): Promise<T> {
    const { signal } = opening;
    const connection = await SmtpConnection.open(server, network, opening);
    const abort = (): void => connection.close();
    signal?.addEventListener("abort", abort, { once: true });
    if (signal?.aborted) abort();
    try {
      await connection.signIn(credential);
      return await work(connection);
    } finally {
      signal?.removeEventListener("abort", abort);
      connection.leave();
    }
  }

  return {
    signIn: (server, credential, opening) =>
      signedIn(server, credential, opening, async () => opening.reached?.("signIn")),
    send: (server, credential, message, opening) =>
      signedIn(server, credential, opening, (connection) => connection.hand(message)),
  };
}
