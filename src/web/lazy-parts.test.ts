// What comes after the first look: menus, dialogs and what shows a message.
import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeRow } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const PARTS = /\/assets\/(?:user-menu-list|keys-sheet|reading-pane|html-body|compose-dock)-/;

async function openMail({ fake, page }: Bench): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.getByText("Your appointment is confirmed").first().waitFor();
}

browserTest(
  "menus, dialogs and what shows a message are loaded when the list is there, and not before",
  async (bench) => {
    const { page, fake } = bench;
    const asked: string[] = [];
    page.on("request", (request) => {
      if (PARTS.test(request.url())) asked.push(request.url());
    });
    fake.world.held.add("listMessages");
    fake.world.settings = panelStates.inSync as EmailSettings;
    await page.goto(`${fake.url}/mail`);
    await page.locator(".message-list[aria-busy=true]").waitFor();
    await page.evaluate("new Promise((idle) => requestIdleCallback(idle))");
    expect(asked).toEqual([]);
    const loaded = page.waitForResponse(/reading-pane-.*\.js$/);
    fake.world.release();
    await loaded;
  },
);

browserTest("a part that can't be loaded says so, and can be tried again", async (bench) => {
  const { page } = bench;
  await page.route(PARTS, (route) => route.abort());
  await openMail(bench);

  const button = page.getByRole("button", { name: /^User menu of/ });
  await button.focus();
  await page.keyboard.press("Enter");
  const alert = page.getByRole("alert");
  await alert.getByText("This part of the page couldn't be loaded.").waitFor();
  await page.unroute(PARTS);
  await alert.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
  expect(await alert.count()).toBe(0);
  expect(await button.getAttribute("aria-expanded")).toBe("true");
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });

  // What is there already works, and the rest says where it stands.
  await page.route(PARTS, (route) => route.abort());
  await page.reload();
  await page.locator("[role=option]").nth(1).click();
  const pane = page.locator(".mail-message").getByRole("alert");
  await pane.getByRole("button", { name: "Try again" }).click();
  await pane.getByRole("button", { name: "Reload" }).waitFor();
  await page.unroute(PARTS);
  await pane.getByRole("button", { name: "Reload" }).click();
  await page.locator(".message-head").waitFor();
});

browserTest("without a network one writes, and reads HTML, for the first time", async (bench) => {
  const { context, fake, page } = bench;
  const { id } = fakeRow(1, 99_998);
  fake.world.special.set(id, { html: "<p>Dear Ada</p>" });
  const loaded = Promise.all(
    [/html-body-.*\.js$/, /compose-dock-.*\.js$/].map((part) => page.waitForResponse(part)),
  );
  await openMail(bench);
  await loaded;
  const html = page.locator(`#row-${id}`);
  const known = page.waitForResponse((response) => response.url().endsWith(`/messages/${id}`));
  await html.hover();
  await (await known).finished();
  await context.setOffline(true);
  await html.click();
  await page.frameLocator("iframe.mail-frame").getByText("Dear Ada").waitFor();
  await page.keyboard.press("c");
  await page.getByRole("textbox", { name: "Message text" }).waitFor();
});

browserTest("the keyboard goes into a menu and back to its button", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  for (const [name, first] of [
    [/^User menu of/, "My account"],
    ["More for this folder", "Select messages"],
  ] as const) {
    const button = page.getByRole("button", { name });
    expect(await button.getAttribute("aria-haspopup")).toBe("menu");
    await button.focus();
    await page.keyboard.press("Enter");
    const menu = page.getByRole("menu");
    await menu.waitFor();
    expect(await menu.getAttribute("id")).toBe(await button.getAttribute("aria-controls"));
    expect(await menu.getAttribute("aria-labelledby")).toBe(await button.getAttribute("id"));
    await page.getByRole("menuitem", { name: first }).and(page.locator(":focus")).waitFor();
    await page.keyboard.press("Escape");
    await menu.waitFor({ state: "detached" });
    await button.and(page.locator(":focus")).waitFor();
  }
});
