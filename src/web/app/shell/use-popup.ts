import { useDisclosure } from "@mantine/hooks";
import { useId, useRef } from "react";

export interface Popup {
  readonly opened: boolean;
  readonly onClose: () => void;
  /** Of the button; that of what pops up is made from it. */
  readonly id: string;
  readonly button: { readonly current: HTMLButtonElement | null };
}

/** A button and what pops up beside it, which comes in a later chunk: the button says of itself what Mantine's own targets
 *  say. */
export function usePopup(kind: "menu" | "dialog") {
  const [opened, { toggle, close }] = useDisclosure(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const popup: Popup = { opened, onClose: close, id, button };
  const target = {
    ref: button,
    id,
    "aria-haspopup": kind,
    "aria-expanded": opened,
    "aria-controls": opened ? `${id}-dropdown` : undefined,
    onClick: toggle,
  } as const;
  return { popup, target };
}
