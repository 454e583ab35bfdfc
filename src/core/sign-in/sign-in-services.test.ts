import { describe, expect, test } from "vitest";
import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import { cloudOf, SIGN_IN_SERVICES, signInServiceOf } from "./sign-in-services.ts";

test("each service answers at a callback of its own", () => {
  const paths = SIGN_IN_SERVICES.map(({ callbackPath }) => callbackPath);
  expect(new Set(paths).size).toBe(SIGN_IN_SERVICES.length);
  expect(signInServiceOf("imap")).toBeNull();
});

describe("Microsoft", () => {
  test("shows the account picker, or names who is to sign in again, and never forces a consent", () => {
    expect(microsoft.requestParameters(null)).toEqual({ prompt: "select_account" });
    expect(microsoft.requestParameters("ada@contoso.example")).toEqual({ login_hint: "ada@contoso.example" });
  });

  const claims = { tid: "t", oid: "o", preferred_username: "ada@contoso.example", name: "Ada" };

  test("check 10: somebody is tid and oid, and what the account calls itself is a hint", () => {
    expect(microsoft.identityOf({ ...claims, email: "a.jansen@contoso.example", sub: "pairwise" })).toEqual({
      subject: "t:o",
      directoryTenant: "t",
      userName: "ada@contoso.example",
      email: "a.jansen@contoso.example",
      name: "Ada",
    });
    expect(microsoft.identityOf(claims)?.email).toBe("ada@contoso.example");
  });

  test.each(["tid", "oid"])("without %s it is nobody", (claim) => {
    expect(microsoft.identityOf({ ...claims, [claim]: undefined, sub: "pairwise" })).toBeNull();
  });

  test.each(Object.values(microsoft.clouds))(
    "one token is asked for the mailbox's resource alone ($mailScope)",
    ({ tokenScopes, mailScope, scopes }) => {
      expect(tokenScopes?.filter((scope) => scope.includes("graph"))).toEqual([]);
      expect(tokenScopes).toContain(mailScope);
      expect(scopes).toEqual(expect.arrayContaining([...(tokenScopes ?? [])]));
    },
  );

  test("the cloud decides where one signs in, reads and sends, and what the permissions are called", () => {
    const places = (["worldwide", "gccHigh", "dod", "china"] as const).map((cloud) => {
      const found = cloudOf({ kind: "microsoft", cloud, hosts: null });
      return [found?.authority, found?.incoming.host, found?.outgoing.host, found?.mailScope];
    });
    expect(places).toEqual([
      [
        "https://login.microsoftonline.com",
        "outlook.office365.com",
        "smtp.office365.com",
        "https://outlook.office.com/IMAP.AccessAsUser.All",
      ],
      [
        "https://login.microsoftonline.us",
        "outlook.office365.us",
        "smtp.office365.us",
        "https://outlook.office365.us/IMAP.AccessAsUser.All",
      ],
      [
        "https://login.microsoftonline.us",
        "outlook-dod.office365.us",
        "outlook-dod.office365.us",
        "https://outlook-dod.office365.us/IMAP.AccessAsUser.All",
      ],
      [
        "https://login.partner.microsoftonline.cn",
        "partner.outlook.cn",
        "smtp.partner.outlook.cn",
        "https://partner.outlook.cn/IMAP.AccessAsUser.All",
      ],
    ]);
    expect(cloudOf({ kind: "google", cloud: "dod", hosts: null })).toBeNull();
  });

  test("what somebody typed goes through the guard of addresses, all of it", () => {
    const server = { host: "mail.example.org", port: 993, security: "implicit" } as const;
    const resources = {
      mailResource: "https://mail.example.org",
      graphResource: "https://graph.example.org",
    };
    const hosts = { authority: "https://login.example.org", imap: server, smtp: server, ...resources };
    const own = cloudOf({ kind: "microsoft", cloud: "own", hosts });
    expect(own).toMatchObject({
      authority: "https://login.example.org",
      ...{ incoming: { ...server, guarded: true }, outgoing: { ...server, guarded: true }, guarded: true },
      mailScope: "https://mail.example.org/IMAP.AccessAsUser.All",
    });
  });

  test("an administrator approves all that the cloud's users are asked for", () => {
    const { china } = microsoft.clouds;
    const url = new URL(
      microsoft.adminConsent?.url({
        ...{ cloud: china ?? microsoft.clouds.worldwide, clientId: "app", tenant: "common" },
        ...{ redirectUri: "https://twinbox.example.org/oauth/microsoft/admin-consent", state: "s" },
      }) ?? "",
    );
    expect(url.origin + url.pathname).toBe(
      "https://login.partner.microsoftonline.cn/organizations/v2.0/adminconsent",
    );
    expect(url.searchParams.get("scope")).toBe(china?.scopes.join(" "));
  });
});

describe("Google", () => {
  test("always asks for access that lasts and a consent, without which a refresh token comes only once", () => {
    const lasting = { access_type: "offline" };
    expect(google.requestParameters(null)).toEqual({ ...lasting, prompt: "select_account consent" });
    expect(google.requestParameters("gwen@contoso-labs.example")).toEqual({
      ...lasting,
      prompt: "consent",
      login_hint: "gwen@contoso-labs.example",
    });
  });

  const claims = { sub: "1024", email: "gwen@contoso-labs.example", email_verified: true, name: "Gwen" };

  test("check 10: somebody is sub, and the mailbox is called as the account", () => {
    expect(google.identityOf(claims)).toEqual({
      subject: "1024",
      directoryTenant: "",
      userName: claims.email,
      email: claims.email,
      name: "Gwen",
    });
  });

  test("without sub, without an address, or with one that wasn't proven, it is nobody", () => {
    for (const change of [{ sub: undefined }, { email: undefined }, { email_verified: false }]) {
      expect(google.identityOf({ ...claims, ...change })).toBeNull();
    }
  });
});

test("as itself the application asks for the mailbox's resource of its cloud, by the name that is taken there", () => {
  const scopes = Object.entries(microsoft.clouds).map(([cloud, { appScope }]) => [cloud, appScope]);
  expect(Object.fromEntries(scopes)).toEqual({
    worldwide: "https://outlook.office365.com/.default",
    gccHigh: "https://outlook.office365.us/.default",
    dod: "https://outlook-dod.office365.us/.default",
    china: "https://partner.outlook.cn/.default",
  });
  expect(google.appOnly).toBeNull();
});
