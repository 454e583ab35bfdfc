// The journey through conversations: listed once, opened as a whole, acted on as a whole, and as single messages again.
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId, fakeRow, inboxId } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import type { World } from "./testing/fake-world.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });

const NEWEST = 100_000;
/** In Inbox the newest, the fourth and the ninth; in Sent one between. */
const MINE = fakeId(2, 5209);
const PARTS = [fakeId(1, NEWEST - 8), fakeId(1, NEWEST - 3), MINE, fakeId(1, NEWEST)];
const SUBJECT = "Re: the terms of the contract";

async function openMail({ fake, page }: Bench): Promise<void> {
  const { world } = fake;
  world.settings = panelStates.inSync as EmailSettings;
  world.conversations = [PARTS];
  const people = [
    { name: "Eva de Wit", address: "eva.dewit@example.nl" },
    { name: "Milan Bakker", address: "milan@bakker.example" },
    { name: "Ada Jansen", address: "ada@contoso.example" },
    { name: "Eva de Wit", address: "eva.dewit@example.nl" },
  ];
  PARTS.forEach((id, index) => {
    const from = people[index];
    const flags = index === 3 || index === 1 ? [] : ["seen" as const];
    if (from !== undefined)
      world.special.set(id, { subject: SUBJECT, from: [from], flags, attachmentList: [], attachments: 0 });
  });
  await page.goto(`${fake.url}/mail`);
  await row({ page }).waitFor();
}

const row = ({ page }: Pick<Bench, "page">) => page.getByRole("option").filter({ hasText: SUBJECT });
const lines = ({ page }: Pick<Bench, "page">) => page.locator(".conversation-line");

browserTest("a message that was asked for by itself is open in its conversation", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.goto(`${fake.url}/mail/${inboxId}/${MINE}`);
  await expect.poll(() => lines(bench).count()).toBe(4);
  const open = await lines(bench).evaluateAll((all) => all.map((each) => each.getAttribute("aria-expanded")));
  expect(open).toEqual(["false", "true", "true", "true"]);
  await expect
    .poll(() => page.locator("[data-asked]").evaluate((each) => each.getBoundingClientRect().top))
    .toBeLessThan(200);
});

browserTest("a conversation is one row, and opens with what is unread and the newest", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  expect(await row(bench).count()).toBe(1);
  expect(await row(bench).textContent()).toContain("4 messages");
  expect(await row(bench).textContent()).toContain("Eva de Wit, Milan Bakker, Ada Jansen");
  expect(await page.getByRole("listbox").locator("[role=option]").first().getAttribute("aria-setsize")).toBe(
    "99998",
  );
  await row(bench).click();
  await page.getByRole("heading", { name: SUBJECT }).first().waitFor();
  await eventually(() => lines(bench).count()).toBe(4);
  const open = async () =>
    lines(bench).evaluateAll((all) => all.map((each) => each.getAttribute("aria-expanded")));
  await expect.poll(open).toEqual(["false", "true", "false", "true"]);
  // What is before somebody's eyes is read, and stays open.
  await eventually(() => row(bench).getAttribute("data-unread")).toBeNull();
  await expect.poll(open).toEqual(["false", "true", "false", "true"]);
  expect(await axeViolations(page)).toEqual([]);
  // By keyboard.
  await lines(bench).first().focus();
  await page.keyboard.press("Enter");
  await expect.poll(open).toEqual(["true", "true", "false", "true"]);
  await page.keyboard.press("Space");
  await expect.poll(open).toEqual(["false", "true", "false", "true"]);
  await page.getByRole("button", { name: "Open all" }).click();
  await expect.poll(open).toEqual(["true", "true", "true", "true"]);
  expect(await axeViolations(page)).toEqual([]);
});

browserTest(
  "it is archived as a whole, what was sent stays in Sent, and undo brings it back",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    const inbox = () => fake.world.mail.total(inboxId);
    await row(bench).click();
    await eventually(() => lines(bench).count()).toBe(4);
    await page
      .getByRole("toolbar", { name: "Act on this conversation" })
      .getByRole("button", { name: "Archive" })
      .click();
    await eventually(() => row(bench).count()).toBe(0);
    await page.getByText("3 messages archived.").waitFor();
    expect(inbox()).toBe(NEWEST - 3);
    expect(fake.world.mail.row(MINE)?.folderId).toBe(fakeId(2, 0));
    await page.getByRole("button", { name: "Undo" }).click();
    await row(bench).waitFor();
    expect(inbox()).toBe(NEWEST);
    // Marked by a key, from the list.
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("u");
    await eventually(() => fake.world.mail.row(PARTS[0] ?? "")?.flags.includes("seen")).toBe(false);
    await eventually(() => row(bench).getAttribute("data-unread")).toBe("true");
  },
);

browserTest(
  "an answer that arrives joins its row, and the open conversation, where one reads on",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    await row(bench).click();
    await eventually(() => lines(bench).count()).toBe(4);
    const answer = {
      ...fakeRow(1, NEWEST),
      id: fakeId(1, NEWEST + 1),
      date: new Date().toISOString(),
      flags: [],
    };
    fake.world.conversations = [[...PARTS, answer.id]];
    fake.world.arrived.push({ ...answer, subject: SUBJECT });
    fake.world.tell([answer.id]);
    fake.flush();
    await eventually(() => lines(bench).count()).toBe(5);
    await eventually(() => row(bench).textContent()).toContain("5 messages");
    expect(await row(bench).count()).toBe(1);
    expect(await page.getByRole("option").first().getAttribute("aria-current")).toBe("true");
  },
);

browserTest("ungrouped each message is a row again, and the choice is remembered", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  const choose = async () => {
    await page.getByRole("button", { name: "More for this folder" }).click();
    await page.getByRole("menuitemcheckbox", { name: "Group by conversation" }).click();
  };
  await choose();
  await eventually(() => row(bench).count()).toBe(3);
  await page.reload();
  await eventually(() => row(bench).count()).toBe(3);
  await row(bench).first().click();
  await page.getByRole("toolbar", { name: "Act on this message" }).waitFor();
  expect(await lines(bench).count()).toBe(0);
  await choose();
  await eventually(() => row(bench).count()).toBe(1);
});

const ADA = { name: "Ada Jansen", address: "ada@contoso.example" };
const EVA = { name: "Eva de Wit", address: "eva.dewit@example.nl" };
const MARK = { name: "Mark Meijer", address: "mark@example.nl" };
const SENT = fakeId(2, 0);
const DRAFTS = fakeId(3, 0);

/** Ada wrote it. */
function written(world: World, id: string, to: readonly (typeof MARK)[]): void {
  world.special.set(id, { from: [ADA], to: [...to] });
}

browserTest("in Sent a conversation tells who is in it beside oneself", async (bench) => {
  const { fake, page } = bench;
  const { world } = fake;
  world.settings = panelStates.inSync as EmailSettings;
  const [alone, answered, nobody, other] = [5210, 5209, 5208, 5207].map((number) => fakeId(2, number));
  const fromEva = fakeId(1, NEWEST - 8);
  world.conversations = [[fromEva, answered ?? ""]];
  world.special.set(fromEva, { from: [EVA] });
  // Passed on to somebody who hasn't written.
  written(world, answered ?? "", [MARK, EVA]);
  written(world, alone ?? "", [MARK, EVA]);
  written(world, nobody ?? "", []);
  written(world, other ?? "", [ADA]);
  await page.goto(`${fake.url}/mail/${SENT}`);
  const people = (id = "") => page.locator(`#row-${id} .message-row-from`).textContent();
  await page.locator(`#row-${alone}`).waitFor();
  expect(await people(alone)).toBe("To Mark Meijer, Eva de Wit");
  expect(await people(fromEva)).toBe("Eva de Wit, Mark Meijer");
  expect(await people(nobody)).toBe("(nobody in To)");
  expect(await people(other)).toBe("To Ada Jansen");
});

browserTest(
  "each draft is a row of its own, opened and deleted alone, and the rail counts them",
  async (bench) => {
    const { fake, page } = bench;
    const { world } = fake;
    world.settings = panelStates.inSync as EmailSettings;
    const drafts = [1, 2, 3].map((number) => fakeId(3, number));
    world.conversations = [drafts];
    for (const id of drafts) written(world, id, [MARK]);
    const menu = page.getByRole("button", { name: "More for this folder" });
    await page.goto(`${fake.url}/mail`);
    await page.getByRole("option").first().waitFor();
    await page.locator(".mail-rail").getByRole("link", { name: "Drafts 3 messages" }).click();
    await page.locator(`#row-${drafts[0]}`).waitFor();
    expect(await page.getByRole("option").allTextContents()).toEqual(
      Array(3).fill(expect.stringContaining("To Mark Meijer")),
    );
    await menu.click();
    await page.getByRole("menuitem", { name: "Select messages" }).waitFor();
    expect(await page.getByRole("menuitemcheckbox").count()).toBe(0);
    await page.keyboard.press("Escape");
    await page.locator(`#row-${drafts[1]}`).click();
    await page.getByRole("dialog", { name: /message|draft/i }).waitFor();
    await eventually(() => world.requests.join()).toContain(`${drafts[1]}`);
    await page.locator(".ProseMirror").press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.locator(`#row-${drafts[1]}`).click({ modifiers: ["Control"] });
    await page.keyboard.press("Delete");
    await page.getByText("Deleted.", { exact: true }).waitFor();
    await eventually(() => world.mail.total(DRAFTS)).toBe(2);
    await page.locator(".mail-rail").getByRole("link", { name: "Drafts 2 messages" }).waitFor();
    await page.locator(`#row-${drafts[0]}`).waitFor();
    await page.locator(`#row-${drafts[2]}`).waitFor();
    // Elsewhere one may choose.
    await page.locator(".mail-rail").getByRole("link", { name: "Inbox" }).click();
    await page.getByRole("listbox", { name: "Messages in Inbox" }).waitFor();
    await menu.click();
    await page.getByRole("menuitemcheckbox", { name: "Group by conversation" }).waitFor();
  },
);

browserTest(
  "what is selected is counted in conversations, and how many messages those are",
  async (bench) => {
    const { fake, page } = bench;
    const { world } = fake;
    world.settings = panelStates.inSync as EmailSettings;
    // As many messages as there are rows.
    world.conversations = [Array.from({ length: 31 }, (_, index) => fakeId(5, 61 - index))];
    await page.goto(`${fake.url}/mail/${fakeId(5, 0)}`);
    await page.locator(`#row-${fakeId(5, 30)}`).waitFor();
    const head = page.locator(".selection-head");
    await page
      .getByRole("option")
      .first()
      .click({ modifiers: ["Control"] });
    await head.getByText("1 conversation (31 messages)", { exact: true }).waitFor();
    await page.getByText("No message open").waitFor();
    await page
      .getByRole("option")
      .nth(1)
      .click({ modifiers: ["Control"] });
    await head.getByText("2 conversations (32 messages)", { exact: true }).waitFor();
    await page
      .getByRole("option")
      .first()
      .click({ modifiers: ["Control"] });
    await head.getByText("1 conversation", { exact: true }).waitFor();
    await head.getByRole("button", { name: "Select all 31" }).click();
    await head.getByText("All 31 conversations (61 messages)", { exact: true }).waitFor();
    expect(await head.getByRole("button", { name: /Select all/ }).count()).toBe(0);
    await page
      .getByRole("toolbar", { name: "Act on the selected messages" })
      .getByRole("button", { name: "Archive" })
      .click();
    await page.getByText("61 messages archived.").waitFor();
  },
);

browserTest("how many messages a row stands for looks the same from the first moment", async (bench) => {
  const { page } = bench;
  // Styles that come later change what stands there already.
  await page.addInitScript(`
    window.sizes = [];
    (function look() {
      const count = document.querySelector(".message-row-count");
      if (count !== null) sizes.push(getComputedStyle(count).fontSize);
      requestAnimationFrame(look);
    })();
  `);
  await openMail(bench);
  await row(bench).click();
  await eventually(() => lines(bench).count()).toBe(4);
  expect([...new Set(await page.evaluate<readonly string[]>("sizes"))]).toEqual(["11.5px"]);
});
