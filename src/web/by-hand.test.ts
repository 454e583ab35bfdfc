// J8 in the pages: "Other (IMAP)".
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { attempt, type EmailSettings, IMAP, panelStates, passwordRefused } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const PANEL = "/account/email-settings";

async function chooseByHand(page: Page): Promise<void> {
  await page.getByRole("combobox", { name: "Mail client" }).click();
  await page.getByRole("option", { name: "Other (IMAP)" }).click();
}

function server(page: Page, name: "Incoming (IMAP)" | "Outgoing (SMTP)") {
  const group = page.getByRole("group", { name });
  return {
    host: group.getByLabel("Server"),
    port: group.getByLabel("Port"),
    security: group.getByRole("combobox", { name: "Security" }),
  };
}

function start(page: Page) {
  return page.getByRole("button", { name: "Start mail synchronization" });
}

browserTest("settings are typed and sent once, and shown without the password", async ({ fake, page }) => {
  await page.goto(fake.url + PANEL);
  await chooseByHand(page);
  await page.getByLabel("Email address").fill("ada@contoso.example");
  const [incoming, outgoing] = [server(page, "Incoming (IMAP)"), server(page, "Outgoing (SMTP)")];
  await incoming.host.fill("imap.contoso.example");
  await outgoing.host.fill("smtp.contoso.example");
  expect([await incoming.port.inputValue(), await outgoing.port.inputValue()]).toEqual(["993", "465"]);
  await outgoing.security.click();
  await page.getByRole("option", { name: "STARTTLS" }).click();
  expect(await outgoing.port.inputValue()).toBe("587");
  // Nothing is sent without a password.
  await start(page).click();
  expect(fake.world.bodies.filter(({ name }) => name === "connectByHand")).toEqual([]);
  await page.getByLabel("Password", { exact: true }).fill("s3cret word");
  await start(page).click();
  await page.getByText("Almost ready: map your folders").waitFor();
  const sent = fake.world.bodies.filter(({ name }) => name === "connectByHand");
  expect(sent.map(({ body }) => body)).toEqual([
    {
      providerId: IMAP,
      address: "ada@contoso.example",
      displayName: "Ada Jansen",
      incoming: { host: "imap.contoso.example", port: 993, security: "implicit" },
      outgoing: { host: "smtp.contoso.example", port: 587, security: "starttls" },
      userName: "ada@contoso.example",
      password: "s3cret word",
    },
  ]);
  const fields = page.locator(".fields").getByRole("textbox");
  for (const field of await fields.all()) expect(await field.getAttribute("readonly")).not.toBeNull();
  expect(await page.content()).not.toContain("s3cret");
});

browserTest("what was typed stays when it is refused, with the reason above it", async ({ fake, page }) => {
  await page.goto(fake.url + PANEL);
  await chooseByHand(page);
  await page.getByLabel("Email address").fill("ada@contoso.example");
  await server(page, "Incoming (IMAP)").host.fill("imap.contoso.example");
  await page.getByLabel("Password", { exact: true }).fill("wrong");
  fake.world.held.add("connectByHand");
  await start(page).click();
  const connecting = attempt({ providerId: IMAP, state: "connecting", address: "ada@contoso.example" });
  fake.setSettings({ ...fake.world.settings, attempt: connecting });
  await page.getByText("Connecting ada@contoso.example").waitFor();
  fake.world.refusals.set("connectByHand", { status: 500, problem: { title: "Not now.", code: "no" } });
  fake.world.release();
  await page.getByText("Not now.").waitFor();
  const failed = { ...connecting, state: "failed" as const, diagnosis: { ...passwordRefused, since: null } };
  fake.setSettings({ ...fake.world.settings, attempt: failed });
  await page.getByText("The mail server refuses the user name or the password.").waitFor();
  // Start is the one way to try again.
  expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
  expect(await server(page, "Incoming (IMAP)").host.inputValue()).toBe("imap.contoso.example");
  expect(await page.getByLabel("Password", { exact: true }).inputValue()).toBe("wrong");
  fake.world.refusals.set("connectByHand", { status: 429, problem: { title: "x", code: "too_many_tries" } });
  await start(page).click();
  await page.getByText("Too many tries. Wait ten minutes, then try again.").waitFor();
});

browserTest("a password that is refused is asked for in the panel", async ({ fake, page }) => {
  fake.world.settings = panelStates.passwordChanged as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByLabel("Password of ada@contoso.example", { exact: true }).fill("the new one");
  await page.getByRole("button", { name: "Sign in again" }).click();
  await page.getByText("In sync", { exact: true }).waitFor();
  const sent = fake.world.bodies.filter(({ name }) => name === "signInAgain");
  expect(sent.map(({ body }) => body)).toEqual([{ password: "the new one" }]);
});

browserTest("after Stop the fields are empty and take typing", async ({ fake, page }) => {
  fake.world.settings = panelStates.byHand as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByRole("button", { name: "Stop mail synchronization" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
  await page.getByText("Stopped: ada@contoso.example is no longer connected").waitFor();
  for (const name of ["Email address", "User name", "Password"]) {
    const field = page.getByLabel(name, { exact: true });
    expect(await field.inputValue(), name).toBe("");
    expect(await field.isEditable(), name).toBe(true);
  }
  expect(await server(page, "Incoming (IMAP)").host.inputValue()).toBe("");
});
