// Servers that mail is sent through, as far as this release goes: whether one may sign in there.
import type { Submission } from "../../engine/ports/mail.ts";
import { type Network, type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { SmtpConnection } from "./smtp-connection.ts";

export function createSmtpProvider(options: NetworkOptions = {}): Submission {
  const network: Network = networkOf(options);
  return {
    async signIn(server, credential, opening) {
      const { signal } = opening;
      const connection = await SmtpConnection.open(server, network, opening);
      const abort = (): void => connection.close();
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) abort();
      try {
        await connection.signIn(credential);
        opening.reached?.("signIn");
      } finally {
        signal?.removeEventListener("abort", abort);
        connection.leave();
      }
    },
  };
}
