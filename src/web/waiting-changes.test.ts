// Stop, and receive only, while changes still wait for the provider.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd, settle } from "./testing/browser.ts";
import { answerOutbox, changeMessages } from "./testing/fake-acts.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
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
  expect(await dialog.getByRole("radio", { name: "Finish first" }).isChecked()).toBe(true);
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
  await dialog.getByRole("radio", { name: "Finish first" }).waitFor();
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
  await dialog.getByRole("radio", { name: "Drop" }).click();
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
          await settle(page);
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
