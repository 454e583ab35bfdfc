// The built pages in a real browser, before the fake server.
import axe from "axe-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { launchChromium } from "../../providers/testing/chromium.ts";
import { needs } from "../../providers/testing/needs.ts";
import { PAGES } from "./built-pages.ts";
import { type FakeServer, startFakeServer } from "./fake-server.ts";

/** Whatever a page needs it has well within this, on a busy machine too. */
const PATIENCE_MS = 30_000;
const TEST_MS_MAX = 240_000;

export interface Bench {
  readonly fake: FakeServer;
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the page asked of anybody but our server. */
  readonly foreign: string[];
  /** What broke in the page, or was refused by its policy. */
  readonly broken: string[];
}

let hasBrowser: boolean | undefined;
let browser: Promise<Browser> | undefined;

interface BrowserTestOptions extends BrowserContextOptions {
  /** With its neighbours in the file: for those that keep a page busy for long. */
  readonly sideBySide?: true;
}

/** A test in the browser: a server and a page of its own. Nothing may break in the page or go elsewhere. */
export function browserTest(
  name: string,
  run: (bench: Bench) => Promise<void>,
  { sideBySide, ...options }: BrowserTestOptions = {},
): void {
  hasBrowser ??= needs("chromium");
  test(name, { concurrent: sideBySide === true, skip: !hasBrowser, timeout: TEST_MS_MAX }, async () => {
    browser ??= launchChromium();
    const fake = await startFakeServer(PAGES);
    const context = await (await browser).newContext({
      viewport: { width: 1280, height: 800 },
      locale: "en-GB",
      ...options,
    });
    try {
      const bench = await openBench(fake, context);
      await run(bench);
      expect(bench.foreign, "requests to others").toEqual([]);
      expect(bench.broken, "errors in the page").toEqual([]);
    } finally {
      await context.close();
      await fake.close();
    }
  });
}

/** Ends the browser; call once in each test file. */
export function closeBrowserAtEnd(): void {
  afterAll(async () => {
    const running = browser;
    browser = undefined;
    await (await running)?.close();
  });
}

async function openBench(fake: FakeServer, context: BrowserContext): Promise<Bench> {
  context.setDefaultTimeout(PATIENCE_MS);
  const foreign: string[] = [];
  const broken: string[] = [];
  await context.route(
    (url) => url.origin !== fake.url,
    async (route) => {
      foreign.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.on("pageerror", (error) => broken.push(error.message));
  page.on("console", (message) => {
    // A status of 4xx is an answer, which the browser logs by itself.
    if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
      broken.push(message.text());
    }
  });
  return { fake, page, context, foreign, broken };
}

/** Until nothing moves any more but what always does. */
async function settle(page: Page): Promise<void> {
  await page.evaluate(
    `Promise.all(document.getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Infinity)
      .map((each) => each.finished.catch(() => undefined)))`,
  );
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** Menus and lists that pop up stand outside the landmarks, where the library puts them. */
const RULES = { region: { enabled: false } };

interface Violation {
  readonly id: string;
  readonly places: readonly string[];
}

/** What the page breaks, with where: of WCAG 2.2 A and AA and axe's own advice, or of the rules named. Only that
 *  leaves the browser: all that axe knows of a page takes ten times as long to bring over as to find. */
export async function axeViolations(
  page: Page,
  rules: readonly string[] | null = null,
): Promise<readonly string[]> {
  // Half faded, nothing has the contrast it should have.
  await settle(page);
  if (!(await page.evaluate<boolean>("typeof axe === 'object'"))) await page.evaluate(axe.source);
  const runOnly = rules === null ? { type: "tag", values: TAGS } : { type: "rule", values: rules };
  // Somebody else's mail is theirs to mend.
  const options = {
    runOnly,
    rules: rules === null ? RULES : {},
    resultTypes: ["violations"],
    iframes: false,
  };
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run({ exclude: ["iframe"] }, ${JSON.stringify(options)}).then(({ violations }) =>
      violations.map(({ id, nodes }) => ({ id, places: nodes.map(({ html }) => html.slice(0, 200)) })))`,
  );
  return found.map(({ id, places }) => `${id}: ${places.join(" | ")}`);
}
