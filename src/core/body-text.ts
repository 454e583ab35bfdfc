// All the text of a message that people read, for searching it.
import { htmlToText } from "./html-to-text.ts";
import { readHeaders } from "./mime-headers.ts";
import { readParts } from "./mime-parts.ts";
import { isText } from "./part-kinds.ts";
import { partText } from "./part-text.ts";
import { cut } from "./plain-text.ts";

/** Characters; a thousand messages have one that is longer. */
const TEXT_LENGTH_MAX = 100_000;
const HTML_BYTES_MAX = 500_000;

/** Never throws. Where there is plain text, HTML says the same once more. */
export function bodyText(bytes: Uint8Array): string {
  const texts: string[] = [];
  const pages: string[] = [];
  let left = TEXT_LENGTH_MAX;
  let htmlLeft = HTML_BYTES_MAX;
  try {
    for (const part of readParts(bytes, readHeaders(bytes, 0))) {
      if (left <= 0 || !isText(part)) continue;
      if (part.type.value === "text/html") {
        if (htmlLeft <= 0) continue;
        const page = partText(bytes, part, htmlLeft);
        htmlLeft -= page.length;
        pages.push(page);
      } else {
        // A character takes one byte at least.
        const text = partText(bytes, part, left * 4);
        left -= text.length;
        if (text.trim() !== "") texts.push(text);
      }
    }
  } catch {
    // What was read so far.
  }
  const readable = texts.length > 0 ? texts.join("\n") : pages.map(htmlToText).join("\n");
  return cut(readable, TEXT_LENGTH_MAX);
}
