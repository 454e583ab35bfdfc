import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { answerOutbox, changeMessages } from "./testing/fake-acts.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const PANEL = "/account/email-settings";
const PHONE = 390;

async function archiveTwo({ fake, page }: Bench): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  fake.world.provider = "slow";
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").nth(3).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("Home");
  await page.keyboard.press("x");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("e");
  await page.getByText("2 messages archived.").waitFor();
  await expect.poll(() => fake.world.acts.length).toBe(1);
}

browserTest("what waits for the provider for long is told quietly, until it has it", async (bench) => {
  const { fake, page } = bench;
  await page.clock.install();
  await archiveTwo(bench);
  const line = page.getByText(/^2 changes wait for Office 365, since \d\d:\d\d\.$/);
  await page.clock.runFor(4000);
  expect(await line.count()).toBe(0);
  await page.clock.runFor(2000);
  await line.waitFor();
  answerOutbox(fake.world, null);
  fake.flush();
  await line.waitFor({ state: "detached" });
});

browserTest(
  "what the provider refused is said with its reason, on both pages, until it was read",
  async (bench) => {
    const { fake, page } = bench;
    await archiveTwo(bench);
    answerOutbox(fake.world, "readOnly");
    fake.flush();
    const reason = /^2 messages could not be moved \(\d\d:\d\d\): the folder may only be read\.$/;
    await page.getByText(reason).waitFor();
    await page.locator('[role=option][aria-setsize="100000"]').first().waitFor();
    await page.getByRole("button", { name: "User menu of Ada Jansen" }).click();
    await page.getByRole("menuitem", { name: "My account" }).click();
    await page.getByText(reason).waitFor();
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText(reason).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "What Twinbox changed in your mailbox" }).click();
    const entry = await page.locator(".change").first().innerText();
    expect(entry).toMatch(/Moved from INBOX to Archive/);
    expect(entry).toMatch(/The folder may only be read\./);
    expect(entry).toMatch(/refused/);
  },
);

browserTest("what the provider refused is here only, says so, and is given once more", async (bench) => {
  const { fake, page } = bench;
  const { world } = fake;
  world.settings = panelStates.inSync as EmailSettings;
  const [id] = world.mail.ids(world.folders[0]?.id ?? "", 1, 1);
  if (id === undefined) throw new Error("no message");
  world.special.set(id, { refused: "refused" });
  await page.goto(`${fake.url}/mail`);
  const row = page.locator(`#row-${id}`);
  await row.getByText("Here only").waitFor({ state: "attached" });
  await row.click();
  await page.getByText("This message is here only: Office 365 didn't take it").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByText("This message is here only").waitFor({ state: "detached" });
  await row.getByText("Here only").waitFor({ state: "detached" });
  world.special.set(id, { refused: "alreadyThere" });
  await page.reload();
  await page.getByText("The very same message is there already.").waitFor();
  expect(await page.getByRole("button", { name: "Try again" }).count()).toBe(0);
});

browserTest("the list of changes follows what happens", async (bench) => {
  const { fake, page, context } = bench;
  await archiveTwo(bench);
  const other = await context.newPage();
  await other.goto(`${fake.url}/account/changes`);
  await other.getByText("waiting", { exact: true }).waitFor();
  await page.keyboard.press("z");
  await other.getByText("undone", { exact: true }).waitFor();
});

browserTest("the list of changes goes back as far as there are any", async ({ fake, page }) => {
  const { world } = fake;
  world.settings = panelStates.inSync as EmailSettings;
  const [inbox] = world.folders;
  const [id] = inbox === undefined ? [] : world.mail.ids(inbox.id, 1, 1);
  if (id === undefined) throw new Error("no message");
  for (let turn = 0; turn < 130; turn++) {
    const [add, remove] = turn % 2 === 0 ? [["flagged"], []] : [[], ["flagged"]];
    changeMessages(world, { act: { kind: "flags", add, remove } as never, messages: [id] });
  }
  await page.goto(`${fake.url}/account/changes`);
  const older = page.getByRole("button", { name: "Show older ones" });
  await older.waitFor();
  expect(await page.locator(".change").count()).toBe(100);
  await older.click();
  await older.waitFor({ state: "detached" });
  expect(await page.locator(".change").count()).toBe(130);
});

const looks: readonly { readonly name: string; readonly reach: (bench: Bench) => Promise<unknown> }[] = [
  { name: "a message", reach: (bench) => goMail(bench).then(() => openFourth(bench)) },
  {
    name: "a selection and a toast",
    reach: async (bench) => {
      const { page } = bench;
      await goMail(bench);
      await page.keyboard.press("j");
      await page.keyboard.press("u");
      await page.getByRole("button", { name: "Undo" }).waitFor();
      await page.keyboard.press("x");
      await page.getByRole("toolbar").waitFor();
    },
  },
  {
    name: "move to",
    reach: async (bench) => {
      await goMail(bench);
      await openFourth(bench);
      await bench.page.keyboard.press("v");
      await bench.page.getByRole("option", { name: "Archive" }).waitFor();
    },
  },
  {
    name: "erase",
    reach: async (bench) => {
      const { page } = bench;
      await goMail(bench);
      await page.evaluate("history.pushState({}, '', '/mail/01936f00-0006-7000-8000-000000000000')");
      await page.reload();
      await page.getByRole("option").first().waitFor();
      await page.keyboard.press("j");
      await page.keyboard.press("#");
      await page.getByRole("button", { name: "Erase 1 message" }).waitFor();
    },
  },
  {
    name: "keys",
    reach: async (bench) => {
      await goMail(bench);
      await bench.page.keyboard.press("?");
      await bench.page.getByRole("switch").waitFor();
    },
  },
  {
    name: "folder menu",
    reach: async (bench) => {
      await goMail(bench);
      await bench.page.getByRole("button", { name: "More for this folder" }).click();
      await bench.page.getByRole("menuitem", { name: "Select messages" }).waitFor();
    },
  },
  {
    name: "refusals in the mail page",
    reach: async (bench) => {
      await goMail(bench, "refusals");
      await bench.page.getByRole("button", { name: "Dismiss" }).waitFor();
    },
  },
  {
    name: "refusals in the panel",
    reach: async ({ fake, page }) => {
      fake.world.settings = panelStates.refusals as EmailSettings;
      await page.goto(fake.url + PANEL);
      await page.getByRole("button", { name: "Dismiss" }).waitFor();
    },
  },
  {
    name: "changes",
    reach: async ({ fake, page }) => {
      await page.goto(`${fake.url}/account/changes`);
      await page.locator(".change").first().waitFor();
    },
  },
];

browserTest(
  "acting on mail passes axe in light and in dark, and fits a phone",
  async (bench) => {
    const { page } = bench;
    const found: string[] = [];
    for (const look of looks) {
      await page.goto("about:blank");
      await page.emulateMedia({ colorScheme: "light" });
      await look.reach(bench);
      const light = await axeViolations(page);
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await axeViolations(page, ["color-contrast"]);
      await page.setViewportSize({ width: PHONE, height: 844 });
      const phone = await axeViolations(page);
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      await page.setViewportSize({ width: 1280, height: 800 });
      if (wide > PHONE && look.name !== "folder menu") found.push(`${look.name}: ${wide} pixels wide`);
      for (const violation of [...light, ...dark, ...phone]) found.push(`${look.name}: ${violation}`);
    }
    expect(found).toEqual([]);
  },
  { reducedMotion: "reduce" },
);

async function goMail({ fake, page }: Bench, state: "inSync" | "refusals" = "inSync"): Promise<void> {
  fake.world.settings = panelStates[state] as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").nth(3).waitFor();
}

async function openFourth({ page }: Bench): Promise<void> {
  await page.getByRole("option").nth(3).click();
  await page.getByText("Kind regards").waitFor();
}
