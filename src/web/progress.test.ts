import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

function importing(done: number, rate: number, secondsLeft: number | null): EmailSettings {
  const { mailbox, ...settings } = panelStates.importing as EmailSettings;
  const progress = { done, total: 20_000, rate, secondsLeft };
  return { ...settings, mailbox: mailbox && { ...mailbox, messages: done, progress } };
}

/** Done of total, rate and time left, and the same for whoever hears it. */
async function expectProgress(
  { page }: Bench,
  wanted: { readonly texts: readonly string[]; readonly percent: string },
): Promise<void> {
  const line = page.locator(".importing-line");
  for (const text of wanted.texts) await line.getByText(text, { exact: true }).waitFor();
  const bar = page.getByRole("progressbar", { name: "Importing, newest first" });
  expect(await bar.getAttribute("aria-valuenow")).toBe(wanted.percent);
  expect(await bar.getAttribute("aria-valuetext")).toBe(wanted.texts[0]);
}

browserTest(
  "how far the import has come moves by itself, in the panel and in the mail page",
  async (bench) => {
    const { fake, page } = bench;
    fake.world.settings = importing(50, 0, null);
    await page.goto(`${fake.url}/account/email-settings`);
    await page.evaluate("window.neverReloaded = true");
    await expectProgress(bench, { texts: ["50 of 20,000"], percent: "0" });
    // Nothing is promised before it is known.
    expect(await page.getByText(/a second| left$/).count()).toBe(0);

    fake.setSettings(importing(12_400, 131, 58));
    const texts = ["12,400 of 20,000", "131 a second", "less than a minute left"];
    await expectProgress(bench, { texts, percent: "62" });

    await page.getByRole("link", { name: "Open mail" }).click();
    await page.getByRole("listbox", { name: "Messages in Inbox" }).waitFor();
    await expectProgress(bench, { texts, percent: "62" });
    fake.setSettings(importing(15_000, 4, 1250));
    await expectProgress(bench, {
      texts: ["15,000 of 20,000", "4 a second", "21 minutes left"],
      percent: "75",
    });
    // A few that came are news, which is there sooner than it is read of; and nothing jumps.
    const { mailbox, ...settings } = importing(19_997, 3, 1);
    fake.setSettings({
      ...settings,
      mailbox: mailbox && { ...mailbox, checkedAt: new Date().toISOString() },
    });
    await page.getByRole("progressbar").waitFor({ state: "detached" });
    expect(await page.evaluate("window.neverReloaded"), "loaded only once").toBe(true);
  },
);

browserTest("while an import begins, runs and ends, nothing below it moves", async ({ fake, page }) => {
  const begins = importing(0, 0, null);
  fake.world.settings = { ...begins, mailbox: begins.mailbox && { ...begins.mailbox, progress: null } };
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByText("Reading your folders").waitFor();
  const places = [await placeOfFields()];
  fake.setSettings(importing(12_400, 131, 58));
  await page.getByText("12,400 of 20,000").waitFor();
  places.push(await placeOfFields());
  fake.setSettings(panelStates.inSync as EmailSettings);
  await page.getByText("In sync").waitFor();
  places.push(await placeOfFields());
  expect(new Set(places).size, places.join(", ")).toBe(1);

  async function placeOfFields(): Promise<number | undefined> {
    return (await page.getByRole("textbox", { name: "Email address" }).boundingBox())?.y;
  }
});
