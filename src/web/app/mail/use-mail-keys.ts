// Keys that work everywhere on the mail page but in fields, dialogs and menus.
import { type RefObject, useEffect, useRef } from "react";
import { actOfKey, keyName, singleKeysOn } from "./act-keys.ts";
import { type ActName, actsFor, type Target } from "./acts.ts";

interface MailKeys {
  readonly listRef: RefObject<HTMLElement | null>;
  /** What a key would act on; null: nothing. */
  readonly target: () => Target | null;
  readonly onAct: (name: ActName, target: Target) => void;
  readonly onUndo: () => void;
  readonly onToggle: () => void;
  readonly onSheet: () => void;
  readonly onEscape: () => void;
}

const ELSEWHERE = "input, textarea, select, [contenteditable], [role=dialog], [role=menu]";

export function useMailKeys(keys: MailKeys): void {
  const latest = useRef(keys);
  useEffect(() => {
    latest.current = keys;
  });
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      const focused = event.target instanceof HTMLElement ? event.target : null;
      if (focused?.closest(ELSEWHERE) != null || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (press(event, latest.current)) event.preventDefault();
    }
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** Whether the key meant something. */
function press(event: KeyboardEvent, keys: MailKeys): boolean {
  const { listRef } = keys;
  if (event.key === "Escape") {
    keys.onEscape();
    return true;
  }
  if (event.key !== "Delete" && !singleKeysOn()) return false;
  switch (keyName(event)) {
    case "/":
      document.querySelector<HTMLInputElement>(".mail-search input")?.focus();
      return true;
    case "j":
    case "k":
      listRef.current?.focus();
      return true;
    case "x":
      keys.onToggle();
      return true;
    case "z":
      keys.onUndo();
      return true;
    case "?":
      keys.onSheet();
      return true;
    default: {
      const target = keys.target();
      const name = target === null ? null : actOfKey(event, actsFor(target), target);
      if (target === null || name === null) return false;
      keys.onAct(name, target);
      return true;
    }
  }
}
