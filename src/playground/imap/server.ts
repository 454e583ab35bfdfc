// The playground's IMAP server on a real socket.
import { createServer, type Server } from "node:net";
import { type ServerContext, Session } from "./session.ts";

export interface ImapServer {
  readonly port: number;
  /** Ends the sessions whose token or selected folder isn't valid any more, those in IDLE too. */
  endStale(): Promise<void>;
  /** Cuts the sessions of a mailbox, as a server does that is restarted. */
  cut(address: string): void;
  close(): Promise<void>;
}

export async function startImapServer(context: ServerContext, port: number): Promise<ImapServer> {
  const sessions = new Set<Session>();
  const server: Server = createServer((socket) => {
    const session = new Session(socket, context);
    sessions.add(session);
    socket.on("close", () => sessions.delete(session));
  });
  const unlisten = context.mailboxes.onChange((folder) => {
    for (const session of sessions) if (session.view?.folder === folder) void session.changed();
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the IMAP server has no port");
  return {
    port: address.port,
    async endStale() {
      await Promise.all([...sessions].map((session) => session.endIfStale()));
    },
    cut(address) {
      for (const session of sessions) if (session.address === address) session.cut();
    },
    async close() {
      unlisten();
      for (const session of sessions) session.cut();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
