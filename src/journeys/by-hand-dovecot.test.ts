// J8 at a real Dovecot over TLS: an operator allows its network, and gives Node the authority of its certificate.
import { getCACertificates, setDefaultCACertificates } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { type HandSettings, mapProposals, offerImap, panelUntil, settingsFor } from "./testing/by-hand.ts";
import { letterBytes } from "./testing/letter.ts";
import { BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

describe.runIf(needs("dovecot"))("typed settings of a Dovecot", () => {
  let twinbox: RunningTwinbox;
  let dovecot: Dovecot;
  let providerId: string;
  const authorities = getCACertificates("default");
  beforeAll(async () => {
    dovecot = await startDovecot();
    await dovecot.deliver(BRAM, "INBOX", letterBytes({ subject: "By hand" }));
    const mailNetworks = [dovecot.port, dovecot.tlsPort].map((port) => ({
      address: "127.0.0.1",
      prefix: 32,
      port,
    }));
    twinbox = await startTwinbox({ mailNetworks });
    providerId = await offerImap(twinbox);
  });
  afterAll(async () => {
    setDefaultCACertificates(authorities);
    await twinbox?.close();
    await dovecot?.close();
  });

  async function connect(incoming: HandSettings["incoming"]) {
    const bram = await twinbox.signIn(BRAM);
    const settings = settingsFor(twinbox, providerId, BRAM);
    const body = { ...settings, incoming, outgoing: null, password: "pass" };
    const { state, diagnosis } = await bram.call("connectByHand", { body });
    return [state, diagnosis?.id ?? null];
  }

  test.each(["implicit", "starttls"] as const)(
    "connect it by TLS %s, once its authority is known",
    async (security) => {
      const port = security === "implicit" ? dovecot.tlsPort : dovecot.port;
      expect(await connect({ host: "localhost", port, security })).toEqual(["failed", "tls-untrusted"]);
      setDefaultCACertificates([...authorities, dovecot.ca]);
      expect(await connect({ host: "localhost", port, security })).toEqual(["connected", null]);
      const bram = await twinbox.signIn(BRAM);
      const mailboxId = await mapProposals(bram);
      const { mailbox } = await panelUntil(bram, (panel) => panel.mailbox?.state === "inSync");
      expect(mailbox).toMatchObject({
        messages: 1,
        outgoing: null,
        incoming: { host: "localhost", port, security },
      });
      const body = { mail: "delete", outbox: "drop" } as const;
      expect(await bram.call("stopMailbox", { params: { mailboxId }, body })).toMatchObject({
        provider: "imap",
      });
      setDefaultCACertificates(authorities);
    },
  );
});
