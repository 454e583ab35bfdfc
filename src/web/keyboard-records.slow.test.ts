// J14 by keyboard alone, beside what records.slow.test.ts proves of linking and of a record's page.
import { expect } from "vitest";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { choose, hasFocus, press, type } from "./testing/by-keyboard.ts";
import { fakeRow } from "./testing/fake-mail.ts";
import { EVA, fillRecords, NORTHWIND } from "./testing/fake-records.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { admin } from "./testing/fake-world.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });
const NEWEST = fakeRow(1, 99_999).id;
const linksOf = ({ fake }: Bench, id: string) =>
  (fake.world.records.links.get(id) ?? []).map(({ record }) => record.name);

function connected({ fake }: Bench): void {
  fake.world.settings = panelStates.inSync as EmailSettings;
  fillRecords(fake.world);
}

keyboardTest(
  "from a message one goes to its record, back, marks it as private and takes it off",
  async (bench) => {
    const { fake, page } = bench;
    connected(bench);
    fake.world.records.links.set(NEWEST, [
      { record: EVA, how: "hand", linkedBy: null },
      { record: NORTHWIND, how: "address", linkedBy: null },
    ]);
    await openPage(bench, "/mail");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("j");
    await page.keyboard.press("Home");
    await page.keyboard.press("Enter");
    const line = page.getByRole("region", { name: "Records" });
    await press(line.getByRole("link", { name: /Eva de Wit/ }));
    await page.getByRole("heading", { name: "Eva de Wit" }).waitFor();
    await hasFocus(page.getByRole("main"));
    const rows = page.getByRole("list", { name: "Mail on this record" }).locator("> li");
    await press(rows.nth(0).getByRole("button"));
    await rows.nth(0).getByText("Kind regards").waitFor();
    await press(rows.nth(0).getByRole("link", { name: "Open in Mail" }));
    await press(line.getByRole("button", { name: "Colleagues see the subject and people" }));
    await hasFocus(page.getByRole("menuitemcheckbox", { name: /Private/ }));
    await page.keyboard.press("Space");
    await page.keyboard.press("Escape");
    await hasFocus(line.getByRole("button", { name: "Private: colleagues see nothing" }));
    expect(fake.world.records.private.has(NEWEST)).toBe(true);
    await press(line.getByRole("button", { name: "Take this conversation off Eva de Wit" }));
    await hasFocus(line.getByRole("button", { name: "Link to a record" }));
    await eventually(() => linksOf(bench, NEWEST)).toEqual([NORTHWIND.name]);
    await press(page.locator(".act-toast").getByRole("button", { name: "Undo" }));
    await eventually(() => linksOf(bench, NEWEST).toSorted()).toEqual([EVA.name, NORTHWIND.name]);
    await hasFocus(page.getByRole("listbox", { name: /^Messages in/ }));
  },
);

keyboardTest("records are found by their type and by words, and opened", async (bench) => {
  const { page } = bench;
  connected(bench);
  await openPage(bench, "/records");
  const rows = page.getByRole("list", { name: "Records" }).getByRole("listitem");
  await eventually(() => rows.count()).toBe(6);
  await choose(page.getByRole("combobox", { name: "Type" }), "Company");
  await eventually(() => rows.count()).toBe(2);
  await hasFocus(page.getByRole("combobox", { name: "Type" }));
  await type(page.getByRole("searchbox", { name: "Find a record" }), "nort");
  await eventually(() => rows.count()).toBe(1);
  await press(page.getByRole("link", { name: /Northwind/ }));
  await page.getByRole("heading", { name: "Northwind Traders" }).waitFor();
  await hasFocus(page.getByRole("main"));
});

keyboardTest("an admin says which mail is linked, and imports records from a file", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  fake.world.session = admin;
  await openPage(bench, "/settings/records");
  const ignored = page.getByLabel("Ignored addresses");
  await type(ignored, "nonsense");
  await press(page.getByLabel("Import only mail that belongs to a record"), "Space");
  const save = page.getByRole("button", { name: "Save" });
  await press(save);
  await page.getByText("Line 1: “nonsense” is neither an address nor a domain.").waitFor();
  await hasFocus(ignored);
  await type(ignored, "board.example");
  await press(save);
  await page.getByText("Saved.").waitFor();
  await hasFocus(save);
  expect(fake.world.records.rules).toMatchObject({ ignored: ["board.example"], recordsOnly: true });

  const file = { name: "records.csv", mimeType: "text/csv", buffer: Buffer.from("type,id,name,addresses") };
  const chooser = page.waitForEvent("filechooser");
  await press(page.getByRole("button", { name: "Choose a file" }));
  await (await chooser).setFiles(file);
  await hasFocus(page.getByRole("button", { name: "Choose another file" }));
  await press(page.getByRole("button", { name: "Import", exact: true }));
  await page.getByText("The file was imported").waitFor();
  await page.getByText("1,210 records").waitFor();
  await hasFocus(page.getByRole("button", { name: "Choose a file" }));
});

keyboardTest("an owner says what colleagues see of the mailbox's mail", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  await openPage(bench, "/account/email-settings");
  const select = page.getByRole("combobox", { name: "What colleagues see of your mail on records" });
  await choose(select, "Nothing");
  await page.getByText("Saved.").waitFor();
  await hasFocus(select);
  expect(fake.world.settings.mailbox?.colleaguesSee).toBe("nothing");
  await tabTo(page.getByRole("button", { name: "Stop mail synchronization" }));
});
