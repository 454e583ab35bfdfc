import { Suspense, useEffect } from "react";
import { lazyPart } from "../shell/lazy-part.tsx";
import { withAllTexts } from "../words/load-texts.ts";
import type { Linking } from "./use-linking.ts";

const LinkDialog = lazyPart(withAllTexts(async () => (await import("./link-dialog.tsx")).LinkDialog));

/** The question which record, while it is asked; afterwards the keyboard is where it was. */
export function LinkingDialog({ linking }: { readonly linking: Linking | null }) {
  const asked = linking?.asked ?? null;
  const isOpen = asked !== null;
  useEffect(() => {
    if (!isOpen) return;
    const before = document.activeElement;
    return () => {
      // When the dialog has let go of it.
      setTimeout(() => before instanceof HTMLElement && before.focus({ preventScroll: true }));
    };
  }, [isOpen]);
  if (linking === null || asked === null) return null;
  return (
    <Suspense fallback={null}>
      <LinkDialog count={asked.length} onLink={linking.link} onClose={linking.cancel} />
    </Suspense>
  );
}
