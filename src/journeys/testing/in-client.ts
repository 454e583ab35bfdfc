import { ImapFlow } from "imapflow";
import type { Dovecot } from "../../providers/testing/dovecot.ts";

export interface OpenedFolder {
  readonly dovecot: Dovecot;
  readonly user: string;
  readonly folder: string;
  readonly readOnly?: boolean;
}

/** Another mail program of the same user, with the folder open. */
export async function inClient<T>(
  { dovecot, user, folder, readOnly = false }: OpenedFolder,
  act: (client: ImapFlow) => Promise<T>,
): Promise<T> {
  const client = new ImapFlow({
    host: "127.0.0.1",
    port: dovecot.port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: "pass" },
    logger: false,
  });
  await client.connect();
  try {
    await client.mailboxOpen(folder, { readOnly });
    return await act(client);
  } finally {
    await client.logout();
  }
}
