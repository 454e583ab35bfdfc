import type { MailboxIdentity } from "./ports/connections.ts";
import type { ServerAddress } from "./ports/mail.ts";

/** A mailbox at an IMAP server is what its user name opens there: the address is only what a user says of it, and
 *  saying a colleague's must not lead to the colleague's mail here. */
export function imapIdentity(server: ServerAddress, userName: string, address: string): MailboxIdentity {
  const own = address.toLowerCase();
  return {
    provider: "imap",
    cloud: `${server.host.toLowerCase()}:${server.port}`,
    directoryTenant: userName.toLowerCase() === own ? "" : userName,
    address: own,
  };
}
