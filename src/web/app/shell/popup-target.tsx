import { type Ref, useImperativeHandle } from "react";
import type { Popup } from "./use-popup.ts";

/** Where Mantine wants its target: the button, which was there before. Whatever else it gives its target the button has. */
export function PopupTarget(props: {
  readonly button: Popup["button"];
  readonly ref?: Ref<HTMLButtonElement | null>;
}) {
  const { button, ref } = props;
  useImperativeHandle<HTMLButtonElement | null, HTMLButtonElement | null>(ref, () => button.current, [
    button,
  ]);
  return null;
}
