// J7 in a real browser: the account that signed in isn't the expected one.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser, picker, signInAt } from "./testing/browser.ts";
import { ADA, BRAM, EVE, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

const CHLOE = "chloe@contoso.example";

describe.runIf(hasBrowser)("check 9: the wrong account", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox();
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  const heardOf = (address: string): readonly string[] =>
    twinbox.playground.control.lastCommands
      .filter((each) => each.address === address)
      .map(({ command }) => command);

  test("of the own domain is asked about in the tab; another can be chosen; Allow connects", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(ADA);
      const tab = await person.openTab();
      await signInAt(tab, CHLOE);
      await tab.getByRole("button", { name: "Accept" }).click();
      await tab.getByRole("heading", { name: "Use this mailbox?" }).waitFor();
      await tab
        .getByText(`Ada Jansen at Contoso Recruitment will be able to read and send mail as ${CHLOE}.`)
        .waitFor();
      await person.page.getByText(`Is ${CHLOE} the right mailbox?`).waitFor();
      expect(heardOf(CHLOE)).toEqual([]);

      await tab.getByRole("button", { name: /choose another account/ }).click();
      await picker(tab).waitFor();
      await person.page.getByText("Waiting for you to sign in at Office 365").waitFor();
      await signInAt(tab, CHLOE);
      await tab.getByRole("heading", { name: "Use this mailbox?" }).waitFor();
      expect(heardOf(CHLOE)).toEqual([]);

      await tab.getByRole("button", { name: "Allow", exact: true }).click();
      await tab.getByRole("heading", { name: "Done, you can close this tab" }).waitFor();
      await person.page.getByText("Almost ready: map your folders").waitFor();
      expect(await person.field("Email address").inputValue()).toBe(CHLOE);
      expect(heardOf(CHLOE)).not.toEqual([]);
    }));

  test("of a foreign domain is refused with its diagnosis, and nothing is read", () =>
    asPerson(twinbox, async (person) => {
      await person.signIn(BRAM);
      const tab = await person.openTab();
      await signInAt(tab, EVE);
      await tab.getByRole("button", { name: "Accept" }).click();
      await tab.getByRole("heading", { name: "Nothing was connected" }).waitFor();
      const told = (await tab.locator(".lead").textContent()) ?? "";
      expect(told).toContain(EVE);
      await person.page.getByText(told).waitFor();
      expect(heardOf(EVE)).toEqual([]);
      expect(await person.start.isEnabled()).toBe(true);
    }));
});
