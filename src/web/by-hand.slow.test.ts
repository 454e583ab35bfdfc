// J8 in the pages: "Other (IMAP)".
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { axeViolations, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import {
  attempt,
  connectionTests,
  type EmailSettings,
  IMAP,
  panelStates,
  passwordRefused,
} from "./testing/fake-settings.ts";

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
  fake.world.lookups.clear();
  await page.goto(fake.url + PANEL);
  await chooseByHand(page);
  await page.getByLabel("Email address").fill("ada@contoso.example");
  const [incoming, outgoing] = [server(page, "Incoming (IMAP)"), server(page, "Outgoing (SMTP)")];
  await incoming.host.fill("imap.contoso.example");
  await outgoing.host.fill("smtp.contoso.example");
  expect([await incoming.port.inputValue(), await outgoing.port.inputValue()]).toEqual(["993", "465"]);
  await outgoing.security.click();
  await page.getByRole("option", { name: "STARTTLS" }).click();
  await expect.poll(() => outgoing.port.inputValue()).toBe("587");
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

browserTest(
  "typing the address fills the rest in, but nothing over what was typed",
  async ({ fake, page }) => {
    await page.goto(fake.url + PANEL);
    await chooseByHand(page);
    const address = page.getByLabel("Email address");
    const [incoming, outgoing] = [server(page, "Incoming (IMAP)"), server(page, "Outgoing (SMTP)")];
    await address.fill("ada@contoso.example");
    await page.getByText("Filled in as contoso.example publishes them.").waitFor();
    expect([await incoming.host.inputValue(), await outgoing.host.inputValue()]).toEqual([
      "imap.contoso.example",
      "smtp.contoso.example",
    ]);
    expect([await outgoing.port.inputValue(), await outgoing.security.inputValue()]).toEqual([
      "587",
      "STARTTLS",
    ]);
    expect(await page.getByLabel("User name").inputValue()).toBe("ada@contoso.example");
    await outgoing.host.fill("relay.contoso.example");
    await address.fill("ada@fruit.example");
    await page.getByText("An app password is needed").waitFor();
    const link = page.getByRole("link", { name: /Make an app password/ });
    expect(await link.getAttribute("href")).toBe("https://fruit.example/passwords");
    expect(await incoming.host.inputValue()).toBe("imap.fruit.example");
    expect(await outgoing.host.inputValue()).toBe("relay.contoso.example");
    expect(await page.getByLabel("User name").inputValue()).toBe("ada");
    await address.fill("ada@nowhere.example");
    await page.getByText("Nothing was found out about nowhere.example.").waitFor();
    expect(await incoming.host.inputValue()).toBe("");
    expect(await outgoing.host.inputValue()).toBe("relay.contoso.example");
    // One question for each address that was finished, none for each key.
    const asked = fake.world.bodies.filter(({ name }) => name === "lookUpSettings");
    expect(asked.map(({ body }) => body)).toEqual([
      { address: "ada@contoso.example" },
      { address: "ada@fruit.example" },
      { address: "ada@nowhere.example" },
    ]);
  },
);

browserTest("whose provider has a sign-in of its own is led there", async ({ fake, page }) => {
  await page.goto(fake.url + PANEL);
  await chooseByHand(page);
  await page.getByLabel("Email address").fill("ada@goggle.example");
  await page.getByText("signing in with Google isn't set up here yet").waitFor();
  await page.getByLabel("Email address").fill("ada@office.example");
  await page.getByText("This mailbox is at Microsoft").waitFor();
  await page.getByRole("button", { name: "Choose Office 365" }).click();
  const client = page.getByRole("combobox", { name: "Mail client" });
  expect(await client.inputValue()).toBe("Office 365");
  expect(await page.getByLabel("Password", { exact: true }).count()).toBe(0);
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
  await page.getByRole("alert").getByText("Too many tries. Wait ten minutes, then try again.").waitFor();
});

browserTest("what is wrong with a field is said at it, in the words of the page", async ({ fake, page }) => {
  await page.goto(fake.url + PANEL);
  await chooseByHand(page);
  await page.getByLabel("Email address").fill("ada@contoso.example");
  await page.getByText("Filled in as contoso.example publishes them.").waitFor();
  await page.getByLabel("Password", { exact: true }).fill("s3cret word");
  await server(page, "Incoming (IMAP)").port.fill("99999");
  const message = "Too big: expected number to be <=65535";
  const errors = [{ field: "incoming.port", message, code: "tooBig", bound: 65_535 }];
  const problem = { title: "Some fields need another look.", code: "invalid", errors };
  fake.world.refusals.set("connectByHand", { status: 422, problem });
  await start(page).click();
  await page.getByText("65,535 at most.").waitFor();
  expect(await page.getByText("Too big").count()).toBe(0);
});

browserTest(
  "the connection is tested step by step, and each server says why it doesn't work",
  async (bench) => {
    const { fake, page } = bench;
    await page.goto(fake.url + PANEL);
    await chooseByHand(page);
    const press = () => page.getByRole("button", { name: "Test connection" }).click();
    // Not without what it needs.
    await press();
    expect(fake.world.bodies.some(({ name }) => name === "testConnection")).toBe(false);
    await page.getByLabel("Email address").fill("ada@contoso.example");
    await page.getByText("Filled in as contoso.example publishes them.").waitFor();
    await page.getByLabel("Password", { exact: true }).fill("s3cret word");
    fake.world.held.add("testConnection");
    fake.world.test = connectionTests.bad;
    await press();
    await start(page).and(page.locator(":disabled")).waitFor();
    await expect.poll(() => fake.world.requests.some((each) => each.includes("connection-tests"))).toBe(true);
    fake.push("connectionTest", { test: connectionTests.running });
    const result = page.getByRole("region", { name: "Test of the connection" });
    await result.getByText("Hear a mail server answer (done)").first().waitFor();
    await result.getByText("Sign in (under way)").waitFor();
    fake.world.release();
    await result.getByText("Sign in (failed)").waitFor();
    await result.getByRole("region", { name: "Incoming (IMAP) doesn't work yet" }).waitFor();
    await result.getByRole("region", { name: "Outgoing (SMTP) doesn't work yet" }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    // Of other settings that says nothing.
    await server(page, "Outgoing (SMTP)").host.fill("smtp2.contoso.example");
    await result.waitFor({ state: "detached" });
    fake.world.test = connectionTests.good;
    await press();
    await page.getByText("Everything works").waitFor();
    expect(fake.world.bodies.some(({ name }) => name === "connectByHand")).toBe(false);
    fake.world.refusals.set("testConnection", {
      status: 429,
      problem: { title: "x", code: "too_many_tries" },
    });
    await press();
    await page.getByRole("alert").getByText("Too many tries. Wait ten minutes, then try again.").waitFor();
  },
);

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
