import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { microsoft } from "../../core/sign-in/microsoft.ts";
import type { OAuthClientSettings } from "../../engine/ports/oauth.ts";
import { createRegistrationProbe } from "./registration-probe.ts";

const DIRECTORY = "5f0c9a3e-7a41-4c1b-9a54-0b6f3d2c8e11";
const REDIRECT = "https://twinbox.example.org/oauth/microsoft/callback";

/** A service that looks at the code before it looks at who asks, which nobody documents either way. */
let service: Server;
let authority = "";
let answers: { own: string; page: string; location: string | null };
const probe = createRegistrationProbe({ guard: { allows: () => true } });

beforeAll(async () => {
  service = createServer((request, response) => {
    void answer(request).then(({ status, body, location }) => {
      response.writeHead(status, {
        "content-type": body.startsWith("{") ? "application/json" : "text/html",
        ...(location === null ? {} : { location }),
      });
      response.end(body);
    });
  });
  await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
  authority = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
});
afterAll(() => service.close());
beforeEach(() => {
  answers = { own: "", page: "", location: null };
});

async function answer(request: IncomingMessage) {
  const { pathname } = new URL(request.url ?? "/", authority);
  const tenant = pathname.split("/")[1];
  const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body), location: null });
  if (pathname.endsWith("openid-configuration")) {
    const at = `${authority}/${tenant}/oauth2/v2.0`;
    const issuer = `${authority}/${tenant === DIRECTORY ? tenant : "{tenantid}"}/v2.0`;
    return json(200, { issuer, authorization_endpoint: `${at}/authorize`, token_endpoint: `${at}/token` });
  }
  if (pathname.endsWith("/authorize")) {
    const { page, location } = answers;
    return { status: location === null ? 200 : 302, body: page, location };
  }
  const form = new URLSearchParams(await text(request));
  if (form.get("grant_type") === "authorization_code") return json(400, refusal("AADSTS9002313"));
  if (answers.own !== "") return json(401, refusal(answers.own));
  return json(200, { access_token: "any", token_type: "Bearer", expires_in: 3599 });
}

function refusal(number: string) {
  return { error: "invalid_client", error_description: `${number}: refused.` };
}

function settings(tenant: string): OAuthClientSettings {
  const server = { host: "127.0.0.1", port: 1, security: "none" } as const;
  const resources = { mailResource: "https://mail.example", graphResource: "https://graph.example" };
  const cloud = microsoft.ownCloud({ authority, imap: server, smtp: server, ...resources });
  const credential = { kind: "secret", secret: "s" } as const;
  return { kind: "microsoft", clientId: "app", credential, cloud, tenant, redirectUri: REDIRECT };
}

test("a directory that knows the application decides about its secret", async () => {
  expect(await probe.accepts(settings(DIRECTORY), null)).toBe(true);
  answers.own = "AADSTS7000215";
  await expect(probe.accepts(settings(DIRECTORY), null)).rejects.toMatchObject({ providerCode: answers.own });
  await expect(probe.accepts(settings("organizations"), DIRECTORY)).rejects.toMatchObject({
    providerCode: answers.own,
  });
});

test("that a directory which was guessed doesn't know the application says nothing of it", async () => {
  answers.own = "AADSTS700016";
  expect(await probe.accepts(settings("organizations"), DIRECTORY)).toBe(true);
  await expect(probe.accepts(settings(DIRECTORY), null)).rejects.toMatchObject({ providerCode: answers.own });
});

test("a page that says nothing leaves open whether people are sent back", async () => {
  answers.page = "<html>Sign in</html>";
  expect(await probe.sendsBack(settings("organizations"), REDIRECT)).toBe(false);
  answers.location = "https://login.example.org/elsewhere";
  expect(await probe.sendsBack(settings("organizations"), REDIRECT)).toBe(false);
  answers.location = `${REDIRECT}?error=login_required`;
  expect(await probe.sendsBack(settings("organizations"), REDIRECT)).toBe(true);
});

test("what is wrong with the client is read off the page, and off the address that Google's page has", async () => {
  answers.page = `<script>$Config={"strServiceExceptionMessage":"AADSTS50011: no."}</script>`;
  await expect(probe.sendsBack(settings("organizations"), REDIRECT)).rejects.toMatchObject({
    providerCode: "AADSTS50011",
  });
  const shown = Buffer.from("\n\u0015redirect_uri_mismatch\u0012").toString("base64");
  answers = {
    ...{ own: "", page: "" },
    location: `https://accounts.google.com/signin/oauth/error?authError=${encodeURIComponent(shown)}`,
  };
  await expect(probe.sendsBack(settings("organizations"), REDIRECT)).rejects.toMatchObject({
    providerCode: "redirect_uri_mismatch",
  });
});
