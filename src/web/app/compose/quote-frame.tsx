import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import { frameDocument } from "../mail/frame-document.ts";
import { sanitiseHtml } from "../mail/sanitise-html.ts";
import { useTexts } from "../words/words-provider.tsx";

const NO_IMAGES: ReadonlyMap<string, string> = new Map();

export function QuoteFrame({ quote }: { readonly quote: string }) {
  const t = useTexts();
  const scheme = useComputedColorScheme("light");
  const source = useMemo(() => {
    const { showQuoted } = t.reading;
    return frameDocument(
      sanitiseHtml(quote, { inlineImages: NO_IMAGES, remoteImages: NO_IMAGES, showQuoted, scheme }),
    );
  }, [quote, t, scheme]);
  return (
    <iframe
      className="compose-quote-frame"
      title={t.compose.quoted}
      // Never allow-scripts, never allow-same-origin: see frame-document.ts.
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={source}
    />
  );
}
