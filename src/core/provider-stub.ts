// Exchange answers a FETCH of a message that it can't convert with a small message of its own making. Stored as
// the message it would hide the real one for good; it is set aside and asked again instead.
import { decodeHeaderText } from "./encoded-words.ts";
import { firstValue, readHeaders } from "./mime-headers.ts";

const STUB_BYTES_MAX = 4 * 1024;
/** Followed by the uid that was asked for. */
const SUBJECT = /^retrieval using the imap4 protocol failed for the following message:\s*\d+$/i;

/** Told by its subject and by what it lacks: no way it came, no Message-ID. A mail that quotes or forwards one has
 *  a subject of its own, and both of these. */
export function isProviderStub(bytes: Uint8Array): boolean {
  if (bytes.length > STUB_BYTES_MAX) return false;
  const headers = readHeaders(bytes, 0);
  if (headers.values.has("received") || headers.values.has("message-id")) return false;
  const subject = decodeHeaderText(firstValue(headers, "subject"));
  return SUBJECT.test(subject.replace(/\s+/g, " ").trim());
}
