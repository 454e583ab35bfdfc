// J4 by keyboard alone: what mail-acts.slow.test.ts, folder-acts.test.ts and conversations.test.ts do with a mouse.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { chooseItem, hasFocus, press, type } from "./testing/by-keyboard.ts";
import { fakeId, fakeRow, inboxId, type Message } from "./testing/fake-mail.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });

const DELETED = fakeId(6, 0);
const CLIENTS = fakeId(7, 0);
const ACME = fakeId(8, 0);
/** The newest messages of Inbox, newest first. */
const inbox = (place: number) => fakeRow(1, 100_000 - place).id;

async function openMail(bench: Bench, path = "/mail"): Promise<void> {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  await openPage(bench, path);
  await page.locator(".mail-rail").getByRole("link", { name: "Clients" }).waitFor();
  if (path !== `/mail/${ACME}`) await page.getByRole("option").first().waitFor();
}

const list = ({ page }: Bench) => page.getByRole("listbox", { name: /^(?:Messages in|Results)/ });
const button = (place: Bench["page"] | Locator, name: string) =>
  place.getByRole("button", { name, exact: true });
const toast = ({ page }: Bench, text: string) => page.locator(".act-toast").getByText(text).waitFor();
/** What is opened is marked as read besides. */
const moves = ({ fake }: Bench) =>
  fake.world.bodies.flatMap(({ name, body }) => {
    const asked = name === "changeMessages" ? (body as BodyOf<"changeMessages">) : null;
    return asked === null || asked.act.kind === "flags" ? [] : [asked];
  });
const inRail = ({ page }: Bench, name: string) => page.locator(".mail-rail").getByRole("link", { name });

keyboardTest("from the buttons of an open message one acts on one after the other", async (bench) => {
  const { fake, page } = bench;
  await page.addInitScript('localStorage.setItem("twinbox.conversations", "off")');
  await openMail(bench);
  await tabTo(list(bench));
  await page.keyboard.press("Enter");
  const tools = page.getByRole("toolbar", { name: "Act on this message" });
  await press(button(tools, "Remove flag"));
  await hasFocus(button(tools, "Flag"));
  await press(button(tools, "Archive"));
  await toast(bench, "Archived.");
  await page.waitForURL(`**/${inbox(2)}`);
  await press(page.locator(".act-toast").getByRole("button", { name: "Undo" }));
  await toast(bench, "Undone.");
  await page.waitForURL(`**/${inbox(1)}`);
  await hasFocus(list(bench));
  await press(button(tools, "Move"));
  await hasFocus(page.getByRole("combobox", { name: "Find a folder" }));
  await page.keyboard.type("clients");
  await page.keyboard.press("Enter");
  await toast(bench, "Moved to Clients.");
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await hasFocus(button(tools, "Move"));
  await tabTo(list(bench));
  await page.keyboard.press("Escape");
  await page.getByText("No message open").waitFor();
  await hasFocus(list(bench));
  expect(moves(bench)).toEqual([
    { act: { kind: "archive", from: inboxId }, messages: [inbox(1)] },
    { act: { kind: "move", from: inboxId, to: CLIENTS }, messages: [inbox(1)] },
  ]);
  expect(fake.world.mail.row(inbox(1))?.folderId).toBe(CLIENTS);
});

keyboardTest(
  "all of a folder is selected and moved, and what is erased is asked for first",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench, `/mail/${CLIENTS}`);
    await tabTo(list(bench));
    await page.keyboard.press("x");
    await press(button(page, "Select all 412"));
    await page.getByText("All 412 conversations").waitFor();
    await hasFocus(list(bench));
    await page.keyboard.press("#");
    await toast(bench, "412 messages deleted.");
    await page.getByText("Nothing here").waitFor();
    await hasFocus(page.getByRole("region", { name: "Messages in Clients" }));
    await eventually(() => fake.world.mail.total(DELETED)).toBe(431);
    await page.keyboard.press("z");
    await toast(bench, "Undone.");
    await hasFocus(list(bench));
    await eventually(() => fake.world.mail.total(DELETED)).toBe(19);

    await press(inRail(bench, "Deleted"));
    await page.locator(`#row-${fakeId(6, 19)}`).waitFor();
    await chooseItem(button(page, "More for this folder"), "Empty Deleted");
    const dialog = page.getByRole("dialog", { name: "Empty Deleted?" });
    await hasFocus(button(dialog, "Cancel"));
    await press(button(dialog, "Erase 19 messages"));
    await page.getByText("Nothing here").waitFor();
    await hasFocus(button(page, "More for this folder"));
    await eventually(() => moves(bench).at(-1)).toEqual({
      act: { kind: "erase", from: DELETED },
      messages: { all: DELETED },
    });
  },
);

keyboardTest("one searches, opens what was found, and comes back to the folder", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  await page.keyboard.press("/");
  await hasFocus(page.getByRole("searchbox"));
  await press(button(page, "How to search"));
  await press(page.getByRole("button", { name: /is:unread/ }));
  await hasFocus(page.getByRole("searchbox"));
  await type(page.getByRole("searchbox"), "eva interview");
  await page.keyboard.press("Enter");
  // What was searched before stands there, busy, until this is found.
  await page.locator("[aria-label='Results for “eva interview”'][aria-busy=false]").waitFor();
  await hasFocus(list(bench));
  await page.keyboard.press("Enter");
  await page.getByText("Kind regards").waitFor();
  await press(button(page, "Clear the search"));
  await page.getByRole("listbox", { name: "Messages in Inbox" }).waitFor();
  await hasFocus(page.getByRole("searchbox"));
  // From the folder's list to that of the search, however fast one is.
  await page.keyboard.type("eva");
  await page.keyboard.press("Enter");
  await hasFocus(page.getByRole("listbox", { name: "Results for “eva”" }));
  await page.keyboard.press("/");
  // Nothing is found yet, and what was searched before is there still.
  await type(page.getByRole("searchbox"), "zzzz");
  await page.getByText("Nothing found").waitFor();
  bench.fake.world.held.add("searchMessages");
  await type(page.getByRole("searchbox"), "eva");
  await page.keyboard.press("Enter");
  await expect.poll(() => new URL(page.url()).searchParams.get("q")).toBe("eva");
  bench.fake.world.release();
  await hasFocus(list(bench));
  await page.keyboard.press("/");
  await page.keyboard.press("Escape");
  await page.getByRole("listbox", { name: "Messages in Inbox" }).waitFor();
  // Words that nothing has lead to where it may be.
  await page.keyboard.type("zzzz");
  await press(button(page, "Where is my mail?"));
  const dialog = page.getByRole("dialog", { name: "Where is my mail?" });
  await hasFocus(dialog.getByLabel("Subject"));
  await press(button(dialog, "Look"));
  await press(button(dialog, "Search there once"));
  await dialog.getByText("Office 365 has it").waitFor();
  await hasFocus(dialog);
  await page.keyboard.press("Escape");
  await hasFocus(button(page, "Where is my mail?"));
});

keyboardTest("a folder is renamed, moved and deleted", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench, `/mail/${ACME}`);
  const menu = button(page, "More for this folder");
  await chooseItem(menu, "Rename or move folder");
  const dialog = page.getByRole("dialog");
  await hasFocus(dialog.getByRole("textbox", { name: "Name" }));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("Customers");
  await page.keyboard.press("Enter");
  await inRail(bench, "Customers").waitFor();
  await hasFocus(menu);
  await chooseItem(menu, "Delete folder …");
  await hasFocus(button(dialog, "Cancel"));
  await press(button(dialog, "Delete folder"));
  await inRail(bench, "Customers").waitFor({ state: "detached" });
  await hasFocus(menu);
  expect(fake.world.folders.some(({ id }) => id === ACME)).toBe(false);
});

const PARTS = [inbox(4), inbox(1)];
const HTML = `<h1>Weekly jobs</h1><img alt="banner" src="http://tracker.example/a.png">`;

keyboardTest(
  "of a conversation one opens a part, its images, its attachments and its source",
  async (bench) => {
    const { fake, page } = bench;
    const file = { contentType: "a/b", size: 1, contentId: null, inline: false };
    const attachmentList: Message["attachmentList"] = [
      { ...file, part: "2", fileName: "a.pdf" },
      { ...file, part: "3", fileName: "b.pdf" },
    ];
    fake.world.conversations = [PARTS];
    fake.world.special.set(PARTS[0] ?? "", { html: HTML, attachmentList, attachments: 2, flags: ["seen"] });
    await openMail(bench);
    await tabTo(list(bench));
    await page.keyboard.press("Enter");
    const lines = page.locator(".conversation-line");
    await eventually(() => lines.count()).toBe(2);
    await press(lines.first());
    await hasFocus(lines.first());
    const part = page.locator(".conversation-parts > li").first();
    await press(button(part, "Show images"));
    await part.getByText("Images from the internet are shown.").waitFor();
    await hasFocus(lines.first());
    const download = page.waitForEvent("download");
    await press(part.getByRole("link", { name: /Download a\.pdf/ }));
    expect((await download).url()).toContain(
      `/v1/mailboxes/${MAILBOX_ID}/messages/${PARTS[0]}/attachments/2`,
    );
    await press(button(part, "View source"));
    await page.getByRole("dialog", { name: "Source of this message" }).getByText("Received:").waitFor();
    await page.keyboard.press("Escape");
    await hasFocus(button(part, "View source"));
    await press(button(page, "Close all"));
    await eventually(() => page.locator(".conversation-line[aria-expanded=true]").count()).toBe(0);
    await page.keyboard.press("?");
    const sheet = page.getByRole("dialog", { name: "Keyboard" });
    await press(sheet.getByRole("switch", { name: "Single keys work everywhere on this page" }), "Space");
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "detached" });
    await hasFocus(button(page, "Open all"));
    await page.keyboard.press("e");
    expect(moves(bench)).toEqual([]);
  },
);
