// J8 in a real browser, without a mouse: the admin offers "Other (IMAP)", a user types the settings, tests them,
// connects, gives another password after it was changed, and stops.
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tabTo } from "../web/testing/tab-to.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, type Person } from "./testing/browser.ts";
import { ADMIN, BRAM, MAIL_PASSWORD, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

describe.runIf(hasBrowser)("connect by hand", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile: "modern" });
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  test("the admin switches it on, and it stands in the user's list at once", () =>
    asPerson(twinbox, async (bram) => {
      await bram.signIn(BRAM);
      await bram.start.waitFor();
      await asPerson(twinbox, async (admin) => {
        await admin.signIn(ADMIN, "/settings/providers");
        await admin.page.getByRole("button", { name: "Add Other (IMAP)" }).click();
        await admin.page.getByRole("dialog").getByRole("button", { name: "Save" }).click();
        await admin.page.getByRole("heading", { name: /^Other \(IMAP\)/ }).waitFor();
      });
      const client = bram.page.getByRole("combobox", { name: "Mail client" });
      await expect
        .poll(async () => {
          await client.click();
          const options = await bram.page.getByRole("option").allTextContents();
          await bram.page.keyboard.press("Escape");
          return options;
        })
        .toContain("Other (IMAP)");
    }));

  test("by keyboard: settings are typed, tested and connected; a new password is given; Stop empties the fields", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(BRAM);
      await choose(page.getByRole("combobox", { name: "Mail client" }), "Other (IMAP)");
      await type(page.getByLabel("Email address"), BRAM);
      const { imap, smtp } = twinbox.playground;
      await typeServer(page.getByRole("group", { name: "Incoming (IMAP)" }), imap);
      await typeServer(page.getByRole("group", { name: "Outgoing (SMTP)" }), smtp);
      await type(page.getByLabel("Password", { exact: true }), "not this one");
      await press(page.getByRole("button", { name: "Test connection" }));
      await page.getByRole("region", { name: "Incoming (IMAP) doesn't work yet" }).waitFor();
      await page.getByRole("region", { name: "Outgoing (SMTP) doesn't work yet" }).waitFor();
      await retype(page.getByLabel("Password", { exact: true }), MAIL_PASSWORD);
      await press(page.getByRole("button", { name: "Test connection" }));
      await page.getByText("Everything works").waitFor();
      await press(person.start);
      await page.getByText("Almost ready: map your folders").waitFor();
      await expectFilledAndReadOnly(person);
      await press(page.getByRole("button", { name: "Edit folders" }));
      await press(page.getByRole("dialog").getByRole("button", { name: "Save" }));
      await page.getByText("In sync", { exact: true }).waitFor();

      await twinbox.playground.control.changePassword(BRAM, "the new one");
      await page.getByText("The mail server refuses the user name or the password.").waitFor();
      const again = page.getByLabel(`Password of ${BRAM}`, { exact: true });
      await type(again, "a wrong one");
      await page.keyboard.press("Enter");
      await page.getByText("That didn't work").waitFor();
      await retype(again, "the new one");
      await page.keyboard.press("Enter");
      await page.getByText("In sync", { exact: true }).waitFor();

      await press(page.getByRole("button", { name: "Stop mail synchronization" }));
      await press(page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }));
      await page.getByText(`Stopped: ${BRAM} is no longer connected`).waitFor();
      for (const name of ["Email address", "User name", "Password"]) {
        const field = page.getByLabel(name, { exact: true });
        expect([await field.inputValue(), await field.isEditable()], name).toEqual(["", true]);
      }
    }));

  async function expectFilledAndReadOnly({ page }: Person): Promise<void> {
    const { imap, smtp } = twinbox.playground;
    for (const name of ["Email address", "User name"]) {
      const shown = page.getByRole("textbox", { name, exact: true });
      expect([await shown.inputValue(), await shown.isEditable()], name).toEqual([BRAM, false]);
    }
    for (const [legend, { host, port }] of [
      ["Incoming (IMAP)", imap],
      ["Outgoing (SMTP)", smtp],
    ] as const) {
      const group = page.getByRole("group", { name: legend });
      expect(await group.getByLabel("Server").inputValue(), legend).toBe(host);
      expect(await group.getByLabel("Port").inputValue(), legend).toBe(String(port));
    }
  }
});

async function press(control: Locator): Promise<void> {
  await tabTo(control);
  await control.page().keyboard.press("Enter");
}

async function type(field: Locator, text: string): Promise<void> {
  await tabTo(field);
  await field.page().keyboard.type(text);
}

async function retype(field: Locator, text: string): Promise<void> {
  await tabTo(field);
  await field.page().keyboard.press("ControlOrMeta+a");
  await field.page().keyboard.type(text);
}

async function choose(select: Locator, option: string): Promise<void> {
  const page: Page = select.page();
  await tabTo(select);
  await page.keyboard.press("ArrowDown");
  const wanted = page.getByRole("option", { name: option, exact: true });
  await wanted.waitFor();
  for (let step = 0; step < 10 && (await wanted.getAttribute("data-combobox-selected")) === null; step++) {
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("Enter");
}

async function typeServer(
  group: Locator,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<void> {
  await retype(group.getByLabel("Server"), host);
  await choose(group.getByRole("combobox", { name: "Security" }), "None");
  await retype(group.getByLabel("Port"), String(port));
}
