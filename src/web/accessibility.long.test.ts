// Every state of every page: nothing that axe finds (WCAG 2.2 A and AA, and its own advice), in light and in dark,
// and nothing wider than the narrowest screen (WCAG 1.4.10).
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { mailWalk } from "./testing/walks/mail-walk.ts";
import { officeWalk } from "./testing/walks/office-walk.ts";
import { panelWalk } from "./testing/walks/panel-walk.ts";
import { recordsWalk } from "./testing/walks/records-walk.ts";
import type { Step } from "./testing/walks/walk.ts";
import { writingWalk } from "./testing/walks/writing-walk.ts";

closeBrowserAtEnd();

type Scheme = "light" | "dark";

const FOLLOW_MS_MAX = 3_000;
const NARROW = { width: 320, height: 700 };
const WIDE = { width: 1280, height: 800 };

const calm = { reducedMotion: "reduce", sideBySide: true } as const;

browserTest("Email settings and Edit folders pass in every state", (bench) => check(bench, panelWalk), calm);

browserTest("the mail page passes in every state", (bench) => check(bench, mailWalk), calm);

browserTest("writing and sending pass in every state", (bench) => check(bench, writingWalk), calm);

browserTest("mail on records passes in every state", (bench) => check(bench, recordsWalk), calm);

browserTest("all other pages pass in every state", (bench) => check(bench, officeWalk), calm);

async function check(bench: Bench, walk: readonly Step[]): Promise<void> {
  const { page } = bench;
  const found: string[] = [];
  let scheme: Scheme = "light";
  for (const [name, go] of walk) {
    await go(bench);
    for (const violation of await axeViolations(page)) found.push(`${name}, ${scheme}: ${violation}`);
    // The other scheme differs in its colours only; the next state begins with it.
    scheme = scheme === "light" ? "dark" : "light";
    await paint(bench, scheme);
    for (const violation of await axeViolations(page, ["color-contrast"])) {
      found.push(`${name}, ${scheme}: ${violation}`);
    }
    await page.setViewportSize(NARROW);
    for (const wide of await sideways(page)) found.push(`${name}: ${wide} scrolls sideways when narrow`);
    await page.setViewportSize(WIDE);
    // The page follows a frame later: a key that is pressed before that is pressed on a phone.
    await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  }
  expect(found).toEqual([]);
}

/** What is wider than its place, the page or a part of it; lists that pop up follow a change of size a moment later. */
async function sideways(page: Page): Promise<readonly string[]> {
  const wide = `[...document.querySelectorAll("*")].filter((element) =>
    element.scrollWidth > element.clientWidth &&
    (element === document.documentElement || /auto|scroll/.test(getComputedStyle(element).overflowX)))`;
  return page.evaluate<readonly string[]>(
    `(async () => {
      const end = performance.now() + ${FOLLOW_MS_MAX};
      for (;;) {
        const found = ${wide};
        if (found.length === 0 || performance.now() > end)
          return found.map(({ tagName, className }) => tagName.toLowerCase() + "." + className);
        await new Promise(requestAnimationFrame);
      }
    })()`,
  );
}

/** Until the page has heard of it: it follows the system. */
async function paint({ page }: Bench, colorScheme: Scheme): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page
    .locator(`:root:is([data-mantine-color-scheme=${colorScheme}], :not([data-mantine-color-scheme]))`)
    .waitFor();
}
