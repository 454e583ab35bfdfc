// A session of ours with a server that plays a script.
import type { MailSession, OpenFolder } from "../../../engine/ports/mail.ts";
import { hastyClock, silentLog } from "../../contract.ts";
import { createImapProvider } from "../imap-provider.ts";
import { type Script, type ScriptedServer, startScriptedServer } from "./scripted-server.ts";

export const provider = createImapProvider({ clock: hastyClock, log: silentLog });
export const credential = { kind: "password", user: "ada", password: "pass" } as const;

export async function play<T>(
  script: Script,
  run: (session: MailSession, server: ScriptedServer) => Promise<T>,
): Promise<T> {
  const server = await startScriptedServer(script);
  try {
    const address = { host: "127.0.0.1", port: server.port, security: "none" } as const;
    const session = await provider.open(address, credential, {});
    try {
      return await run(session, server);
    } finally {
      await session.close();
    }
  } finally {
    await server.close();
  }
}

/** With the inbox open for reading. */
export function inFolder<T>(
  script: Script,
  run: (folder: OpenFolder, server: ScriptedServer) => Promise<T>,
): Promise<T> {
  return play(script, async (session, server) => run(await session.openFolder("INBOX", null), server));
}
