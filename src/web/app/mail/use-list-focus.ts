import { type RefObject, useEffect, useRef } from "react";

/** Leads from the search field to the list, also where that has yet to come: while nothing is found there is none. */
export function useListFocus(listRef: RefObject<HTMLElement | null>) {
  const awaited = useRef(false);
  useEffect(() => {
    if (!awaited.current || listRef.current === null) return;
    awaited.current = false;
    if (document.activeElement?.closest(".mail-search") != null) listRef.current.focus();
  });
  return {
    focus(): void {
      listRef.current?.focus();
      awaited.current = listRef.current === null;
    },
    /** Somebody types on. */
    forget(): void {
      awaited.current = false;
    },
  };
}
