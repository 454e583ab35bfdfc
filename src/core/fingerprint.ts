// What makes a message the same message wherever it lies (law 2): the headers that no server changes, in a form
// that survives folding and encoding anew. The caller hashes it.
import { decodeHeaderText } from "./encoded-words.ts";
import { readHeaders } from "./mime-headers.ts";
import { parseAddresses } from "./parse-addresses.ts";
import { parseDate } from "./parse-date.ts";

const ADDRESS_FIELDS = ["from", "to", "cc"] as const;
const TEXT_FIELDS = ["message-id", "in-reply-to", "subject"] as const;

/** `bytes`: headers alone or a whole message; `headers`: where they were read already. */
export function fingerprintText(bytes: Uint8Array, headers = readHeaders(bytes, 0)): string {
  const raw = (name: string): string => headers.values.get(name)?.[0] ?? "";
  const texts = TEXT_FIELDS.map((name) => fold(decodeHeaderText(raw(name))));
  const people = ADDRESS_FIELDS.map((name) =>
    parseAddresses(raw(name))
      .map(({ address }) => address.toLowerCase())
      .join(","),
  );
  const date = parseDate(raw("date"));
  return [...texts, ...people, date === null ? fold(raw("date")) : String(date)].join("\n");
}

/** With its brackets; "" where there is none. */
export function messageIdIn(fingerprint: string): string {
  return fingerprint.slice(0, fingerprint.indexOf("\n"));
}

/** Whether a fingerprint's text tells the message from all others. */
export function isDistinct(fingerprint: string): boolean {
  return messageIdIn(fingerprint) !== "";
}

function fold(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
