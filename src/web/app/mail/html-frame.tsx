// HTML mail is somebody else's program: it is sanitised, and shown in a frame that may run nothing and load nothing.
// The only way in which such mail is shown, wherever it lies.
import { Skeleton, useComputedColorScheme } from "@mantine/core";
import { type CSSProperties, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { estimatedHeight } from "./estimate-height.ts";
import { frameDocument } from "./frame-document.ts";
import { sanitiseHtml } from "./sanitise-html.ts";

/** Beside the text, pixels (frame-document.ts). */
const SIDES = 44;

type Images = ReadonlyMap<string, string>;
export const NO_IMAGES: Images = new Map();
const NOTHING_SHOWN = { inlineImages: NO_IMAGES, remoteImages: NO_IMAGES };

export function HtmlFrame(props: {
  readonly html: string;
  /** Pictures that are parts of the mail; undefined: on their way. */
  readonly inlineImages: Images | undefined;
  readonly remoteImages: Images;
}) {
  const t = useTexts();
  const { html, remoteImages, inlineImages = NO_IMAGES } = props;
  const { showQuoted } = t.reading;
  const reader = useComputedColorScheme("light");
  const mail = useMemo(
    () => sanitiseHtml(html, { inlineImages, remoteImages, showQuoted, scheme: reader }),
    [html, inlineImages, remoteImages, showQuoted, reader],
  );
  const document = useMemo(() => frameDocument(mail), [mail]);
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (frame.current === null) return;
    setHeight(estimatedHeight(mail.html, frame.current.clientWidth - SIDES, window.innerHeight));
  }, [mail]);
  if (props.inlineImages === undefined) return <Skeleton height={200} m="md" />;
  return (
    <iframe
      ref={frame}
      style={height === null ? undefined : ({ "--mail-height": `${height}px` } as CSSProperties)}
      className={`mail-frame ${mail.scheme}`}
      title={t.mail.body}
      // Never allow-scripts, never allow-same-origin: see frame-document.ts.
      sandbox="allow-popups allow-popups-to-escape-sandbox"
      referrerPolicy="no-referrer"
      srcDoc={document}
    />
  );
}

/** The addresses of pictures from elsewhere. */
export function useRemoteAddresses(html: string): readonly string[] {
  return useMemo(
    () => sanitiseHtml(html, { ...NOTHING_SHOWN, showQuoted: "", scheme: "light" }).remote,
    [html],
  );
}
