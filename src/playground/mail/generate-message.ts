// Lifelike mail, made from (person, folder, number) alone: the same bytes whenever they are asked for, and nothing
// kept in memory. Conversations, newsletters, CVs, invitations, odd encodings; sizes as in real mailboxes.
import { createHash } from "node:crypto";
import type { PlaygroundPerson } from "../people.ts";
import { CORRESPONDENTS, type Language, NEWSLETTERS, PHRASES } from "./phrases.ts";

const DAY_MS = 24 * 60 * 60_000;
const SPAN_DAYS = 3 * 365;
/** Of these, half are unread. */
const RECENT_MESSAGES = 12;
/** Between the newest message and the first start. */
const QUIET_MS = 7 * 60_000;

export interface GeneratedMessage {
  readonly bytes: Buffer;
}

export interface GeneratedMeta {
  /** Milliseconds UTC. */
  readonly date: number;
  readonly seen: boolean;
  readonly flagged: boolean;
  readonly answered: boolean;
}

/** Lines of base64 with CRLF. */
const LINE_BYTES = 78;
const QUOTED_LINE_MAX = 76;
const ATTACHMENT_BYTES_MAX = 8_000_000;
/** Of the messages that people write. */
const ATTACHED_SHARE = 0.36;
const NEWSLETTER_SHARE = 0.16;

/** Random base64 that attachments are cut from, made when first needed. */
let noise: string | null = null;

/** `newest` is when the mailbox ends, ms UTC. */
export function generatedMeta(
  person: PlaygroundPerson,
  folder: string,
  place: { readonly index: number; readonly count: number; readonly newest: number },
): GeneratedMeta {
  const random = randomOf(person, folder, place.index, "meta");
  // More mail in recent months than long ago, in the order of its arrival.
  const younger = place.count - 1 - place.index;
  const share = (younger - (younger > 0 ? random() * 0.9 : 0)) / Math.max(1, place.count);
  const age = share ** 1.25 * SPAN_DAYS * DAY_MS;
  const date = place.newest - age - QUIET_MS;
  const recent = younger < RECENT_MESSAGES || age < 5 * DAY_MS;
  return {
    date: Math.floor(date / 1000) * 1000,
    seen: folder !== "INBOX" || random() < (recent ? 0.5 : 0.97),
    flagged: random() < 0.03,
    answered: folder === "INBOX" && random() < 0.25,
  };
}

export function generateMessage(
  person: PlaygroundPerson,
  folder: string,
  index: number,
  date: number,
): GeneratedMessage {
  const random = randomOf(person, folder, index, "body");
  const sent = /sent|verzonden/i.test(folder);
  const conversation = Math.floor(index / 3);
  const themes = hash(`${person.address}${folder}${conversation}`);
  // All of a conversation is with one person about one thing; newsletters come in between.
  const partner = pick(CORRESPONDENTS, (themes % 997) / 997);
  const newsletter = !sent && random() < NEWSLETTER_SHARE ? pick(NEWSLETTERS, random()) : null;
  const other = newsletter ?? partner;
  const subject =
    newsletter === null
      ? pick(PHRASES[partner.language].subjects, (themes % 991) / 991)
      : pick(newsletter.subjects, random());
  const reply = index % 3 > 0 && newsletter === null;
  const id = (n: number): string =>
    `<${hash(`${person.address}/${folder}/${n}`).toString(36)}.${n}@playground.example>`;
  const them = mailbox(other.name, other.address);
  const me = mailbox(person.name, person.address);
  const headers = [
    `Received: from mail.example (192.0.2.${index % 250}) by in.playground.example; ${dateHeader(date)}`,
    `Message-ID: ${id(index)}`,
    `Date: ${dateHeader(date)}`,
    `From: ${sent ? me : them}`,
    `To: ${sent ? them : me}`,
    ...(random() < 0.15 ? [`Cc: ${mailbox("Mila Bakker", "admin@contoso.example")}`] : []),
    `Subject: ${encodeWords(`${reply ? "Re: " : ""}${subject}`)}`,
    ...(reply
      ? [`In-Reply-To: ${id(index - 1)}`, `References: ${id(index - (index % 3))} ${id(index - 1)}`]
      : []),
    "MIME-Version: 1.0",
  ];
  const attachment = attachmentFor(random, newsletter !== null, date);
  const [reader, writer] = sent ? [other.name, person.name] : [person.name, other.name];
  const body =
    newsletter === null
      ? letterBody(random, { language: partner.language, reader, writer, quoted: reply ? 2 : 0 })
      : newsletterBody(random, index);
  return { bytes: Buffer.from(compose(headers, body, attachment, `b${index}x${conversation}`)) };
}

function pick<T>(list: readonly T[], share: number): T {
  return list[Math.floor(share * list.length)] as T;
}

interface Part {
  readonly headers: readonly string[];
  readonly body: string;
}

interface Letter {
  readonly language: Language;
  readonly reader: string;
  readonly writer: string;
  /** At least this many earlier messages are quoted below. */
  readonly quoted: number;
}

function letterBody(random: () => number, letter: Letter): readonly Part[] {
  const { hello, regards, wrote, sentences } = PHRASES[letter.language];
  const paragraphs = (): readonly string[] =>
    Array.from({ length: 1 + Math.floor(random() * 3) }, () => prose(random, sentences));
  const messages = Array.from({ length: 1 + letter.quoted + Math.floor(random() * 3) }, (_, depth) => ({
    writer: depth % 2 === 0 ? letter.writer : letter.reader,
    lines: [hello, ...paragraphs(), regards],
  }));
  let plain = "";
  let html = "";
  for (const [depth, { writer, lines }] of [...messages.entries()].reverse()) {
    const below = plain === "" ? "" : `${wrote(messages[depth + 1]?.writer ?? "")}\r\n${quote(plain)}\r\n`;
    plain = `${lines.map((line) => wrap(line)).join("\r\n\r\n")}\r\n${writer}\r\n\r\n${below}`;
    const written = [...lines, writer].map((line) => outlookParagraph(escapeHtml(line))).join("\r\n");
    html = `${written}\r\n${html === "" ? "" : `<blockquote style="border-left:2px solid #ccc;padding-left:1em">\r\n${outlookParagraph(`<b>${escapeHtml(wrote(messages[depth + 1]?.writer ?? ""))}</b>`)}\r\n${html}</blockquote>`}`;
  }
  const textPart: Part = {
    headers: ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
    body: quotedPrintable(plain),
  };
  if (random() < 0.25) return [textPart];
  return [
    textPart,
    {
      headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      body: quotedPrintable(`<html><head>${OUTLOOK_STYLE}</head><body>${html}</body></html>`),
    },
  ];
}

/** The weight that mail of a word processor carries along. */
const OUTLOOK_STYLE = `<style><!--\r\n${["MsoNormal", "MsoListParagraph", "MsoPlainText", "EmailStyle17"]
  .map(
    (name) =>
      `p.${name}, li.${name}, div.${name}\r\n\t{margin:0cm;\r\n\tfont-size:11.0pt;\r\n\tfont-family:"Calibri",sans-serif;}`,
  )
  .join("\r\n")}\r\n@page WordSection1\r\n\t{size:612.0pt 792.0pt;\r\n\tmargin:70.85pt;}\r\n--></style>`;

function outlookParagraph(html: string): string {
  return `<p class="MsoNormal" style="margin-bottom:12.0pt"><span lang="EN-US" style="font-family:&quot;Calibri&quot;,sans-serif">${html}</span></p>`;
}

function prose(random: () => number, sentences: readonly string[]): string {
  const first = Math.floor(random() * sentences.length);
  const count = 2 + Math.floor(random() * 4);
  return Array.from({ length: count }, (_, i) => sentences[(first + i * 3) % sentences.length]).join(" ");
}

function quote(text: string): string {
  return text
    .trimEnd()
    .split("\r\n")
    .map((line) => (line === "" ? ">" : `> ${line}`))
    .join("\r\n");
}

function newsletterBody(random: () => number, index: number): readonly Part[] {
  const { sentences } = PHRASES.en;
  const cards = Array.from({ length: 16 + Math.floor(random() * 45) }, (_, i) => {
    const image = `https://images.newsletter.example/${index}/${i}.png`;
    return `<table width="600" cellpadding="0" cellspacing="0" style="border-collapse:collapse;margin:0 auto">
<tr><td width="140" valign="top" style="padding:12px"><img src="${image}" width="120" height="80" alt=""></td>
<td valign="top" style="padding:12px;font-family:Arial,sans-serif;font-size:14px;color:#333333">
<h3>Candidate ${i + 1}</h3><p>${escapeHtml(prose(random, sentences))}</p>
<a href="https://newsletter.example/c/${index}/${i}" style="color:#0a66c2">View profile</a></td></tr></table>`;
  });
  const html = `<html><head><style>h3{color:#0a66c2}</style></head><body><h1>Your weekly selection</h1>
${cards.join("\n")}
<img src="https://track.newsletter.example/open/${index}" width="1" height="1"></body></html>`;
  return [
    {
      headers: ["Content-Type: text/plain; charset=utf-8"],
      body: `Your weekly selection\r\n\r\n${wrap(prose(random, sentences))}\r\n`,
    },
    {
      headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      body: quotedPrintable(html.replace(/\n/g, "\r\n")),
    },
  ];
}

function attachmentFor(random: () => number, newsletter: boolean, date: number): Part | null {
  const roll = random();
  if (newsletter || roll > ATTACHED_SHARE) return null;
  if (roll < 0.03) {
    const start = new Date(date + 3 * DAY_MS).toISOString().replace(/[-:]|\.\d+/g, "");
    const calendar = `BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nUID:${start}@playground.example\r\nDTSTART:${start}\r\nSUMMARY:Interview\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n`;
    return {
      headers: [
        "Content-Type: text/calendar; method=REQUEST; charset=utf-8; name=invite.ics",
        "Content-Disposition: attachment; filename=invite.ics",
      ],
      body: calendar,
    };
  }
  // Log-normal: many small ones, a few of several megabytes.
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const size = Math.min(ATTACHMENT_BYTES_MAX, Math.floor(45_000 * Math.exp(1.3 * normal)));
  noise ??= makeNoise(ATTACHMENT_BYTES_MAX + 1024 * 1024);
  const lines = Math.ceil(size / LINE_BYTES);
  const offset = Math.floor(random() * (noise.length / LINE_BYTES - lines)) * LINE_BYTES;
  const [name, type] =
    roll < 0.2
      ? ["CV – résumé.pdf", "application/pdf"]
      : ["Motivation letter.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"];
  const encoded = encodeURIComponent(name);
  return {
    headers: [
      `Content-Type: ${type}`,
      `Content-Disposition: attachment; filename*=UTF-8''${encoded}`,
      "Content-Transfer-Encoding: base64",
    ],
    body: noise.slice(offset, offset + lines * LINE_BYTES),
  };
}

function compose(
  headers: readonly string[],
  body: readonly Part[],
  attachment: Part | null,
  boundary: string,
): string {
  const [only] = body;
  const inner =
    body.length === 1 && only !== undefined ? only : multipart("alternative", body, `${boundary}a`);
  const whole = attachment === null ? inner : multipart("mixed", [inner, attachment], `${boundary}m`);
  return `${[...headers, ...whole.headers].join("\r\n")}\r\n\r\n${whole.body}`;
}

function multipart(kind: string, parts: readonly Part[], boundary: string): Part {
  const inside = parts.map(
    ({ headers, body }) => `--${boundary}\r\n${headers.join("\r\n")}\r\n\r\n${body}\r\n`,
  );
  return {
    headers: [`Content-Type: multipart/${kind}; boundary="${boundary}"`],
    body: `${inside.join("")}--${boundary}--\r\n`,
  };
}

/** "Name" <address>, with an encoded word where the name needs one. */
export function mailbox(name: string, address: string): string {
  return /^[\x20-\x7e]*$/.test(name) ? `"${name}" <${address}>` : `${encodeWords(name)} <${address}>`;
}

/** RFC 2047, in pieces of at most 45 bytes that never cut a character. */
export function encodeWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let piece = "";
  for (const character of text) {
    if (Buffer.byteLength(piece + character) > 42) {
      words.push(piece);
      piece = "";
    }
    piece += character;
  }
  words.push(piece);
  return words.map((word) => `=?utf-8?B?${Buffer.from(word).toString("base64")}?=`).join("\r\n ");
}

export function dateHeader(ms: number): string {
  return new Date(ms).toUTCString().replace("GMT", "+0000");
}

/** RFC 2045 section 6.7. */
export function quotedPrintable(text: string): string {
  const bytes = Buffer.from(text).toString("latin1");
  const encoded = bytes.replace(/[=\x80-\xff]/g, (c) => QUOTED[c.charCodeAt(0)] ?? c);
  return encoded.split("\r\n").map(breakSoftly).join("\r\n");
}

const QUOTED = Array.from({ length: 256 }, (_, i) => `=${i.toString(16).toUpperCase().padStart(2, "0")}`);

function breakSoftly(line: string): string {
  if (line.length <= QUOTED_LINE_MAX) return line;
  let broken = "";
  let from = 0;
  while (line.length - from > QUOTED_LINE_MAX) {
    let to = from + QUOTED_LINE_MAX - 1;
    if (line[to - 1] === "=") to -= 1;
    else if (line[to - 2] === "=") to -= 2;
    broken += `${line.slice(from, to)}=\r\n`;
    from = to;
  }
  return broken + line.slice(from);
}

function wrap(text: string): string {
  return text.replace(/(.{1,72})(?: |$)/g, "$1\r\n").trimEnd();
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;");
}

function hash(text: string): number {
  return createHash("sha1").update(text).digest().readUInt32BE(0);
}

function randomOf(person: PlaygroundPerson, folder: string, index: number, purpose: string): () => number {
  let state = hash(`${person.address}|${folder}|${index}|${purpose}`);
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function makeNoise(length: number): string {
  const block = Array.from({ length: 256 }, (_, i) => createHash("sha512").update(`noise${i}`).digest());
  const bytes = Buffer.alloc(Math.floor(length * 0.74));
  for (let at = 0, i = 0; at < bytes.length; at += 64, i++) {
    (block[(i * 7 + (i >> 8)) % 256] as Buffer).copy(bytes, at);
    bytes.writeUInt32LE(i, at);
  }
  return bytes.toString("base64").replace(/(.{76})/g, "$1\r\n");
}
