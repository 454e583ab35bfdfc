// One quiet line at the lower edge: what was done, with the way back, or why it wasn't.
import type { ReactNode } from "react";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { Toast } from "./use-acts.ts";

export function ActToast({
  toast,
  onUndo,
  children,
}: {
  readonly toast: Toast | null;
  readonly onUndo: () => void;
  /** Other lines, above it. */
  readonly children?: ReactNode;
}) {
  const t = useTexts();
  return (
    <div className="act-toasts" role="status" aria-live="polite">
      {children}
      {toast !== null && (
        <div className="act-toast" data-kind={toast.kind} key={toast.key}>
          {toast.kind === "failed" && <Icon name="alert" />}
          <span>{toast.text}</span>
          {toast.undo && (
            <button type="button" onClick={onUndo} aria-keyshortcuts="z">
              {t.act.undo}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
