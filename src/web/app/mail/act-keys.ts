// The keys of the mail page. What acts on mail acts on what is selected, else where the list is, else on what is open.
import type { ActName, Target } from "./acts.ts";

const KEYS = {
  archive: ["e"],
  delete: ["#", "Delete"],
  erase: ["#", "Delete"],
  junk: ["!"],
  notJunk: ["!"],
  move: ["v"],
  read: ["Shift+I"],
  unread: ["u"],
  flag: ["s"],
  unflag: ["s"],
} as const satisfies Readonly<Record<ActName, readonly string[]>>;

/** Links mail to a record. */
export const LINK_KEY = "l";

/** As ARIA writes it. */
export function keyOf(name: ActName): string {
  return KEYS[name].join(" ");
}

/** As people read it. */
export function keyLabel(name: ActName): string {
  return KEYS[name][0];
}

/** The act that a key asks for on these messages; null: none. */
export function actOfKey(event: KeyboardEvent, offered: readonly ActName[], target: Target): ActName | null {
  const pressed = keyName(event);
  // Read and unread have keys of their own, whichever of them the button offers.
  if (pressed === KEYS.read[0]) return "read";
  if (pressed === KEYS.unread[0]) return "unread";
  if (target.count === 0) return null;
  return offered.find((name) => (KEYS[name] as readonly string[]).includes(pressed)) ?? null;
}

/** "Shift+I" for a letter, else what the key gives: "#" is the same wherever a keyboard has it. */
export function keyName({ key, shiftKey }: Pick<KeyboardEvent, "key" | "shiftKey">): string {
  if (!/^[a-z]$/i.test(key)) return key;
  return shiftKey ? `Shift+${key.toUpperCase()}` : key.toLowerCase();
}

const STORED = "twinbox.keys";

/** Single keys can be switched off (WCAG 2.1.4): for whoever speaks to the page, or hits keys by accident. */
export function singleKeysOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export function switchSingleKeys(on: boolean): void {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // Storage may be forbidden: then the keys stay as they are.
  }
}
