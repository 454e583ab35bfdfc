// The operator's page (J12) and the whole organisation at once (J11) by keyboard alone.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { hasFocus, press, type } from "./testing/by-keyboard.ts";
import { approve } from "./testing/fake-app-access.ts";
import { admin, operator } from "./testing/fake-world.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });
const button = (place: Bench["page"] | Locator, name: string) =>
  place.getByRole("button", { name, exact: true });
const bodyOf = ({ fake }: Bench, wanted: string) =>
  fake.world.bodies.findLast(({ name }) => name === wanted)?.body;

keyboardTest("a workspace is created, activated, suspended, and its domains are changed", async (bench) => {
  const { fake, page } = bench;
  fake.world.session = operator;
  await openPage(bench, "/operator");
  await press(button(page, "Create a workspace"));
  const dialog = page.getByRole("dialog");
  await type(dialog.getByLabel("Name of the workspace"), "Adatum");
  await type(dialog.getByLabel("Name of its administrator"), "Jo Klein");
  await type(dialog.getByLabel("Email address of its administrator"), "jo@adatum.example");
  await page.keyboard.press("Enter");
  await dialog.getByRole("textbox", { name: "One-time link" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await hasFocus(button(page, "Create a workspace"));
  expect(bodyOf(bench, "createWorkspace")).toMatchObject({ name: "Adatum", admin: { name: "Jo Klein" } });

  await press(button(page, "Activate Fabrikam"));
  const suspend = button(page, "Suspend Fabrikam");
  await hasFocus(suspend);
  await page.keyboard.press("Enter");
  await press(button(dialog, "Suspend"));
  await dialog.waitFor({ state: "detached" });
  await hasFocus(button(page, "Activate Fabrikam"));
  expect(fake.world.workspaces.find(({ name }) => name === "Fabrikam")?.activation).toBe("suspended");

  const edit = button(page, "Edit domains of Contoso Recruitment");
  await press(edit);
  await type(dialog.getByLabel("Own email domains"), "contoso.example");
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
  await hasFocus(edit);
  expect(bodyOf(bench, "setOwnDomains")).toEqual({ ownDomains: ["contoso.example"] });
});

keyboardTest("the mailboxes of an organisation are chosen, from a list too, and connected", async (bench) => {
  const { fake, page } = bench;
  fake.world.session = admin;
  await openPage(bench, "/settings/providers/01936f00-0000-7000-8000-0000000000a1/organisation");
  await page.getByText("Not approved yet").waitFor();
  fake.world.appAccess = approve(fake.world.appAccess);
  await press(button(page, "Check"));
  await page.getByText("Approved (since").waitFor();
  await press(page.getByLabel("All 3 shown"), "Space");
  await page.getByText("3 mailboxes chosen").waitFor();
  // The radio that is chosen is the one that Tab leads to.
  await press(page.getByRole("radio", { checked: true }).first(), "ArrowDown");
  await type(page.getByLabel("User’s email address, mailbox address"), "chloe@contoso.example");
  await press(button(page, "Read the list"));
  await page.getByText("1 mailbox chosen").waitFor();
  await hasFocus(button(page, "Read the list"));
  await press(button(page, "Connect 1 mailbox"));
  await eventually(() => fake.world.appAccess.mailboxes.length).toBeGreaterThan(0);
  await page.getByRole("table").waitFor();
  await hasFocus(page.getByRole("main"));
});
