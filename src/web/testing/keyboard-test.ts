// A page used by somebody without a mouse, to whom the focus must never get lost.
import { expect } from "vitest";
import { type Bench, browserTest } from "./browser.ts";

/** Tells of each key that is pressed while nothing has the focus any more, after something had it; and of a mouse. */
const WATCH = `(() => {
  let held = null;
  window.lostFocus = [];
  const look = (key) => {
    if (document.activeElement !== document.body || held === null || held === document.body) return;
    lostFocus.push(key + " after " + held.outerHTML.slice(0, 200));
    held = null;
  };
  addEventListener("focusin", ({ target }) => { held = target; }, true);
  addEventListener("keydown", ({ key }) => look(key), true);
  addEventListener("mousedown", () => lostFocus.push("a mouse was used"), true);
  window.lookForFocus = () => look("the end");
})()`;

/** A test in which every act of a page that was opened with `openPage` leaves the focus somewhere. */
export function keyboardTest(name: string, run: (bench: Bench) => Promise<void>): void {
  browserTest(name, async (bench) => {
    await run(bench);
    await bench.page.evaluate("lookForFocus()");
    expect(await bench.page.evaluate("lostFocus"), "where the focus got lost").toEqual([]);
  });
}

export async function openPage({ fake, page }: Bench, path: string): Promise<void> {
  await page.goto(fake.url + path);
  // Not as an init script: frames, where mail is, run none.
  await page.evaluate(WATCH);
}
