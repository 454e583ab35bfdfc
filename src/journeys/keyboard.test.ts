// J1, J7, J2 and J6 without a mouse, one after the other, as one person goes through them.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { press, type } from "../web/testing/by-keyboard.ts";
import { tabTo } from "../web/testing/tab-to.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, PLAYGROUND_PASSWORD } from "./testing/browser.ts";
import { ADA, BRAM, PASSWORD, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

/** Until the provider has it, on a busy machine too. */
const PATIENCE_MS = 30_000;
const CHLOE = "chloe@contoso.example";

describe.runIf(hasBrowser)("by keyboard alone", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox();
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  test(
    "one signs in, connects, answers about the wrong account, maps, reads and stops",
    () =>
      asPerson(twinbox, async ({ page }) => {
        await page.goto(twinbox.url);
        await type(page.getByLabel("Email address"), BRAM);
        await type(page.getByLabel("Password", { exact: true }), PASSWORD);
        await page.keyboard.press("Enter");
        await toMyAccount(page);
        await page.evaluate("window.neverReloaded = true");

        await tabTo(page.getByRole("combobox", { name: "Mail client" }));
        await page.keyboard.press("ArrowDown");
        await page.getByRole("option", { name: "Office 365" }).waitFor();
        await page.keyboard.press("ArrowDown");
        await page.keyboard.press("Enter");
        const opened = page.context().waitForEvent("page");
        await press(page.getByRole("button", { name: "Start mail synchronization" }));
        const tab = await opened;
        await signInAs(tab, CHLOE);
        await press(tab.getByRole("button", { name: "Accept" }));
        await press(tab.getByRole("button", { name: /choose another account/ }));
        await signInAs(tab, CHLOE);
        await press(tab.getByRole("button", { name: "Allow", exact: true }));

        await press(page.getByRole("button", { name: "Edit folders" }));
        await press(page.getByRole("dialog").getByRole("button", { name: "Save" }));
        await page.getByText("In sync", { exact: true }).waitFor();
        await press(page.getByRole("link", { name: "Open mail" }));
        await page.getByRole("option").first().waitFor();
        await page.keyboard.press("j");
        await page.keyboard.press("Enter");
        const subject = await page.getByRole("article").getByRole("heading").first().innerText();
        const archived = () =>
          twinbox.playground.control.listMessages(CHLOE, "Archive", 100).map((each) => each.subject);
        const before = archived();
        await page.keyboard.press("e");
        // The whole conversation, which may have several.
        await expect.poll(archived, { timeout: PATIENCE_MS }).toContain(subject);
        await expect.poll(() => archived().length, { timeout: PATIENCE_MS }).toBeGreaterThan(before.length);
        await page.keyboard.press("z");
        await expect.poll(archived, { timeout: PATIENCE_MS }).toEqual(before);

        await toMyAccount(page);
        await press(page.getByRole("button", { name: "Stop mail synchronization" }));
        await tabTo(page.getByRole("radio", { name: "Keep it here" }));
        await page.keyboard.press("ArrowDown");
        await press(page.getByRole("button", { name: "Stop and delete here" }));
        // What is on its way to the provider is waited for.
        await page.getByText(`Stopped: ${CHLOE} is no longer connected`).waitFor({ timeout: PATIENCE_MS });
        // What was pressed has gone: one goes on at the panel's head, with what follows next to it.
        await page.getByRole("heading", { name: "Email settings" }).and(page.locator(":focus")).waitFor();
        await page.keyboard.press("Tab");
        await page.getByRole("combobox", { name: "Mail client" }).and(page.locator(":focus")).waitFor();
      }),
    4 * PATIENCE_MS,
  );

  test("the first stop of a page leads past its frame", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(ADA);
      await page.reload();
      await page.evaluate("window.neverReloaded = true");
      await page.getByRole("combobox", { name: "Mail client" }).waitFor();
      await page.keyboard.press("Tab");
      await page.getByRole("link", { name: "Skip to content" }).and(page.locator(":focus")).waitFor();
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      await page.locator("main :focus").waitFor();
    }));
});

async function toMyAccount(page: Page): Promise<void> {
  await press(page.getByRole("button", { name: /^User menu of/ }));
  await page.getByRole("menuitem", { name: "My account" }).and(page.locator(":focus")).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Email settings" }).waitFor();
}

async function signInAs(tab: Page, address: string): Promise<void> {
  await press(tab.getByRole("button", { name: address }));
  await type(tab.getByLabel("Password"), PLAYGROUND_PASSWORD);
  await tab.keyboard.press("Enter");
}
