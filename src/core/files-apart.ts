// A message whose files go apart from it: to a service that takes a message of a few megabytes and each of its files by
// itself (learn.microsoft.com/graph/outlook-large-attachments). What stays is the message to the byte, without them.
import { joinBytes } from "./join-bytes.ts";
import type { AttachmentInfo } from "./message.ts";
import { readHeaders } from "./mime-headers.ts";
import { type MimePart, readParts } from "./mime-parts.ts";
import { attachmentIn } from "./open-message.ts";
import { partContent } from "./part-text.ts";

export interface FileApart {
  readonly name: string;
  readonly contentType: string;
  /** By which the text refers to it; null: it doesn't. */
  readonly contentId: string | null;
  /** It is shown in the text. */
  readonly inline: boolean;
  readonly content: Uint8Array;
}

export interface MessageApart {
  readonly rest: Uint8Array;
  /** In the message's order. */
  readonly files: readonly FileApart[];
}

/** Takes out as few files as it takes for the rest to have `bytesMax`, the largest first; all of them where that isn't
 *  enough. Nothing is taken out of what is signed, encrypted or one of several forms. */
export function withFilesApart(message: Uint8Array, bytesMax: number): MessageApart {
  const taken: { readonly part: MimePart; readonly info: AttachmentInfo }[] = [];
  let size = message.length;
  for (const file of size > bytesMax ? filesOf(message) : []) {
    if (size <= bytesMax) break;
    size -= lengthOf(file.part);
    taken.push(file);
  }
  taken.sort((a, b) => a.part.start - b.part.start);
  const kept: Uint8Array[] = [];
  let at = 0;
  for (const { part } of taken) {
    kept.push(message.subarray(at, part.start));
    at = part.end;
  }
  return {
    rest: taken.length === 0 ? message : joinBytes([...kept, message.subarray(at)]),
    files: taken.map(({ part, info }) => ({
      name: info.fileName || info.contentId || "attachment",
      contentType: info.contentType,
      contentId: info.contentId,
      inline: info.contentId !== null && part.around.at(-1) === "multipart/related",
      content: partContent(message, part),
    })),
  };
}

/** The largest first. */
function filesOf(message: Uint8Array) {
  const files = [...readParts(message, readHeaders(message, 0))].flatMap((part) => {
    const info = isLoose(part) ? attachmentIn(message, part) : null;
    return info === null ? [] : [{ part, info }];
  });
  return files.sort((a, b) => lengthOf(b.part) - lengthOf(a.part));
}

/** Without it what is around it is a message still. A multipart without parts is none, so that the first one stays. */
function isLoose({ around, path }: MimePart): boolean {
  const isFirst = path === "" || path === "1" || path.endsWith(".1");
  return !isFirst && around.every((type) => type === "multipart/mixed" || type === "multipart/related");
}

function lengthOf({ start, end }: MimePart): number {
  return end - start;
}
