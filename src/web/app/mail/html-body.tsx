// The HTML of a message in a mailbox of one's own, where pictures from elsewhere may be asked for.
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { HtmlFrame, NO_IMAGES, useRemoteAddresses } from "./html-frame.tsx";
import { ImagesBar } from "./images-bar.tsx";
import { loadInlineImages } from "./inline-images.ts";
import type { Message } from "./message-head.tsx";
import { attachmentUrl } from "./message-urls.ts";
import { loadRemoteImages } from "./remote-images.ts";

/** While somebody reads the message, and a little longer: they may come back. */
const KEPT = { staleTime: Number.POSITIVE_INFINITY, gcTime: 60_000 } as const;

export function HtmlBody(props: {
  readonly html: string;
  readonly message: Message;
  readonly mailboxId: string;
}) {
  const { html, message, mailboxId } = props;
  const [asked, ask] = useState(false);
  const allowed = asked || message.imagesAlways;
  const inline = useQuery({
    queryKey: ["inlineImages", mailboxId, message.id, message.revision],
    queryFn: ({ signal }) =>
      loadInlineImages({
        ...{ html, signal, attachments: message.attachmentList },
        urlOf: (part) => attachmentUrl(mailboxId, message.id, part),
      }),
    // The text doesn't wait for a network to come back.
    networkMode: "always",
    ...KEPT,
  });
  const addresses = useRemoteAddresses(html);
  const remote = useQuery({
    queryKey: ["remoteImages", mailboxId, message.id, message.revision],
    queryFn: ({ signal }) => loadRemoteImages({ addresses, message, mailboxId, signal }),
    enabled: allowed && addresses.length > 0,
    ...KEPT,
  });
  return (
    <>
      {addresses.length > 0 && (
        <ImagesBar
          message={message}
          mailboxId={mailboxId}
          state={!allowed ? "blocked" : remote.isPending ? "loading" : "shown"}
          onShow={() => ask(true)}
          onHide={() => ask(false)}
        />
      )}
      <HtmlFrame
        html={html}
        inlineImages={inline.isPending ? undefined : (inline.data ?? NO_IMAGES)}
        remoteImages={(allowed ? remote.data : undefined) ?? NO_IMAGES}
      />
    </>
  );
}
