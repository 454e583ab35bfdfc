// Pictures that are parts of the mail, as data: URLs: the frame may load nothing, not even from us.

import type { Message } from "./message-head.tsx";
import { attachmentUrl } from "./message-urls.ts";
import { contentId } from "./sanitise-html.ts";

const IMAGE = /^image\/(?:png|jpe?g|gif|webp|bmp|avif)$/i;
const BYTES_MAX = 5_000_000;
const BYTES_TOGETHER_MAX = 20_000_000;
const COUNT_MAX = 50;

export async function loadInlineImages(input: {
  readonly html: string;
  readonly message: Message;
  readonly mailboxId: string;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set([...input.html.matchAll(/cid:[^\s"'<>)]{1,300}/gi)].map(([url]) => contentId(url)));
  const images = new Map<string, string>();
  let together = 0;
  for (const { contentId: id, contentType, part, size } of input.message.attachmentList) {
    if (id === null || !wanted.has(id) || images.has(id) || images.size >= COUNT_MAX) continue;
    if (!IMAGE.test(contentType) || size > BYTES_MAX || together + size > BYTES_TOGETHER_MAX) continue;
    together += size;
    const url = await loadAsData(
      attachmentUrl(input.mailboxId, input.message.id, part),
      contentType,
      input.signal,
    );
    if (url !== null) images.set(id, url);
  }
  return images;
}

async function loadAsData(url: string, type: string, signal: AbortSignal): Promise<string | null> {
  const response = await fetch(url, { credentials: "same-origin", signal });
  if (!response.ok) return null;
  const bytes = new Blob([await response.arrayBuffer()], { type: type.toLowerCase() });
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(typeof reader.result === "string" ? reader.result : null);
    reader.onerror = () => reject(reader.error ?? new Error("unreadable"));
    reader.readAsDataURL(bytes);
  });
}
