// J11 in browsers: the admin sends a link and chooses mailboxes, the organisation's administrator approves in another
// browser, and a user who never signed in to Microsoft finds their mail.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser, Person } from "./testing/browser.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox();
});
afterAll(() => twinbox?.close());

describe.runIf(hasBrowser)("in three browsers", () => {
  closeBrowserAtEnd();

  test("an organisation is approved, mailboxes are connected, one that the application isn't let into is tried again", () =>
    asPerson(twinbox, async (admin) => {
      twinbox.playground.control.setSwitch(BRAM, "appHasNoAccess", true);
      await admin.signIn(ADMIN, "/settings/providers");
      const { page } = admin;
      await page.getByRole("link", { name: "Connect a whole organisation: Office 365" }).click();
      await page.getByText("Not approved yet").waitFor();
      const link = await page.getByLabel("Link for an administrator of contoso.example").inputValue();

      const administrator = await Person.at(twinbox);
      await administrator.page.goto(link);
      await administrator.page.getByText("https://outlook.office365.com/.default").waitFor();
      await administrator.page.getByRole("button", { name: "Accept" }).click();
      await administrator.page.getByRole("heading", { name: "Approved, thank you" }).waitFor();

      await page.getByRole("button", { name: "Check" }).click();
      await page.getByText("Approved (since").waitFor();
      await page.getByLabel("Search by name or address").fill("contoso.example");
      for (const name of [`Ada Jansen, ${ADA}`, `Bram de Vries, ${BRAM}`]) {
        await page.getByRole("checkbox", { name }).check();
      }
      const commands = page.getByLabel("Commands for Exchange Online PowerShell");
      expect(await commands.inputValue()).toMatch(/-ObjectId '[0-9a-f-]{36}'[\s\S]*'ada@contoso\.example'/);
      await page.getByRole("button", { name: "Connect 2 mailboxes" }).click();
      await page.getByText("1 of 2 connected").waitFor();
      await page.getByRole("button", { name: `Why isn’t ${BRAM} connected?` }).click();
      await page.getByText("Microsoft doesn’t let the application into it.").waitFor();
      expect(await commands.inputValue(), "for what is missing").not.toContain(ADA);

      twinbox.playground.control.setSwitch(BRAM, "appHasNoAccess", false);
      await page.getByRole("button", { name: `Try again: ${BRAM}` }).click();
      await page.getByText("2 of 2 connected").waitFor();

      const ada = await Person.at(twinbox);
      await ada.signIn(ADA);
      await ada.page.getByText("Your administrator set this mailbox up").waitFor();
      await ada.page.getByText("In sync").waitFor();
      await ada.page.getByRole("button", { name: "Stop mail synchronization" }).waitFor();
    }));
});
