import { describe, expect, test } from "vitest";
import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import { SIGN_IN_SERVICES, signInServiceOf } from "./sign-in-services.ts";

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

  test("one token is asked for the mailbox's resource alone", () => {
    expect(microsoft.tokenScopes?.filter((scope) => scope.includes("graph"))).toEqual([]);
    expect(microsoft.tokenScopes).toContain(microsoft.mailScope);
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
