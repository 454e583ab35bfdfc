import type { Locator } from "playwright-core";

const STEPS_MAX = 80;

/** Presses Tab until the control has the focus, as somebody without a mouse. */
export async function tabTo(wanted: Locator): Promise<void> {
  await wanted.waitFor();
  const focused = wanted.and(wanted.page().locator(":focus"));
  for (let step = 0; step < STEPS_MAX; step++) {
    if ((await focused.count()) > 0) return;
    await wanted.page().keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${wanted.toString()}`);
}
