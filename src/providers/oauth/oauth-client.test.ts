// What the client believes of a sign-in service, each under its real name.
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { SignInKind } from "../../core/sign-in/sign-in-service.ts";
import { signInServiceOf } from "../../core/sign-in/sign-in-services.ts";
import type { AuthorizationRequest, OAuthClientSettings } from "../../engine/ports/oauth.ts";
import {
  type Change,
  CLIENT_ID,
  CODE,
  GOOGLE,
  idTokenOf,
  MICROSOFT,
  SignInServer,
  TENANT,
} from "../testing/sign-in-server.ts";
import { createOAuthClient } from "./oauth-client.ts";

const REQUEST: AuthorizationRequest = {
  state: "the-state-of-this-sign-in",
  nonce: "the-nonce-of-this-sign-in",
  codeVerifier: "the-verifier-of-this-sign-in-of-43-characters",
  loginHint: null,
};
const AUTHORITY = { microsoft: MICROSOFT, google: GOOGLE } as const;
const OTHER_TENANT = "c2d6e1b7-3f58-4e0a-8b90-6d1a9f4e7722";
const now = Date.now();
const client = createOAuthClient({ now: () => now, monotonic: () => 0, sleep: async () => undefined });

let server: SignInServer;
beforeEach(() => at("microsoft"));
afterEach(() => vi.unstubAllGlobals());

function at(kind: SignInKind): void {
  server = new SignInServer(AUTHORITY[kind]);
  server.idToken = idTokenOf(AUTHORITY[kind], REQUEST.nonce, now);
  vi.stubGlobal("fetch", server.fetch);
}

function settings(kind: SignInKind, tenant = "organizations"): OAuthClientSettings {
  const redirectUri = `https://twinbox.example/oauth/${kind}/callback`;
  const credential = { kind: "secret", secret: "a-client-secret" } as const;
  const cloud = signInServiceOf(kind).clouds.worldwide;
  const at = { cloud, tenant: kind === "google" ? "" : tenant };
  return { kind, clientId: CLIENT_ID, credential, redirectUri, ...at };
}

function redeem(kind: SignInKind, change: Readonly<Record<string, string>> = {}, tenant?: string) {
  const callback = new URL(settings(kind).redirectUri);
  const answer = {
    code: CODE,
    state: REQUEST.state,
    ...(kind === "google" ? { iss: GOOGLE } : {}),
    ...change,
  };
  callback.search = new URLSearchParams(answer).toString();
  return client.redeem(settings(kind, tenant), REQUEST, callback.href);
}

describe("a sign-in at Microsoft's own address", () => {
  test.each(["organizations", "common"])(
    "through /%s is somebody of the tenant that the token names",
    async (tenant) => {
      await expect(redeem("microsoft", {}, tenant)).resolves.toMatchObject({
        subject: `${TENANT}:an-object-id`,
        directoryTenant: TENANT,
        userName: "ada@contoso.example",
      });
      expect(server.asked[0]?.path).toBe(`/${tenant}/v2.0/.well-known/openid-configuration`);
    },
  );
});

test("a sign-in at Google's own address is somebody", async () => {
  at("google");
  await expect(redeem("google")).resolves.toMatchObject({ subject: "a-subject", directoryTenant: "" });
});

const HOUR = 3600;
const seconds = Math.floor(now / 1000);
const BAD_TOKENS: readonly (readonly [what: string, change: Change])[] = [
  ["of another issuer", { claims: { iss: "https://evil.example/v2.0" } }],
  ["for another application", { claims: { aud: "another-application" } }],
  ["for several applications, given to another", { claims: { aud: [CLIENT_ID, "other"], azp: "other" } }],
  ["that has ended", { claims: { exp: seconds - HOUR } }],
  ["that never ends", { claims: { exp: undefined } }],
  ["that isn't valid yet", { claims: { nbf: seconds + HOUR } }],
  ["of nobody", { claims: { sub: undefined } }],
  ["that isn't signed", { signedBy: "nobody" }],
  ["that says it needs no signature (alg none)", { header: { alg: "none" }, signedBy: "nobody" }],
  ["signed with the public key as a secret (HS256)", { header: { alg: "HS256" }, signedBy: "public" }],
  ["signed by somebody else's key", { signedBy: "stranger" }],
  ["signed by a key that isn't published", { header: { kid: "another" }, signedBy: "stranger" }],
  ["changed after it was signed", { after: { oid: "somebody-else", sub: "somebody-else" } }],
  ["with an extension that we don't know (crit)", { header: { crit: ["b64"], b64: false } }],
];

describe.each(["microsoft", "google"] as const)("check 5: an id_token of %s", (kind) => {
  test.each(BAD_TOKENS)("%s signs nobody in", async (_what, change) => {
    at(kind);
    server.idToken = idTokenOf(AUTHORITY[kind], REQUEST.nonce, now, change);
    await expect(redeem(kind)).rejects.toMatchObject({ code: "protocol" });
  });

  test("that is missing signs nobody in", async () => {
    at(kind);
    server.idToken = null;
    await expect(redeem(kind)).rejects.toMatchObject({ code: "protocol" });
  });
});

describe("check 5: an id_token of Microsoft", () => {
  test.each([
    ["whose issuer is another tenant than it names", { tid: OTHER_TENANT }],
    ["that names no tenant", { tid: undefined }],
    ["of the issuer that stands in the metadata", { iss: `${MICROSOFT}/{tenantid}/v2.0` }],
  ])("%s signs nobody in", async (_what, claims) => {
    server.idToken = idTokenOf(MICROSOFT, REQUEST.nonce, now, { claims });
    await expect(redeem("microsoft")).rejects.toMatchObject({ code: "protocol" });
  });
});

describe("check 3: the nonce", () => {
  test.each([
    ["of another sign-in", "another-nonce"],
    ["that is missing", undefined],
    ["that is empty", ""],
  ])("%s signs nobody in", async (_what, nonce) => {
    server.idToken = idTokenOf(MICROSOFT, REQUEST.nonce, now, { claims: { nonce } });
    await expect(redeem("microsoft")).rejects.toMatchObject({ code: "protocol" });
  });
});

test("check 1: an answer with another state reaches no token endpoint", async () => {
  for (const state of ["another-state", ""]) {
    await expect(redeem("microsoft", { state })).rejects.toMatchObject({ code: "protocol" });
  }
  expect(server.asked.map(({ path }) => path)).not.toContain("/token");
});

test("check 4: the code of another service reaches no token endpoint", async () => {
  at("google");
  await expect(redeem("google", { iss: MICROSOFT })).rejects.toMatchObject({ code: "protocol" });
  expect(server.asked.map(({ path }) => path)).not.toContain("/token");
});

describe.each(["microsoft", "google"] as const)("what %s is asked", (kind) => {
  test("check 2: the code is bound to who asked (PKCE, S256)", async () => {
    at(kind);
    const url = new URL(await client.authorizationUrl(settings(kind), REQUEST));
    const challenge = createHash("sha256").update(REQUEST.codeVerifier).digest("base64url");
    expect(url.searchParams.get("code_challenge_method")).toBe("S256");
    expect(url.searchParams.get("code_challenge")).toBe(challenge);
    expect(url.href).not.toContain(REQUEST.codeVerifier);
    await redeem(kind);
    const { form } = server.asked.find(({ path }) => path === "/token") ?? { form: new URLSearchParams() };
    expect(form.get("code_verifier")).toBe(REQUEST.codeVerifier);
    expect(form.get("redirect_uri")).toBe(settings(kind).redirectUri);
  });
});

describe("check 11: permissions", () => {
  test.each([
    [
      "microsoft",
      "openid profile email offline_access https://outlook.office.com/IMAP.AccessAsUser.All " +
        "https://outlook.office.com/SMTP.Send https://graph.microsoft.com/Mail.ReadWrite " +
        "https://graph.microsoft.com/Mail.Send",
    ],
    ["google", "openid email profile https://mail.google.com/"],
  ] as const)("of %s: exactly these are asked for", async (kind, scopes) => {
    at(kind);
    const url = new URL(await client.authorizationUrl(settings(kind), REQUEST));
    expect(url.searchParams.get("scope")).toBe(scopes);
  });

  test("without that for the mail nothing is connected, and more than asked for is told as it was granted", async () => {
    server.scope = "openid profile https://outlook.office.com/SMTP.Send";
    await expect(redeem("microsoft")).rejects.toMatchObject({ code: "wrongResource" });
    server.scope =
      "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/More.Than.Asked";
    const { tokens } = await redeem("microsoft");
    expect(tokens.scopes).toEqual(server.scope.split(" "));
  });
});

test("metadata that names another issuer than the service asked are believed by nobody", async () => {
  const given = settings("microsoft");
  const other = {
    ...given,
    cloud: { ...given.cloud, authority: "https://login.partner.microsoftonline.cn" },
  };
  vi.stubGlobal("fetch", (input: URL, init?: RequestInit) =>
    server.fetch(new URL(input.pathname, MICROSOFT), init),
  );
  await expect(client.authorizationUrl(other, REQUEST)).rejects.toMatchObject({ code: "protocol" });
});
