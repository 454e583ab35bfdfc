// Stop, and receive only, while changes still wait for the provider.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { answerOutbox, changeMessages } from "./testing/fake-acts.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { admin } from "./testing/fake-world.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

const PANEL = "/account/email-settings";
const STOPPED = "Stopped: ada@contoso.example is no longer connected";

/** Two messages were archived, and the provider hasn't heard of it. */
async function twoWait({ fake, page }: Bench): Promise<void> {
  const { world } = fake;
  world.settings = panelStates.inSync as EmailSettings;
  world.provider = "slow";
  const [inbox] = world.folders;
  if (inbox === undefined) throw new Error("no Inbox");
  const messages = [...world.mail.ids(inbox.id, 0, 2)];
  changeMessages(world, { act: { kind: "archive", from: inbox.id }, messages });
  await page.goto(fake.url + PANEL);
}

async function openStop(bench: Bench): Promise<Locator> {
  await twoWait(bench);
  await bench.page.getByRole("button", { name: "Stop mail synchronization" }).click();
  const dialog = bench.page.getByRole("dialog");
  await dialog.getByText("2 changes made here wait for Office 365").waitFor();
  return dialog;
}

browserTest("Stop waits until the provider has what was changed here, and then stops", async (bench) => {
  const { fake, page } = bench;
  const dialog = await openStop(bench);
  expect(await dialog.getByRole("radio", { name: "Finish them first" }).isChecked()).toBe(true);
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
  answerOutbox(fake.world, null);
  fake.flush();
  await page.getByText(STOPPED).waitFor();
  expect(fake.world.acts.map(({ state }) => state)).toEqual(["done"]);
});

browserTest("the waiting can be cancelled, by keyboard, and nothing was stopped", async (bench) => {
  const { fake, page } = bench;
  const dialog = await openStop(bench);
  await tabTo(dialog.getByRole("button", { name: "Stop", exact: true }));
  await page.keyboard.press("Enter");
  await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
  await tabTo(dialog.getByRole("button", { name: "Cancel" }));
  await page.keyboard.press("Enter");
  await dialog.getByRole("radio", { name: "Finish them first" }).waitFor();
  await page.keyboard.press("Escape");
  answerOutbox(fake.world, null);
  fake.flush();
  await page.getByRole("button", { name: "Stop mail synchronization" }).waitFor();
  expect(fake.world.settings.mailbox?.state).toBe("inSync");
});

browserTest("with the provider away it is said, and the changes can be dropped", async (bench) => {
  const { fake, page } = bench;
  const dialog = await openStop(bench);
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
  const { mailbox } = fake.world.settings;
  const away = panelStates.problem.mailbox?.diagnosis ?? null;
  fake.setSettings({
    ...fake.world.settings,
    mailbox: mailbox && { ...mailbox, state: "problem", diagnosis: away },
  });
  await dialog.getByText(away?.what ?? "").waitFor();
  await dialog.getByRole("button", { name: "Drop them and stop" }).click();
  await page.getByText(STOPPED).waitFor();
  expect(fake.world.acts.map(({ state }) => state)).toEqual(["undone"]);
});

browserTest("dropped at once when that was chosen", async (bench) => {
  const { fake, page } = bench;
  const dialog = await openStop(bench);
  await dialog.getByRole("radio", { name: "Drop them" }).click();
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText(STOPPED).waitFor();
  expect(fake.world.acts.map(({ state }) => state)).toEqual(["undone"]);
});

browserTest("what is refused while one waits is said before anything is stopped", async (bench) => {
  const { fake } = bench;
  const dialog = await openStop(bench);
  await dialog.getByRole("button", { name: "Stop", exact: true }).click();
  await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
  answerOutbox(fake.world, "readOnly");
  fake.flush();
  await dialog.getByText(/^2 messages could not be moved .*: the folder may only be read\.$/).waitFor();
  await dialog.getByText("Nothing waits to be sent or written back.").waitFor();
  expect(fake.world.settings.mailbox?.state).toBe("inSync");
});

browserTest("receive only is switched on and off; what waits is asked about first", async (bench) => {
  const { fake, page } = bench;
  await twoWait(bench);
  const only = page.getByRole("switch", { name: "Receive only" });
  await only.click();
  const dialog = page.getByRole("dialog", { name: "Receive only" });
  await dialog.getByText("2 changes made here wait for Office 365").waitFor();
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
  expect(await only.isChecked()).toBe(false);
  answerOutbox(fake.world, null);
  fake.flush();
  await dialog.waitFor({ state: "detached" });
  await expect.poll(() => only.isChecked()).toBe(true);
  expect(fake.world.acts.map(({ state }) => state)).toEqual(["done"]);
  await only.click();
  await expect.poll(() => fake.world.settings.mailbox?.receiveOnly).toBe("off");
  await expect.poll(() => only.isChecked()).toBe(false);
});

browserTest(
  "receive only by the organisation, or of another's mailbox, is said and not switched",
  async (bench) => {
    const { fake, page } = bench;
    const settings = panelStates.receiveOnly as EmailSettings;
    const { mailbox } = settings;
    fake.world.settings = { ...settings, mailbox: mailbox && { ...mailbox, receiveOnly: "workspace" } };
    await page.goto(fake.url + PANEL);
    const only = page.getByRole("switch", { name: "Receive only" });
    await page.getByText(/^Your organisation has switched this on/).waitFor();
    expect(await only.isDisabled()).toBe(true);
    fake.setSettings({ ...settings, mailbox: mailbox && { ...mailbox, receiveOnly: "off", role: "member" } });
    await page.getByText("Only who connected this mailbox first can change this.").waitFor();
    expect(await only.isDisabled()).toBe(true);
  },
);

browserTest("the mail of a mailbox that only receives is read, and nothing else", async (bench) => {
  const { fake, page } = bench;
  fake.world.settings = panelStates.receiveOnly as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.getByText("Receive only: mail is read here, and nothing is changed at Office 365.").waitFor();
  await page.getByRole("option").first().click();
  await page.getByText("Kind regards").waitFor();
  expect(await page.getByRole("toolbar").count()).toBe(0);
  for (const key of ["e", "x", "s", "u", "#"]) await page.keyboard.press(key);
  await page.getByRole("button", { name: "More for this folder" }).click();
  await expect.poll(() => page.getByRole("menuitem").allTextContents()).toEqual(["Keyboard"]);
  await page.getByRole("menuitem", { name: "Keyboard" }).click();
  const dialog = page.getByRole("dialog", { name: "Keyboard" });
  await dialog.getByText("Back to the list").waitFor();
  expect(await dialog.getByText("Archive").count()).toBe(0);
  expect(fake.world.bodies.filter(({ name }) => name === "changeMessages")).toEqual([]);
  // As soon as it is switched off there is everything again.
  await page.keyboard.press("Escape");
  fake.setSettings(panelStates.inSync as EmailSettings);
  await page.getByRole("toolbar", { name: "Act on this message" }).waitFor();
});

browserTest("an administrator switches it for the whole organisation", async (bench) => {
  const { fake, page } = bench;
  await twoWait(bench);
  fake.world.session = admin;
  await page.goto(`${fake.url}/settings/providers`);
  const only = page.getByRole("switch", { name: "Receive only" });
  await only.click();
  const dialog = page.getByRole("dialog", { name: "Receive only" });
  await dialog.getByText("2 changes made here wait for the providers").waitFor();
  await dialog.getByRole("radio", { name: "Drop them" }).click();
  await dialog.getByRole("button", { name: "Switch on" }).click();
  await expect.poll(() => only.isChecked()).toBe(true);
  expect(fake.world.settings.mailbox?.receiveOnly).toBe("workspace");
  expect(fake.world.acts.map(({ state }) => state)).toEqual(["undone"]);
  expect(await axeViolations(page)).toEqual([]);
});

browserTest(
  "question and waiting pass axe in light and in dark, and fit a phone",
  async (bench) => {
    const { page } = bench;
    const dialog = await openStop(bench);
    const found: string[] = [];
    for (const state of ["question", "waiting"]) {
      if (state === "waiting") {
        await dialog.getByRole("button", { name: "Stop", exact: true }).click();
        await dialog.getByText("2 changes are on the way to Office 365.").waitFor();
      }
      for (const colorScheme of ["light", "dark"] as const) {
        for (const width of [1280, 390]) {
          await page.emulateMedia({ colorScheme });
          await page.setViewportSize({ width, height: 844 });
          for (const each of await axeViolations(page))
            found.push(`${state} ${colorScheme} ${width}: ${each}`);
          const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
          if (wide > width) found.push(`${state}: ${wide} pixels wide`);
        }
      }
    }
    expect(found).toEqual([]);
  },
  { reducedMotion: "reduce" },
);
