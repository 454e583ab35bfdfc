// HTML mail is somebody else's program: it is sanitised, and shown in a frame that may run nothing and load nothing.
import { Button, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { useTexts } from "../words/words-provider.tsx";
import { frameDocument } from "./frame-document.ts";
import { loadInlineImages } from "./inline-images.ts";
import type { Message } from "./message-head.tsx";
import { sanitiseHtml } from "./sanitise-html.ts";

const NO_IMAGES: ReadonlyMap<string, string> = new Map();

export function HtmlBody(props: {
  readonly html: string;
  readonly message: Message;
  readonly mailboxId: string;
}) {
  const t = useTexts();
  const { html, message, mailboxId } = props;
  const [remote, allow] = useState(false);
  const inline = useQuery({
    queryKey: ["inlineImages", mailboxId, message.id],
    queryFn: ({ signal }) => loadInlineImages({ html, message, mailboxId, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
  const images = inline.data ?? NO_IMAGES;
  const clean = useMemo(() => sanitiseHtml(html, { inlineImages: images, remote }), [html, images, remote]);
  const document = useMemo(() => frameDocument({ html: clean.html, remote }), [clean.html, remote]);
  return (
    <>
      {(clean.blocked > 0 || remote) && (
        <div className="images-bar" role="status">
          <span>{remote ? t.mail.imagesShown : t.mail.imagesBlocked}</span>
          {!remote && (
            <Button size="xs" variant="default" onClick={() => allow(true)}>
              {t.mail.showImages}
            </Button>
          )}
        </div>
      )}
      {inline.isPending ? (
        <Skeleton height={200} m="md" />
      ) : (
        <iframe
          className="mail-frame"
          title={t.mail.body}
          // Never allow-scripts, never allow-same-origin: see frame-document.ts.
          sandbox="allow-popups allow-popups-to-escape-sandbox"
          referrerPolicy="no-referrer"
          srcDoc={document}
        />
      )}
    </>
  );
}
