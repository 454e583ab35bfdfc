import { expect, test } from "vitest";
import { knownByDomain, knownByExchangers } from "./known-providers.ts";

test.each(["outlook.com", "hotmail.nl", "live.co.uk", "outlook.com.br", "msn.com"])(
  "%s is Microsoft's, by its domain",
  (domain) => {
    expect(knownByDomain(domain)).toBe("microsoft");
  },
);

test.each(["hotmail.example.org", "myoutlook.com", "notlive.nl", "contoso.example"])(
  "%s is nobody's",
  (domain) => {
    expect(knownByDomain(domain)).toBeNull();
  },
);

test("domains of one's own are known by who takes their mail", () => {
  expect(knownByExchangers(["contoso-example.mail.protection.outlook.com"])).toBe("microsoft");
  expect(knownByExchangers(["contoso-example.a-v1.mx.microsoft"])).toBe("microsoft");
  expect(knownByExchangers(["aspmx.l.google.com", "alt1.aspmx.l.google.com"])).toBe("google");
  expect(knownByExchangers(["smtpin.rzone.de"])).toMatchObject({ incoming: { host: "imap.strato.de" } });
  expect(knownByExchangers(["mx.contoso.example"])).toBeNull();
  expect(knownByExchangers(["evil-google.com", "google.com.evil.example"])).toBeNull();
  expect(knownByExchangers([])).toBeNull();
});

test("whoever needs an app password is told where to make one", () => {
  expect(knownByDomain("icloud.com")).toMatchObject({ appPasswordUrl: expect.stringMatching(/^https:/) });
  expect(knownByDomain("ziggo.nl")).toMatchObject({
    incoming: { host: "imap.ziggo.nl", port: 993, security: "implicit" },
    outgoing: { host: "smtp.ziggo.nl", port: 587, security: "starttls" },
    appPasswordUrl: null,
  });
});
