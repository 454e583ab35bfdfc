// What was pressed may go with what it did (a line with "Undo", a window, the last row of a list), or be switched off
// by it, for a while or for good. The browser then leaves whoever works by keyboard, or listens to the page, nowhere.
import { useEffect } from "react";

/** Where one can go on in a part of the page: its list, its heading, or the dialog itself. */
const HEAD = '[role="listbox"][tabindex="0"], :is(h1, h2)[tabindex="-1"], [data-head]';
const DIALOG = '[role="dialog"][tabindex="-1"]';

/** Whoever's control has gone goes on in the smallest part around it that has a head, or, when all around it went too
 *  (a menu, a dialog), where they came from. One that is only busy gets the focus back. */
export function useKeptFocus(): void {
  useEffect(() => {
    let trail: readonly Element[] = [];
    /** Of the last control that stood in the page itself. */
    let home: readonly Element[] = [];
    let wasBusy = false;
    function onFocusIn({ target }: FocusEvent): void {
      trail = target instanceof Element ? [target, ...around(target)] : [];
      if (trail.some((each) => each.matches("main"))) home = trail;
      wasBusy = false;
    }
    function look(): void {
      const [held] = trail;
      if (held === undefined) return;
      const { activeElement } = document;
      const isOff = held.isConnected && held.matches(":disabled");
      // The browser takes the focus from what is off a moment later.
      if (activeElement !== document.body && !(isOff && activeElement === held)) wasBusy = false;
      else if (isOff && held.matches("[data-loading]")) wasBusy = true;
      else if (isOff || !held.isConnected) goOn(trail, home);
      else if (wasBusy) focus(held);
    }
    /** Who presses beside everything means it. */
    function forget(): void {
      trail = [];
    }
    const observer = new MutationObserver(look);
    const attributeFilter = ["disabled", "data-loading"];
    observer.observe(document.body, { subtree: true, childList: true, attributeFilter });
    document.addEventListener("focusin", onFocusIn);
    document.addEventListener("pointerdown", forget);
    return () => {
      observer.disconnect();
      document.removeEventListener("focusin", onFocusIn);
      document.removeEventListener("pointerdown", forget);
    };
  }, []);
}

function* around(element: Element): Iterable<Element> {
  for (let each = element.parentElement; each !== null && each !== document.body; each = each.parentElement) {
    yield each;
  }
}

function goOn(trail: readonly Element[], home: readonly Element[]): void {
  const content = document.querySelector("main");
  for (const part of [...trail, ...home, content]) {
    if (part?.isConnected !== true) continue;
    const isItself = part === home[0] || part.matches(DIALOG);
    if (focus(isItself ? part : part.querySelector(HEAD))) return;
  }
  focus(content);
}

/** False where it can't be: hidden, as the list is on a phone while a message is open. */
function focus(element: Element | null): boolean {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
  return element !== null && document.activeElement === element;
}
