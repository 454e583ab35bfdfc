// From sign-in to mail in Dutch: every word of ours, the other tab's too.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { en } from "../web/texts/en.ts";
import { furtherEn } from "../web/texts/en-further.ts";
import { nl } from "../web/texts/nl.ts";
import { furtherNl } from "../web/texts/nl-further.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, signInAt } from "./testing/browser.ts";
import { BRAM, PASSWORD, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

const english = [...leaves(en), ...leaves(furtherEn)];
const dutch = new Set([...leaves(nl), ...leaves(furtherNl)]);
/** Shorter ones are words of both languages, or of somebody's mail. */
const LENGTH_MIN = 12;

test("no sentence of the Dutch texts is still the English one", () => {
  // Operators of the search are the same in every language.
  const isOperator = (text: string): boolean => /^[a-z]+:\S+$/.test(text);
  const same = english.filter((text) => text.length >= LENGTH_MIN && dutch.has(text) && !isOperator(text));
  expect(same).toEqual(["Microsoft 365"]);
});

describe.runIf(hasBrowser)("in Dutch", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox();
    await twinbox.sql(`update twinbox.app_user set language = 'nl' where email = '${BRAM}'`);
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  test("a Dutch person signs in, connects, maps folders and reads", () =>
    asPerson(
      twinbox,
      async ({ page }) => {
        await page.goto(twinbox.url);
        await page.getByRole("heading", { name: "Aanmelden" }).waitFor();
        await expectNoEnglish(page);
        await page.getByLabel("E-mailadres").fill(BRAM);
        await page.getByLabel("Wachtwoord", { exact: true }).fill(PASSWORD);
        await page.getByRole("button", { name: "Aanmelden" }).click();
        await page.evaluate("window.neverReloaded = true");
        await page.getByText("Nog geen mailbox verbonden").waitFor();
        await expectNoEnglish(page);
        await page.getByRole("button", { name: "Gebruikersmenu van Bram de Vries" }).click();
        await expectNoEnglish(page);
        await page.getByRole("menuitem", { name: "Mijn account" }).click();

        await page.getByRole("combobox", { name: "E-mailprogramma" }).click();
        await page.getByRole("option", { name: "Office 365" }).click();
        const opened = page.context().waitForEvent("page");
        await page.getByRole("button", { name: "E-mailsynchronisatie starten" }).click();
        const tab = await opened;
        await page.getByText("Wacht tot u zich aanmeldt bij Office 365").waitFor();
        await expectNoEnglish(page);
        await signInAt(tab, BRAM);
        await tab.getByRole("button", { name: "Accept" }).click();
        await tab.getByRole("heading", { name: "Klaar, u kunt dit tabblad sluiten" }).waitFor();
        expect(await tab.locator("html").getAttribute("lang")).toBe("nl");

        await page.getByText("Bijna klaar: koppel uw mappen").waitFor();
        await expectNoEnglish(page);
        await page.getByRole("button", { name: "Mappen bewerken" }).click();
        const dialog = page.getByRole("dialog", { name: "Mappen bewerken" });
        const inbox = dialog.getByRole("combobox", { name: "Externe map voor Postvak IN" });
        await inbox.waitFor();
        expect(await inbox.inputValue()).toBe("Inbox");
        await dialog.getByRole("radio", { name: /^Alles \d+ berichten ongeveer/ }).click();
        await expectNoEnglish(page);
        await dialog.getByRole("button", { name: "Opslaan" }).click();
        await page.getByText("Gelijk", { exact: true }).waitFor();
        await page.getByText(/gecontroleerd/).waitFor();
        await expectNoEnglish(page);

        await page.getByRole("link", { name: "E-mail openen" }).click();
        const list = page.getByRole("listbox", { name: "Berichten in Postvak IN" });
        await list.getByRole("option").first().waitFor();
        await expectNoEnglish(page);
        await list.getByRole("option").first().click();
        await page.getByRole("article").getByRole("button", { name: "Bron bekijken" }).waitFor();
        expect(await page.locator("html").getAttribute("lang")).toBe("nl");
      },
      "nl-NL",
    ));
});

async function expectNoEnglish(page: Page): Promise<void> {
  const onlyEnglish = english.filter((text) => text.length >= LENGTH_MIN && !dutch.has(text));
  expect(onlyEnglish.length).toBeGreaterThan(100);
  const seen = await page.evaluate<string>("document.body.innerText");
  expect(onlyEnglish.filter((text) => seen.includes(text))).toEqual([]);
}

/** All texts of a catalogue that stand by themselves, not made by a function. */
function leaves(texts: object): readonly string[] {
  return Object.values(texts).flatMap((value: unknown) => {
    if (typeof value === "string") return [value];
    return typeof value === "object" && value !== null ? leaves(value) : [];
  });
}
