// Pictures that are parts of the mail, as data: URLs: the frame may load nothing, not even from us.

import { loadAsData } from "./load-as-data.ts";
import type { Message } from "./message-head.tsx";
import { contentId } from "./sanitise-html.ts";

const IMAGE = /^image\/(?:png|jpe?g|gif|webp|bmp|avif)$/i;
const BYTES_MAX = 5_000_000;
const BYTES_TOGETHER_MAX = 20_000_000;
const COUNT_MAX = 50;

export async function loadInlineImages(input: {
  readonly html: string;
  readonly attachments: Message["attachmentList"];
  /** Where the bytes of a part are. */
  readonly urlOf: (part: string) => string;
  readonly signal: AbortSignal;
}): Promise<ReadonlyMap<string, string>> {
  const wanted = new Set([...input.html.matchAll(/cid:[^\s"'<>)]{1,300}/gi)].map(([url]) => contentId(url)));
  const images = new Map<string, string>();
  let together = 0;
  for (const { contentId: id, contentType, part, size } of input.attachments) {
    if (id === null || !wanted.has(id) || images.has(id) || images.size >= COUNT_MAX) continue;
    if (!IMAGE.test(contentType) || size > BYTES_MAX || together + size > BYTES_TOGETHER_MAX) continue;
    together += size;
    const loaded = await loadAsData(input.urlOf(part), input.signal);
    if (loaded !== null) images.set(id, `data:${contentType.toLowerCase()};base64,${loaded.base64}`);
  }
  return images;
}
