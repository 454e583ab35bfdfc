import { describe, expect, it } from "vitest";
import { UidSet } from "../../core/uid-set.ts";
import type { OpenFolder } from "../../engine/ports/mail.ts";
import { hastyClock, silentLog } from "../contract.ts";
import { rejectionOf } from "../testing/observing.ts";
import { createImapProvider } from "./imap-provider.ts";
import { EXAMINED, startScriptedServer } from "./testing/scripted-server.ts";

const provider = createImapProvider({ clock: hastyClock, log: silentLog });
const credential = { kind: "password", user: "ada", password: "pass" } as const;
const KNOWN = { uidValidity: 7, modseq: 5n, uids: UidSet.range(1, 1_000_000) };

/** A folder that was known when the server, before it answers EXAMINE, said `told`. */
async function reopened(told: string): Promise<OpenFolder> {
  const server = await startScriptedServer({
    capabilities: "IMAP4rev1 CONDSTORE QRESYNC ENABLE",
    answers: { EXAMINE: told + EXAMINED },
  });
  try {
    const address = { host: "127.0.0.1", port: server.port, security: "none" } as const;
    const session = await provider.open(address, credential, {});
    try {
      return await session.openFolder("INBOX", KNOWN);
    } finally {
      await session.close();
    }
  } finally {
    await server.close();
  }
}

describe("a server that tells what changed (QRESYNC)", () => {
  it("is heard when it names the vanished one by one, and what never was there", async () => {
    const lines = Array.from({ length: 50_000 }, (_, i) => `* VANISHED (EARLIER) ${i * 2 + 1}\r\n`);
    const { resync } = await reopened(`${lines.join("")}* VANISHED (EARLIER) 999999:4294967295\r\n`);
    expect([resync?.vanished.size, resync?.vanished.max]).toEqual([50_002, 1_000_000]);
  });

  it("is heard once for each message, and not about uids that none can have", async () => {
    const row = (uid: number, flags: string): string => `* 1 FETCH (UID ${uid} FLAGS (${flags}))\r\n`;
    const { resync } = await reopened(
      [row(5, ""), row(4_294_967_297, "\\Seen"), row(5, "\\Flagged"), "* VANISHED (EARLIER) NIL\r\n"].join(
        "",
      ),
    );
    expect(resync).toEqual({ vanished: UidSet.empty, changed: [{ uid: 5, flags: 4 }] });
  });

  it("isn't believed when it names more than can be, or no uids", async () => {
    const many = `* VANISHED (EARLIER) ${"1,".repeat(3 * 1024 * 1024)}1\r\n`;
    expect((await rejectionOf(reopened(many.repeat(3)))).said).toBe("too many vanished messages");
    for (const set of ["0", "5:", "1,,2"]) {
      expect((await rejectionOf(reopened(`* VANISHED (EARLIER) ${set}\r\n`))).code).toBe("protocol");
    }
  });
});
