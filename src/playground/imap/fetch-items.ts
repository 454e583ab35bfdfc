// What FETCH answers for one message.
import { createHash } from "node:crypto";
import type { StoredMessage } from "../folder.ts";
import { stub } from "../mailbox.ts";
import type { Switches } from "../switches.ts";
import type { Profile } from "./profiles.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

interface Around {
  readonly profile: Profile;
  readonly switches: Switches;
  readonly labelsOf: (message: StoredMessage) => readonly string[];
}

/** Pieces of one answer, to be written one after the other. */
export function fetchRow(
  sequence: number,
  message: StoredMessage,
  items: readonly string[],
  around: Around & { readonly withModseq: boolean },
): readonly (string | Buffer)[] {
  const pieces: (string | Buffer)[] = [`* ${sequence} FETCH (`];
  const names = around.withModseq && !items.includes("MODSEQ") ? [...items, "MODSEQ"] : items;
  names.forEach((item, i) => {
    if (i > 0) pieces.push(" ");
    pieces.push(...fetchItem(message, item, around));
  });
  pieces.push(")\r\n");
  return pieces;
}

function fetchItem(
  message: StoredMessage,
  item: string,
  { profile, switches, labelsOf }: Around,
): readonly (string | Buffer)[] {
  switch (item) {
    case "UID":
      return [`UID ${message.uid}`];
    case "FLAGS":
      return [`FLAGS (${[...message.flags].join(" ")})`];
    case "INTERNALDATE":
      return [`INTERNALDATE "${internalDate(message.date)}"`];
    case "RFC822.SIZE":
      return [`RFC822.SIZE ${profile.estimatesSizes ? estimate(message) : message.size()}`];
    case "MODSEQ":
      return [`MODSEQ (${message.modseq})`];
    case "EMAILID":
      return [`EMAILID (${message.emailId})`];
    case "X-GM-MSGID":
    case "X-GM-THRID":
      return [profile.gmailIds ? `${item} ${gmailId(message)}` : `${item} NIL`];
    case "X-GM-LABELS":
      return [`X-GM-LABELS (${labelsOf(message).join(" ")})`];
    case "ENVELOPE":
      return [`ENVELOPE ${envelope(message.bytes())}`];
    default:
      return body(message, item, switches);
  }
}

/** 64 bits, decimal. */
function gmailId({ emailId }: StoredMessage): bigint {
  return createHash("sha1").update(emailId).digest().readBigUInt64BE() >> 1n;
}

function body(message: StoredMessage, item: string, switches: Switches): readonly (string | Buffer)[] {
  const match = /^(?:BODY(?:\.PEEK)?\[([^\]]*)\]|RFC822(\.HEADER|\.TEXT)?)(?:<(\d+)\.(\d+)>)?$/.exec(item);
  if (match === null) return [`${item} NIL`];
  const section = (match[1] ?? (match[2] === ".HEADER" ? "HEADER" : "")).toUpperCase();
  const name = match[1] === undefined ? item : `BODY[${match[1]}]`;
  if (listed(switches.nilUids, message.uid)) return [`${name} NIL`];
  const whole = listed(switches.stubUids, message.uid) ? stub(message.uid) : message.bytes();
  let bytes = sectionOf(whole, section);
  let label = name;
  if (match[3] !== undefined) {
    const from = Number(match[3]);
    bytes = bytes.subarray(from, from + Number(match[4]));
    label = `${name}<${from}>`;
  }
  return [`${label} {${bytes.length}}\r\n`, bytes];
}

function sectionOf(whole: Buffer, section: string): Buffer {
  const end = whole.indexOf("\r\n\r\n");
  const header = end < 0 ? whole : whole.subarray(0, end + 4);
  if (section === "") return whole;
  if (section === "HEADER") return header;
  if (section === "TEXT" || section === "1") return end < 0 ? Buffer.alloc(0) : whole.subarray(end + 4);
  const fields = /^HEADER\.FIELDS \(([^)]*)\)$/.exec(section)?.[1]?.split(" ") ?? [];
  const lines = header
    .toString("latin1")
    .replace(/\r\n[ \t]+/g, " ")
    .split("\r\n");
  const chosen = lines.filter((line) => fields.includes(line.split(":", 1)[0]?.toUpperCase() ?? ""));
  return Buffer.from(`${chosen.join("\r\n")}\r\n\r\n`, "latin1");
}

function envelope(raw: Buffer): string {
  const header = (name: string): string | undefined =>
    new RegExp(`^${name}:[ \\t]*(.*(?:\\r\\n[ \\t].*)*)`, "im")
      .exec(sectionOf(raw, "HEADER").toString("latin1"))?.[1]
      ?.replace(/\r\n[ \t]+/g, " ");
  const quoted = (value: string | undefined): string =>
    value === undefined ? "NIL" : `"${value.replace(/["\\]/g, "\\$&")}"`;
  const addresses = (value: string | undefined): string => {
    const found = [...(value ?? "").matchAll(/(?:"?([^"<,]*?)"?\s*)?<([^@>]+)@([^>]+)>/g)];
    if (found.length === 0) return "NIL";
    return `(${found.map(([, name, user, host]) => `(${quoted(name || undefined)} NIL ${quoted(user)} ${quoted(host)})`).join("")})`;
  };
  const from = addresses(header("From"));
  return `(${quoted(header("Date"))} ${quoted(header("Subject"))} ${from} ${from} ${from} ${addresses(header("To"))} ${addresses(header("Cc"))} NIL ${quoted(header("In-Reply-To"))} ${quoted(header("Message-ID"))})`;
}

export function internalDate(ms: number): string {
  const date = new Date(ms);
  const day = String(date.getUTCDate()).padStart(2, " ");
  return `${day}-${MONTHS[date.getUTCMonth()]}-${date.getUTCFullYear()} ${date.toISOString().slice(11, 19)} +0000`;
}

export function parseInternalDate(text: string): number | null {
  const match = /^ ?(\d{1,2})-(\w{3})-(\d{4}) (\d\d:\d\d:\d\d) ([+-]\d{4})$/.exec(text);
  if (match === null) return null;
  const [, day, month, year, time, zone] = match;
  const ms = Date.parse(`${day} ${month} ${year} ${time} ${zone}`);
  return Number.isNaN(ms) ? null : ms;
}

/** Wrong by up to a tenth, and always the same for a message. */
function estimate(message: StoredMessage): number {
  const size = message.size();
  const wobble = createHash("sha1").update(message.emailId).digest()[0] ?? 0;
  return Math.round(size * (0.95 + wobble / 2_560));
}

function listed(uids: string, uid: number): boolean {
  return uids !== "" && uids.split(",").some((each) => Number(each.trim()) === uid);
}
