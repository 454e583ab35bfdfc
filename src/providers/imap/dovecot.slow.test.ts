import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ImapFlow } from "imapflow";
import { it } from "vitest";
import type { Credential, ServerAddress } from "../../engine/ports/mail.ts";
import { startPlayground } from "../../playground/playground.ts";
import { type ContractBed, hastyClock, providerContract, silentLog } from "../contract.ts";
import { type Dovecot, startDovecot } from "../testing/dovecot.ts";
import { needs } from "../testing/needs.ts";
import type { Seen } from "../testing/writing-contract.ts";
import { createImapProvider } from "./imap-provider.ts";

interface Reached {
  readonly security: ServerAddress["security"];
  readonly credential: Credential;
  readonly wrongCredential: Credential;
}

const withPassword = { kind: "password", user: "ada@contoso.example", password: "pass" } as const;
const wrongPassword = { ...withPassword, password: "wrong" } as const;

function bedOf(dovecot: Dovecot, reached: Reached, close: () => Promise<void>): ContractBed {
  const { security, credential } = reached;
  /** Another client in the same folder. */
  const beside = async <T>(folder: string, run: (client: ImapFlow) => Promise<T>): Promise<T> => {
    const client = new ImapFlow({
      host: "127.0.0.1",
      port: dovecot.port,
      secure: false,
      doSTARTTLS: false,
      auth: { user: credential.user, pass: "pass" },
      logger: false,
    });
    await client.connect();
    await client.mailboxOpen(folder);
    const result = await run(client);
    await client.logout();
    return result;
  };
  return {
    provider: createImapProvider({ clock: hastyClock, log: silentLog, trustedCertificates: [dovecot.ca] }),
    distrusting: security === "none" ? null : createImapProvider({ clock: hastyClock, log: silentLog }),
    server: { host: "127.0.0.1", port: security === "implicit" ? dovecot.tlsPort : dovecot.port, security },
    credential,
    wrongCredential: reached.wrongCredential,
    deliver: (folder, message, flags, date) => dovecot.deliver(credential.user, folder, message, flags, date),
    async expunge(folder, uid) {
      await beside(folder, (client) => client.messageDelete(`${uid}`, { uid: true }));
    },
    async setFlag(folder, uid, flag) {
      await beside(folder, (client) => client.messageFlagsAdd(`${uid}`, [flag], { uid: true }));
    },
    look: (folder) => beside(folder, seenBy),
    async forbidWriting(folder) {
      const cur = path.join(dovecot.maildir(credential.user), `.${folder}`, "cur");
      await chmod(cur, 0o500);
      return () => chmod(cur, 0o700);
    },
    close,
  };
}

async function seenBy(client: ImapFlow): Promise<readonly Seen[]> {
  const seen: Seen[] = [];
  if (client.mailbox === false || client.mailbox.exists === 0) return seen;
  for await (const row of client.fetch("1:*", { uid: true, flags: true, internalDate: true, source: true })) {
    seen.push({
      uid: row.uid,
      flags: [...(row.flags ?? [])].filter((flag) => flag !== "\\Recent"),
      date: new Date(row.internalDate ?? "").getTime(),
      bytes: row.source ?? Buffer.alloc(0),
    });
  }
  return seen.sort((a, b) => a.uid - b.uid);
}

if (needs("dovecot")) {
  for (const security of ["none", "implicit", "starttls"] as const) {
    providerContract(`IMAP on Dovecot, a password, TLS ${security}`, async () => {
      const dovecot = await startDovecot();
      const reached = { security, credential: withPassword, wrongCredential: wrongPassword };
      return bedOf(dovecot, reached, () => dovecot.close());
    });
  }

  providerContract("IMAP on Dovecot, an access token, TLS implicit", async () => {
    const user = "ada@contoso.example";
    const dataDir = await mkdtemp(path.join(os.tmpdir(), "twinbox-contract-"));
    // Introspection is refused while the client has no address to return to.
    const redirectUris = ["http://127.0.0.1/return"];
    const playground = await startPlayground({ dataDir, redirectUris, size: "small" });
    const dovecot = await startDovecot({ introspectionUrl: playground.introspectionUrl });
    const bearer = { kind: "bearer", user, expiresAt: null } as const;
    const reached: Reached = {
      security: "implicit",
      credential: { ...bearer, token: await playground.control.issueToken(user) },
      wrongCredential: { ...bearer, token: "forged" },
    };
    return bedOf(dovecot, reached, async () => {
      await dovecot.close();
      await playground.close();
      await rm(dataDir, { recursive: true, force: true });
    });
  });
} else {
  it("is left out without Dovecot", () => undefined);
}
