// The application signs in as itself: what the directory approved, and which mailboxes it was let into.
import { expect, test } from "vitest";
import type { SyncError } from "../base/sync-error.ts";
import { diagnoseError } from "../core/diagnose.ts";
import { claimsOf } from "../core/token-claims.ts";
import type { Playground } from "./playground.ts";
import { ADA, CookieJar, oauth, open, settingsOf } from "./testing/bed.ts";
import { BareClient } from "./testing/imap-client.ts";

const EVE = "eve@fabrikam.example";

async function asked(playground: Playground, tenant: string, secret = playground.clientSecret) {
  const response = await fetch(`${playground.authority}/${tenant}/oauth2/v2.0/token`, {
    method: "POST",
    body: new URLSearchParams({
      grant_type: "client_credentials",
      client_id: playground.clientId,
      client_secret: secret,
      scope: "https://outlook.office365.com/.default",
    }),
  });
  return (await response.json()) as {
    readonly access_token?: string;
    readonly error_codes?: readonly number[];
  };
}

function claims({ access_token = "" }: { readonly access_token?: string }): Record<string, unknown> {
  return JSON.parse(Buffer.from(access_token.split(".")[1] ?? "", "base64url").toString() || "{}");
}

function tenantOf(playground: Playground, address: string): string {
  return playground.people.find((person) => person.address === address)?.tenantId ?? "";
}

function sasl(address: string, token = ""): string {
  return Buffer.from(`user=${address}\u0001auth=Bearer ${token}\u0001\u0001`).toString("base64");
}

async function byImap(playground: Playground, address: string, token = ""): Promise<string> {
  const client = await BareClient.open(playground.imap);
  return client.run(`AUTHENTICATE XOAUTH2 ${sasl(address, token)}`);
}

async function bySmtp(playground: Playground, address: string, token = ""): Promise<string> {
  const client = await BareClient.open(playground.smtp);
  client.send("EHLO client\r\n");
  await client.until(/\r\n250 [^\r]*\r\n/);
  client.send(`AUTH XOAUTH2 ${sasl(address, token)}\r\n`);
  return client.until(/(?:^|\r\n)\d{3} [^\r]*\r\n/);
}

/** As the administrator of the organisation, on the page of the admin consent. */
async function approve(playground: Playground, tenant: string): Promise<string | null> {
  const { redirectUri } = settingsOf(playground);
  const url = new URL(`${playground.authority}/${tenant}/v2.0/adminconsent`);
  url.searchParams.set("client_id", playground.clientId);
  url.searchParams.set("redirect_uri", redirectUri);
  url.searchParams.set("scope", "https://outlook.office365.com/.default");
  const body = new URLSearchParams({
    account: "it@contoso.example",
    password: "playground",
    action: "accept",
  });
  const response = await new CookieJar().fetch(url.href, { method: "POST", body });
  return new URL(response.headers.get("location") ?? "").searchParams.get("tenant");
}

test("once an administrator has approved it, it opens the mailboxes of that directory and no others", async () => {
  const playground = await open();
  const tenant = tenantOf(playground, ADA);
  expect((await asked(playground, tenant)).error_codes, "unknown there").toEqual([700016]);
  expect((await asked(playground, "organizations")).error_codes, "of nobody").toEqual([9001023]);
  expect(await approve(playground, tenant)).toBe(tenant);
  expect((await asked(playground, tenant, "wrong")).error_codes).toEqual([7000215]);

  const answer = await asked(playground, tenant);
  expect(claims(answer)).toMatchObject({ tid: tenant, idtyp: "app", aud: "https://outlook.office365.com" });
  expect(claims(answer).roles).toContain("IMAP.AccessAsApp");
  expect(await byImap(playground, ADA, answer.access_token)).toContain("OK AUTHENTICATE");
  expect(await byImap(playground, EVE, answer.access_token)).toContain("NO AUTHENTICATE failed.");
  expect(await byImap(playground, ADA, `${answer.access_token}x`), "forged").toContain("NO AUTHENTICATE");
  expect(await bySmtp(playground, ADA, answer.access_token)).toContain("235");
  expect(await bySmtp(playground, EVE, answer.access_token)).toContain("535");
});

test("Twinbox's client is told what is approved, and by which object the directory knows the application", async () => {
  const playground = await open();
  const settings = { ...settingsOf(playground), tenant: tenantOf(playground, ADA) };
  const why = async (): Promise<string> => {
    const error: SyncError = await oauth.appToken(settings).then(
      () => Promise.reject(new Error("a token")),
      (refused: SyncError) => refused,
    );
    expect(error.code).toBe("clientRejected");
    return diagnoseError(error, { stage: "sync", provider: "microsoft" }).id;
  };
  expect(await why(), "the directory doesn't know it").toBe("ms-app-not-approved");
  playground.control.approveUsers(ADA);
  expect(await why(), "approved for people only: a token without roles").toBe("ms-app-not-approved");
  await playground.control.approveApplication(ADA, true);
  const { principalId, accessToken } = await oauth.appToken(settings);
  expect(principalId).toMatch(/^[0-9a-f]{8}-/);
  expect(await byImap(playground, ADA, accessToken)).toContain("OK AUTHENTICATE");
  expect(claimsOf(accessToken)).toMatchObject({ byApp: true, audience: "https://outlook.office365.com" });
});

test("a mailbox that it was not let into stays closed, and so do all when the approval is taken back", async () => {
  const playground = await open();
  const { control } = playground;
  const tenant = tenantOf(playground, ADA);
  await control.approveApplication(ADA, true);
  const { access_token } = await asked(playground, tenant);
  control.setSwitch(ADA, "appHasNoAccess", true);
  expect(await byImap(playground, ADA, access_token)).toContain("NO AUTHENTICATE failed.");
  expect(await bySmtp(playground, ADA, access_token)).toContain("535");
  control.setSwitch(ADA, "appHasNoAccess", false);
  expect(await byImap(playground, ADA, access_token)).toContain("OK AUTHENTICATE");
  await control.approveApplication(ADA, false);
  expect(await byImap(playground, ADA, access_token)).toContain("NO AUTHENTICATE failed.");
  expect((await asked(playground, tenant)).error_codes).toEqual([700016]);
});
