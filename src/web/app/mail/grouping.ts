// Whether a folder is listed by conversations: a choice of whoever sits before this browser.
import { useState } from "react";

const STORED = "twinbox.conversations";

function isOn(): boolean {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

export function useGrouping(): readonly [boolean, (on: boolean) => void] {
  const [on, setOn] = useState(isOn);
  function choose(next: boolean): void {
    setOn(next);
    try {
      localStorage.setItem(STORED, next ? "on" : "off");
    } catch {
      // Storage may be forbidden: then it is so until the page is left.
    }
  }
  return [on, choose];
}
