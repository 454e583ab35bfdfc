// J1 in a real browser: connect Office 365.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser, signInAt } from "./testing/browser.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

describe.runIf(hasBrowser)("connect Office 365", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox();
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  test("declined permissions leave a diagnosis in both tabs", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(BRAM);
      const tab = await person.openTab();
      await signInAt(tab, BRAM);
      await tab.getByRole("button", { name: "Cancel" }).click();
      await tab.getByText("The permissions were not accepted at Microsoft").waitFor();
      await person.page.getByText("The permissions were not accepted at Microsoft").waitFor();
      await person.page.getByText(/AADSTS65004/).waitFor();
      expect(await person.start.isEnabled()).toBe(true);
    }));

  test("where an administrator must approve, the panel goes on waiting and can be cancelled", () =>
    asPerson(twinbox, async (person) => {
      twinbox.playground.control.setSwitch(BRAM, "consentNeedsAdmin", true);
      await person.signIn(BRAM);
      const tab = await person.openTab();
      await signInAt(tab, BRAM);
      await tab.getByRole("heading", { name: "Need admin approval" }).waitFor();
      await person.page.getByText("Waiting for you to sign in at Office 365").waitFor();
      await person.page.getByRole("button", { name: "Cancel" }).click();
      await person.page.getByText("Waiting for you to sign in").waitFor({ state: "hidden" });
      expect(await person.start.isEnabled()).toBe(true);
      twinbox.playground.control.setSwitch(BRAM, "consentNeedsAdmin", false);
    }));

  test("a new tab, the account picker, all permissions named, and the panel changes by itself", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(ADA, "/");
      await person.page.getByRole("button", { name: "User menu of Ada Jansen" }).click();
      await person.page.getByRole("menuitem", { name: "My account" }).click();
      expect(await person.field("Email address").inputValue()).toBe("");
      const tab = await person.openTab();
      await person.page.getByText("Waiting for you to sign in at Office 365").waitFor();
      await signInAt(tab, ADA);
      await tab.getByRole("heading", { name: "Permissions requested" }).waitFor();
      expect(await tab.getByRole("listitem").allTextContents()).toEqual(
        expect.arrayContaining([
          "Keep the access you give it",
          "Read and change your mail (IMAP)",
          "Send mail as you (SMTP)",
        ]),
      );
      await tab.getByRole("button", { name: "Accept" }).click();
      await tab.getByRole("heading", { name: "Done, you can close this tab" }).waitFor();
      await person.page.getByText("Almost ready: map your folders").waitFor();
      const filled = {
        "Email address": ADA,
        "Display name": "Ada Jansen",
        "User name": ADA,
        Authentication: "OAuth 2.0 (no password here)",
      };
      for (const [name, value] of Object.entries(filled)) {
        expect(await person.field(name).inputValue(), name).toBe(value);
        expect(await person.field(name).isEditable(), name).toBe(false);
      }
      for (const [legend, { host, port }] of [
        ["Incoming (IMAP)", twinbox.playground.imap],
        ["Outgoing (SMTP)", twinbox.playground.smtp],
      ] as const) {
        const group = person.page.getByRole("group", { name: legend });
        for (const [label, value] of Object.entries({ Server: host, Port: String(port), Security: "None" })) {
          expect(await group.getByLabel(label).inputValue(), `${legend} ${label}`).toBe(value);
        }
      }
    }));

  test("the picker is shown to somebody who is signed in at Microsoft already", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(BRAM);
      const first = await person.openTab();
      await signInAt(first, BRAM);
      await first.getByRole("button", { name: "Accept" }).waitFor();
      await first.close();
      await person.page.getByRole("button", { name: "Cancel" }).click();
      await person.page.getByText("Waiting for you to sign in").waitFor({ state: "hidden" });
      await person.connect(BRAM);
    }));
});
