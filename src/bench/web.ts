// `npm run bench -- web`: the pages in Chromium before the fake server's folder of 100,000 messages. How smooth the
// list is from top to bottom, how soon a folder and a message are there, and what the first load weighs. Times move
// with the machine; long tasks (over 50 ms) are what one feels.
import { gzipSync } from "node:zlib";
import type { Page, Response } from "playwright-core";
import { launchChromium } from "../providers/testing/chromium.ts";
import { needs } from "../providers/testing/needs.ts";
import { buildPages } from "../web/testing/build-pages.ts";
import { type FakeServer, startFakeServer } from "../web/testing/fake-server.ts";
import { type EmailSettings, panelStates } from "../web/testing/fake-settings.ts";

const LIST_PIXELS = 100_000 * 64;
const TURNS = 250;
/** As a wheel that is turned slowly, one that is let go, and what reaches the bottom before one loses patience. */
const SLOW_PIXELS = 120;
const FAST_PIXELS = 2_400;
const WILD_PIXELS = 12_000;
const DRAG_STEPS = 300;
/** Where one gets hold of the bar when it is at the top. */
const THUMB_PIXELS = 25;
const REPEATS = 7;

/** Runs in the page: notes long tasks, the time of every frame and the most rows that ever stood in the document. */
const OBSERVER = `
  window.bench = { tasks: [], frames: [], rows: 0 };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) bench.tasks.push(duration);
  }).observe({ type: "longtask", buffered: true });
  let last = performance.now();
  requestAnimationFrame(function frame(now) {
    bench.frames.push(now - last);
    bench.rows = Math.max(bench.rows, document.querySelectorAll("[role=option]").length);
    last = now;
    requestAnimationFrame(frame);
  });
  addEventListener("click", () => { bench.clicked = performance.now(); }, true);
`;

interface Noted {
  readonly tasks: readonly number[];
  readonly frames: readonly number[];
  readonly rows: number;
}

export async function benchWeb(): Promise<void> {
  if (!needs("chromium")) return;
  const fake = await startFakeServer(await buildPages());
  fake.world.settings = panelStates.inSync as EmailSettings;
  const browser = await launchChromium({
    // Its bar is dragged.
    ignoreDefaultArgs: ["--hide-scrollbars"],
  });
  try {
    console.log(`Chromium ${browser.version()}, a list of 100,000 messages, window 1280 x 800`);
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.addInitScript(OBSERVER);
    await firstLoad(fake, page);
    await scroll(fake, page);
    await median(page, "folder switch", async () => {
      await switchFolder(page, "Sent");
      return switchFolder(page, "Inbox");
    });
    await median(page, "open a message", openMessage);
  } finally {
    await browser.close();
    await fake.close();
  }
}

async function firstLoad(fake: FakeServer, page: Page): Promise<void> {
  const answers: Promise<number>[] = [];
  const weigh = (response: Response): void => {
    if (new URL(response.url()).pathname.startsWith("/v1/")) return;
    answers.push(response.body().then((body) => gzipSync(body).length));
  };
  page.on("response", weigh);
  const { session } = fake.world;
  fake.world.session = null;
  await page.goto(`${fake.url}/sign-in`);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  console.log(`  first load, sign-in    ${kilobytes(await Promise.all(answers))} kB gzip`);
  fake.world.session = session;
  answers.length = 0;
  await page
    .context()
    .newCDPSession(page)
    .then((cdp) => cdp.send("Network.clearBrowserCache"));
  await page.goto(`${fake.url}/mail`);
  await page.getByText("Your appointment is confirmed").first().waitFor();
  page.off("response", weigh);
  const tasks = (await noted(page)).tasks;
  console.log(
    `  first load, mail       ${kilobytes(await Promise.all(answers))} kB gzip, ${longTasks(tasks)}`,
  );
}

async function scroll(fake: FakeServer, page: Page): Promise<void> {
  const list = page.getByRole("listbox");
  const box = await list.boundingBox();
  if (box === null) throw new Error("there is no list");
  await part(fake, page, "bar, top to bottom", async () => {
    const bar = box.x + box.width - 5;
    await page.mouse.move(bar, box.y + THUMB_PIXELS);
    await page.mouse.down();
    await page.mouse.move(bar, box.y + box.height, { steps: DRAG_STEPS });
    await page.mouse.up();
    await page.locator('[aria-posinset="100000"]').waitFor();
  });
  await toTop(page);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await part(fake, page, "wheel, slowly", async () => {
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, SLOW_PIXELS);
  });
  await part(fake, page, "wheel, fast", async () => {
    for (let turn = 0; turn < TURNS; turn++) await page.mouse.wheel(0, FAST_PIXELS);
  });
  await toTop(page);
  await part(fake, page, "wheel, top to bottom", async () => {
    for (let at = 0; at < LIST_PIXELS; at += WILD_PIXELS) await page.mouse.wheel(0, WILD_PIXELS);
    await page.locator('[aria-posinset="100000"]').waitFor();
  });
  await toTop(page);
}

async function toTop(page: Page): Promise<void> {
  await page.evaluate("document.querySelector('[role=listbox]').scrollTop = 0");
  await page.locator('[aria-posinset="1"]').waitFor();
}

/** One way of scrolling, with all that was noted meanwhile. */
async function part(fake: FakeServer, page: Page, name: string, run: () => Promise<void>): Promise<void> {
  await page.evaluate("Object.assign(bench, { tasks: [], frames: [], rows: 0 })");
  fake.world.requests.length = 0;
  await run();
  const { tasks, frames, rows } = await noted(page);
  const sorted = [...frames].sort((a, b) => a - b);
  const late = sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  const asked = fake.world.requests.filter((request) => request.includes("/messages?")).length;
  console.log(
    `  ${name.padEnd(23)}${longTasks(tasks)}; ${frames.length} frames, 99 % within ${late.toFixed(0)} ms, worst ${(sorted.at(-1) ?? 0).toFixed(0)} ms; ${asked} requests, at most ${rows} rows`,
  );
}

async function switchFolder(page: Page, name: string): Promise<number> {
  const there = `[role=listbox][aria-label="Messages in ${name}"] [role=option]`;
  await page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name }).click();
  return sinceClick(page, there);
}

async function openMessage(page: Page, turn: number): Promise<number> {
  const position = turn + 2;
  await page.locator(`[aria-posinset="${position}"]`).click();
  return sinceClick(page, `.mail:has([aria-posinset="${position}"][aria-current]):has(.plain-text)`);
}

/** From the click to the first frame that has what it was for, ms. */
async function sinceClick(page: Page, selector: string): Promise<number> {
  return page.evaluate<number>(
    `new Promise((seen) => requestAnimationFrame(function look() {
      if (document.querySelector(${JSON.stringify(selector)})) seen(performance.now() - bench.clicked);
      else requestAnimationFrame(look);
    }))`,
  );
}

async function median(
  page: Page,
  name: string,
  run: (page: Page, turn: number) => Promise<number>,
): Promise<void> {
  await page.evaluate("Object.assign(bench, { tasks: [], frames: [], rows: 0 })");
  const times: number[] = [];
  for (let turn = 0; turn < REPEATS; turn++) times.push(await run(page, turn));
  times.sort((a, b) => a - b);
  const { tasks } = await noted(page);
  const middle = times[Math.floor(REPEATS / 2)] ?? 0;
  console.log(
    `  ${name.padEnd(23)}${middle.toFixed(0)} ms (median of ${REPEATS}, worst ${(times.at(-1) ?? 0).toFixed(0)} ms), ${longTasks(tasks)}`,
  );
}

function noted(page: Page): Promise<Noted> {
  return page.evaluate<Noted>("bench");
}

function longTasks(tasks: readonly number[]): string {
  return tasks.length === 0
    ? "no long task"
    : `${tasks.length} long tasks, worst ${Math.max(...tasks).toFixed(0)} ms`;
}

function kilobytes(sizes: readonly number[]): string {
  return (sizes.reduce((sum, size) => sum + size, 0) / 1000).toFixed(0);
}
