import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ImapFlow } from "imapflow";
import { it } from "vitest";
import type { Credential, ServerAddress } from "../../engine/ports/mail.ts";
import { startPlayground } from "../../playground/playground.ts";
import { type ContractBed, hastyClock, providerContract, silentLog } from "../contract.ts";
import { type Dovecot, startDovecot } from "../testing/dovecot.ts";
import { needs } from "../testing/needs.ts";
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
  const beside = async (folder: string, run: (client: ImapFlow) => Promise<unknown>): Promise<void> => {
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
    await run(client);
    await client.logout();
  };
  return {
    provider: createImapProvider({ clock: hastyClock, log: silentLog, trustedCertificates: [dovecot.ca] }),
    distrusting: security === "none" ? null : createImapProvider({ clock: hastyClock, log: silentLog }),
    server: { host: "127.0.0.1", port: security === "implicit" ? dovecot.tlsPort : dovecot.port, security },
    credential,
    wrongCredential: reached.wrongCredential,
    deliver: (folder, message, flags, date) => dovecot.deliver(credential.user, folder, message, flags, date),
    expunge: (folder, uid) => beside(folder, (client) => client.messageDelete(`${uid}`, { uid: true })),
    setSeen: (folder, uid) =>
      beside(folder, (client) => client.messageFlagsAdd(`${uid}`, ["\\Seen"], { uid: true })),
    close,
  };
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
