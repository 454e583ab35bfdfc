// Short confirmations ("Saved.") at the lower edge, read out by screen readers, gone by themselves.
import { createContext, type ReactNode, use, useCallback, useEffect, useState } from "react";
import { Icon } from "./icon.tsx";

const SHOWN_MS = 5000;

interface Notice {
  readonly id: number;
  readonly text: string;
}

const Context = createContext<(text: string) => void>(() => undefined);

export function NoticeProvider({ children }: { readonly children: ReactNode }) {
  const [notice, setNotice] = useState<Notice | null>(null);
  const show = useCallback((text: string) => setNotice((old) => ({ id: (old?.id ?? 0) + 1, text })), []);
  useEffect(() => {
    if (notice === null) return;
    const timer = setTimeout(() => setNotice(null), SHOWN_MS);
    return () => clearTimeout(timer);
  }, [notice]);
  return (
    <Context value={show}>
      {children}
      <div className="notices" role="status" aria-live="polite">
        {notice !== null && (
          <div className="notice" key={notice.id}>
            <Icon name="check" />
            {notice.text}
          </div>
        )}
      </div>
    </Context>
  );
}

export function useNotice(): (text: string) => void {
  return use(Context);
}
