// What somebody does without a mouse: goes to a control by Tab, and uses it by its keys.
import type { Locator, Page } from "playwright-core";
import { tabTo } from "./tab-to.ts";

export async function press(control: Locator, key = "Enter"): Promise<void> {
  await tabTo(control);
  await control.page().keyboard.press(key);
}

/** In place of what is there. */
export async function type(field: Locator, text: string): Promise<void> {
  await tabTo(field);
  await field.page().keyboard.press("ControlOrMeta+a");
  await field.page().keyboard.type(text);
}

/** Waits until it has the focus. */
export async function hasFocus(control: Locator): Promise<void> {
  const page = control.page();
  try {
    await control.and(page.locator(":focus")).waitFor();
  } catch (cause) {
    const actual = await page.evaluate<string>("document.activeElement.outerHTML.slice(0, 200)");
    throw new Error(`${control.toString()} hasn't got the focus, but ${actual}`, { cause });
  }
}

/** Opens a list of choices and takes the one named. */
export async function choose(list: Locator, name: string | RegExp): Promise<void> {
  const page = list.page();
  await tabTo(list);
  await page.keyboard.press("ArrowDown");
  const wanted = page.getByRole("option", { name });
  await wanted.waitFor();
  await stepTo(page, wanted, "[data-combobox-selected]");
  await page.keyboard.press("Enter");
  await wanted.waitFor({ state: "hidden" });
}

/** Opens a menu and takes the item named. */
export async function chooseItem(button: Locator, name: string | RegExp): Promise<void> {
  const page = button.page();
  await press(button);
  const wanted = page.getByRole("menuitem", { name });
  await wanted.waitFor();
  await stepTo(page, wanted, ":focus");
  await page.keyboard.press("Enter");
}

const CHOICES_MAX = 20;

/** Goes down until the one that the keyboard is on is the wanted one. */
async function stepTo(page: Page, wanted: Locator, current: string): Promise<void> {
  const reached = wanted.and(page.locator(current));
  for (let step = 0; step < CHOICES_MAX; step++) {
    if ((await reached.count()) > 0) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`ArrowDown never reaches ${wanted.toString()}`);
}
