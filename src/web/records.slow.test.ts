// Mail on records (J14): from the message, on the record's own page, and what owners and admins set.
import { readFile } from "node:fs/promises";
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId, fakeRow } from "./testing/fake-mail.ts";
import { EVA, fillRecords, MANY, NORTHWIND, recordMessage } from "./testing/fake-records.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";
import { admin } from "./testing/fake-world.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });

const NEWEST = fakeRow(1, 99_999).id;
const SECOND = fakeRow(1, 99_998).id;

function connected({ fake }: Bench): void {
  fake.world.settings = panelStates.inSync as EmailSettings;
  fillRecords(fake.world);
}

async function openMessage({ page, fake }: Bench, position = 1): Promise<void> {
  if (!page.url().includes("/mail")) await page.goto(`${fake.url}/mail`);
  await page.locator(`[role=option][aria-posinset="${position}"]`).click();
  await page.getByText("Kind regards").waitFor();
}

const line = ({ page }: Bench) => page.getByRole("region", { name: "Records" });
const linksOf = ({ fake }: Bench, id: string) =>
  (fake.world.records.links.get(id) ?? []).map(({ record }) => record.name);

/** In both schemes; the other differs in its colours only. */
async function passes({ page }: Bench): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  expect(await axeViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(":root[data-mantine-color-scheme=dark]").waitFor();
  expect(await axeViolations(page, ["color-contrast"])).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
}

browserTest("where there are no records mail says nothing of them, and the page says why", async (bench) => {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  await openMessage(bench);
  await eventually(() => fake.world.requests.includes("GET /v1/records")).toBe(true);
  expect(await line(bench).count()).toBe(0);
  await page.keyboard.press("l");
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(fake.world.requests.filter((each) => each.endsWith("/records") && each.includes(NEWEST))).toEqual(
    [],
  );
  await page.getByRole("link", { name: "Records" }).click();
  await page.getByText("No records yet").waitFor();
  expect(await page.getByRole("link", { name: "Import a file" }).count()).toBe(0);
  fake.world.session = admin;
  await page.reload();
  await page.getByRole("link", { name: "Import a file" }).click();
  await page.waitForURL(`${fake.url}/settings/records`);
});

browserTest("a conversation is linked by keyboard alone, and undone", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  const parts = [fakeId(1, 99_997), NEWEST];
  fake.world.conversations = [parts];
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await line(bench).first().waitFor();
  await page.keyboard.press("l");
  const field = page.getByRole("combobox", { name: "Find a record" });
  await field.waitFor();
  await passes(bench);
  await field.press("ArrowDown");
  await eventually(() => page.locator("[role=option][aria-selected=true]").last().textContent()).toContain(
    NORTHWIND.name,
  );
  await page.keyboard.type("dew");
  await page.getByText("No record fits").waitFor();
  await page.keyboard.press("Enter");
  expect(await page.getByRole("dialog").count()).toBe(1);
  // What was found for other words isn't linked while the answer is on its way.
  await field.fill("");
  await page
    .getByRole("dialog")
    .getByRole("option", { name: /Northwind/ })
    .waitFor();
  fake.world.held.add("findRecords");
  await field.fill("eva@");
  await page.keyboard.press("Enter");
  await eventually(() => fake.world.requests.join()).toContain("q=eva");
  await page.keyboard.press("Enter");
  fake.world.release();
  await page
    .getByRole("dialog")
    .getByRole("option", { name: /Northwind/ })
    .waitFor({ state: "detached" });
  await eventually(() => page.getByRole("dialog").getByRole("option").count()).toBe(1);
  await page.keyboard.press("Enter");
  await page.getByText("The conversation is on Eva de Wit now.").waitFor();
  expect(linksOf(bench, NEWEST)).toEqual([EVA.name]);
  expect(linksOf(bench, parts[0] ?? "")).toEqual([EVA.name]);
  // The keyboard is where it was: the next key moves in the list.
  await eventually(() => page.evaluate("document.activeElement?.getAttribute('role')")).toBe("listbox");
  await line(bench)
    .last()
    .getByRole("link", { name: /Candidate Eva de Wit/ })
    .waitFor();
  await line(bench).last().getByText("Linked by hand, by Ada Jansen").waitFor({ state: "attached" });
  await page.keyboard.press("z");
  await page.getByText("Undone.").waitFor();
  expect(linksOf(bench, NEWEST)).toEqual([]);
  expect(linksOf(bench, parts[0] ?? "")).toEqual([]);
  await eventually(() => line(bench).getByRole("link").count()).toBe(0);
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("Link to a record").waitFor();
});

for (const viewport of [
  { width: 1280, height: 800 },
  { width: 320, height: 640 },
]) {
  browserTest(
    `what is selected is linked without a key (${viewport.width} pixels)`,
    async (bench) => {
      const { fake, page } = bench;
      connected(bench);
      await page.goto(`${fake.url}/mail`);
      await page.getByRole("option").first().waitFor();
      for (const id of [NEWEST, SECOND]) await page.locator(`#row-${id}`).click({ modifiers: ["Control"] });
      const tools = page.getByRole("toolbar", { name: "Act on the selected messages" });
      const link = tools.getByRole("button", { name: "Link to a record" });
      await link.waitFor();
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(viewport.width);
      const bar = 'document.querySelector(".selection-tools")';
      expect(await page.evaluate(`${bar}.scrollWidth <= ${bar}.clientWidth`)).toBe(true);
      await passes(bench);
      await link.click();
      await page
        .getByRole("dialog")
        .getByRole("option", { name: /Northwind/ })
        .click();
      await page.getByText(`on ${NORTHWIND.name} now.`).waitFor();
      expect([linksOf(bench, NEWEST), linksOf(bench, SECOND)]).toEqual([[NORTHWIND.name], [NORTHWIND.name]]);
    },
    { viewport },
  );
}

browserTest("without records a selection isn't linked", async (bench) => {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await eventually(() => fake.world.requests.includes("GET /v1/records")).toBe(true);
  await page
    .getByRole("option")
    .first()
    .click({ modifiers: ["Control"] });
  await page.getByRole("toolbar", { name: "Act on the selected messages" }).waitFor();
  expect(await page.getByRole("button", { name: "Link to a record" }).count()).toBe(0);
});

browserTest("a conversation is taken off a record, and put back as it was", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  const { links } = fake.world.records;
  links.set(NEWEST, [
    { record: EVA, how: "reply", linkedBy: null },
    { record: NORTHWIND, how: "address", linkedBy: null },
  ]);
  await openMessage(bench);
  await line(bench)
    .getByRole("link", { name: /Northwind Traders/ })
    .waitFor();
  await passes(bench);
  const off = line(bench).getByRole("button", { name: "Take this conversation off Eva de Wit" });
  await tabTo(off);
  await page.keyboard.press("Enter");
  await page.getByText("The conversation is off Eva de Wit.").waitFor();
  await off.waitFor({ state: "detached" });
  expect(linksOf(bench, NEWEST)).toEqual([NORTHWIND.name]);
  expect(await page.evaluate("document.activeElement?.textContent")).toBe("Link to a record");
  await page.getByRole("button", { name: "Undo" }).click();
  await off.waitFor();
  expect(linksOf(bench, NEWEST).toSorted()).toEqual([EVA.name, NORTHWIND.name]);
  // What the server refuses comes back.
  fake.world.refusals.set("linkMessages", { status: 403, problem: { title: "Not now.", code: "no" } });
  await off.click();
  await page.getByText("Not now.").waitFor();
  await off.waitFor();
  await line(bench)
    .getByRole("link", { name: /Eva de Wit/ })
    .click();
  await page.getByRole("heading", { name: "Eva de Wit" }).waitFor();
});

browserTest(
  "an owner marks a message as private, and sees what colleagues see of it and why",
  async (bench) => {
    const { fake, page } = bench;
    connected(bench);
    const { links, colleagues } = fake.world.records;
    links.set(NEWEST, [{ record: EVA, how: "address", linkedBy: null }]);
    links.set(SECOND, [{ record: EVA, how: "address", linkedBy: null }]);
    colleagues.set(SECOND, { shown: "nothing", why: "confidential" });
    await openMessage(bench);
    await tabTo(page.getByRole("button", { name: "Colleagues see the subject and people" }));
    await page.keyboard.press("Enter");
    await page.getByText("As set for this mailbox under Email settings.").waitFor();
    await passes(bench);
    const mark = page.getByRole("menuitemcheckbox", { name: /Private/ });
    await mark.focus();
    await page.keyboard.press("Enter");
    const phrase = page.getByRole("button", { name: "Private: colleagues see nothing" });
    await phrase.waitFor();
    expect(fake.world.records.private.has(NEWEST)).toBe(true);
    // The menu stays open, so that one sees what it has become.
    await page.getByText("An owner of this mailbox marked it.").waitFor();
    await mark.click();
    await page.getByRole("button", { name: "Colleagues see the subject and people" }).waitFor();
    expect(fake.world.records.private.has(NEWEST)).toBe(false);
    await openMessage(bench, 2);
    await page.getByRole("button", { name: "Confidential, so colleagues see nothing" }).waitFor();
  },
);

browserTest("kept mail of a stopped mailbox says where it belongs, and no more", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  fake.world.settings = panelStates.stopped as EmailSettings;
  fake.world.records.links.set(NEWEST, [{ record: EVA, how: "address", linkedBy: null }]);
  await openMessage(bench);
  await line(bench)
    .getByRole("link", { name: /Eva de Wit/ })
    .waitFor();
  expect(await line(bench).getByRole("button").count()).toBe(0);
  await page.keyboard.press("l");
  expect(await page.getByRole("dialog").count()).toBe(0);
  await openMessage(bench, 2);
  await line(bench).getByText("none").waitFor();
});

browserTest(
  "records are found by name and type, and what was looked for is in the address",
  async (bench) => {
    const { fake, page } = bench;
    connected(bench);
    await page.goto(`${fake.url}/records`);
    const rows = page.getByRole("list", { name: "Records" }).getByRole("listitem");
    await eventually(() => rows.count()).toBe(6);
    await passes(bench);
    await page.getByRole("combobox", { name: "Type" }).click();
    await page.getByRole("option", { name: "Company" }).click();
    await eventually(() => rows.count()).toBe(2);
    await page.getByRole("searchbox", { name: "Find a record" }).fill("nort");
    await eventually(() => rows.count()).toBe(1);
    expect(new URL(page.url()).search).toBe("?q=nort&type=company");
    await page.getByRole("link", { name: /Northwind/ }).click();
    await page.getByRole("heading", { name: "Northwind Traders" }).waitFor();
    await page.goBack();
    expect(await page.getByRole("searchbox", { name: "Find a record" }).inputValue()).toBe("nort");
    await page.getByRole("searchbox", { name: "Find a record" }).fill("zzz");
    await page.getByText("No record found").waitFor();
    await passes(bench);
  },
);

browserTest("a record shows its mail as far as the viewer may see it", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  await page.goto(`${fake.url}/records/${EVA.id}`);
  // Attachments are a list in it.
  const rows = page.getByRole("list", { name: "Mail on this record" }).locator("> li");
  await eventually(() => rows.count()).toBe(4);
  const application = page.getByRole("link", { name: "Open in the application" });
  expect(await application.getAttribute("href")).toBe(EVA.url);
  expect(await application.getAttribute("rel")).toContain("noopener");
  expect(await rows.nth(0).textContent()).toContain("Received");
  expect(await rows.nth(1).textContent()).toContain("Sent");
  expect(await rows.nth(3).textContent()).toContain("Private: no colleague sees it");
  expect(await rows.nth(3).textContent()).toContain("by hand, Ada Jansen");
  // By keyboard, a colleague's: its HTML in the frame, and nothing from elsewhere.
  const { messageId } = recordMessage(2, {});
  const html = `<h1>Terms</h1><img src="http://tracker.example/a.png"><img alt="logo" src="cid:logo@x"><script>top.x=1</script>`;
  const attachmentList = [
    {
      part: "2",
      fileName: "logo.png",
      contentType: "image/png",
      size: 70,
      contentId: "logo@x",
      inline: true,
    },
    {
      part: "3",
      fileName: "Terms.pdf",
      contentType: "application/pdf",
      size: 9,
      contentId: null,
      inline: false,
    },
  ];
  fake.world.records.opened.set(messageId, { html, attachmentList });
  await tabTo(rows.nth(1).getByRole("button"));
  await page.keyboard.press("Enter");
  const frame = rows.nth(1).frameLocator("iframe");
  await frame.getByRole("heading", { name: "Terms" }).waitFor();
  const outer = rows.nth(1).locator("iframe");
  expect(await outer.getAttribute("sandbox")).toBe("allow-popups allow-popups-to-escape-sandbox");
  expect(await outer.getAttribute("srcdoc")).not.toContain("<script");
  expect(await frame.getByAltText("logo").getAttribute("src")).toContain("data:image/png");
  const base = `/v1/records/${EVA.id}/messages/${messageId}/attachments`;
  expect(fake.world.requests).toContain(`GET ${base}/2`);
  expect(await page.getByRole("link", { name: /Terms\.pdf/ }).getAttribute("href")).toBe(`${base}/3`);
  await page.getByText("Images from the internet stay off on a record.", { exact: true }).waitFor();
  expect(await page.getByRole("button", { name: "Show images" }).count()).toBe(0);
  expect(await page.getByRole("link", { name: "Open in Mail" }).count()).toBe(0);
  await passes(bench);
  // The subject only: said, and why; nothing is asked for.
  await rows.nth(2).getByRole("button").click();
  await page.getByText("that is all that colleagues see of it").waitFor();
  expect(fake.world.requests.join()).not.toContain(recordMessage(3, {}).messageId);
  await passes(bench);
  // One's own leads to Mail.
  await rows.nth(0).getByRole("button").click();
  await rows.nth(0).getByText("Kind regards").waitFor();
  await rows.nth(0).getByRole("link", { name: "Open in Mail" }).click();
  await page.getByRole("region", { name: "Mail" }).waitFor();
  const url = new URL(page.url());
  expect(url.pathname).toBe(`/mail/${fakeId(1, 0)}/${NEWEST}`);
  expect(url.searchParams.get("mailbox")).toBe(MAILBOX_ID);
});

browserTest(
  "what is to be known of a message is said on a record too, and new mail appears on it",
  async (bench) => {
    const { fake, page } = bench;
    connected(bench);
    const { messageId } = recordMessage(2, {});
    fake.world.records.opened.set(messageId, { protection: "smimeSigned", understood: false });
    await page.goto(`${fake.url}/records/${EVA.id}`);
    const rows = page.getByRole("list", { name: "Mail on this record" }).locator("> li");
    await rows.nth(1).getByRole("button").click();
    await rows
      .nth(1)
      .getByText(/^Signed/)
      .waitFor();
    await rows.nth(1).getByText("This message could not be understood").waitFor();
    await passes(bench);
    const mail = fake.world.records.mail.get(EVA.id) ?? [];
    const newest = recordMessage(0, { subject: "A reply that just came" });
    fake.world.records.mail.set(EVA.id, [newest, ...mail]);
    const changed = [{ id: newest.messageId, folderId: null, flags: null }];
    fake.push("messages", { mailboxId: MAILBOX_ID, seq: 2, folders: [], changed });
    await rows.nth(0).getByText("A reply that just came").waitFor({ timeout: 15_000 });
    // What was open stays open.
    await rows.nth(2).getByText("This message could not be understood").waitFor();
  },
);

browserTest("older mail of a record comes as one scrolls", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  fake.world.records.rows = [{ ...NORTHWIND, url: "javascript:alert(1)" }];
  await page.goto(`${fake.url}/records/${NORTHWIND.id}`);
  const rows = page.getByRole("list", { name: "Mail on this record" }).getByRole("listitem");
  await eventually(() => rows.count()).toBe(25);
  expect(await page.getByRole("link", { name: "Open in the application" }).count()).toBe(0);
  for (const count of [50, MANY]) {
    await page.getByRole("button", { name: "Show older mail" }).scrollIntoViewIfNeeded();
    await eventually(() => rows.count()).toBe(count);
  }
  await page.getByRole("button", { name: "Show older mail" }).waitFor({ state: "detached" });
});

browserTest("a merged record leads to the other, and one that has gone says so", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  const former = fakeId(0xb, 99);
  fake.world.records.merged.set(former, NORTHWIND.id);
  fake.world.records.linking.add(NORTHWIND.id);
  await page.goto(`${fake.url}/records/${former}`);
  await page.waitForURL(`${fake.url}/records/${NORTHWIND.id}`);
  await page.getByText("The record you asked for was merged into this one").waitFor();
  await page.getByText("Older mail is still being looked through").waitFor();
  await passes(bench);
  // It asks by itself whether that is over.
  fake.world.records.linking.clear();
  await page.getByText("Older mail is still being looked through").waitFor({ state: "detached" });
  await page.goto(`${fake.url}/records/${fakeId(0xb, 98)}`);
  await page.getByText("This record isn’t here").waitFor();
  await passes(bench);
});

browserTest("an owner says what colleagues see of a mailbox's mail, a member only sees it", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  await page.goto(`${fake.url}/account/email-settings`);
  const select = page.getByRole("combobox", { name: "What colleagues see of your mail on records" });
  expect(await select.inputValue()).toBe("Subject and people");
  await select.focus();
  await page.keyboard.press("ArrowDown");
  await page.getByRole("option", { name: "Nothing" }).click();
  await page.getByText("Saved.").waitFor();
  expect(fake.world.settings.mailbox?.colleaguesSee).toBe("nothing");
  expect(await select.inputValue()).toBe("Nothing");
  const { mailbox } = fake.world.settings;
  fake.setSettings({ ...fake.world.settings, mailbox: mailbox && { ...mailbox, role: "member" } });
  await page.getByText("Only an owner of this mailbox can change this.").waitFor();
  expect(await select.count()).toBe(0);
  await passes(bench);
});

browserTest("an admin says which mail is linked, and is told of a line that is wrong", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  fake.world.session = admin;
  await page.goto(`${fake.url}/settings/records`);
  await page.getByText("6 records").waitFor();
  await page.getByText("contoso-labs.example").waitFor();
  const field = page.getByLabel("Ignored addresses");
  await field.fill("jobs@board.example\n\n  nonsense \n");
  await page.getByLabel("Import only mail that belongs to a record").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Line 3: “nonsense” is neither an address nor a domain.").waitFor();
  expect(await page.evaluate("document.activeElement?.tagName")).toBe("TEXTAREA");
  await passes(bench);
  await field.fill("jobs@board.example\n\nboard.example");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  expect(fake.world.records.rules).toMatchObject({
    ignored: ["jobs@board.example", "board.example"],
    recordsOnly: true,
  });
  expect(await field.inputValue()).toBe("jobs@board.example\nboard.example");
});

browserTest("records come from a CSV file, and lines that were left out are told", async (bench) => {
  const { fake, page } = bench;
  connected(bench);
  fake.world.session = admin;
  await page.goto(`${fake.url}/settings/records`);
  const [example] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download an example" }).click(),
  ]);
  expect(await readFile(await example.path(), "utf8")).toContain(
    "type,id,name,addresses,url,shown\ncandidate,",
  );
  const file = { name: "records.csv", mimeType: "text/csv", buffer: Buffer.from("type,id,name,addresses") };
  await page.getByLabel("CSV file").setInputFiles(file);
  const problem = { title: "The first line doesn’t name the columns.", code: "not_records" };
  fake.world.refusals.set("importRecords", { status: 422, problem });
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByText(problem.title).waitFor();
  fake.world.refusals.clear();
  fake.world.held.add("importRecords");
  await page.getByRole("button", { name: "Import", exact: true }).click();
  await page.getByRole("progressbar", { name: "Reading the file" }).waitFor();
  await passes(bench);
  fake.world.release();
  await page.getByText("The file was imported").waitFor();
  await page.getByText("2 lines were left out").waitFor();
  await page.getByText("Line 7: “addresses” holds what is no email address: eva.dewit").waitFor();
  await page.getByText("Line 12: “id” is empty.").waitFor();
  await page.getByText("1,210 records").waitFor();
  await eventually(() => page.evaluate("document.activeElement?.textContent")).toBe("Choose a file");
  await passes(bench);
});
