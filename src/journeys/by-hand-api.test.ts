// J8 over the interface: connecting with typed settings at the playground, and what is refused.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { MailboxId } from "../base/ids.ts";
import { type HandSettings, mapProposals, offerImap, panelUntil, settingsFor } from "./testing/by-hand.ts";
import { ADA, BRAM, MAIL_PASSWORD, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

let twinbox: RunningTwinbox;
let providerId: string;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern" });
  providerId = await offerImap(twinbox);
});
afterAll(() => twinbox?.close());

interface Refusal {
  readonly code: string;
  readonly diagnosis?: { readonly id: string };
}

async function stopped(address: string): Promise<void> {
  const client = await twinbox.signIn(address);
  const mailboxId = (await client.call("readEmailSettings")).mailbox?.id;
  if (mailboxId === undefined) return;
  await client.ask("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
}

/** Connecting with these differences comes to this. */
async function outcome(change: Partial<HandSettings>, address = BRAM) {
  const client = await twinbox.signIn(address);
  const body = { ...settingsFor(twinbox, providerId, address), ...change };
  const { state, diagnosis } = await client.call("connectByHand", { body });
  return [state, diagnosis?.id ?? null];
}

describe("at the playground", () => {
  afterEach(() => stopped(BRAM));

  test("a mailbox is connected with typed settings, mapped, and comes in; its settings are shown, no password is", async () => {
    const bram = await twinbox.signIn(BRAM);
    const body = settingsFor(twinbox, providerId, BRAM);
    const attempt = await bram.call("connectByHand", { body: { ...body, displayName: "Bram" } });
    expect(attempt).toMatchObject({ state: "connected", diagnosis: null, mailboxId: expect.any(String) });
    const { mailbox } = await bram.call("readEmailSettings");
    expect(mailbox).toMatchObject({
      provider: "imap",
      providerName: "127.0.0.1",
      address: BRAM,
      displayName: "Bram",
      userName: BRAM,
      authentication: "password",
      incoming: body.incoming,
      outgoing: body.outgoing,
      state: "unmapped",
    });
    // Whenever it is connected to from now on, the addresses of its servers are judged anew.
    const stored = await twinbox.house.connections.findMailbox((mailbox?.id ?? "") as MailboxId);
    expect([stored?.incoming.guarded, stored?.outgoing?.guarded]).toEqual([true, true]);
    await mapProposals(bram);
    const inbox = twinbox.playground.control.uidsOf(BRAM, "INBOX").length;
    await panelUntil(bram, (panel) => panel.mailbox?.state === "inSync" && panel.mailbox.messages >= inbox);
    await twinbox.playground.control.deliver(BRAM, { subject: "Typed by hand" });
    const subjects = async () => {
      const params = { mailboxId: mailbox?.id ?? "" };
      const query = { q: '"Typed by hand"' };
      return (await bram.call("searchMessages", { params, query })).messages.map(({ subject }) => subject);
    };
    await expect.poll(subjects, { timeout: 20_000 }).toEqual(["Typed by hand"]);
  });

  test("whoever is connected can't connect another one", async () => {
    const bram = await twinbox.signIn(BRAM);
    expect(await outcome({})).toEqual(["connected", null]);
    const body = settingsFor(twinbox, providerId, BRAM);
    expect((await bram.ask("connectByHand", { body })).status).toBe(409);
  });

  test("what is wrong is a diagnosis, and nothing is connected", async () => {
    const { playground } = twinbox;
    const at = (port: number) => ({ incoming: { host: "127.0.0.1", port, security: "none" as const } });
    expect(await outcome({ password: "wrong" })).toEqual(["failed", "sign-in-refused"]);
    expect(await outcome({ userName: "nobody@contoso.example" })).toEqual(["failed", "sign-in-refused"]);
    // A port that nobody allowed, and a mail server of the other kind: what they say is told to nobody.
    expect(await outcome(at(playground.other.port))).toEqual(["failed", "server-forbidden"]);
    expect(await outcome(at(playground.smtp.port))).toEqual(["failed", "no-mail-server"]);
    const tls = { incoming: { ...playground.imap, security: "implicit" as const } };
    expect(await outcome(tls)).toEqual(["failed", "tls-not-spoken"]);
    const starttls = { incoming: { ...playground.imap, security: "starttls" as const } };
    expect(await outcome(starttls)).toEqual(["failed", "starttls-missing"]);
    const bram = await twinbox.signIn(BRAM);
    const panel = await bram.call("readEmailSettings");
    expect([panel.mailbox, panel.attempt?.state]).toEqual([null, "failed"]);
  });

  test("the workspace's rule about addresses holds for the address and for the user name", async () => {
    const elsewhere = { address: "bram@elsewhere.example" };
    expect(await outcome(elsewhere)).toEqual(["failed", "address-not-allowed"]);
    expect(await outcome({ userName: "bram@elsewhere.example" })).toEqual(["failed", "address-not-allowed"]);
    await twinbox.sql("update twinbox.workspace set address_policy = 'own'");
    expect(await outcome({ address: ADA, userName: ADA })).toEqual(["failed", "address-not-allowed"]);
    await twinbox.sql("update twinbox.workspace set address_policy = 'any'");
    expect(await outcome(elsewhere)).toEqual(["connected", null]);
    await twinbox.sql("update twinbox.workspace set address_policy = 'ownDomains'");
  });

  test("a provider that is switched off, or isn't one for typed settings, connects nothing", async () => {
    expect(await outcome({ providerId: twinbox.providerId })).toEqual(["failed", "provider-not-offered"]);
    await twinbox.sql(`update twinbox.provider set enabled = false where id = '${providerId}'`);
    expect(await outcome({})).toEqual(["failed", "provider-not-offered"]);
    await twinbox.sql(`update twinbox.provider set enabled = true where id = '${providerId}'`);
  });

  test("what we refuse without asking any mail server is told in words of our own", async () => {
    const ada = await twinbox.signIn(ADA);
    const settings = settingsFor(twinbox, providerId, ADA);
    const refused = async (id: string, route: "startAttempt" | "connectByHand" | "testConnection") => {
      const body = { ...(route === "startAttempt" ? {} : settings), providerId: id };
      const answer = await ada.ask<typeof route, Refusal>(route, { body });
      return [answer.status, answer.body.code, answer.body.diagnosis?.id];
    };
    const nowhere = "01900000-0000-7000-8000-000000000000";
    const bySignIn = twinbox.providerId;
    for (const route of ["startAttempt", "connectByHand", "testConnection"] as const) {
      expect(await refused(nowhere, route), route).toEqual([404, "noProvider", "no-provider"]);
    }
    expect(await refused(providerId, "startAttempt")).toEqual([409, "notOffered", "provider-not-offered"]);
    await twinbox.sql(`update twinbox.provider set enabled = false where id = '${bySignIn}'`);
    expect(await refused(bySignIn, "startAttempt")).toEqual([409, "notOffered", "provider-not-offered"]);
    await twinbox.sql(`update twinbox.provider set enabled = true where id = '${bySignIn}'`);
    await twinbox.sql("update twinbox.workspace set activation = 'suspended'");
    expect(await refused(bySignIn, "startAttempt")).toEqual([409, "notActivated", "not-activated"]);
    expect(await refused(providerId, "connectByHand")).toEqual([409, "notActivated", "not-activated"]);
    await twinbox.sql("update twinbox.workspace set activation = 'active'");
    expect(await outcome({}, ADA)).toEqual(["connected", null]);
    expect(await refused(bySignIn, "startAttempt")).toEqual([409, "alreadyConnected", "already-connected"]);
    expect(await refused(providerId, "connectByHand")).toEqual([
      409,
      "alreadyConnected",
      "already-connected",
    ]);
    await stopped(ADA);
  });

  test("claiming a colleague's address opens no mail of the colleague's", async () => {
    expect(await outcome({}, ADA)).toEqual(["connected", null]);
    const ada = await twinbox.signIn(ADA);
    const hers = (await ada.call("readEmailSettings")).mailbox;
    expect(await outcome({ address: ADA })).toEqual(["connected", null]);
    const bram = await twinbox.signIn(BRAM);
    const his = (await bram.call("readEmailSettings")).mailbox;
    expect([his?.address, his?.userName]).toEqual([ADA, BRAM]);
    expect(his?.id).not.toBe(hers?.id);
    const params = { mailboxId: hers?.id ?? "" };
    expect((await bram.ask("listFolders", { params })).status).toBe(404);
    await stopped(ADA);
  });

  test("a password that was changed at the server is asked for, tried, and then goes on", async () => {
    const bram = await twinbox.signIn(BRAM);
    await outcome({});
    const mailboxId = await mapProposals(bram);
    await panelUntil(bram, (panel) => panel.mailbox?.state === "inSync");
    await twinbox.playground.control.changePassword(BRAM, "new one");
    const { mailbox } = await panelUntil(bram, (panel) => panel.mailbox?.state === "problem");
    expect(mailbox?.diagnosis).toMatchObject({ id: "sign-in-refused", retry: "reconnect" });
    const again = (password: string) =>
      bram.ask("signInAgain", { params: { mailboxId }, body: { password } });
    expect(await again("old one")).toMatchObject({
      status: 502,
      body: { diagnosis: { id: "sign-in-refused" } },
    });
    expect((await again("new one")).status).toBe(200);
    await panelUntil(bram, (panel) => panel.mailbox?.state === "inSync");
    await twinbox.playground.control.changePassword(BRAM, MAIL_PASSWORD);
  });

  test("cancelled while it runs, it leaves nothing behind", async () => {
    const bram = await twinbox.signIn(BRAM);
    twinbox.playground.control.setSwitch(BRAM, "loginMs", 1500);
    const connecting = outcome({});
    const { attempt } = await panelUntil(bram, (panel) => panel.attempt?.state === "connecting");
    await bram.call("cancelAttempt", { params: { attemptId: attempt?.id ?? "" } });
    expect(await connecting).toEqual(["cancelled", null]);
    twinbox.playground.control.setSwitch(BRAM, "loginMs", 0);
    expect((await bram.call("readEmailSettings")).mailbox).toBeNull();
  });
});
