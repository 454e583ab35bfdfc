import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { startPlayground } from "../../playground/playground.ts";
import { hastyClock, providerContract, silentLog } from "../contract.ts";
import { createImapProvider } from "./imap-provider.ts";

const ADDRESS = "ada@contoso.example";
const FLAGS: Readonly<Record<string, string>> = { S: "\\Seen", F: "\\Flagged", R: "\\Answered" };

for (const profile of ["exchange", "gmail", "modern", "minimal"] as const) {
  providerContract(`IMAP on the playground, as ${profile} servers do`, async () => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), "twinbox-contract-"));
    // Exchange announces a message before it can be read; every delivery here is followed by that time.
    let ahead = 0;
    const now = (): number => Date.now() + ahead;
    const playground = await startPlayground({ dataDir, redirectUris: [], size: "small", profile, now });
    const { control } = playground;
    const made = new Set<string>(["INBOX"]);
    return {
      provider: createImapProvider({ clock: hastyClock, log: silentLog }),
      distrusting: null,
      server: { ...playground.imap, security: "none" },
      credential: {
        kind: "bearer",
        user: ADDRESS,
        token: await control.issueToken(ADDRESS, { seconds: 86_400 }),
        expiresAt: null,
      },
      wrongCredential: { kind: "bearer", user: ADDRESS, token: "forged", expiresAt: null },
      async deliver(folder, raw, flags, date) {
        if (!made.has(folder)) await control.createFolder(ADDRESS, folder);
        made.add(folder);
        await control.deliver(ADDRESS, {
          folder,
          raw,
          flags: [...flags].map((flag) => FLAGS[flag] ?? ""),
          date,
        });
        ahead += 1_000;
      },
      expunge: (folder, uid) => control.expunge(ADDRESS, folder, [uid]),
      setFlag: (folder, uid, flag) => control.setFlag(ADDRESS, folder, uid, flag, true),
      async look(folder) {
        ahead += 1_000;
        return control
          .listMessages(ADDRESS, folder, 1_000)
          .map(({ uid, flags, date }) => ({
            uid,
            flags,
            date,
            bytes: control.bytesOf(ADDRESS, folder, uid),
          }))
          .reverse();
      },
      async forbidWriting(folder) {
        control.setSwitch(ADDRESS, "readOnlyFolders", folder);
        return async () => control.clearSwitches();
      },
      async close() {
        await playground.close();
        await rm(dataDir, { recursive: true, force: true });
      },
    };
  });
}
