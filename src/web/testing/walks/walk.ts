// A walk through the pages that stops at every state there is, to look at each. One step begins where the last one
// ended, so that little has to be loaded anew.
import type { Locator } from "playwright-core";
import type { Bench } from "../browser.ts";

/** What is looked at, and how one gets there from the step before. */
export type Step = readonly [name: string, go: (bench: Bench) => Promise<unknown>];

/** Loads a page after the world was changed. */
export async function open(bench: Bench, path: string, change: (bench: Bench) => void): Promise<void> {
  change(bench);
  await bench.page.goto(bench.fake.url + path);
}

/** Goes to a page as a link would, with nothing loaded anew but what it shows. */
export async function follow(bench: Bench, path: string): Promise<void> {
  await bench.page.evaluate(
    `history.pushState(null, "", ${JSON.stringify(path)}); dispatchEvent(new PopStateEvent("popstate"))`,
  );
}

export function press(bench: Bench, name: string | RegExp): Promise<void> {
  return bench.page.getByRole("button", { name, exact: true }).first().click();
}

export async function closeDialog({ page }: Bench): Promise<void> {
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "detached" });
}

/** The text, where one sees it. */
export function text({ page }: Bench, wanted: string | RegExp): Promise<void> {
  return shown(page.getByText(wanted).first());
}

export function shown(locator: Locator): Promise<void> {
  return locator.waitFor();
}
