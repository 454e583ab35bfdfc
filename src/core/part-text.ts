// What a part of a message holds, decoded: bytes, or text.
import { decodeCharset } from "./decode-charset.ts";
import type { MimePart } from "./mime-parts.ts";
import { encodingOf } from "./part-kinds.ts";
import { decodeBase64, decodeQuotedPrintable } from "./transfer-decoding.ts";

/** The beginning of it, at most so many bytes once they are decoded. */
export function partContent(
  bytes: Uint8Array,
  { headers, end }: MimePart,
  bytesMax = Number.POSITIVE_INFINITY,
): Uint8Array {
  const body = bytes.subarray(headers.bodyStart, Math.max(headers.bodyStart, end));
  const encoding = encodingOf(headers);
  if (encoding === "base64") return decodeBase64(body.subarray(0, bytesMax * 2), bytesMax);
  if (encoding === "quoted-printable") {
    return decodeQuotedPrintable(body.subarray(0, bytesMax * 3)).subarray(0, bytesMax);
  }
  return body.subarray(0, bytesMax);
}

export function partText(bytes: Uint8Array, part: MimePart, bytesMax: number): string {
  return decodeCharset(partContent(bytes, part, bytesMax), part.type.parameters.get("charset") ?? "");
}
