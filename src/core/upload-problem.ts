// Whether bytes given for upload are a message that a mail server can be given: IMAP takes no NUL (RFC 3501 section 9,
// CHAR8) and RFC 5322 no bare CR or LF. Whether anybody can understand it is another matter: what is odd is kept.
import { readHeaders } from "./mime-headers.ts";

export type UploadProblem = "empty" | "noHeaders" | "nul" | "lineEnds";

const [LF, CR] = [10, 13];

/** Null when there is none. */
export function uploadProblem(bytes: Uint8Array): UploadProblem | null {
  if (bytes.length === 0) return "empty";
  if (bytes.includes(0)) return "nul";
  if (hasBareLineEnds(bytes)) return "lineEnds";
  return isHeaderLine(bytes) && readHeaders(bytes, 0).values.size > 0 ? null : "noHeaders";
}

function hasBareLineEnds(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) {
    if (bytes[at - 1] !== CR) return true;
  }
  for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
    if (bytes[at + 1] !== LF) return true;
  }
  return false;
}

/** The first line is a field: a name of printable characters, then a colon (RFC 5322 section 2.2). */
function isHeaderLine(bytes: Uint8Array): boolean {
  const colon = bytes.indexOf(58);
  return colon > 0 && bytes.subarray(0, colon).every((byte) => byte > 32 && byte < 127);
}
