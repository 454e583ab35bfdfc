// The administrator's pages by keyboard alone: mail providers (J10), users and who leaves (J16), receive only (J17).
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { choose, hasFocus, press, type } from "./testing/by-keyboard.ts";
import { admin } from "./testing/fake-world.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });
const button = (place: Bench["page"] | Locator, name: string) =>
  place.getByRole("button", { name, exact: true });

async function openSettings(bench: Bench, page: "providers" | "users"): Promise<void> {
  bench.fake.world.session = admin;
  await openPage(bench, `/settings/${page}`);
}

keyboardTest("a provider is added, copied from, switched off, checked and removed", async (bench) => {
  const { fake, page, context } = bench;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  fake.world.providers = [];
  await openSettings(bench, "providers");
  await press(button(page, "Add Microsoft"));
  const dialog = page.getByRole("dialog", { name: "Add Microsoft" });
  await type(dialog.getByRole("textbox", { name: "Client id" }), "2f6c1b1e-9f2a-4c3e-8f53-0d5a3b7c9e10");
  await type(dialog.getByRole("textbox", { name: "Client secret" }), "s3cret");
  await choose(dialog.getByRole("combobox", { name: "Cloud" }), "US Government GCC High");
  await press(button(dialog, "Save"));
  const saved = page.getByRole("dialog", { name: "Edit Office 365" });
  await hasFocus(button(saved, "Save"));
  await press(button(saved.locator(".copy-field").filter({ hasText: "Redirect URI" }), "Copy"));
  await eventually(() => page.evaluate("navigator.clipboard.readText()")).toBe(
    "https://twinbox.contoso.example/oauth/microsoft/callback",
  );
  await page.keyboard.press("Escape");
  await saved.waitFor({ state: "detached" });
  await hasFocus(button(page, "Add Microsoft"));

  const on = page.getByRole("switch", { name: /Office 365/ });
  await press(on, "Space");
  await eventually(() => fake.world.providers.map(({ enabled }) => enabled)).toEqual([false]);
  await hasFocus(on);
  await press(button(page, "Check Office 365"));
  await page.locator(".registration-check [data-state=done]").first().waitFor();
  await hasFocus(button(page, "Check Office 365"));
  await press(button(page, "Remove"));
  const question = page.getByRole("dialog", { name: "Remove Office 365?" });
  await press(button(question, "Remove"));
  await page.getByText("No mail provider yet").waitFor();
  await hasFocus(page.getByRole("main"));
  expect(fake.world.providers).toEqual([]);
});

keyboardTest(
  "what holds for all mailboxes is set: receive only, and how long things are kept",
  async (bench) => {
    const { fake, page } = bench;
    await openSettings(bench, "providers");
    await press(page.getByRole("switch", { name: "Receive only" }), "Space");
    await eventually(
      () => fake.world.bodies.findLast(({ name }) => name === "saveMailPolicy")?.body,
    ).toMatchObject({
      receiveOnly: true,
    });
    const changes = page.getByRole("combobox", { name: /changed/ });
    await choose(changes, "90 days");
    await hasFocus(changes);
    await eventually(() => fake.world.retention.changes).toBe(90);
  },
);

keyboardTest("a user is added, and their one-time link copied", async (bench) => {
  const { fake, page } = bench;
  await openSettings(bench, "users");
  await press(button(page, "Add a user"));
  const dialog = page.getByRole("dialog");
  await type(dialog.getByRole("textbox", { name: "Name" }), "Jo Klein");
  await type(dialog.getByLabel("Email address"), "jo@contoso.example");
  await choose(dialog.getByRole("combobox", { name: "Role" }), "Administrator");
  await press(button(dialog, "Add a user"));
  await page.getByText("Jo Klein was added").waitFor();
  await press(button(dialog, "Close").last());
  await dialog.waitFor({ state: "detached" });
  await hasFocus(button(page, "Add a user"));
  expect(fake.world.users.find(({ name }) => name === "Jo Klein")?.role).toBe("admin");
});

keyboardTest("who leaves is stopped, their mail held, handed over, and erased", async (bench) => {
  const { fake, page } = bench;
  await openSettings(bench, "users");
  const why = button(page, "Why is there a problem with eva@contoso.example?");
  await press(why);
  await page.getByText("Microsoft refuses IMAP for this mailbox.").waitFor();
  await hasFocus(why);

  await press(button(page, "When they leave: Ada Jansen"));
  const dialog = page.getByRole("dialog");
  await press(button(dialog, "Erase what is here so far"));
  await hasFocus(dialog);
  await press(button(dialog, "Cancel"));
  await hasFocus(dialog);
  await press(button(dialog, "Stop mail synchronization"));
  await dialog.getByText("ada@contoso.example is stopped").waitFor();
  await hasFocus(dialog);
  const hold = dialog.getByRole("switch", { name: "On hold" });
  await press(hold, "Space");
  await dialog.getByRole("button", { name: "Erase", disabled: true }).waitFor();
  await hasFocus(hold);
  await page.keyboard.press("Space");
  await dialog.getByRole("button", { name: "Erase", disabled: false }).waitFor();
  await choose(dialog.getByRole("combobox", { name: /Let a colleague read it/ }), /Eva de Wit/);
  await press(button(dialog, "Hand over"));
  await dialog.getByText("was handed over to Eva de Wit").waitFor();
  await hasFocus(dialog);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });

  await press(button(page, "When they leave: Eva de Wit"));
  await press(button(dialog, "Erase"));
  await press(button(dialog, "Erase 1,204 messages"));
  await dialog.getByText("The mail of ada@contoso.example was erased").waitFor();
  await hasFocus(dialog);
  await page.keyboard.press("Escape");
  await hasFocus(button(page, "When they leave: Eva de Wit"));
  expect(fake.world.users.flatMap(({ kept }) => kept)).toEqual([]);
  await tabTo(page.getByRole("region", { name: "Erase a person's mail" }).getByLabel("Email address"));
});
