// The playground's second sign-in service, in Google's shape, and the mailboxes behind it.
import { expect, test } from "vitest";
import type { AuthorizationRequest, SignedIn } from "../engine/ports/oauth.ts";
import type { Playground } from "./playground.ts";
import {
  ADA,
  CookieJar,
  emptyFolder,
  GWEN,
  googleSettingsOf,
  MAIL_SCOPE,
  type Manner,
  oauth,
  open,
  REQUEST,
  signIn,
} from "./testing/bed.ts";
import { BareClient, signInCommand } from "./testing/imap-client.ts";

async function connect(playground: Playground, manner: Manner = {}): Promise<SignedIn> {
  const request = manner.request ?? REQUEST;
  return oauth.redeem(googleSettingsOf(playground), request, await signIn(playground, GWEN, manner));
}

/** An answer of the token endpoint, as it comes. */
async function token(playground: Playground, fields: Record<string, string>): Promise<unknown> {
  const { clientId: client_id, clientSecret: client_secret, authority } = playground.google;
  const body = new URLSearchParams({ client_id, client_secret, ...fields });
  const response = await fetch(`${authority}/token`, { method: "POST", body });
  return { status: response.status, ...((await response.json()) as object) };
}

const refreshed = (playground: Playground, refresh_token: string) =>
  token(playground, { grant_type: "refresh_token", refresh_token });

test("somebody signs in, allows the mail, and is who they said they are", async () => {
  const playground = await open();
  const signedIn = await connect(playground);
  expect(signedIn).toMatchObject({ userName: GWEN, email: GWEN, name: "Gwen Smit", directoryTenant: "" });
  expect(signedIn.subject).toMatch(/^\d{21}$/);
  expect(signedIn.tokens.scopes).toContain(MAIL_SCOPE);
  expect(signedIn.tokens.scopes).toContain("https://www.googleapis.com/auth/userinfo.email");
});

test("people of the other service aren't known", async () => {
  const playground = await open();
  const jar = new CookieJar();
  const start = await oauth.authorizationUrl(googleSettingsOf(playground), REQUEST);
  const chooser = new URL((await jar.fetch(start)).headers.get("location") ?? "", start).href;
  const page = await (await jar.fetch(chooser)).text();
  expect(page).toContain(GWEN);
  expect(page).not.toContain(ADA);
});

test("check 4: the answer names its issuer, and one that names another is believed by nobody", async () => {
  const playground = await open();
  const callback = new URL(await signIn(playground, GWEN));
  expect(callback.searchParams.get("iss")).toBe(playground.google.authority);
  for (const iss of ["https://accounts.google.com", null]) {
    if (iss === null) callback.searchParams.delete("iss");
    else callback.searchParams.set("iss", iss);
    await expect(
      oauth.redeem(googleSettingsOf(playground), REQUEST, callback.href),
      String(iss),
    ).rejects.toMatchObject({ code: "protocol" });
  }
});

test("the mail can be left unticked, and then the token is for the identity only", async () => {
  const playground = await open();
  const callback = await signIn(playground, GWEN, { ticked: [] });
  const answered = oauth.redeem(googleSettingsOf(playground), REQUEST, callback);
  await expect(answered).rejects.toMatchObject({ code: "wrongResource" });
  await expect(connect(playground)).resolves.toMatchObject({ userName: GWEN });
});

test("a refresh token stays the same, survives a restart, and gives new access tokens", async () => {
  const dataDir = await emptyFolder();
  const first = await open({ dataDir });
  const { tokens } = await connect(first);
  const settings = googleSettingsOf(await open({ dataDir }));
  const again = await oauth.refresh(settings, tokens.refreshToken ?? "");
  expect(again).toMatchObject({ refreshToken: null, scopes: expect.arrayContaining([MAIL_SCOPE]) });
  expect(again.accessToken).not.toBe(tokens.accessToken);
});

test("a refresh token comes with access_type=offline, and again only with a consent that is asked for", async () => {
  const playground = await open();
  const jar = new CookieJar();
  const withoutConsent: AuthorizationRequest = { ...REQUEST, loginHint: GWEN };
  const strip = (names: readonly string[], prompt: string | null) => async (): Promise<unknown> => {
    const url = new URL(await oauth.authorizationUrl(googleSettingsOf(playground), withoutConsent));
    for (const name of names) url.searchParams.delete(name);
    if (prompt !== null) url.searchParams.set("prompt", prompt);
    const callback = new URL((await follow(jar, url.href)) ?? "");
    return token(playground, {
      grant_type: "authorization_code",
      code: callback.searchParams.get("code") ?? "",
      redirect_uri: callback.origin + callback.pathname,
      code_verifier: REQUEST.codeVerifier,
    });
  };
  await connect(playground, { jar });
  expect(await strip(["prompt"], null)()).not.toHaveProperty("refresh_token");
  await expect(connect(playground, { jar, request: withoutConsent })).resolves.toHaveProperty(
    "tokens.refreshToken",
    expect.any(String),
  );
});

test("what was taken back, by its owner or by an administrator, is told from nothing else", async () => {
  const playground = await open();
  const { tokens } = await connect(playground);
  const revoke = (token: string) =>
    fetch(`${playground.google.authority}/revoke`, { method: "POST", body: new URLSearchParams({ token }) });
  expect((await revoke("invented")).status).toBe(400);
  await oauth.revoke(googleSettingsOf(playground), tokens.refreshToken ?? "");
  const ended = {
    status: 400,
    error: "invalid_grant",
    error_description: "Token has been expired or revoked.",
  };
  expect(await refreshed(playground, tokens.refreshToken ?? "")).toEqual(ended);
  const anew = await connect(playground);
  await playground.control.revokeGrants(GWEN);
  expect(await refreshed(playground, anew.tokens.refreshToken ?? "")).toEqual(ended);
});

test("a wrong client and a wrong redirect URI stay on the page", async () => {
  const playground = await open();
  const settings = googleSettingsOf(playground);
  for (const [change, error] of [
    [{ clientId: "other.apps.googleusercontent.com" }, "Error 401: invalid_client"],
    [{ redirectUri: "http://127.0.0.1:9/other" }, "Error 400: redirect_uri_mismatch"],
  ] as const) {
    const page = await fetch(await oauth.authorizationUrl({ ...settings, ...change }, REQUEST));
    expect(await page.text()).toContain(error);
  }
  const secret = oauth.refresh({ ...settings, credential: { kind: "secret", secret: "wrong" } }, "any");
  await expect(secret).rejects.toMatchObject({ code: "clientRejected", providerCode: "invalid_client" });
});

test("its mailbox speaks as Gmail, and only to its own tokens", async () => {
  const playground = await open();
  const client = await BareClient.login(playground, GWEN);
  expect(await client.run("CAPABILITY")).toContain("X-GM-EXT-1");
  expect(await client.run('LIST "" "*"')).toContain('"[Gmail]/All Mail"');
  const other = await BareClient.open(playground.google.imap);
  const sasl = Buffer.from(
    `user=${GWEN}\u0001auth=Bearer ${await playground.control.issueToken(ADA)}\u0001\u0001`,
  );
  other.send(`a AUTHENTICATE XOAUTH2 ${sasl.toString("base64")}\r\n`);
  const challenge = /\+ (\S+)\r\n/.exec(await other.until(/\+ \S+\r\n/))?.[1] ?? "";
  expect(JSON.parse(Buffer.from(challenge, "base64").toString())).toMatchObject({ scope: MAIL_SCOPE });
  other.send("\r\n");
  expect(await other.until(/a NO .*\r\n/)).toContain(
    "NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)",
  );
  const exchange = await BareClient.open(playground.imap);
  expect(await exchange.run(await signInCommand(playground, GWEN))).toContain("NO AUTHENTICATE failed.");
});

/** Redirects, up to the callback. */
async function follow(jar: CookieJar, from: string): Promise<string | null> {
  let at = from;
  for (let step = 0; step < 10; step++) {
    const location = (await jar.fetch(at)).headers.get("location");
    if (location === null) return null;
    at = new URL(location, at).href;
    if (at.includes("/callback")) return at;
  }
  return null;
}
