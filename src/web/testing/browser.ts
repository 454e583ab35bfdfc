// The built pages in a real browser, before the fake server. Built once, whatever the number of tests.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { AxeBuilder } from "@axe-core/playwright";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from "playwright-core";
import { afterAll, expect, test } from "vitest";
import { type FakeServer, startFakeServer } from "./fake-server.ts";

const CHROMIUM = "/usr/bin/chromium";
const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
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

let built: Promise<string> | undefined;
let browser: Promise<Browser> | undefined;

/** A test in the browser: a server and a page of its own. Nothing may break in the page or go elsewhere. */
export function browserTest(
  name: string,
  run: (bench: Bench) => Promise<void>,
  options: BrowserContextOptions = {},
): void {
  test(
    name,
    async () => {
      if (!existsSync(CHROMIUM)) {
        console.log("left out: Chromium is absent");
        expect(process.env.CI, "CI leaves nothing out").not.toBe("true");
        return;
      }
      built ??= buildPages();
      browser ??= chromium.launch({
        executablePath: CHROMIUM,
        args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
      });
      const fake = await startFakeServer(await built);
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
    },
    TEST_MS_MAX,
  );
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

async function buildPages(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "twinbox-web-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const { NODE_ENV: _, ...environment } = process.env;
  const vite = path.join(ROOT, "node_modules/vite/bin/vite.js");
  await promisify(execFile)(process.execPath, [vite, "build", "--logLevel", "error", "--outDir", folder], {
    cwd: ROOT,
    env: environment,
  });
  return folder;
}

/** Until nothing moves any more but what always does. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(
    `Promise.all(document.getAnimations()
      .filter((each) => each.effect?.getTiming().iterations !== Infinity)
      .map((each) => each.finished.catch(() => undefined)))`,
  );
}

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What the page breaks, with where: of WCAG 2.2 A and AA and axe's own advice, or of the rules named. */
export async function axeViolations(page: Page, rules: string[] | null = null): Promise<readonly string[]> {
  // Menus and lists that pop up stand outside the landmarks, where the library puts them.
  const axe = new AxeBuilder({ page }).disableRules(["region"]);
  const results = await (rules === null ? axe.withTags(TAGS) : axe.withRules(rules))
    // Somebody else's mail is theirs to mend.
    .exclude("iframe")
    .analyze();
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`,
  );
}
