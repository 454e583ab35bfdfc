import { expect, test } from "vitest";
import type { Playground } from "../playground.ts";
import { SWITCHES_OFF, type Switches, type SwitchName } from "../switches.ts";
import { ADA, GWEN, googleSettingsOf, oauth, open, REQUEST, settingsOf, signIn } from "../testing/bed.ts";
import { BareClient, signInCommand } from "../testing/imap-client.ts";

type Scene = (playground: Playground, client: BareClient) => Promise<void>;

/** Milliseconds that the playground's clock is ahead. */
let ahead = 0;

/** What becomes of a code, as an error. */
async function redeemed(playground: Playground, address = ADA): Promise<unknown> {
  const settings = address === GWEN ? googleSettingsOf(playground) : settingsOf(playground);
  const callback = await signIn(playground, address);
  return oauth.redeem(settings, REQUEST, callback).catch((error: unknown) => error);
}

/** How submission refuses. */
async function bySmtp(playground: Playground): Promise<string> {
  const fresh = await BareClient.open(playground.smtp);
  fresh.send("EHLO c\r\n");
  await fresh.until(/250 [^\r]*\r\n/);
  fresh.send(`${(await signInCommand(playground, ADA)).replace("AUTHENTICATE", "AUTH")}\r\n`);
  return fresh.until(/5\d\d [^\r]*\r\n/);
}

/** Status and error of the Inbox by Graph. */
async function byGraph(playground: Playground, given?: string): Promise<unknown> {
  const scope = "https://graph.microsoft.com/Mail.ReadWrite";
  const token = given ?? (await playground.control.issueToken(ADA, { scope }));
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(`${playground.graph}/v1.0/me/mailFolders/inbox`, { headers });
  const body = (await response.json()) as { readonly error?: { readonly code: string } };
  return [response.status, body.error?.code];
}

/** A session is signed in and has the inbox (60 messages) open when the switch goes on. */
const SCENES: { readonly [N in SwitchName]: { readonly value: Switches[N]; readonly play: Scene } } = {
  unreachable: {
    value: true,
    async play(playground, client) {
      // It wasn't even asked anything.
      await client.until(/never said/);
      expect(client.hasEnded).toBe(true);
      const fresh = await BareClient.open(playground.imap);
      await fresh.run(await signInCommand(playground, ADA));
      expect(fresh.hasEnded).toBe(true);
    },
  },
  imapOff: {
    value: true,
    async play(playground, client) {
      expect(await client.run("NOOP")).toContain("BAD User is authenticated but not connected");
      const fresh = await BareClient.open(playground.imap);
      expect(await fresh.run(await signInCommand(playground, ADA))).toContain("OK AUTHENTICATE");
      expect(await fresh.run("SELECT INBOX")).toContain("not connected");
    },
  },
  noMailbox: {
    value: true,
    async play(playground) {
      const fresh = await BareClient.open(playground.imap);
      expect(await fresh.run(await signInCommand(playground, ADA))).toContain(" NO AUTHENTICATE failed.");
      expect(await bySmtp(playground)).toContain("535 5.7.3 Authentication unsuccessful");
      expect(await byGraph(playground)).toEqual([404, "MailboxNotEnabledForRESTAPI"]);
      playground.control.clearSwitches();
      expect(await byGraph(playground)).toEqual([200, undefined]);
      const forMail = await playground.control.issueToken(ADA);
      expect(await byGraph(playground, forMail)).toEqual([401, "InvalidAuthenticationToken"]);
    },
  },
  graphError: {
    value: "403 ErrorAccessDenied",
    play: async (playground) => expect(await byGraph(playground)).toEqual([403, "ErrorAccessDenied"]),
  },
  graphCutsUploads: {
    value: true,
    async play(playground) {
      const scope = "https://graph.microsoft.com/Mail.ReadWrite";
      const headers = { authorization: `Bearer ${await playground.control.issueToken(ADA, { scope })}` };
      const asked = async (path: string, body: string): Promise<Record<string, string>> => {
        const url = `${playground.graph}/v1.0/me/messages${path}`;
        return (await (await fetch(url, { method: "POST", headers, body })).json()) as Record<string, string>;
      };
      const { id } = await asked("", Buffer.from(`From: ${ADA}\r\n\r\nHello\r\n`).toString("base64"));
      const item = { AttachmentItem: { name: "plan.pdf", size: 5_000_000 } };
      const { uploadUrl = "" } = await asked(`/${id}/attachments/createUploadSession`, JSON.stringify(item));
      const piece = { method: "PUT", headers: { "content-range": "bytes 0-0/5000000" }, body: "x" };
      await expect(fetch(uploadUrl, piece)).rejects.toThrow();
      playground.control.setSwitch(ADA, "graphCutsUploads", false);
      expect((await fetch(uploadUrl, piece)).status).toBe(200);
      const withToken = { ...piece, headers: { ...piece.headers, ...headers } };
      expect((await fetch(uploadUrl, withToken)).status, "an address that needs no token takes none").toBe(
        401,
      );
    },
  },
  appHasNoAccess: {
    value: true,
    async play(playground) {
      // A person's own sign-in is let in: src/playground/application.test.ts has the application's.
      const fresh = await BareClient.open(playground.imap);
      expect(await fresh.run(await signInCommand(playground, ADA))).toContain("OK AUTHENTICATE");
    },
  },
  appNotApproved: {
    value: true,
    async play(playground) {
      await playground.control.approveApplication(ADA, true);
      const tenant = playground.people.find(({ address }) => address === ADA)?.tenantId ?? "";
      const asked = oauth.appToken({ ...settingsOf(playground), tenant });
      await expect(asked).rejects.toThrow("app-only access is not approved");
    },
  },
  consentNeedsAdmin: {
    value: true,
    play: (playground) => expect(signIn(playground)).rejects.toThrow("AADSTS90094"),
  },
  missingRedirects: {
    value: "/callback",
    async play(playground) {
      // Nobody is signed in yet where it is found out.
      await signIn(playground);
      playground.control.setSwitch("*", "missingRedirects", "/approval,/callback");
      await expect(signIn(playground)).rejects.toThrow("AADSTS50011");
      await expect(signIn(playground, GWEN)).rejects.toThrow("redirect_uri_mismatch");
    },
  },
  signInPageError: {
    value: "50105",
    async play(playground) {
      await expect(signIn(playground)).rejects.toThrow("AADSTS50105");
      playground.control.setSwitch(GWEN, "signInPageError", "org_internal");
      await expect(signIn(playground, GWEN)).rejects.toThrow("Error 403: org_internal");
    },
  },
  callbackError: {
    value: "53003",
    async play(playground) {
      const callback = new URL(await signIn(playground)).searchParams;
      expect(callback.get("error")).toBe("access_denied");
      expect(callback.get("error_description")).toMatch(/^AADSTS53003: .* Trace ID: /);
      playground.control.setSwitch(GWEN, "callbackError", "access_denied");
      const googles = new URL(await signIn(playground, GWEN)).searchParams;
      expect(googles.get("error")).toBe("access_denied");
      expect(googles.get("iss")).toBe(playground.google.authority);
    },
  },
  tokenError: {
    value: "7000222",
    async play(playground) {
      expect(await redeemed(playground)).toMatchObject({ providerCode: "AADSTS7000222" });
      playground.control.setSwitch(GWEN, "tokenError", "invalid_grant");
      expect(await redeemed(playground, GWEN)).toMatchObject({ providerCode: "invalid_grant" });
    },
  },
  tokenStatus: {
    value: 429,
    async play(playground) {
      expect(await redeemed(playground)).toMatchObject({ code: "tokenServerDown", retryAfterMs: 60_000 });
      playground.control.setSwitch(GWEN, "tokenStatus", 503);
      expect(await redeemed(playground, GWEN)).toMatchObject({ code: "tokenServerDown", said: "HTTP 503" });
    },
  },
  addedScopes: {
    value: "EWS.AccessAsUser.All",
    async play(playground) {
      expect(await redeemed(playground)).toMatchObject({
        tokens: { scopes: expect.arrayContaining(["EWS.AccessAsUser.All"]) },
      });
    },
  },
  withheldScopes: {
    value: "IMAP.AccessAsUser.All",
    async play(playground) {
      expect(await redeemed(playground)).toMatchObject({ code: "wrongResource" });
    },
  },
  withheldRefreshToken: {
    value: true,
    async play(playground) {
      expect(await redeemed(playground)).toMatchObject({ said: "no refresh token" });
    },
  },
  inTesting: {
    value: true,
    async play(playground) {
      playground.control.setSwitch(GWEN, "inTesting", true);
      const settings = googleSettingsOf(playground);
      const { tokens } = await oauth.redeem(settings, REQUEST, await signIn(playground, GWEN));
      await oauth.refresh(settings, tokens.refreshToken ?? "");
      ahead = 7 * 86_400_000;
      const ended = await oauth.refresh(settings, tokens.refreshToken ?? "").catch((error: unknown) => error);
      ahead = 0;
      expect(ended).toMatchObject({ code: "grantRevoked", providerCode: "invalid_grant" });
    },
  },
  throttledMs: {
    value: 4_321,
    async play(_, client) {
      expect(await client.run("NOOP")).toContain("Suggested Backoff Time: 4321 milliseconds");
    },
  },
  cutAfterRows: {
    value: 3,
    async play(_, client) {
      expect((await client.run("FETCH 1:* (UID)")).match(/FETCH/g)).toHaveLength(3);
      expect(client.hasEnded).toBe(true);
    },
  },
  cutLiteral: {
    value: true,
    async play(_, client) {
      const told = await client.run("UID FETCH 1 (BODY.PEEK[])");
      const announced = Number(/\{(\d+)\}/.exec(told)?.[1]);
      expect(told.length).toBeLessThan(announced);
      expect(client.hasEnded).toBe(true);
    },
  },
  bye: {
    value: true,
    async play(_, client) {
      expect(await client.run("NOOP")).toMatch(/^\* BYE /);
      expect(client.hasEnded).toBe(true);
    },
  },
  sessionExpired: {
    value: true,
    async play(_, client) {
      expect(await client.run("NOOP")).toContain("* BYE Session invalidated - AccessTokenExpired");
      expect(client.hasEnded).toBe(true);
    },
  },
  serverUnavailable: {
    value: true,
    async play(_, client) {
      expect(await client.run("NOOP")).toContain("NO Server Unavailable. 15");
    },
  },
  fetchRefused: {
    value: true,
    async play(_, client) {
      expect(await client.run("UID FETCH 1 (FLAGS)")).toContain("BAD Command Argument Error. 11");
      expect(await client.run("NOOP")).toContain("OK NOOP");
    },
  },
  webLogin: {
    value: true,
    async play(playground) {
      playground.control.setSwitch(GWEN, "webLogin", true);
      const fresh = await BareClient.open(playground.google.imap);
      expect(await fresh.run(await signInCommand(playground, GWEN))).toContain(
        "NO [ALERT] Please log in via your web browser",
      );
    },
  },
  hiddenFolders: {
    value: "Archive, Clients",
    async play(playground) {
      const gwens = await BareClient.login(playground, GWEN);
      playground.control.setSwitch(GWEN, "hiddenFolders", "[Gmail]/All Mail, Clients");
      const told = await gwens.run('LIST "" "*"');
      expect(told).not.toContain("All Mail");
      expect(told).not.toContain('"Clients"');
      expect(told).toContain('"Clients/Globex"');
      expect(await gwens.run("SELECT Clients")).toContain("NO [NONEXISTENT]");
    },
  },
  folderLimit: {
    value: 10,
    async play(playground, client) {
      expect(await client.run("STATUS INBOX (MESSAGES)")).toContain("(MESSAGES 10)");
      expect(await client.run("SELECT INBOX")).toContain("* 10 EXISTS");
      expect(await client.run("UID SEARCH ALL")).toContain("* SEARCH 51 52 53 54 55 56 57 58 59 60\r\n");
      await playground.control.deliver(ADA);
      expect(await client.run("NOOP")).toContain("* 11 EXISTS");
    },
  },
  latencyMs: {
    value: 5,
    async play(_, client) {
      expect(await client.run("NOOP")).toContain("OK NOOP");
    },
  },
  loginMs: {
    value: 5,
    async play(playground) {
      await BareClient.login(playground);
    },
  },
  loginRefused: {
    value: true,
    async play(playground) {
      const fresh = await BareClient.open(playground.imap);
      expect(await fresh.run(await signInCommand(playground, ADA))).toContain("NO AUTHENTICATE failed");
    },
  },
  tooManyConnections: {
    value: true,
    async play(playground) {
      const fresh = await BareClient.open(playground.imap);
      expect(await fresh.run(await signInCommand(playground, ADA))).toContain("NO [LIMIT]");
    },
  },
  existsTooHigh: {
    value: 2,
    async play(_, client) {
      expect(await client.run("SELECT INBOX")).toContain("* 62 EXISTS");
      expect((await client.run("FETCH 1:* (UID)")).match(/FETCH \(/g)).toHaveLength(60);
    },
  },
  renumberBeforeFetch: {
    value: true,
    async play(playground, client) {
      const told = await client.run("SELECT INBOX");
      expect(await client.run("UID FETCH 1:* (UID)")).not.toContain("FETCH (");
      expect(playground.control.uidsOf(ADA, "INBOX")).toHaveLength(60);
      const validity = /UIDVALIDITY \d+/.exec(told)?.[0] ?? "";
      expect(await client.run("SELECT INBOX")).not.toContain(validity);
    },
  },
  oneUidValidity: {
    value: true,
    async play(_, client) {
      const told = await client.run("STATUS Archive (UIDVALIDITY)");
      expect(told).toContain("(UIDVALIDITY 1)");
      for (const path of ["INBOX", "Drafts"]) {
        expect(await client.run(`SELECT ${path}`)).toContain("[UIDVALIDITY 1]");
      }
    },
  },
  emptyList: {
    value: true,
    async play(_, client) {
      expect(await client.run('LIST "" "*"')).toMatch(/^t\d+ OK /);
    },
  },
  stubUids: {
    value: "3,7",
    async play(_, client) {
      expect(await client.run("UID FETCH 3 (BODY.PEEK[])")).toContain(
        "Retrieval using the IMAP4 protocol failed",
      );
      expect(await client.run("UID FETCH 4 (BODY.PEEK[])")).not.toContain("Retrieval using the IMAP4");
    },
  },
  nilUids: {
    value: "3",
    async play(_, client) {
      expect(await client.run("UID FETCH 3 (BODY.PEEK[])")).toContain("BODY[] NIL");
    },
  },
  smtpLoginError: {
    value: "535 5.7.3 Authentication unsuccessful",
    play: async (playground) =>
      expect(await bySmtp(playground)).toContain("535 5.7.3 Authentication unsuccessful"),
  },
  // Said once a message is there: smtp.test.ts sends one.
  smtpSendError: { value: "554 5.2.2 mailbox full; QuotaExceededException", play: async () => undefined },
  // As above.
  smtpCutAtEnd: { value: true, play: async () => undefined },
  sentNotFiled: { value: true, play: async () => undefined },
  overQuota: {
    value: true,
    async play(playground, client) {
      const filed = playground.control.uidsOf(ADA, "Archive");
      expect(await client.run("APPEND Archive {3+}\r\nabc")).toContain(" NO [OVERQUOTA]");
      expect(await client.run("UID COPY 3 Archive")).toContain(" NO [OVERQUOTA]");
      expect(playground.control.uidsOf(ADA, "Archive")).toEqual(filed);
      expect(await client.run("UID MOVE 3 Archive")).toContain(" OK MOVE");
    },
  },
  movesRefused: {
    value: true,
    async play(playground, client) {
      expect(await client.run("UID MOVE 3 Archive")).toContain(" NO MOVE failed");
      expect(playground.control.uidsOf(ADA, "INBOX")).toContain(3);
    },
  },
  readOnlyFolders: {
    value: "Archive, Clients/ACME",
    async play(_, client) {
      const told = await client.run("SELECT Archive");
      expect(told).toContain("[PERMANENTFLAGS ()]");
      expect(told).toContain("OK [READ-ONLY] SELECT");
      expect(await client.run("UID STORE 1 +FLAGS (\\Seen)")).toContain(" NO ");
      expect(await client.run("UID MOVE 1 INBOX")).toContain(" NO ");
      expect(await client.run("APPEND Clients/ACME {3+}\r\nabc")).toContain(" NO [NOPERM]");
      expect(await client.run("SELECT Clients")).toContain("OK [READ-WRITE]");
      expect(await client.run("UID MOVE 1 Archive")).toContain(" NO [NOPERM]");
    },
  },
};

test.each(Object.keys(SCENES) as SwitchName[])(
  "the switch %s does what it says, and off again",
  async (name) => {
    const playground = await open({ now: () => Date.now() + ahead });
    const client = await BareClient.login(playground);
    await client.run("SELECT INBOX");
    playground.control.setSwitch(ADA, name, SCENES[name].value);
    await SCENES[name].play(playground, client);
    playground.control.clearSwitches();
    expect(playground.control.switchesOf(ADA)).toEqual(SWITCHES_OFF);
    const after = await BareClient.login(playground);
    expect(await after.run("SELECT INBOX")).toMatch(/\* (?:59|60|61) EXISTS/);
  },
);
