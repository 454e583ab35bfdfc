// Lifelike mail, made from (person, folder, number) alone: the same bytes whenever they are asked for, and nothing
// kept in memory. Conversations, newsletters, CVs, invitations, odd encodings; sizes as in real mailboxes.
import { createHash } from "node:crypto";
import type { PlaygroundPerson } from "../people.ts";

const DAY_MS = 24 * 60 * 60_000;
/** The mailbox ends here; the newest messages are of the days before. */
const NEWEST = Date.UTC(2026, 10, 20, 9, 0);
const SPAN_DAYS = 3 * 365;

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

const CORRESPONDENTS = [
  ["Eva de Wit", "eva.dewit@mail.example"],
  ["Jürgen Groß", "j.gross@post.example"],
  ["Zoë van den Berg", "zoe@vandenberg.example"],
  ["Tomás Núñez", "tomas.nunez@correo.example"],
  ["LinkedIn", "jobs-noreply@linkedin.example"],
  ["Sanne Visser", "sanne.visser@globex.example"],
  ["ACME Personeel", "hr@acme.example"],
  ["Łukasz Żak", "lukasz.zak@poczta.example"],
  ["Priya Raman", "priya.raman@mail.example"],
  ["Mark Meijer", "mark@meijer-advies.example"],
  ["Yuki Tanaka", "yuki.tanaka@mail.example"],
  ["Recruitment Weekly", "news@recruitmentweekly.example"],
] as const;

const SUBJECTS = [
  "Interview on Tuesday",
  "CV attached: senior developer",
  "Your vacancy for a project manager",
  "Re-scheduling our call",
  "References for the candidate",
  "Contract, second version",
  "Salarisindicatie en startdatum",
  "Vraag over de functie van teamleider",
  "Five new candidates for you ✨",
  "Offer accepted! 🎉",
  "Rückfrage zu meiner Bewerbung",
  "Feedback after the second round",
  "Invoice 2026-118",
  "Planning for next week",
  "Proposal for the assessment",
] as const;

const SENTENCES = [
  "Thank you for the pleasant conversation this morning.",
  "I would be glad to come by on Tuesday at ten.",
  "The team was enthusiastic and would like a second talk.",
  "Could you send me the description of the role once more?",
  "My notice period is one month.",
  "Bijgaand vindt u mijn cv en motivatie.",
  "Graag hoor ik wanneer het u schikt.",
  "Attached are the references you asked for.",
  "The client would like to know her earliest starting date.",
  "Shall we plan half an hour to go through the offer?",
  "Ich freue mich auf Ihre Rückmeldung.",
  "The candidate has eight years of experience in logistics.",
] as const;

/** Random base64 that attachments are cut from: making it once is what lets a server of mail be fast. */
const NOISE = makeNoise(9 * 1024 * 1024);

export function generatedMeta(
  person: PlaygroundPerson,
  folder: string,
  index: number,
  count: number,
): GeneratedMeta {
  const random = randomOf(person, folder, index, "meta");
  // More mail in recent months than long ago.
  const age = ((count - 1 - index) / Math.max(1, count)) ** 1.6 * SPAN_DAYS * DAY_MS;
  const date = NEWEST - age - Math.floor(random() * 3_600_000);
  const recent = age < 5 * DAY_MS;
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
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const [otherName, otherAddress] = pick(CORRESPONDENTS);
  const sent = /sent|verzonden/i.test(folder);
  const conversation = Math.floor(index / 3);
  const subject =
    SUBJECTS[hash(`${person.address}${folder}${conversation}`) % SUBJECTS.length] ?? SUBJECTS[0];
  const reply = index % 3 > 0;
  const id = (n: number): string =>
    `<${hash(`${person.address}/${folder}/${n}`).toString(36)}.${n}@playground.example>`;
  const newsletter = /weekly|linkedin/i.test(otherName) && !sent;
  const text = Array.from({ length: 2 + Math.floor(random() * 6) }, () => pick(SENTENCES)).join(" ");
  const headers = [
    `Received: from mail.example (192.0.2.${index % 250}) by in.playground.example; ${dateHeader(date)}`,
    `Message-ID: ${id(index)}`,
    `Date: ${dateHeader(date)}`,
    `From: ${sent ? mailbox(person.name, person.address) : mailbox(otherName, otherAddress)}`,
    `To: ${sent ? mailbox(otherName, otherAddress) : mailbox(person.name, person.address)}`,
    ...(random() < 0.15 ? [`Cc: ${mailbox("Mila Bakker", "admin@contoso.example")}`] : []),
    `Subject: ${encodeWords(`${reply ? "Re: " : ""}${subject}`)}`,
    ...(reply
      ? [`In-Reply-To: ${id(index - 1)}`, `References: ${id(index - (index % 3))} ${id(index - 1)}`]
      : []),
    "MIME-Version: 1.0",
  ];
  const attachment = attachmentFor(random, newsletter, date);
  const body = newsletter
    ? newsletterBody(text, index)
    : letterBody(random, text, person.name, sent ? person.name : otherName);
  return { bytes: Buffer.from(compose(headers, body, attachment, `b${index}x${conversation}`)) };
}

interface Part {
  readonly headers: readonly string[];
  readonly body: string;
}

function letterBody(random: () => number, text: string, reader: string, writer: string): readonly Part[] {
  const plain = `Hello,\r\n\r\n${wrap(text)}\r\n\r\nKind regards,\r\n${writer}\r\n\r\n> On an earlier day ${reader} wrote:\r\n> ${wrap(text.slice(0, 120)).replace(/\r\n/g, "\r\n> ")}\r\n`;
  const textPart: Part = {
    headers: ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
    body: quotedPrintable(plain),
  };
  if (random() < 0.35) return [textPart];
  const html = `<html><body style="font-family:sans-serif"><p>Hello,</p><p>${escapeHtml(text)}</p><p>Kind regards,<br>${escapeHtml(writer)}</p></body></html>`;
  return [
    textPart,
    {
      headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      body: quotedPrintable(html),
    },
  ];
}

function newsletterBody(text: string, index: number): readonly Part[] {
  const cards = Array.from({ length: 8 }, (_, i) => {
    const image = `https://images.newsletter.example/${index}/${i}.png`;
    return `<table width="600"><tr><td><img src="${image}" width="120" height="80" alt=""></td><td><h3>Candidate ${i + 1}</h3><p>${escapeHtml(text)}</p><a href="https://newsletter.example/c/${index}/${i}">View profile</a></td></tr></table>`;
  }).join("\r\n");
  const html = `<html><head><style>h3{color:#0a66c2}</style></head><body><h1>Your weekly selection</h1>${cards}<img src="https://track.newsletter.example/open/${index}" width="1" height="1"></body></html>`;
  return [
    {
      headers: ["Content-Type: text/plain; charset=utf-8"],
      body: `Your weekly selection\r\n\r\n${wrap(asciiOnly(text))}\r\n`,
    },
    {
      headers: ["Content-Type: text/html; charset=utf-8", "Content-Transfer-Encoding: quoted-printable"],
      body: quotedPrintable(html),
    },
  ];
}

function attachmentFor(random: () => number, newsletter: boolean, date: number): Part | null {
  const roll = random();
  if (newsletter || roll > 0.3) return null;
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
  const size = Math.min(8_000_000, Math.floor(45_000 * Math.exp(1.3 * normal)));
  const lines = Math.ceil(size / 78);
  const offset = Math.floor(random() * (NOISE.length / 78 - lines)) * 78;
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
    body: NOISE.slice(offset, offset + lines * 78),
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

export function quotedPrintable(text: string): string {
  const encoded = Buffer.from(text)
    .toString("latin1")
    .replace(/[=\x80-\xff]/g, (c) => `=${c.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);
  return encoded
    .split("\r\n")
    .map((line) => line.replace(/(.{70}(?:=..|[^=]{0,2}))(?=.)/g, "$1=\r\n"))
    .join("\r\n");
}

function wrap(text: string): string {
  return text.replace(/(.{1,72})(?: |$)/g, "$1\r\n").trimEnd();
}

function asciiOnly(text: string): string {
  return text.normalize("NFD").replace(/[^\x20-\x7e]/g, "");
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
