// What a part of a message is to who reads it: text that is shown, or a file that hangs on it. Some are both.
import type { AttachmentInfo } from "./message.ts";
import { firstValue, type HeaderBlock } from "./mime-headers.ts";
import { type ParameterizedValue, parseParameters } from "./mime-parameters.ts";
import type { MimePart } from "./mime-parts.ts";
import { cut, oneLine, withoutTurning } from "./plain-text.ts";

const FILE_NAME_MAX = 255;

export function encodingOf(headers: HeaderBlock): "base64" | "quoted-printable" | "none" {
  const encoding = firstValue(headers, "content-transfer-encoding").toLowerCase();
  if (encoding.startsWith("base64")) return "base64";
  return encoding.startsWith("quoted-printable") ? "quoted-printable" : "none";
}

/** Shown where it stands. */
export function isText(part: MimePart): boolean {
  const { disposition, name } = labelOf(part);
  const { value } = part.type;
  const plain = value === "text/plain" || !value.includes("/");
  if ((!plain && value !== "text/html") || disposition.value === "attachment") return false;
  // RFC 2183 section 2: inline is what isn't said otherwise. A page with a name is a file all the same: nobody means it
  // to stand in the letter.
  return plain || name === "" || disposition.value === "inline";
}

/** Null: it is text, and no file. Inline text with a name is shown and is a file all the same. */
export function attachmentOf(part: MimePart): AttachmentInfo | null {
  const { disposition, name } = labelOf(part);
  if (name === "" && (isText(part) || isOtherForm(part))) return null;
  const { headers, type, path, end } = part;
  const encoded = Math.max(0, end - headers.bodyStart);
  const contentId = oneLine(firstValue(headers, "content-id")).replace(/^<|>$/g, "");
  return {
    part: path === "" ? "1" : path,
    fileName: cut(oneLine(withoutTurning(name)), FILE_NAME_MAX),
    contentType: oneLine(type.value).slice(0, 200),
    // Four characters a three bytes, and a line break every 76.
    size:
      encodingOf(headers) === "base64"
        ? Math.floor((encoded - 2 * Math.floor(encoded / 78)) / 4) * 3
        : encoded,
    contentId: contentId === "" ? null : contentId.slice(0, 500),
    inline: disposition.value === "inline" || contentId !== "",
  };
}

/** Text that is there a second time, for programs we aren't (AMP, watches). */
function isOtherForm({ type, around }: MimePart): boolean {
  return around.includes("multipart/alternative") && /^text\/(?:x-amp-html|watch-html)$/.test(type.value);
}

function labelOf({ headers, type }: MimePart): {
  readonly disposition: ParameterizedValue;
  readonly name: string;
} {
  const disposition = parseParameters(firstValue(headers, "content-disposition"));
  return { disposition, name: disposition.parameters.get("filename") ?? type.parameters.get("name") ?? "" };
}
