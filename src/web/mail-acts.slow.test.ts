import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { answerOutbox } from "./testing/fake-acts.ts";
import { fakeId, fakeRow, inboxId } from "./testing/fake-mail.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const ARCHIVE = fakeId(4, 0);
const DELETED = fakeId(6, 0);
const CLIENTS = fakeId(7, 0);
/** The ids of the newest messages of Inbox, newest first. */
const inbox = (from: number, to = from) =>
  Array.from({ length: to - from + 1 }, (_, index) => fakeId(1, 100_000 - from + 1 - index));

async function openMail({ fake, page }: Bench, folder = inboxId): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  // Message by message; conversations have tests of their own.
  await page.addInitScript('localStorage.setItem("twinbox.conversations", "off")');
  await page.goto(`${fake.url}/mail/${folder}`);
  await page.getByRole("option").nth(3).waitFor();
}

/** What was asked of the server; the screen doesn't wait for it. */
function asked({ fake }: Bench): readonly unknown[] {
  return fake.world.bodies.filter(({ name }) => name === "changeMessages").map(({ body }) => body);
}

const list = ({ page }: Bench) => page.getByRole("listbox", { name: /Messages in/ });
const row = ({ page }: Bench, id: string) => page.locator(`#row-${id}`);
const toolbar = ({ page }: Bench) => page.getByRole("toolbar", { name: "Act on this message" });
const selected = ({ page }: Bench, text: string) => page.locator(".selection-head").getByText(text).waitFor();
const toast = ({ page }: Bench, text: string) => page.locator(".act-toast").getByText(text).waitFor();

async function position(bench: Bench, id: string, at: number): Promise<void> {
  await bench.page.locator(`#row-${id}[aria-posinset="${at}"]`).waitFor();
}

browserTest(
  "archiving shows at once: the row goes, the next message opens, and undo brings it back",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    const [first, second, third] = inbox(1, 3) as [string, string, string];
    await row(bench, second).click();
    await page.getByText("Kind regards").waitFor();
    fake.world.held.add("changeMessages");
    await toolbar(bench).getByRole("button", { name: "Archive", exact: true }).click();
    await position(bench, third, 2);
    await page.waitForURL(`**/${third}`);
    expect(await row(bench, second).count()).toBe(0);
    expect(await list(bench).locator("[role=option]").first().getAttribute("aria-setsize")).toBe("99999");
    await toast(bench, "Archived.");
    fake.world.release();
    await page.keyboard.press("z");
    await toast(bench, "Undone.");
    await position(bench, second, 2);
    await page.waitForURL(`**/${second}`);
    await position(bench, first, 1);
    await expect
      .poll(() => asked(bench))
      .toEqual([{ act: { kind: "archive", from: inboxId }, messages: [second] }]);
    await expect.poll(() => fake.world.mail.total(ARCHIVE)).toBe(840);
  },
);

browserTest("when the server says no, the rows come back with the reason", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  const [first] = inbox(1) as [string];
  fake.world.refusals.set("changeMessages", { status: 409, problem: { title: "No.", code: "no_folder" } });
  await page.keyboard.press("j");
  await position(bench, first, 1);
  await page.keyboard.press("Home");
  await page.keyboard.press("e");
  await toast(bench, "The mailbox has no folder for this. Create or map one under Edit folders.");
  await position(bench, first, 1);
  expect(await page.getByRole("button", { name: "Undo" }).count()).toBe(0);
  fake.world.refusals.clear();
  await page.keyboard.press("Home");
  await page.context().setOffline(true);
  await page.keyboard.press("Delete");
  await toast(bench, "Twinbox can't be reached; everything is as it was.");
  await position(bench, first, 1);
  await page.context().setOffline(false);
});

browserTest("the keyboard alone selects, acts, and takes back", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowUp");
  await selected(bench, "2 selected");
  expect(await page.locator("[role=option][aria-selected=true]").count()).toBe(2);
  await page.keyboard.press("#");
  await toast(bench, "2 messages deleted.");
  await expect
    .poll(() => asked(bench))
    .toEqual([{ act: { kind: "delete", from: inboxId }, messages: inbox(2, 3) }]);
  await position(bench, inbox(4)[0] ?? "", 2);
  // The list has the keyboard still, on the row that moved up.
  expect(await list(bench).getAttribute("aria-activedescendant")).toBe(`row-${inbox(4)[0]}`);
  await page.keyboard.press("s");
  await toast(bench, "Flagged.");
  await page.keyboard.press("u");
  await toast(bench, "Marked as unread.");
  await page.locator(`#row-${inbox(4)[0]}[data-unread]`).waitFor();
  await page.keyboard.press("Shift+I");
  await toast(bench, "Marked as read.");
  await page.keyboard.press("z");
  await page.keyboard.press("z");
  await page.keyboard.press("z");
  await page.keyboard.press("z");
  await position(bench, inbox(2)[0] ?? "", 2);
  await position(bench, inbox(3)[0] ?? "", 3);
  await expect.poll(() => fake.world.acts.map(({ state }) => state)).toEqual(Array(4).fill("undone"));
  await page.keyboard.press("x");
  await selected(bench, "1 selected");
  await page.keyboard.press("Escape");
  await page.locator(".selection-head").waitFor({ state: "detached" });
  await page.keyboard.press("/");
  await page.keyboard.type("e#!usz");
  expect(await page.getByRole("searchbox").inputValue()).toBe("e#!usz");
  expect(asked(bench)).toHaveLength(4);
});

browserTest("a folder to move to is found by typing, and the keys are listed", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("j");
  await page.keyboard.press("Home");
  await page.keyboard.press("v");
  const field = page.getByRole("combobox", { name: "Find a folder" });
  await field.waitFor();
  await page.keyboard.type("cli");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await toast(bench, "Moved to Clients.");
  await expect
    .poll(() => asked(bench))
    .toEqual([{ act: { kind: "move", from: inboxId, to: CLIENTS }, messages: inbox(1) }]);
  await expect.poll(() => fake.world.mail.total(CLIENTS)).toBe(413);
  await field.waitFor({ state: "detached" });
  await page.getByText("Keys: j and k move").waitFor();
  await page.keyboard.press("?");
  await page.getByRole("dialog", { name: "Keyboard" }).getByText("Mark as unread").waitFor();
  await page.getByRole("switch", { name: "Single keys work everywhere on this page" }).uncheck();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  // Keys that are off aren't told of.
  await page.getByText("Open one from the list.", { exact: true }).waitFor();
  expect(await page.getByText("j and k move").count()).toBe(0);
  await page.keyboard.press("e");
  await page.keyboard.press("x");
  await selected(bench, "1 selected");
  expect(asked(bench)).toHaveLength(1);
  await page.reload();
  await page.getByText("Open one from the list.", { exact: true }).waitFor();
  expect(await page.getByText("j and k move").count()).toBe(0);
});

browserTest("Shift and Ctrl select with the mouse, across rows that were never loaded", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await row(bench, inbox(1)[0] ?? "").click({ modifiers: ["Control"] });
  await row(bench, inbox(3)[0] ?? "").click({ modifiers: ["Shift"] });
  await selected(bench, "3 selected");
  await row(bench, inbox(2)[0] ?? "").click({ position: { x: 14, y: 30 } });
  await selected(bench, "2 selected");
  await row(bench, inbox(2)[0] ?? "").click({ position: { x: 14, y: 30 } });
  await scrollTo(bench, 1998);
  await row(bench, inbox(2000)[0] ?? "").click({ modifiers: ["Shift"] });
  await selected(bench, "2,000 selected");
  await page.keyboard.press("Shift+I");
  await expect.poll(() => fake.world.acts.length).toBe(1);
  expect((asked(bench)[0] as { messages: readonly string[] }).messages).toHaveLength(2000);
  await scrollTo(bench, 8000);
  await row(bench, inbox(8002)[0] ?? "").click({ modifiers: ["Shift"] });
  await toast(bench, "At most 5,000 messages can be chosen one by one.");
  await selected(bench, "2,000 selected");
});

browserTest("all of a folder is selected without reading it, and new mail comes with it", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench, ARCHIVE);
  await row(bench, fakeId(4, 840)).hover();
  await row(bench, fakeId(4, 840)).click({ position: { x: 14, y: 30 } });
  fake.world.requests.length = 0;
  await page.getByRole("button", { name: "Select all 840" }).click();
  await selected(bench, "All 840 selected");
  expect(fake.world.requests.filter((request) => request.includes("/messages?"))).toEqual([]);
  const arrived = { ...fakeRow(4, 839), id: fakeId(4, 2000), date: new Date().toISOString() };
  fake.world.arrived.push(arrived);
  fake.world.folders = fake.world.folders.map((folder) =>
    folder.id === ARCHIVE ? { ...folder, messages: folder.messages + 1 } : folder,
  );
  fake.push("messages", {
    mailboxId: MAILBOX_ID,
    seq: 9,
    folders: fake.world.folders,
    changed: [{ id: arrived.id, folderId: ARCHIVE, flags: null }],
  });
  await selected(bench, "All 841 selected");
  await row(bench, fakeId(4, 838)).click({ position: { x: 14, y: 30 } });
  await selected(bench, "840 selected");
  await page.keyboard.press("Control+a");
  await selected(bench, "All 841 selected");
  await page
    .getByRole("toolbar", { name: "Act on the selected messages" })
    .getByRole("button", { name: "Junk", exact: true })
    .click();
  await page.getByText("Nothing here").waitFor();
  await toast(bench, "841 messages moved to Junk.");
  await expect
    .poll(() => asked(bench))
    .toEqual([{ act: { kind: "junk", from: ARCHIVE }, messages: { all: ARCHIVE } }]);
  await page.getByRole("button", { name: "Undo" }).click();
  await page.locator(`#row-${fakeId(4, 840)}`).waitFor();
});

browserTest("a folder is marked as read as a whole, unless it is too large for one act", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench, CLIENTS);
  const markAll = async () => {
    await page.getByRole("button", { name: "More for this folder" }).click();
    await page.getByRole("menuitem", { name: "Mark all as read" }).click();
  };
  await page.locator("[role=option][data-unread]").first().waitFor();
  fake.world.held.add("changeMessages");
  await markAll();
  await page.locator("[role=option][data-unread]").first().waitFor({ state: "detached" });
  fake.world.release();
  await toast(bench, "marked as read.");
  await expect
    .poll(() => asked(bench))
    .toEqual([{ act: { kind: "flags", add: ["seen"], remove: [] }, messages: { all: CLIENTS } }]);
  await page.getByRole("link", { name: /Inbox/ }).click();
  await row(bench, inbox(1)[0] ?? "").waitFor();
  await markAll();
  await toast(bench, "At most 20,000 messages can be changed at once");
  expect(asked(bench)).toHaveLength(1);
});

browserTest(
  "what is erased for good is said exactly, and can be undone until it is too late",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench, DELETED);
    await page.keyboard.press("j");
    await page.keyboard.press("Home");
    await page.keyboard.press("x");
    await page.keyboard.press("Shift+ArrowDown");
    await page.keyboard.press("Delete");
    const dialog = page.getByRole("dialog", { name: "Erase 2 messages?" });
    await dialog.getByText("All 2 go for good: here, and from Deleted at Office 365.").waitFor();
    expect(asked(bench)).toEqual([]);
    await dialog.getByRole("button", { name: "Erase 2 messages" }).click();
    await toast(bench, "2 messages erased.");
    await expect
      .poll(() => asked(bench))
      .toEqual([{ act: { kind: "erase", from: DELETED }, messages: [fakeId(6, 19), fakeId(6, 18)] }]);
    await position(bench, fakeId(6, 17), 1);
    await page.keyboard.press("z");
    await position(bench, fakeId(6, 19), 1);

    await page.getByRole("button", { name: "More for this folder" }).click();
    await page.getByRole("menuitem", { name: "Empty Deleted" }).click();
    await page.getByRole("button", { name: "Erase 19 messages" }).click();
    await page.getByText("Nothing here").waitFor();
    await toast(bench, "19 messages erased.");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    answerOutbox(fake.world, null);
    await page.keyboard.press("z");
    await toast(bench, "Too late: this can't be undone any more.");
    await expect.poll(() => fake.world.mail.total(DELETED)).toBe(0);
  },
);

browserTest("opening a message marks it read once, and it stays unread when one says so", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  const id = await page.locator("[role=option][data-unread]").first().getAttribute("id");
  const unread = page.locator(`#${id}`);
  await unread.click();
  await page.locator(`#${id}:not([data-unread])`).waitFor();
  await page.getByRole("link", { name: /Inbox 1,203/ }).waitFor();
  expect(await page.locator(".act-toast").count()).toBe(0);
  await page.keyboard.press("u");
  await page.locator(`#${id}[data-unread]`).waitFor();
  await page.getByRole("link", { name: /Inbox 1,204/ }).waitFor();
  await expect
    .poll(() => asked(bench))
    .toEqual([
      { act: { kind: "flags", add: ["seen"], remove: [] }, messages: [id?.slice(4)] },
      { act: { kind: "flags", add: [], remove: ["seen"] }, messages: [id?.slice(4)] },
    ]);
  await expect.poll(() => fake.world.mail.row(id?.slice(4) ?? "")?.flags).not.toContain("seen");
});

browserTest("what changes elsewhere while one selects leaves the selection right", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  const [first, second, third] = inbox(1, 3) as [string, string, string];
  await page.keyboard.press("j");
  await page.keyboard.press("Home");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await selected(bench, "3 selected");
  // Outlook moves one of them away, and new mail comes in above.
  fake.world.mail.move(second, inboxId, ARCHIVE);
  const arrived = { ...fakeRow(1, 99_999), id: fakeId(1, 200_001), subject: "Just in", flags: [] };
  fake.world.arrived.push({ ...arrived, date: new Date().toISOString() });
  fake.push("messages", {
    mailboxId: MAILBOX_ID,
    seq: 9,
    folders: fake.world.folders,
    changed: [
      { id: second, folderId: ARCHIVE, flags: null },
      { id: arrived.id, folderId: inboxId, flags: null },
    ],
  });
  await selected(bench, "2 selected");
  await position(bench, first, 2);
  await position(bench, third, 3);
  await page.keyboard.press("e");
  await toast(bench, "2 messages archived.");
  await expect
    .poll(() => asked(bench))
    .toEqual([{ act: { kind: "archive", from: inboxId }, messages: [first, third] }]);
  await position(bench, arrived.id, 1);
  await position(bench, inbox(4)[0] ?? "", 2);
});

browserTest("acts that follow each other quickly never bring a row back", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await row(bench, inbox(1)[0] ?? "").click();
  await page.getByText("Kind regards").waitFor();
  await page.evaluate(`
    globalThis.seen = [];
    new MutationObserver(() => {
      const first = document.querySelector("[role=option]");
      if (first !== null && globalThis.seen.at(-1) !== first.id) globalThis.seen.push(first.id);
    }).observe(document.querySelector("[role=listbox]"), { childList: true, subtree: true, attributes: true });
  `);
  // Faster than anybody types, and than the screen may follow.
  await page.evaluate(`for (let time = 0; time < 20; time++) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "e", bubbles: true }));
  }`);
  await position(bench, inbox(2)[0] ?? "", 1);
  for (let time = 0; time < 4; time++) {
    await page.keyboard.press("e");
    // The next one is on its way when the keyboard is on it.
    await row(bench, inbox(time + 2)[0] ?? "").waitFor({ state: "detached" });
  }
  await position(bench, inbox(6)[0] ?? "", 1);
  // Messages that were opened on the way were marked as read.
  await expect.poll(() => fake.world.acts.filter(({ entry }) => entry.kind === "move").length).toBe(5);
  await page.waitForLoadState("networkidle");
  const seen = await page.evaluate<readonly string[]>("globalThis.seen");
  expect(seen).toEqual(seen.toSorted((a, b) => (a < b ? 1 : -1)));
  expect(seen.at(-1)).toBe(`row-${inbox(6)[0]}`);
});

browserTest("a slow machine doesn't take the keyboard away", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  await row(bench, inbox(1)[0] ?? "").click();
  await page.getByText("Kind regards").waitFor();
  const devTools = await page.context().newCDPSession(page);
  await devTools.send("Emulation.setCPUThrottlingRate", { rate: 20 });
  for (let time = 0; time < 4; time++) {
    await page.keyboard.press("e");
    await row(bench, inbox(time + 1)[0] ?? "").waitFor({ state: "detached" });
  }
  expect(await page.evaluate("document.activeElement.role")).toBe("listbox");
});

browserTest("what the server told before it knew of an act doesn't undo it on the screen", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("j");
  await page.keyboard.press("Home");
  fake.world.held.add("changeMessages");
  await page.keyboard.press("e");
  await position(bench, inbox(2)[0] ?? "", 1);
  const told = fake.world.folders.map((folder) =>
    folder.id === inboxId ? { ...folder, unread: 2000 } : folder,
  );
  fake.push("messages", { mailboxId: MAILBOX_ID, seq: 9, folders: told, changed: [] });
  // The stream keeps the order: once the notice is there, the counts were there too.
  fake.setSettings(panelStates.refusals as EmailSettings);
  await page.getByRole("button", { name: "Dismiss" }).waitFor();
  expect(await page.getByRole("link", { name: /Inbox/ }).innerText()).toMatch(/1,204/);
  fake.world.folders = told;
  fake.world.release();
  await page.getByRole("link", { name: /Inbox 2,000/ }).waitFor();
});

browserTest("in a search one acts on messages wherever they are", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("/");
  await page.keyboard.type("eva interview");
  await page.getByRole("listbox", { name: /Results/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("option").first().waitFor();
  await page.keyboard.press("e");
  await toast(bench, "Archived.");
  await expect.poll(() => asked(bench)).toMatchObject([{ act: { kind: "archive", from: null } }]);
  await expect.poll(() => fake.world.mail.total(ARCHIVE)).toBe(841);
});

browserTest(
  "on a phone a long press selects, and the buttons are at the bottom",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    const [first, second] = inbox(1, 2) as [string, string];
    const box = await row(bench, first).boundingBox();
    const touch = await page.context().newCDPSession(page);
    const point = { x: 200, y: (box?.y ?? 0) + 30 };
    await touch.send("Input.dispatchTouchEvent", { type: "touchStart", touchPoints: [point] });
    await selected(bench, "1 selected");
    await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await row(bench, second).tap();
    await selected(bench, "2 selected");
    const bar = page.getByRole("toolbar", { name: "Act on the selected messages" });
    expect((await bar.boundingBox())?.y).toBeGreaterThan(760);
    await bar.getByRole("button", { name: "Delete" }).tap();
    await toast(bench, "2 messages deleted.");
    await position(bench, inbox(3)[0] ?? "", 1);
    await row(bench, inbox(3)[0] ?? "").tap();
    await page.getByText("Kind regards").waitFor();
    expect((await toolbar(bench).boundingBox())?.y).toBeGreaterThan(760);
    const more = toolbar(bench).getByRole("button", { name: "More" });
    await more.tap();
    await page.getByRole("menuitem", { name: "Flag" }).tap();
    await more.tap();
    await page.getByRole("menuitem", { name: "Remove flag" }).waitFor();
    await expect.poll(() => fake.world.acts.length).toBe(2);
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
);

browserTest(
  "on the narrowest phone the buttons of a message are one row, and what is told lies above them",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    await row(bench, inbox(1)[0] ?? "").click();
    await page.getByText("Kind regards").waitFor();
    // The line stays as long as the answer isn't there.
    fake.world.held.add("changeMessages");
    const buttons = page.locator(".message-tools").getByRole("button");
    const names = ["Reply", "Reply all", "Forward", "Archive", "Delete", "More"];
    const labels = () => buttons.evaluateAll((all) => all.map((each) => each.getAttribute("aria-label")));
    await expect.poll(labels).toEqual(names);
    const boxes = await Promise.all((await buttons.all()).map((each) => each.boundingBox()));
    expect(new Set(boxes.map((box) => box?.y)).size, "rows").toBe(1);
    expect(Math.min(...boxes.map((box) => box?.width ?? 0))).toBeGreaterThan(44);
    const more = buttons.last();
    await more.focus();
    await page.keyboard.press("Enter");
    await page.getByRole("menuitem", { name: "Junk" }).and(page.locator(":focus")).waitFor();
    const items = ["Junk", "Move", "Mark as unread", "Remove flag"];
    expect(await page.getByRole("menuitem").allInnerTexts()).toEqual(items);
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await toast(bench, "Flag removed.");
    await more.and(page.locator(":focus")).waitFor();
    for (const button of await buttons.all()) await button.click({ trial: true, timeout: 10_000 });
  },
  { viewport: { width: 320, height: 640 }, hasTouch: true },
);

browserTest("mail that was kept of a stopped mailbox can be read, not changed", async (bench) => {
  const { fake, page } = bench;
  fake.world.settings = panelStates.stopped as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.locator("[role=option][data-unread]").first().click();
  await page.getByText("Kind regards").waitFor();
  await page.keyboard.press("e");
  await page.keyboard.press("x");
  expect(await page.getByRole("toolbar").count()).toBe(0);
  expect(await page.locator(".selection-head").count()).toBe(0);
  expect(asked(bench)).toEqual([]);
});

async function scrollTo({ page }: Bench, position: number): Promise<void> {
  await page.evaluate(`document.querySelector("[role=listbox]").scrollTop = ${position * 64}`);
}
