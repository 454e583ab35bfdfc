// A message as it leaves: made from a draft, or from what a program gave. Its Date is when it is sent, it has a Message-ID by
// which it is known again in Sent, blind copies are told to the server and to nobody else. The rest of its bytes stay.
import { decodeCharset } from "./decode-charset.ts";
import { joinBytes } from "./join-bytes.ts";
import { firstValue, type HeaderBlock, readHeaders, toBytes } from "./mime-headers.ts";
import { parseAddresses } from "./parse-addresses.ts";

/** Who it comes from and goes to, for the server (RFC 5321 section 2.3.1): addresses only, each once. */
export interface Envelope {
  readonly from: string;
  readonly to: readonly string[];
}

/** noSender: not exactly one From (or, of several, no Sender). wrongAddress: one that can't be sent to, or from. */
export type OutgoingProblem =
  | { readonly kind: "noSender" | "noRecipients" | "tooManyRecipients" }
  | { readonly kind: "wrongAddress"; readonly address: string };

export interface OutgoingMessage {
  readonly kind: "ready";
  readonly bytes: Uint8Array;
  readonly envelope: Envelope;
}

/** Exchange Online takes 500 by default; a message to more people is a mailing, and wants another service. */
export const RECIPIENTS_MAX = 500;
/** Told to the server alone (Bcc), written by servers (Return-Path, RFC 5322 section 3.6.7), or written anew. */
const LEFT_OUT: ReadonlySet<string> = new Set(["bcc", "resent-bcc", "return-path", "date"]);
const RECIPIENT_FIELDS = ["to", "cc", "bcc"] as const;
const LF = 10;
const utf8 = new TextEncoder();

/** `id`: of a Message-ID, without brackets, where it has none yet. `at`: ms. */
export function outgoingMessage(
  given: Uint8Array,
  { at, id }: { readonly at: number; readonly id: string },
): OutgoingMessage | OutgoingProblem {
  const headers = readHeaders(given, 0);
  const from = senderOf(headers);
  if (from === null) return { kind: "noSender" };
  const to = recipientsOf(headers);
  const written = writtenIn(headers);
  const wrong = [from, ...to].find(
    (address) => !isSendable(address) || !written.includes(address.toLowerCase()),
  );
  if (wrong !== undefined) return { kind: "wrongAddress", address: wrong };
  if (to.length === 0) return { kind: "noRecipients" };
  if (to.length > RECIPIENTS_MAX) return { kind: "tooManyRecipients" };
  const hasId = /<[^<>\s]+>/.test(firstValue(headers, "message-id"));
  const left = hasId ? LEFT_OUT : new Set([...LEFT_OUT, "message-id"]);
  const added = [`Date: ${dateText(at)}`, ...(hasId ? [] : [`Message-ID: <${id}>`])];
  const head = [...added, ""].join("\r\n");
  return {
    kind: "ready",
    bytes: joinBytes([toBytes(head), ...keptFields(given, headers, left)]),
    envelope: { from, to },
  };
}

/** For a service that sends to those whom the message names: Microsoft Graph tells nobody of Bcc. */
export function withBlindCopies(bytes: Uint8Array, { to }: Envelope): Uint8Array {
  const named = new Set(recipientsOf(readHeaders(bytes, 0)).map((address) => address.toLowerCase()));
  const blind = to.filter((address) => !named.has(address.toLowerCase()));
  return blind.length === 0 ? bytes : joinBytes([utf8.encode(`Bcc: ${blind.join(",\r\n ")}\r\n`), bytes]);
}

function senderOf({ values }: HeaderBlock): string | null {
  const from = (values.get("from") ?? []).flatMap((value) => parseAddresses(value));
  if (from.length === 0 || values.get("from")?.length !== 1) return null;
  // Of several authors one has sent it (RFC 5322 section 3.6.2).
  const [sender, ...others] = from.length === 1 ? from : parseAddresses(values.get("sender")?.[0] ?? "");
  return sender === undefined || others.length > 0 ? null : sender.address || sender.name;
}

function recipientsOf({ values }: HeaderBlock): readonly string[] {
  const people = RECIPIENT_FIELDS.flatMap((field) =>
    (values.get(field) ?? []).flatMap((value) => parseAddresses(value)),
  );
  // "undisclosed-recipients:;" names nobody; a name without an address is a mistake that somebody wants to hear of.
  const named = people
    .map(({ address, name }) => address || name)
    .filter((each) => !/^undisclosed/i.test(each));
  const seen = new Map(named.map((address) => [address.toLowerCase(), address]));
  return [...seen.values()];
}

/** What was read from an encoded word, or with something left out of it, isn't what anybody wrote (RFC 2047 section 5). */
function writtenIn({ values }: HeaderBlock): string {
  const lines = ["from", "sender", ...RECIPIENT_FIELDS].flatMap((field) => values.get(field) ?? []);
  return decodeCharset(toBytes(lines.join("\n")), "utf-8").toLowerCase();
}

/** A dot-atom, of UTF-8 too (RFC 6532), at a domain of letters, digits and hyphens, or an address literal. Quoted local parts are no
 *  mailbox of anybody, and are how addresses are smuggled past readers ("a@evil x"@good). */
export function isSendable(address: string): boolean {
  if (address.length > 254) return false;
  const [, local = "", domain = ""] = /^([^@]+)@([^@]+)$/.exec(address) ?? [];
  const isLocal = /^[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\uffff-]+)*$/.test(
    local,
  );
  return isLocal && !/[\s\p{Cc}\p{Cf}]/u.test(local) && isDomain(domain);
}

function isDomain(domain: string): boolean {
  const labels = domain.split(".");
  return labels.length > 1 && labels.every((label) => /^(?!-)[\p{L}\p{M}\p{N}-]{1,63}(?<!-)$/u.test(label));
}

/** The fields that stay, with their folding, and the body. A field without a name goes: what it is nobody knows. */
function* keptFields(
  bytes: Uint8Array,
  { bodyStart }: HeaderBlock,
  left: ReadonlySet<string>,
): Generator<Uint8Array> {
  let start = 0;
  while (start < bodyStart) {
    let end = lineEnd(bytes, start, bodyStart);
    while (end < bodyStart && (bytes[end] === 32 || bytes[end] === 9)) end = lineEnd(bytes, end, bodyStart);
    const field = bytes.subarray(start, end);
    if (!left.has(fieldName(field))) yield field;
    start = end;
  }
  yield bytes.subarray(bodyStart);
}

function lineEnd(bytes: Uint8Array, start: number, limit: number): number {
  const newline = bytes.indexOf(LF, start);
  return newline < 0 || newline >= limit ? limit : newline + 1;
}

function fieldName(field: Uint8Array): string {
  const colon = field.indexOf(58);
  return colon < 0
    ? ""
    : String.fromCharCode(...field.subarray(0, Math.min(colon, 100)))
        .trim()
        .toLowerCase();
}

/** RFC 5322 section 3.3. */
function dateText(at: number): string {
  return new Date(at).toUTCString().replace("GMT", "+0000");
}
