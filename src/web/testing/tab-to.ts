import type { Locator } from "playwright-core";

const STEPS_MAX = 80;
/** From behind the last control one comes to the browser's own bar, and from there to the page's beginning. A browser
 *  without a bar begins again where it was, which in a frame is the frame. */
const TO_BEGINNING = `if (document.activeElement === document.body) {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
}`;
/** A dialog's trap looks after Tab in a date field where that has led, a moment later (Mantine's scopeTab): pressed on before, it
 *  takes the focus back there. */
const A_MOMENT = "new Promise((resolve) => setTimeout(resolve))";

/** Presses Tab until the control has the focus, as somebody without a mouse. */
export async function tabTo(wanted: Locator): Promise<void> {
  await wanted.waitFor();
  const page = wanted.page();
  const focused = wanted.and(page.locator(":focus"));
  // It takes the keyboard a moment after it is there: nobody is as quick as a test.
  const dialog = wanted.locator("xpath=ancestor::*[@role='dialog'][@aria-modal='true']");
  if ((await dialog.count()) > 0) await dialog.and(page.locator(":focus-within")).first().waitFor();
  for (let step = 0; step < STEPS_MAX; step++) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press("Tab");
    await page.evaluate(A_MOMENT);
    await page.evaluate(TO_BEGINNING);
  }
  throw new Error(`Tab never reaches ${wanted.toString()}`);
}
