// Email settings by keyboard alone, beside edit-folders.slow.test.ts and the journeys: what left or came (J13), what isn't
// offered (J9), where mail is (J13a), what a mailbox writes (J17), and who one writes as.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { hasFocus, press, type } from "./testing/by-keyboard.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });
const button = (place: Bench["page"] | Locator, name: string) =>
  place.getByRole("button", { name, exact: true });
const heading = ({ page }: Bench) => page.getByRole("heading", { name: "Email settings" });
const asked = ({ fake }: Bench, name: RegExp) =>
  fake.world.bodies.filter((each) => name.test(each.name)).map((each) => each.name);

async function openPanel(bench: Bench, state: keyof typeof panelStates): Promise<void> {
  bench.fake.world.settings = panelStates[state] as EmailSettings;
  await openPage(bench, "/account/email-settings");
}

keyboardTest(
  "what left a folder is kept or removed, and what came in large numbers imported",
  async (bench) => {
    const { fake, page } = bench;
    await openPanel(bench, "departures");
    const remove = button(page, "Remove now: Inbox");
    await press(remove);
    const dialog = page.getByRole("dialog");
    await hasFocus(button(dialog, "Cancel"));
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    await hasFocus(remove);
    await page.keyboard.press("Enter");
    await press(button(dialog, "Remove now"));
    await page.getByText(/1,204 messages left Inbox/).waitFor({ state: "detached" });
    await hasFocus(heading(bench));
    await press(button(page, "Keep them: Clients/Northwind"));
    await page.getByText(/1 message left/).waitFor({ state: "detached" });
    await hasFocus(heading(bench));
    expect(asked(bench, /Departures$/)).toEqual(["removeDepartures", "keepDepartures"]);

    fake.setSettings(panelStates.offers as EmailSettings);
    await press(button(page, "Import them: Archive"));
    await page.getByText("30,112 older messages").waitFor({ state: "detached" });
    await hasFocus(heading(bench));
    expect(asked(bench, /^answerOffer$/)).toHaveLength(1);
  },
);

keyboardTest("who has no email asks for it, for approval, and what an error means", async (bench) => {
  const { fake, page } = bench;
  await openPanel(bench, "inactive");
  await press(button(page, "Ask for activation"));
  await page.getByText(/^Asked on/).waitFor();
  await hasFocus(heading(bench));
  fake.setSettings(panelStates.approvalNeeded as EmailSettings);
  await press(button(page, "Ask my administrator"));
  await page.getByRole("textbox", { name: /link/i }).waitFor();
  await hasFocus(heading(bench));
  expect(asked(bench, /^askConsent$/)).toHaveLength(1);
  fake.setSettings(panelStates.waiting as EmailSettings);
  await press(button(page, "Did you see an error? Look up what it means"));
  await hasFocus(page.getByLabel("The error you saw"));
  await page.keyboard.type("AADSTS90094: needs approval");
  await press(button(page, "Look it up"));
  await page.getByRole("region", { name: "What the error means" }).waitFor();
  await hasFocus(heading(bench));
  fake.setSettings(panelStates.failed as EmailSettings);
  await press(button(page, "Copy text for the administrator"));
});

keyboardTest("one asks where mail is, receives only, and reads what was changed", async (bench) => {
  const { fake, page } = bench;
  await openPanel(bench, "inSync");
  const where = button(page, "Where is my mail?");
  await press(where);
  const dialog = page.getByRole("dialog", { name: "Where is my mail?" });
  await hasFocus(dialog.getByLabel("Subject"));
  await type(dialog.getByLabel("Sender"), "eva");
  await page.keyboard.press("Enter");
  await dialog.getByText("What your mapped folders have").waitFor();
  await page.keyboard.press("Escape");
  await hasFocus(where);
  const only = page.getByRole("switch", { name: "Receive only" });
  await press(only, "Space");
  await eventually(() => fake.world.settings.mailbox?.receiveOnly).toBe("mailbox");
  await hasFocus(only);
  await press(page.getByRole("link", { name: "What Twinbox changed in your mailbox" }));
  await page.getByRole("heading", { name: "What Twinbox changed in your mailbox" }).waitFor();
  await hasFocus(page.getByRole("main"));
  await press(page.getByRole("link", { name: "Email settings" }).first());
  await heading(bench).waitFor();
});
