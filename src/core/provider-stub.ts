// Exchange answers a FETCH of a message that it can't convert with a small message of its own making. Stored as
// the message it would hide the real one for good; it is set aside and asked again instead.
import { indexOfText } from "./index-of-text.ts";

const STUB_BYTES_MAX = 4 * 1024;
const MARKS = [
  "retrieval using the imap4 protocol failed for the following message",
  "the server couldn't retrieve the following message",
];

export function isProviderStub(bytes: Uint8Array): boolean {
  if (bytes.length > STUB_BYTES_MAX) return false;
  return MARKS.some((mark) => indexOfText(bytes, mark) >= 0);
}
