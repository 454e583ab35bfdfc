import { Button } from "@mantine/core";
import { useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { Icon } from "./icon.tsx";

/** Copies and says so. Where the clipboard is refused (plain http on another machine) the text gets selected. */
export function CopyButton(props: {
  readonly text: string;
  readonly label: string;
  readonly variant?: "default" | "filled";
}) {
  const t = useTexts();
  const [copied, setCopied] = useState(false);
  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(props.text);
    } catch {
      copyBySelection(props.text);
    }
    setCopied(true);
  }
  return (
    <Button
      variant={props.variant ?? "default"}
      leftSection={<Icon name={copied ? "check" : "copy"} size={16} />}
      onClick={() => void copy()}
    >
      <span aria-live="polite">{copied ? t.common.copied : props.label}</span>
    </Button>
  );
}

function copyBySelection(text: string): void {
  const before = document.activeElement;
  const area = document.createElement("textarea");
  area.value = text;
  area.style.position = "fixed";
  area.style.opacity = "0";
  document.body.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
  // In a dialog too.
  if (before instanceof HTMLElement) before.focus({ preventScroll: true });
}
