import { expect, test } from "vitest";
import { google } from "./google.ts";
import { microsoft } from "./microsoft.ts";
import { moreAllowed } from "./more-allowed.ts";

const office = microsoft.clouds.worldwide;
const RESOURCE = "https://outlook.office.com";

test.each([
  ["Microsoft's mailbox", office, ["openid", `${RESOURCE}/IMAP.AccessAsUser.All`, `${RESOURCE}/SMTP.Send`]],
  ["in other capitals", office, [`${RESOURCE}/imap.accessasuser.all`, "SMTP.SEND"]],
  ["without the resource", office, ["profile", "offline_access", "IMAP.AccessAsUser.All"]],
  [
    "Google, in its long names",
    google.clouds.worldwide,
    [...google.clouds.worldwide.scopes, "https://www.googleapis.com/auth/userinfo.email"],
  ],
  ["less than was asked", office, []],
])("what was asked is no more: %s", (_, cloud, granted) => {
  expect(moreAllowed(cloud, granted)).toEqual([]);
});

test("what wasn't asked is named, once and as the service names it", () => {
  const ews = `${RESOURCE}/EWS.AccessAsUser.All`;
  expect(moreAllowed(office, [`${RESOURCE}/SMTP.Send`, "User.ReadWrite.All", ews, ews])).toEqual([
    "User.ReadWrite.All",
    ews,
  ]);
  const drive = "https://www.googleapis.com/auth/drive";
  expect(moreAllowed(google.clouds.worldwide, [drive])).toEqual([drive]);
});

test("a permission of another resource is another one", () => {
  expect(moreAllowed(office, ["https://other.example/IMAP.AccessAsUser.All"])).toHaveLength(1);
});

test("only what can be a permission is shown, and not without end", () => {
  expect(moreAllowed(office, ["<b>bold</b> x", "a".repeat(300), "ü", ""])).toEqual([]);
  expect(
    moreAllowed(
      office,
      Array.from({ length: 100 }, (_, each) => `scope${each}`),
    ),
  ).toHaveLength(20);
});
