// Every failure of Microsoft and Google that a server can show: the switch of the playground is turned, the real flow
// runs into it, and the person reads its diagnosis. By HTTP: no page of ours is needed for it.
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import type { MailboxId } from "../base/ids.ts";
import { EXCHANGE_CAUSES } from "../core/causes/exchange-causes.ts";
import { GOOGLE_CAUSES } from "../core/causes/google-causes.ts";
import { MICROSOFT_CAUSES } from "../core/causes/microsoft-causes.ts";
import type { DiagnosisId } from "../core/diagnose.ts";
import { takeBackNow } from "../engine/take-back.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { Switches, SwitchName } from "../playground/switches.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, BRAM, GWEN, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

/** What a running mailbox may take to say what is wrong, and to be well again. */
const PATIENCE_MS = 60_000;
const LOOK_MS = 50;

vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

type Failure = readonly [id: DiagnosisId, switches: Partial<Switches>];

/** The page at Microsoft says it and leads nowhere. */
const ON_MICROSOFTS_PAGE: readonly Failure[] = [
  ["ms-admin-consent", { consentNeedsAdmin: true }],
  ["ms-admin-consent", { signInPageError: "90095" }],
  ["ms-other-tenant", { signInPageError: "50020" }],
  ["ms-other-tenant", { signInPageError: "16000" }],
  ["ms-other-tenant", { signInPageError: "50034" }],
  ["ms-other-tenant", { signInPageError: "500208" }],
  ["ms-session-stuck", { signInPageError: "16001" }],
  ["ms-assignment", { signInPageError: "50105" }],
  ["ms-app-disabled", { signInPageError: "7000112" }],
  ["ms-no-exo", { signInPageError: "650052" }],
  ["ms-ca-block", { signInPageError: "53003" }],
  ["ms-device", { signInPageError: "53000" }],
  ["ms-device", { signInPageError: "530003" }],
  ["ms-account-state", { signInPageError: "50053" }],
  ["ms-redirect", { signInPageError: "50011" }],
  ["ms-redirect", { signInPageError: "500113" }],
  ["ms-clientid", { signInPageError: "700016" }],
  ["ms-clientid", { signInPageError: "50194" }],
  ["ms-permission-config", { signInPageError: "650057" }],
  ["ms-bad-request", { signInPageError: "90014" }],
];
const ON_GOOGLES_PAGE: readonly Failure[] = [
  ["g-not-verified", { signInPageError: "org_internal" }],
  ["g-not-verified", { signInPageError: "admin_policy_enforced" }],
  ["g-not-verified", { signInPageError: "access_denied" }],
  ["g-redirect", { signInPageError: "redirect_uri_mismatch" }],
  ["g-redirect", { signInPageError: "invalid_client" }],
  ["g-redirect", { signInPageError: "deleted_client" }],
];
/** The browser comes back with it. */
const AT_THE_CALLBACK: readonly Failure[] = [
  ["ms-declined", { callbackError: "65004" }],
  ["ms-consent-missing", { callbackError: "65001" }],
  ["ms-admin-consent", { callbackError: "90094" }],
  ["ms-ca-block", { callbackError: "53003" }],
  ["ms-mfa", { callbackError: "50079" }],
  ["ms-permission-config", { callbackError: "65005" }],
  ["ms-permission-config", { callbackError: "70011" }],
  ["ms-sts-transient", { callbackError: "90033" }],
];
const AT_GOOGLES_CALLBACK: readonly Failure[] = [
  ["oauth-declined", { callbackError: "access_denied" }],
  ["g-not-verified", { callbackError: "admin_policy_enforced" }],
];
/** The code can't be redeemed, or the token isn't what was asked for. */
const AT_THE_TOKEN_ENDPOINT: readonly Failure[] = [
  ["ms-secret-expired", { tokenError: "7000222" }],
  ["ms-secret-wrong", { tokenError: "7000215" }],
  ["ms-secret-wrong", { tokenError: "700027" }],
  ["ms-secret-wrong", { tokenError: "500133" }],
  ["ms-spa", { tokenError: "9002325" }],
  ["ms-code-reused", { tokenError: "54005" }],
  ["ms-no-exo", { tokenError: "500011" }],
  ["ms-app-disabled", { tokenError: "70001" }],
  ["ms-permission-config", { tokenError: "700022" }],
  ["ms-bad-request", { tokenError: "9002313" }],
  ["ms-loop", { tokenError: "90055" }],
  ["ms-sts-transient", { tokenStatus: 503 }],
  ["ms-loop", { tokenStatus: 429 }],
  ["ms-partial-scope", { withheldScopes: "IMAP.AccessAsUser.All" }],
  ["ms-no-refresh-token", { withheldRefreshToken: true }],
];
const AT_GOOGLES_TOKEN_ENDPOINT: readonly Failure[] = [
  ["g-redirect", { tokenError: "invalid_client" }],
  ["g-redirect", { tokenError: "unauthorized_client" }],
  ["oauth-down", { tokenStatus: 503 }],
];
const NO_TOKENS_FOR_SMTP = "535 5.7.3 Authentication unsuccessful";
const LATER_FOR_SMTP = "454 4.7.0 Temporary authentication failure";
/** The sign-in was good, but the mailbox doesn't open. */
const AT_THE_MAILBOX: readonly Failure[] = [
  ["exo-imap-disabled", { loginRefused: true }],
  ["exo-imap-disabled", { imapOff: true }],
  [
    "exo-not-connected-new",
    { imapOff: true, graphError: "503 serviceNotAvailable", smtpLoginError: LATER_FOR_SMTP },
  ],
  ["graph-no-mailbox", { noMailbox: true }],
  [
    "graph-forbidden",
    { loginRefused: true, graphError: "403 ErrorAccessDenied", smtpLoginError: NO_TOKENS_FOR_SMTP },
  ],
  [
    "ms-ca-block",
    { loginRefused: true, graphError: "401 InvalidAuthenticationToken", smtpLoginError: NO_TOKENS_FOR_SMTP },
  ],
  ["imap-conn-limit", { tooManyConnections: true }],
  ["exo-server-unavailable", { serverUnavailable: true }],
  ["exo-throttled", { throttledMs: 60_000 }],
];
const AT_GMAIL: readonly Failure[] = [
  ["g-auth-failed", { loginRefused: true }],
  ["g-imap-off", { imapOff: true }],
  ["g-connections", { tooManyConnections: true }],
  ["g-web-login", { webLogin: true }],
  ["g-quota", { throttledMs: 1 }],
];
/** A mailbox that was in sync. */
const LATER: readonly Failure[] = [
  ["ms-sts-transient", { tokenStatus: 503 }],
  ["ms-refresh-dead", { tokenError: "50173" }],
  ["ms-refresh-dead", { tokenError: "700082" }],
  ["ms-signin-frequency", { tokenError: "70043" }],
  ["ms-mfa", { tokenError: "50076" }],
  ["ms-device", { tokenError: "50097" }],
  ["ms-ca-block", { tokenError: "53003" }],
  ["ms-account-state", { tokenError: "50057" }],
  ["ms-consent-missing", { tokenError: "65001" }],
  ["ms-spa", { tokenError: "700084" }],
  ["exo-auth-aud", { withheldScopes: "IMAP.AccessAsUser.All" }],
  ["exo-imap-disabled", { loginRefused: true }],
  ["exo-not-connected-known", { imapOff: true }],
  ["graph-no-mailbox", { noMailbox: true }],
  ["exo-server-unavailable", { serverUnavailable: true }],
  ["imap-conn-limit", { tooManyConnections: true }],
  ["exo-throttled", { throttledMs: 60_000 }],
];
const LATER_AT_GOOGLE: readonly Failure[] = [
  ["g-invalid-grant", { tokenError: "invalid_grant" }],
  ["g-redirect", { tokenError: "deleted_client" }],
  ["g-auth-failed", { loginRefused: true }],
  ["g-imap-off", { imapOff: true }],
  ["g-connections", { tooManyConnections: true }],
  ["g-web-login", { webLogin: true }],
  ["g-quota", { throttledMs: 1 }],
];
/** "Edit folders" runs into it. */
const IN_EDIT_FOLDERS: readonly Failure[] = [
  ["folders-empty", { emptyList: true }],
  ["exo-not-connected-known", { imapOff: true }],
  ["exo-server-unavailable", { serverUnavailable: true }],
];

/** Below, in a way of their own. */
const SHOWN_ALONE: readonly DiagnosisId[] = ["g-scope-unticked", "g-testing", "exo-reserved-folder"];
/** What no switch shows, and why not. */
const NOT_HERE: Partial<Readonly<Record<DiagnosisId, string>>> = {
  "ms-adminconsent-denied": "what an administrator sees: admin-consent.slow.test.ts",
  "ms-app-not-approved": "nobody signs in: organisation-api.slow.test.ts",
  "exo-app-no-access": "nobody signs in: organisation-api.slow.test.ts",
  "ms-wrong-account": "a question, not an error: wrong-account.test.ts",
  "ms-already-connected": "a mailbox may be shared",
  "ms-no-callback": "nothing comes back: bad-input.test.ts",
  "exo-token-expired-session": "told to nobody: below",
  "exo-command-error": "the mailbox goes on: below",
  "exo-rev2": "IMAP4rev2 is never switched on: imap-provider.ts",
  "exo-message-set": "sequence numbers are never sent",
  "exo-size": "of one message, in the outbox: hostile-writing.test.ts",
  "exo-unfetchable": "of one message, which comes later: receiving.test.ts",
  "olc-imap-off": "a personal account's token says so: tell-apart.ts",
  clock: "AADSTS500133 and 700027, with a clock that is off: tell-apart.ts",
};

test("every failure of Microsoft, Exchange and Google is shown, or has a reason not to be", () => {
  const shown = [
    ...[...ON_MICROSOFTS_PAGE, ...ON_GOOGLES_PAGE, ...AT_THE_CALLBACK, ...AT_GOOGLES_CALLBACK],
    ...[...AT_THE_TOKEN_ENDPOINT, ...AT_GOOGLES_TOKEN_ENDPOINT, ...AT_THE_MAILBOX, ...AT_GMAIL],
    ...[...LATER, ...LATER_AT_GOOGLE, ...IN_EDIT_FOLDERS],
  ].map(([id]) => id);
  const all = new Set<string>([...shown, ...SHOWN_ALONE, ...Object.keys(NOT_HERE)]);
  const causes = [...MICROSOFT_CAUSES, ...EXCHANGE_CAUSES, ...GOOGLE_CAUSES].map(({ id }) => id);
  expect(causes.filter((id) => !all.has(id))).toEqual([]);
});

/** Milliseconds that the playground's clock is ahead. */
let ahead = 0;
let twinbox: RunningTwinbox;
let control: PlaygroundControl;
beforeAll(async () => {
  twinbox = await startTwinbox({ google: true, now: () => Date.now() + ahead });
  control = twinbox.playground.control;
  // Refreshed before each sign-in: that is where most of them show.
  control.accessTokenSeconds = 200;
});
afterEach(() => control.clearSwitches());
afterAll(() => {
  vi.resetConfig();
  return twinbox?.close();
});

function turn(address: string, switches: Partial<Switches>): void {
  for (const [name, value] of Object.entries(switches)) control.setSwitch(address, name as SwitchName, value);
}

async function stateOf(client: ApiClient): Promise<string> {
  const { mailbox } = await client.call("readEmailSettings");
  return mailbox?.diagnosis?.id ?? mailbox?.state ?? "nothing";
}

/** Whose connection is cut again and again waits longer each time: who looks on presses "Try again". */
async function stateNotJustCut(client: ApiClient): Promise<string> {
  const { mailbox } = await client.call("readEmailSettings");
  if (mailbox?.diagnosis?.id === "disconnected") {
    await client.call("retryMailbox", { params: { mailboxId: mailbox.id } });
  }
  return stateOf(client);
}

async function untilItIs(expected: string, look: () => Promise<string>): Promise<void> {
  const started = performance.now();
  let seen = await look();
  while (seen !== expected && performance.now() - started < PATIENCE_MS) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    seen = await look();
  }
  expect(seen).toBe(expected);
}

describe.each([
  ["Microsoft", BRAM, ON_MICROSOFTS_PAGE],
  ["Google", GWEN, ON_GOOGLES_PAGE],
])("on the page of %s, and pasted", (_name, address, failures) => {
  test.each(failures)("%s: %o", async (id, switches) => {
    const client = await twinbox.signIn(address);
    turn(address, switches);
    const page = await toCallback(client, address).then(
      () => "the sign-in came back",
      (error: Error) => error.message,
    );
    const { attempt } = await client.call("readEmailSettings");
    expect(attempt?.state).toBe("waiting");
    const body = { text: page, attemptId: attempt?.id ?? "" };
    expect(await client.call("explainError", { body })).toMatchObject({ id });
    expect((await client.call("readEmailSettings")).attempt).toMatchObject({ diagnosis: { id } });
  });
});

describe.each([
  ["the callback", BRAM, AT_THE_CALLBACK],
  ["Google's callback", GWEN, AT_GOOGLES_CALLBACK],
  ["the token endpoint", BRAM, AT_THE_TOKEN_ENDPOINT],
  ["Google's token endpoint", GWEN, AT_GOOGLES_TOKEN_ENDPOINT],
  ["the mailbox", BRAM, AT_THE_MAILBOX],
  ["Gmail", GWEN, AT_GMAIL],
])("at %s", (_name, address, failures) => {
  test.each(failures)("%s: %o", async (id, switches) => {
    const client = await twinbox.signIn(address);
    turn(address, switches);
    const tab = await client.visit(await toCallback(client, address));
    expect(tab.status).toBe(400);
    const { attempt, mailbox } = await client.call("readEmailSettings");
    expect(attempt).toMatchObject({ state: "failed", diagnosis: { id } });
    expect(mailbox).toBeNull();
    expect(await tab.text()).toContain(`<p class="lead">${attempt?.diagnosis?.what}</p>`);
  });
});

test("Google's box for the mail left unticked: g-scope-unticked", async () => {
  const client = await twinbox.signIn(GWEN);
  await client.visit(await toCallback(client, GWEN, "accept", []));
  const { attempt } = await client.call("readEmailSettings");
  expect(attempt).toMatchObject({ state: "failed", diagnosis: { id: "g-scope-unticked" } });
});

describe.each([
  ["Office 365", ADA, LATER],
  ["Google", GWEN, LATER_AT_GOOGLE],
])("later, of a mailbox at %s that was in sync", (_name, address, failures) => {
  let client: ApiClient;
  let mailboxId: string;
  const stateNow = (): Promise<string> => stateOf(client);
  const stateOrSoon = (): Promise<string> => stateNotJustCut(client);
  const retry = () => client.call("retryMailbox", { params: { mailboxId } });

  beforeAll(async () => {
    client = await twinbox.signIn(address);
    mailboxId = await connectByForms(client, address);
    const { folders } = await client.call("readFolderPicker", { params: { mailboxId } });
    const inbox = folders.find(({ path }) => path === "INBOX")?.id ?? "";
    const mappings = [{ role: "inbox", name: "Inbox", remoteFolderId: inbox, subtree: false }] as const;
    await client.call("saveMappings", {
      params: { mailboxId },
      body: { mappings: [...mappings], importWindow: "all" },
    });
    await untilItIs("inSync", stateNow);
  });

  test("a session that ends with its token is told to nobody", async () => {
    control.setSwitch(address, "sessionExpired", true);
    const since = Date.now();
    await retry();
    await untilItIs("signed in again", async () =>
      control.lastCommands.some(({ command, at }) => command === "AUTHENTICATE" && at > since)
        ? "signed in again"
        : stateNow(),
    );
    expect(["importing", "inSync"]).toContain(await stateNow());
  });

  test.each(failures)("%s: %o", async (id, switches) => {
    turn(address, switches);
    control.cutSessions(address);
    await untilItIs(id, stateOrSoon);
    control.clearSwitches();
    await retry();
    await untilItIs("inSync", stateOrSoon);
  });
});

test("g-testing: while the application is in testing Google ends every permission after 7 days", async () => {
  const client = await twinbox.signIn(GWEN);
  control.setSwitch(GWEN, "inTesting", true);
  ahead = 7 * 86_400_000;
  await twinbox.sql(`update twinbox.connection set connected_at = connected_at - ${ahead}`);
  control.cutSessions(GWEN);
  await untilItIs("g-testing", () => stateNotJustCut(client));
  const { mailbox } = await client.call("readEmailSettings");
  expect(mailbox?.diagnosis).toMatchObject({
    who: "admin",
    because:
      "Most likely, because it ended seven days after it was given, and no other permission of this application has lived longer.",
    runnerUp: { id: "g-invalid-grant" },
  });
  // Signing in again is all it takes, for the next seven.
  ahead = 0;
  await connectByForms(client, GWEN);
  await untilItIs("inSync", () => stateNotJustCut(client));
});

test("an account that Google renamed signs in again to its mailbox", async () => {
  const client = await twinbox.signIn(GWEN);
  const before = (await client.call("readEmailSettings")).mailbox;
  control.setSwitch(GWEN, "tokenError", "invalid_grant");
  control.cutSessions(GWEN);
  await untilItIs("g-invalid-grant", () => stateNotJustCut(client));
  await twinbox.sql(`update twinbox.mailbox set address = 'g.smit@old.example' where address = '${GWEN}'`);
  control.clearSwitches();
  expect(await connectByForms(client, GWEN)).toBe(before?.id);
  expect((await client.call("readEmailSettings")).mailbox).toMatchObject({ address: GWEN });
});

test("a Stop whose process died before it told Google is told by the next one", async () => {
  const client = await twinbox.signIn(GWEN);
  const { connections, takingBack } = twinbox.house;
  const { mailbox } = await client.call("readEmailSettings");
  const id = (mailbox?.id ?? "") as MailboxId;
  const [connection] = await connections.connectionsOfMailbox(twinbox.workspace.id, id);
  if (connection === undefined) throw new Error("Gwen isn't connected");
  await connections.stop(connection, "keep", Date.now());
  const list = "https://myaccount.google.com/connections";
  const receipt = async () => (await client.call("readEmailSettings")).receipt;
  expect(await receipt()).toMatchObject({ permission: "pending", providerList: { url: list } });
  expect(control.hasAllowed(GWEN)).toBe(true);
  expect(await connections.workspacesTakingBack()).toEqual([twinbox.workspace.id]);
  await takeBackNow(takingBack, twinbox.workspace.id, connection.id);
  expect(control.hasAllowed(GWEN)).toBe(false);
  expect(await receipt()).toMatchObject({ permission: "takenBack", providerList: null });
  expect(await connections.workspacesTakingBack()).toEqual([]);
});

test("exo-command-error: what is refused for a while comes afterwards, and the mailbox goes on", async () => {
  const client = await twinbox.signIn(ADA);
  const { mailbox } = await client.call("readEmailSettings");
  const mailboxId = mailbox?.id ?? "";
  control.setSwitch(ADA, "fetchRefused", true);
  const since = Date.now();
  await control.deliver(ADA, { subject: "Refused for a while" });
  await untilItIs("asked for", async () =>
    control.lastCommands.some(({ command, at }) => command === "UID FETCH" && at > since)
      ? "asked for"
      : "not yet",
  );
  control.clearSwitches();
  await untilItIs("here", async () => {
    await client.call("retryMailbox", { params: { mailboxId } });
    const { messages } = await client.call("searchMessages", {
      params: { mailboxId },
      query: { q: "subject:refused" },
    });
    return messages.length === 1 ? "here" : "not yet";
  });
});

describe("in Edit folders", () => {
  const ask = async (client: ApiClient): Promise<unknown> => {
    const { mailbox } = await client.call("readEmailSettings");
    const params = { mailboxId: mailbox?.id ?? "" };
    return (await client.ask("readFolderPicker", { params })).body.diagnosis;
  };

  test.each(IN_EDIT_FOLDERS)("%s: %o", async (id, switches) => {
    turn(ADA, switches);
    control.cutSessions(ADA);
    expect(await ask(await twinbox.signIn(ADA))).toMatchObject({ id });
  });

  test("exo-reserved-folder: a name that Exchange keeps to itself", async () => {
    const client = await twinbox.signIn(ADA);
    const { mailbox } = await client.call("readEmailSettings");
    const asked = { params: { mailboxId: mailbox?.id ?? "" }, body: { path: "Files" } };
    const refused = await client.ask("createRemoteFolder", asked);
    expect(refused).toMatchObject({ status: 409, body: { diagnosis: { id: "exo-reserved-folder" } } });
  });
});
