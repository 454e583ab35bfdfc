// Keys that work everywhere on the mail page but in fields, dialogs and menus.
import { type RefObject, useEffect, useRef } from "react";
import { actOfKey, keyName, LINK_KEY, singleKeysOn } from "./act-keys.ts";
import { type ActName, actsFor, type Target } from "./acts.ts";

interface MailKeys {
  readonly listRef: RefObject<HTMLElement | null>;
  /** What a key would act on; null: nothing. */
  readonly target: () => Target | null;
  readonly onAct: (name: ActName, target: Target) => void;
  /** False where no act can be taken back. */
  readonly onUndo: () => boolean;
  readonly onToggle: () => void;
  /** Somebody wants to write; null: nobody does here. */
  readonly onWrite: ((what: "new" | "reply" | "replyAll" | "forward") => boolean) | null;
  /** Links the mail to a record; null: there are none, or it can't be. */
  readonly onLink: (() => boolean) | null;
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
      // What was just sent has a line of its own.
      if (!keys.onUndo()) document.querySelector<HTMLElement>(".send-undo")?.click();
      return true;
    case "?":
      keys.onSheet();
      return true;
    case LINK_KEY:
      return keys.onLink?.() ?? false;
    case "c":
      return keys.onWrite?.("new") ?? false;
    case "r":
      return keys.onWrite?.("reply") ?? false;
    case "a":
      return keys.onWrite?.("replyAll") ?? false;
    case "f":
      return keys.onWrite?.("forward") ?? false;
    default: {
      const target = keys.target();
      const name = target === null ? null : actOfKey(event, actsFor(target), target);
      if (target === null || name === null) return false;
      keys.onAct(name, target);
      return true;
    }
  }
}
