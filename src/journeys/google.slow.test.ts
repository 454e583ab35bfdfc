// J10, J1, J2 and J7 with Google, in a real browser.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  allow,
  asPerson,
  chooser,
  closeBrowserAtEnd,
  hasBrowser,
  signInAtGoogle,
} from "./testing/browser.ts";
import { ADMIN, GWEN, PASSWORD, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

const HUGO = "hugo@contoso-labs.example";
const GUS = "gus@gmail.example";
const LIMIT = 1_000;

describe.runIf(hasBrowser)("Google", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox({ google: true });
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  const heardOf = (address: string): number =>
    twinbox.playground.control.lastCommands.filter((each) => each.address === address).length;

  test("the admin is told what to register, and can copy it", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(ADMIN, "/settings/providers");
      await page.getByRole("button", { name: "Add Google" }).click();
      const dialog = page.getByRole("dialog");
      const { clientId, clientSecret } = twinbox.playground.google;
      await dialog.getByRole("textbox", { name: "Name" }).fill("Google of the labs");
      await dialog.getByRole("textbox", { name: "Client id" }).fill(clientId);
      await dialog.getByRole("textbox", { name: "Client secret" }).fill(clientSecret);
      await dialog.getByRole("button", { name: "Save" }).click();
      const uri = dialog.getByRole("textbox", { name: "Redirect URI" });
      await uri.waitFor();
      expect(await uri.inputValue()).toBe(`${twinbox.url}/oauth/google/callback`);
      expect(await dialog.getByRole("listitem").filter({ hasText: "https://mail.google.com/" }).count()).toBe(
        1,
      );
      await dialog.getByRole("button", { name: "Close" }).last().click();
      const card = page.getByRole("listitem").filter({ hasText: "Google of the labs" });
      await card.getByRole("button", { name: "Remove" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
      await card.waitFor({ state: "detached" });
    }));

  test("check 11: the mail left unticked connects nothing, and says what to tick", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(GWEN);
      const tab = await person.openTab("Google");
      await signInAtGoogle(tab, GWEN);
      await tab.getByRole("button", { name: "Continue" }).click();
      await tab.getByRole("heading", { name: "Nothing was connected" }).waitFor();
      const told = (await tab.locator(".lead").textContent()) ?? "";
      await person.page.getByText(told).waitFor();
      expect(heardOf(GWEN)).toBe(0);
    }));

  test("an error on Google's own page, pasted into the panel, is explained there", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      twinbox.playground.control.setSwitch(GWEN, "signInPageError", "org_internal");
      await person.signIn(GWEN);
      const tab = await person.openTab("Google");
      await tab.getByRole("button", { name: GWEN }).click();
      await tab.getByLabel("Enter your password").fill("playground");
      await tab.getByRole("button", { name: "Next" }).click();
      await tab.getByRole("heading", { name: "Access blocked" }).waitFor();
      const shown = await tab.evaluate<string>("document.body.innerText");
      twinbox.playground.control.clearSwitches();
      await page.getByRole("button", { name: "Did you see an error? Look up what it means" }).click();
      await page.getByLabel("The error you saw").fill(shown);
      await page.getByRole("button", { name: "Look it up" }).click();
      await page.getByText("Your Google organization hasn’t approved this application.").waitFor();
      await page.getByText(/Who can fix it:.*Google/).waitFor();
      await page.getByRole("button", { name: "Cancel" }).click();
    }));

  test("of a colleague is asked about in the tab; another can be chosen; of a stranger is refused", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(GWEN);
      const tab = await person.openTab("Google");
      await signInAtGoogle(tab, HUGO);
      await allow(tab);
      await tab.getByRole("heading", { name: "Use this mailbox?" }).waitFor();
      await tab
        .getByText(`Gwen Smit at Contoso Recruitment will be able to read and send mail as ${HUGO}.`)
        .waitFor();
      await person.page.getByText(`Is ${HUGO} the right mailbox?`).waitFor();
      expect(heardOf(HUGO)).toBe(0);
      await tab.getByRole("button", { name: /choose another account/ }).click();
      await chooser(tab).waitFor();
      await signInAtGoogle(tab, GUS);
      await allow(tab);
      await tab.getByRole("heading", { name: "Nothing was connected" }).waitFor();
      await person.page.getByText(`In this workspace ${GUS} may not be connected.`).waitFor();
      expect(heardOf(GUS)).toBe(0);
    }));

  test("from the chooser to the mail in the list, with every setting filled in", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(GWEN);
      const tab = await person.openTab("Google");
      await signInAtGoogle(tab, GWEN);
      await allow(tab);
      await tab.getByRole("heading", { name: "Done, you can close this tab" }).waitFor();
      await person.page.getByText("Almost ready: map your folders").waitFor();
      const filled = { "Email address": GWEN, "Display name": "Gwen Smit", "User name": GWEN };
      for (const [name, value] of Object.entries(filled)) {
        expect(await person.field(name).inputValue(), name).toBe(value);
      }
      const incoming = person.page.getByRole("group", { name: "Incoming (IMAP)" });
      expect(await incoming.getByLabel("Port").inputValue()).toBe(
        String(twinbox.playground.google.imap.port),
      );
      await person.mapAll();
      await person.page.getByRole("link", { name: "Open mail" }).click();
      await twinbox.playground.control.deliver(GWEN, { subject: "Fresh from Gmail" });
      await person.page.getByText("Fresh from Gmail").first().waitFor();
    }));

  test("who signs in again is named to Google, and the mail goes on", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(GWEN);
      await person.page.getByText(/In sync/).waitFor();
      await twinbox.playground.control.revokeGrants(GWEN);
      await person.page.getByText("Google ended the access to your mailbox").waitFor();
      const again = person.page.getByRole("button", { name: "Sign in again" });
      const [tab] = await Promise.all([person.nextTab(), again.click()]);
      await tab.getByRole("heading", { name: "Welcome, Gwen Smit" }).waitFor();
      await tab.getByLabel("Enter your password").fill("playground");
      await tab.getByRole("button", { name: "Next" }).click();
      await allow(tab);
      await person.page.getByText(/In sync/).waitFor();
    }));

  test("labels that Gmail hides and folders that it limits are told in Edit folders", () =>
    asPerson(twinbox, async (person) => {
      const { control } = twinbox.playground;
      const { page } = person;
      for (let i = 0; i < LIMIT; i++) await control.deliver(GWEN, { subject: `One of ${LIMIT}` });
      control.setSwitch(GWEN, "hiddenFolders", "[Gmail]/All Mail");
      control.setSwitch(GWEN, "folderLimit", LIMIT);
      await person.signIn(GWEN);
      await page.getByRole("button", { name: "Edit folders" }).click();
      await page.getByText("Gmail doesn’t show programs: All Mail").waitFor();
      await page.getByText("Gmail shows programs only the newest 1,000 messages of each label").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
      control.clearSwitches();
      await page.getByRole("button", { name: "Edit folders" }).click();
      await page
        .getByRole("listitem", { name: "Inbox" })
        .getByText(/^1,0[0-9][1-9]$/)
        .waitFor();
      expect(await page.getByText(/^Gmail (?:doesn’t show|shows) programs/).count()).toBe(0);
      await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
    }));

  test("check 18: Stop takes the permission back at Google, and says so", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(GWEN);
      await person.page.getByRole("button", { name: "Stop mail synchronization" }).click();
      expect(twinbox.playground.control.hasAllowed(GWEN)).toBe(true);
      await person.page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
      // Nothing else hangs on it.
      await person.page.getByText("Your provider has taken the permission back too").waitFor();
      expect(twinbox.playground.control.hasAllowed(GWEN)).toBe(false);
    }));

  test("in Dutch from the chooser to the mail in the list", async () => {
    await twinbox.sql(`update twinbox.app_user set language = 'nl' where email = '${GWEN}'`);
    await asPerson(
      twinbox,
      async (person) => {
        const { page } = person;
        await page.goto(`${twinbox.url}/account/email-settings`);
        await page.getByLabel("E-mailadres").fill(GWEN);
        await page.getByLabel("Wachtwoord", { exact: true }).fill(PASSWORD);
        await page.getByRole("button", { name: "Aanmelden" }).click();
        await page.evaluate("window.neverReloaded = true");
        await page.getByRole("combobox", { name: "E-mailprogramma" }).click();
        await page.getByRole("option", { name: "Google" }).click();
        const start = page.getByRole("button", { name: "E-mailsynchronisatie starten" });
        const [tab] = await Promise.all([person.nextTab(), start.click()]);
        await page.getByText("Wacht tot u zich aanmeldt bij Google").waitFor();
        await signInAtGoogle(tab, GWEN);
        await allow(tab);
        await tab.getByRole("heading", { name: "Klaar, u kunt dit tabblad sluiten" }).waitFor();
        await page.getByRole("button", { name: "Mappen bewerken" }).click();
        await page.getByRole("dialog").getByRole("button", { name: "Opslaan" }).click();
        await page.getByText("Gelijk", { exact: true }).waitFor();
        await page.getByRole("link", { name: "E-mail openen" }).click();
        await page
          .getByRole("listbox", { name: "Berichten in Postvak IN" })
          .getByRole("option")
          .first()
          .waitFor();
      },
      "nl-NL",
    );
  });
});
