// `npm run bench -- web`: what somebody waits for in the pages, in Chromium before a real server with a real Postgres and
// 100,000 messages in Inbox (web-server.ts). Server, playground and this program share the machine with the browser.
// Each time is from the event (a click, a navigation, a commit) to the frame, painted, that shows what it was for.
import os from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import type { Browser, BrowserContext, Locator, Page, Response } from "playwright-core";
import { launchChromium } from "../providers/testing/chromium.ts";
import { needs } from "../providers/testing/needs.ts";
import { setup as buildPages } from "../web/testing/built-pages.ts";
import { AIMS, FigureTable, type Noted } from "./web-figures.ts";
import { OBSERVER } from "./web-observer.ts";
import { type BenchServer, PASSWORD, startBenchServer, USER } from "./web-server.ts";

const MESSAGES = 100_000;
const ROW_PIXELS = 64;
const TURNS = 250;
/** As a wheel that is turned slowly, one that is let go, and what reaches the bottom before one loses patience. */
const SLOW_PIXELS = 120;
const FAST_PIXELS = 2_400;
const WILD_PIXELS = 12_000;
const DRAG_STEPS = 300;
/** Where one gets hold of the bar when it is at the top. */
const THUMB_PIXELS = 25;
const REPEATS = 20;
/** A hand that rests on a row before it presses. */
const HOVER_MS = 600;
/** After a load: a long task that begins later isn't the load's. */
const QUIET_MS = 1_500;
/** Letters come at random moments, so that no wait of ours falls together with them. */
const LETTER_MS_MIN = 1_500;
const LETTER_MS_MAX = 3_000;
const WINDOW = { width: 1280, height: 800 };
const ROWS = "[role=listbox] [role=option]";

export async function benchWeb(): Promise<void> {
  if (!needs("chromium")) return;
  buildPages();
  const server = await startBenchServer(MESSAGES);
  // Its bar is dragged.
  const browser = await launchChromium({ ignoreDefaultArgs: ["--hide-scrollbars"] });
  try {
    console.log(`Chromium ${browser.version()}, window ${WINDOW.width} x ${WINDOW.height}\n`);
    const table = new FigureTable();
    const state = await signIn(browser, server);
    await loads(browser, server, state, table);
    const page = await openPage(await browser.newContext({ viewport: WINDOW, storageState: state }));
    await page.goto(`${server.url}/mail`);
    await page.locator(ROWS).first().waitFor();
    await folders(page, table);
    await messages(page, table);
    await scroll(page, table);
    await toTop(page);
    await letters(page, server, table);
    table.print();
    // A machine that does much else measures that.
    console.log(
      `\nload average at the end: ${os.loadavg()[0]?.toFixed(1)} on ${os.availableParallelism()} cores`,
    );
  } finally {
    await browser.close();
    await server.close();
  }
}

type State = Awaited<ReturnType<BrowserContext["storageState"]>>;

async function signIn(browser: Browser, { url }: BenchServer): Promise<State> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${url}/sign-in`);
  await page.getByLabel("Email").fill(USER);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.locator(ROWS).first().waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  await page.addInitScript(OBSERVER);
  return page;
}

/** With an empty cache each time. */
async function loads(
  browser: Browser,
  { url }: BenchServer,
  state: State,
  table: FigureTable,
): Promise<void> {
  const places = [
    { name: "sign-in", path: "/sign-in", ready: "form button[type=submit]", storageState: undefined },
    { name: "mail", path: "/mail", ready: ROWS, storageState: state },
  ] as const;
  for (const { name, path, ready, storageState } of places) {
    const interactive: number[] = [];
    let bytes = 0;
    let prefetched = 0;
    for (let turn = 0; turn < REPEATS; turn++) {
      const context = await browser.newContext({
        viewport: WINDOW,
        ...(storageState === undefined ? {} : { storageState }),
      });
      const page = await openPage(context);
      const before: Promise<number>[] = [];
      const after: Promise<number>[] = [];
      let answers = before;
      page.on("response", (response) => {
        if (!new URL(response.url()).pathname.startsWith("/v1/")) answers.push(weigh(response));
      });
      await page.goto(`${url}${path}`, { waitUntil: "commit" });
      const shown = await page.evaluate<number>(`bench.shown(${JSON.stringify(ready)})`);
      answers = after;
      await wait(QUIET_MS);
      interactive.push(await page.evaluate<number>(`bench.quietAfter(${shown})`));
      bytes = await sum(before);
      prefetched = await sum(after);
      await context.close();
    }
    table.size(`first load, ${name}`, bytes, AIMS.firstLoadBytes);
    table.size(`prefetched when idle, ${name}`, prefetched, null);
    table.times(`time to interactive, ${name}`, interactive, AIMS.interactiveMs);
  }
}

async function weigh(response: Response): Promise<number> {
  return (await response.request().sizes()).responseBodySize;
}

async function sum(sizes: readonly Promise<number>[]): Promise<number> {
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}

async function folders(page: Page, table: FigureTable): Promise<void> {
  const there: number[] = [];
  const again: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    await switchFolder(page, "Sent");
    again.push(await switchFolder(page, "Inbox"));
    // Nothing is known of Inbox then.
    await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name: "Sent" }).click();
    await page.reload();
    await page.locator('[role=listbox][aria-label="Messages in Sent"] [role=option]').first().waitFor();
    await wait(HOVER_MS);
    there.push(await switchFolder(page, "Inbox"));
  }
  table.times("folder switch, to a folder not seen before", there, AIMS.folderMs);
  table.times("folder switch, back to one seen before", again, AIMS.folderMs);
}

async function switchFolder(page: Page, name: string): Promise<number> {
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name }).click();
  return sinceClick(page, `[role=listbox][aria-label="Messages in ${name}"] [role=option]`);
}

async function messages(page: Page, table: FigureTable): Promise<void> {
  const ways = ["text, prefetched", "HTML, prefetched", "text, not prefetched", "HTML, not prefetched"];
  const times = new Map<string, number[]>(ways.map((name) => [name, []]));
  let at = 0;
  for (let turn = 0; turn < REPEATS; turn++) {
    for (const [name, found] of times) {
      // Far from what was open before, whose neighbours are known.
      at += 40;
      const row = await rowWith(page, at, name.startsWith("HTML"));
      if (!name.includes("not ")) {
        await row.hover();
        await wait(HOVER_MS);
      }
      await row.click();
      const body = name.startsWith("HTML") ? ".mail-frame[data-loaded]" : ".plain-text";
      found.push(await sinceClick(page, `.mail:has([role=option][aria-current]) .message ${body}`));
      await page.mouse.move(5, 5);
      await page.keyboard.press("Escape");
      await page.locator(".message").waitFor({ state: "detached" });
    }
  }
  for (const [name, found] of times) {
    table.times(`open a message, ${name}`, found, name.includes("not ") ? AIMS.messageMs : AIMS.prefetchedMs);
  }
  await toTop(page);
}

/** Every fourth message has HTML (web-server.ts); position 1 is the newest. */
async function rowWith(page: Page, from: number, html: boolean): Promise<Locator> {
  const position = Math.ceil(from / 4) * 4 + (html ? 1 : 2);
  await page.evaluate(`document.querySelector('[role=listbox]').scrollTop = ${(position - 4) * ROW_PIXELS}`);
  const row = page.locator(`[aria-posinset="${position}"]`);
  await row.waitFor();
  return row;
}

/** New mail while one looks at the top of the list, by the provider's push. */
async function letters(page: Page, { control, nextArrival }: BenchServer, table: FigureTable): Promise<void> {
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) {
    await wait(LETTER_MS_MIN + Math.random() * (LETTER_MS_MAX - LETTER_MS_MIN));
    const subject = `A letter ${turn}`;
    const shown = page.evaluate<number>(`bench.rowOf(${JSON.stringify(subject)})`);
    const arrived = nextArrival();
    await control.deliver(USER, { subject });
    times.push((await shown) - (await arrived));
  }
  table.times("new mail on the screen after the commit", times, AIMS.letterMs);
}

async function scroll(page: Page, table: FigureTable): Promise<void> {
  const list = page.getByRole("listbox");
  const box = await list.boundingBox();
  if (box === null) throw new Error("there is no list");
  const last = page.locator(`[aria-posinset="${MESSAGES}"]`);
  await part(page, table, "bar, top to bottom", async () => {
    const bar = box.x + box.width - 5;
    await page.mouse.move(bar, box.y + THUMB_PIXELS);
    await page.mouse.down();
    await page.mouse.move(bar, box.y + box.height, { steps: DRAG_STEPS });
    await page.mouse.up();
    await last.waitFor();
  });
  await toTop(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await part(page, table, "wheel, slowly", async () => {
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, SLOW_PIXELS);
  });
  await part(page, table, "wheel, fast", async () => {
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, FAST_PIXELS);
  });
  await toTop(page);
  await part(page, table, "wheel, top to bottom", async () => {
    for (let at = 0; at < MESSAGES * ROW_PIXELS; at += WILD_PIXELS) await page.mouse.wheel(0, WILD_PIXELS);
    await last.waitFor();
  });
}

async function toTop(page: Page): Promise<void> {
  const first = page.locator('[aria-posinset="1"]');
  do {
    await page.evaluate(
      "new Promise((shown) => { document.querySelector('[role=listbox]').scrollTop = 0; requestAnimationFrame(() => setTimeout(shown, 100)); })",
    );
    // A turn of the wheel may arrive after it.
  } while (!(await first.isVisible()));
}

/** One way of scrolling, with all that was noted meanwhile. */
async function part(page: Page, table: FigureTable, name: string, run: () => Promise<void>): Promise<void> {
  await page.evaluate("bench.begin()");
  await run();
  table.scrolled(`scrolling, ${name}`, await page.evaluate<Noted>("bench.noted()"), AIMS.longTaskMs);
}

/** From the click to the first frame that has what it was for, ms. */
function sinceClick(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(`bench.shown(${JSON.stringify(selector)}).then((at) => at - bench.clickedAt)`);
}
