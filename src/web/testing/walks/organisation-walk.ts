// "Whole organisation", as an admin goes through it.
import { approve } from "../fake-app-access.ts";
import { follow, press, type Step, shown, text } from "./walk.ts";

export const organisationWalk: readonly Step[] = [
  [
    "organisation: not approved",
    async (bench) => {
      await follow(bench, "/settings/providers/01936f00-0000-7000-8000-0000000000a1/organisation");
      await text(bench, "Not approved yet");
    },
  ],
  [
    "organisation: approved, mailboxes chosen",
    async (bench) => {
      bench.fake.world.appAccess = approve(bench.fake.world.appAccess);
      await press(bench, "Check");
      await text(bench, "Approved (since");
      await bench.page.getByLabel("All 3 shown").check();
      await text(bench, "3 mailboxes chosen");
      await shown(bench.page.getByLabel("Commands for Exchange Online PowerShell"));
    },
  ],
  [
    "organisation: a list that isn't right",
    async (bench) => {
      await bench.page.getByLabel("Paste or upload a list").check();
      await bench.page
        .getByLabel("User’s email address, mailbox address")
        .fill("chloe@contoso.example\nsomebody@contoso.example; jobs@contoso.example");
      await press(bench, "Read the list");
      await text(bench, "1 line needs another look.");
    },
  ],
  [
    "organisation: connecting, with links for who is new",
    async (bench) => {
      await bench.page.getByLabel("Add people who aren’t users yet").check();
      await bench.page
        .getByLabel("User’s email address, mailbox address")
        .fill("chloe@contoso.example\nbram@contoso.example\nsomebody@contoso.example; jobs@contoso.example");
      await press(bench, "Read the list");
      await text(bench, "3 mailboxes chosen");
      await press(bench, "Connect 3 mailboxes");
      await text(bench, "1 of 3 connected");
      await text(bench, "One-time links of the new users");
      await press(bench, "Why isn’t jobs@contoso.example connected?");
      await text(bench, "Microsoft doesn’t let the application into it.");
    },
  ],
];
