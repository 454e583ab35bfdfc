// Mailboxes reached by IMAP (RFC 3501 with the extensions a server has), read by our own small pipelining client.
// It owns connections and the protocol; it decides nothing about messages. imapflow is its oracle in the tests.
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { SyncError } from "../../base/sync-error.ts";
import type { MailProvider, ServerAddress } from "../../engine/ports/mail.ts";
import { Connection } from "./connection.ts";
import { ImapSession } from "./imap-session.ts";
import { profileOf, writingAbilitiesOf } from "./profile.ts";
import { type Capabilities, signIn } from "./sign-in.ts";

export interface ImapProviderOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Certificates trusted instead of the system's, PEM. */
  readonly trustedCertificates?: readonly string[];
}

export function createImapProvider(options: ImapProviderOptions): MailProvider {
  const tls = { ca: options.trustedCertificates ?? [] };
  return {
    async open(server, credential, { signal }) {
      checkAddress(server);
      const { connection, greeting } = await Connection.open(server, tls, signal);
      const abort = (): void => connection.destroy();
      signal?.addEventListener("abort", abort, { once: true });
      if (signal?.aborted) abort();
      try {
        const capabilities = await signIn(connection, server, credential, greeting);
        const profile = profileOf(capabilities, greeting);
        introduce(connection, capabilities, profile.qresync);
        options.log.debug("imap.open", { profile: profile.name });
        const abilities = writingAbilitiesOf(capabilities, profile);
        const endsAt = credential.kind === "bearer" ? credential.expiresAt : null;
        return new ImapSession(connection, { profile, abilities, endsAt }, options);
      } catch (error) {
        connection.destroy();
        throw error;
      } finally {
        signal?.removeEventListener("abort", abort);
      }
    },
  };
}

/** Nobody waits for the answers: a server does what it is asked in order (RFC 3501 section 5.5). ENABLE by name only:
 *  servers that offer IMAP4rev2 beside it answer differently once it is on (Exchange). */
function introduce(connection: Connection, capabilities: Capabilities, qresync: boolean): void {
  if (capabilities.has("ID")) {
    connection.send({ text: 'ID ("name" "Twinbox")', stage: "command" }).catch(() => undefined);
  }
  if (qresync && capabilities.has("ENABLE")) {
    connection
      .send({ text: "ENABLE QRESYNC", stage: "command" })
      .catch((error: SyncError) => connection.destroy(error));
  }
}

function checkAddress(server: ServerAddress): void {
  if (server.host === "" || server.port < 1 || server.port > 65_535) {
    throw new SyncError("unreachable", { scope: "mailbox", retry: "askUser", said: "no server or port" });
  }
}
