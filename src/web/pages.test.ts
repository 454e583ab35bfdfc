import { expect } from "vitest";
import { browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

browserTest(
  "whoever isn't signed in comes back to where they wanted to go, and only within Twinbox",
  async ({ fake, page }) => {
    fake.world.session = null;
    await page.goto(`${fake.url}/account/email-settings`);
    await page.getByLabel("Email address").fill("ada@contoso.example");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("don't belong together").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Email settings" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/account/email-settings");

    fake.world.session = null;
    await page.goto(`${fake.url}/sign-in?to=${encodeURIComponent("//evil.example/x")}`);
    await page.getByLabel("Email address").fill("ada@contoso.example");
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${fake.url}/mail`);
  },
);

browserTest("a session that ends in the middle leads to the sign-in page", async ({ fake, page }) => {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByText("In sync").waitFor();
  fake.world.session = null;
  fake.world.refusals.set("dismissDepartures", {
    status: 401,
    problem: { title: "", code: "not_signed_in" },
  });
  fake.cutStreams(false);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).searchParams.get("to")).toBe("/account/email-settings");
});

browserTest(
  "a one-time link opens an account, and its token leaves the address bar",
  async ({ fake, page }) => {
    fake.world.session = null;
    await page.goto(`${fake.url}/welcome#invite=Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r`);
    await page.getByRole("textbox", { name: "Password" }).fill("short");
    await page.getByRole("button", { name: "Open my account" }).click();
    await page.getByText("At least 10 characters.", { exact: true }).waitFor();
    expect(page.url()).not.toContain("invite");
    await page.getByRole("textbox", { name: "Password" }).fill("long enough for all");
    await page.getByRole("button", { name: "Open my account" }).click();
    await page.waitForURL(`${fake.url}/mail`);
    expect(fake.world.bodies.find(({ name }) => name === "welcome")?.body).toEqual({
      token: "Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r",
      password: "long enough for all",
    });
  },
);

browserTest("the pages speak Dutch when asked to, and remember it", async ({ fake, page }) => {
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByRole("button", { name: "User menu of Ada Jansen" }).click();
  await page.getByRole("menuitemradio", { name: "Nederlands" }).click();
  await page.getByRole("heading", { name: "E-mailinstellingen" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "E-mailinstellingen" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("nl");
});
