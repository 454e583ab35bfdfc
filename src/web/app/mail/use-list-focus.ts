import { type RefObject, useEffect, useRef } from "react";

/** Leads from the search field to the list of what was searched, also where that has yet to come: the list of a folder
 *  goes for it. `words` are those of the list that is there. */
export function useListFocus(listRef: RefObject<HTMLElement | null>, words: string) {
  const awaited = useRef<string | null>(null);
  useEffect(() => {
    if (awaited.current !== words || listRef.current === null) return;
    awaited.current = null;
    if (document.activeElement?.closest(".mail-search") != null) listRef.current.focus();
  });
  return {
    focus(next: string): void {
      if (next === words) listRef.current?.focus();
      else awaited.current = next;
    },
    /** Somebody types on. */
    forget(): void {
      awaited.current = null;
    },
  };
}
