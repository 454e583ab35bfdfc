import { constants, createHash, sign, X509Certificate } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { SyncError } from "../base/sync-error.ts";
import type { Tokens } from "../engine/ports/oauth.ts";
import { certificates } from "../providers/oauth/certificates.ts";
import type { Playground } from "./playground.ts";
import {
  ADA,
  CookieJar,
  emptyFolder,
  GWEN,
  googleSettingsOf,
  oauth,
  open,
  REQUEST,
  settingsOf,
  signIn,
} from "./testing/bed.ts";

async function connect(playground: Playground): Promise<Tokens> {
  return (await oauth.redeem(settingsOf(playground), REQUEST, await signIn(playground))).tokens;
}

function refresh(playground: Playground, { refreshToken }: Tokens): Promise<Tokens> {
  return oauth.refresh(settingsOf(playground), refreshToken ?? "");
}

async function refusal(attempt: Promise<unknown>): Promise<Partial<SyncError>> {
  return attempt.then(
    () => ({}),
    ({ code, providerCode }: SyncError) => ({ code, providerCode }),
  ) as Promise<Partial<SyncError>>;
}

test("a person signs in and is who they said they are", async () => {
  const playground = await open();
  const signedIn = await oauth.redeem(settingsOf(playground), REQUEST, await signIn(playground));
  expect(signedIn).toMatchObject({ email: ADA, userName: ADA, name: "Ada Jansen" });
  expect(signedIn.directoryTenant).toBe(playground.people[0]?.tenantId);
  expect(signedIn.tokens.scopes).toContain("https://outlook.office.com/IMAP.AccessAsUser.All");
});

test("each refresh gives a new refresh token, and the old ones stay valid", async () => {
  const playground = await open();
  const first = await connect(playground);
  const second = await refresh(playground, first);
  const third = await refresh(playground, second);
  const again = await refresh(playground, first);
  const given = [first, second, third, again];
  expect(new Set(given.map(({ refreshToken }) => refreshToken)).size).toBe(4);
  expect(new Set(given.map(({ accessToken }) => accessToken)).size).toBe(4);
  expect(third.scopes).toContain("https://outlook.office.com/SMTP.Send");
});

test("a refresh token survives a restart of the playground that was never closed", async () => {
  const dataDir = await emptyFolder();
  const first = await open({ dataDir });
  const tokens = await connect(first);
  const second = await open({ dataDir });
  await expect(refresh(second, tokens)).resolves.toMatchObject({ refreshToken: expect.any(String) });
});

test("a revoked grant ends the refreshing until the person signs in anew", async () => {
  const playground = await open();
  const tokens = await connect(playground);
  await playground.control.revokeGrants(ADA);
  const revoked = { code: "grantRevoked", providerCode: "AADSTS50173" };
  expect(await refusal(refresh(playground, tokens))).toEqual(revoked);
  const anew = await connect(playground);
  expect(await refusal(refresh(playground, tokens))).toEqual(revoked);
  await refresh(playground, anew);
});

test("a wrong secret and a wrong application are told apart", async () => {
  const playground = await open();
  const { refreshToken } = await connect(playground);
  const settings = settingsOf(playground);
  expect(
    await refusal(
      oauth.refresh({ ...settings, credential: { kind: "secret", secret: "wrong" } }, refreshToken ?? ""),
    ),
  ).toEqual({
    code: "clientRejected",
    providerCode: "AADSTS7000215",
  });
  expect(await refusal(oauth.refresh({ ...settings, clientId: "wrong" }, refreshToken ?? ""))).toEqual({
    code: "clientRejected",
    providerCode: "AADSTS700016",
  });
});

describe("an application with a certificate in place of a secret", () => {
  async function certified() {
    const playground = await open();
    const pair = await certificates.make(Date.now());
    const credential = { kind: "certificate", ...pair } as const;
    return { playground, pair, settings: { ...settingsOf(playground), credential } };
  }

  test("signs people in and renews their tokens once it is registered", async () => {
    const { playground, pair, settings } = await certified();
    const before = oauth.redeem(settings, REQUEST, await signIn(playground));
    expect(await refusal(before)).toEqual({ code: "clientRejected", providerCode: "AADSTS700027" });
    expect(playground.control.registerCertificate(pair.certificate)).toBe(true);
    const { tokens } = await oauth.redeem(settings, REQUEST, await signIn(playground));
    expect(await oauth.refresh(settings, tokens.refreshToken ?? "")).toMatchObject({ scopes: tokens.scopes });
  });

  test("is refused with another key, another audience, or out of its time", async () => {
    const { playground, pair, settings } = await certified();
    playground.control.registerCertificate(pair.certificate);
    const { privateKey } = await certificates.make(Date.now());
    const forged = { ...settings, credential: { ...settings.credential, privateKey } };
    expect(await refusal(oauth.refresh(forged, "any"))).toMatchObject({ providerCode: "AADSTS700027" });
    const assertion = await signedAssertion(pair.privateKey, pair.certificate);
    const ask = async (change: Readonly<Record<string, unknown>>) => {
      const url = `${playground.authority}/organizations/oauth2/v2.0/token`;
      const { clientId } = playground;
      const claims = { iss: clientId, sub: clientId, aud: url, jti: "1", exp: Date.now() / 1000 + 60 };
      const body = new URLSearchParams({
        ...{ grant_type: "refresh_token", refresh_token: "any", client_id: clientId },
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: assertion({ ...claims, ...change }),
      });
      const answer = (await (await fetch(url, { method: "POST", body })).json()) as {
        readonly error_codes: readonly number[];
      };
      return answer.error_codes;
    };
    expect(await ask({})).toEqual([70000]);
    expect(await ask({ aud: playground.authority })).toEqual([50013]);
    expect(await ask({ exp: Date.now() / 1000 - 60 })).toEqual([700024]);
    expect(playground.control.registerCertificate("no certificate")).toBe(false);
  });
});

/** As a program of another maker would sign it. */
async function signedAssertion(privateKey: string, certificate: string) {
  const thumbprint = createHash("sha256").update(new X509Certificate(certificate).raw).digest("base64url");
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const header = encode({ alg: "PS256", typ: "JWT", "x5t#S256": thumbprint });
  return (claims: Readonly<Record<string, unknown>>): string => {
    const signed = `${header}.${encode(claims)}`;
    const key = { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
  };
}

test("a code is redeemed once, and what the first gave stays", async () => {
  const playground = await open();
  const callback = await signIn(playground);
  const { tokens } = await oauth.redeem(settingsOf(playground), REQUEST, callback);
  expect(await refusal(oauth.redeem(settingsOf(playground), REQUEST, callback))).toEqual({
    code: "grantRevoked",
    providerCode: "AADSTS54005",
  });
  await refresh(playground, tokens);
});

test("a token that was never given out is no grant", async () => {
  const playground = await open();
  expect(await refusal(oauth.refresh(settingsOf(playground), "invented"))).toEqual({
    code: "grantRevoked",
    providerCode: "AADSTS70000",
  });
});

test("one refresh token serves both resources, but one at a time", async () => {
  const playground = await open();
  const { refreshToken } = await connect(playground);
  const ask = async (scope: string): Promise<Record<string, unknown>> => {
    const response = await fetch(`${playground.authority}/organizations/oauth2/v2.0/token`, {
      method: "POST",
      body: new URLSearchParams({
        grant_type: "refresh_token",
        refresh_token: refreshToken ?? "",
        client_id: playground.clientId,
        client_secret: playground.clientSecret,
        scope,
      }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const graph = "https://graph.microsoft.com/Mail.Send";
  const imap = "https://outlook.office.com/IMAP.AccessAsUser.All";
  expect(await ask(graph)).toMatchObject({ scope: graph, access_token: expect.any(String) });
  expect(await ask(`offline_access ${imap}`)).toMatchObject({ scope: imap });
  expect(await ask(`${graph} ${imap}`)).toMatchObject({ error: "invalid_scope", error_codes: [70011] });
});

test.each([
  ["Microsoft", ADA, "bram@contoso.example", settingsOf],
  ["Google", GWEN, "hugo@contoso-labs.example", googleSettingsOf],
] as const)(
  "at %s who is named signs in, whoever has a session there",
  async (_name, named, other, settings) => {
    const playground = await open();
    const jar = new CookieJar();
    await signIn(playground, other, { jar });
    const request = { ...REQUEST, loginHint: named };
    const callback = await signIn(playground, named, { jar, request });
    expect(await oauth.redeem(settings(playground), request, callback)).toMatchObject({ userName: named });
  },
);

test("forms that another site posts are refused", async () => {
  const playground = await open();
  const jar = new CookieJar();
  const start = await oauth.authorizationUrl(settingsOf(playground), REQUEST);
  const picker = new URL((await jar.fetch(start)).headers.get("location") ?? "", start).href;
  const answer = (origin: string): Promise<Response> =>
    jar.fetch(picker, { method: "POST", headers: { origin }, body: new URLSearchParams({ account: ADA }) });
  expect((await answer("http://evil.example")).status).toBe(403);
  expect((await answer("null")).status).toBe(403);
  const own = await answer(playground.authority);
  expect(own.headers.get("referrer-policy")).toBe("same-origin");
  expect(await own.text()).toContain("Enter password");
});
