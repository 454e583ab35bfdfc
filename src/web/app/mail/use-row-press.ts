// What a pointer does to a row: opens it, selects it (checkbox, Ctrl or Cmd), selects up to it (Shift); a finger that
// stays selects, and from then on taps select.
import { useCallback, useEffect, useRef } from "react";
import type { PressRow } from "./message-row.tsx";
import type { MessageRow } from "./use-message-pages.ts";

const HOLD_MS = 450;
/** A finger that moves further than this scrolls. */
const HOLD_PIXELS = 10;

interface RowPress {
  readonly canSelect: boolean;
  readonly selecting: boolean;
  readonly onOpen: (index: number, messageId: string) => void;
  readonly onToggle: (index: number, messageId: string) => void;
  readonly onRange: (index: number) => void;
  /** A pointer that isn't pressed is over it. */
  readonly onPoint: (message: MessageRow) => void;
}

interface Finger {
  readonly x: number;
  readonly y: number;
  readonly timer: ReturnType<typeof setTimeout>;
}

export function useRowPress(input: RowPress): PressRow {
  const latest = useRef(input);
  useEffect(() => {
    latest.current = input;
  });
  const finger = useRef<Finger | null>(null);
  const touch = useRef(false);
  /** The click that follows a long press means nothing. */
  const held = useRef(false);
  useEffect(() => () => clearTimeout(finger.current?.timer), []);

  return useCallback<PressRow>((event, position, message) => {
    const index = position - 1;
    const { canSelect, selecting, onOpen, onToggle, onRange } = latest.current;
    const lift = () => {
      clearTimeout(finger.current?.timer);
      finger.current = null;
    };
    switch (event.type) {
      case "pointerdown": {
        lift();
        held.current = false;
        touch.current = "pointerType" in event && event.pointerType === "touch";
        if (!touch.current || !canSelect) return;
        const timer = setTimeout(() => {
          finger.current = null;
          held.current = true;
          latest.current.onToggle(index, message.id);
        }, HOLD_MS);
        finger.current = { x: event.clientX, y: event.clientY, timer };
        return;
      }
      case "pointermove": {
        if ("pointerType" in event && event.pointerType === "mouse") latest.current.onPoint(message);
        const from = finger.current;
        if (from !== null && Math.hypot(event.clientX - from.x, event.clientY - from.y) > HOLD_PIXELS) lift();
        return;
      }
      case "contextmenu":
        if (touch.current) event.preventDefault();
        return;
      case "mousedown":
        // No text is selected along with the rows.
        if (event.shiftKey) event.preventDefault();
        return;
      case "click": {
        if (held.current) return;
        const onCheck = event.target instanceof Element && event.target.closest("[data-check]") !== null;
        if (!canSelect) onOpen(index, message.id);
        else if (event.shiftKey) onRange(index);
        else if (event.ctrlKey || event.metaKey || onCheck || (selecting && touch.current)) {
          onToggle(index, message.id);
        } else onOpen(index, message.id);
        return;
      }
      default:
        lift();
    }
  }, []);
}
