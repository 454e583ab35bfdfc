// What an answer says of the message that it answers: who wrote it when, and its text, quoted.
import type { Person } from "../message.ts";
import { oneLine, withoutTurning } from "../plain-text.ts";
import type { AnswerKind } from "./composition.ts";
import { escapeHtml, htmlToPlain } from "./html-to-plain.ts";

export interface QuotedMessage {
  readonly subject: string;
  readonly from: readonly Person[];
  readonly to: readonly Person[];
  readonly cc: readonly Person[];
  /** ms. */
  readonly sentAt: number;
  readonly text: string | null;
  /** Sanitised. */
  readonly html: string | null;
}

export interface Reader {
  readonly language: "en" | "nl";
  /** As the reader's browser calls it ("Europe/Amsterdam"); one that isn't known counts as UTC. */
  readonly timeZone: string;
}

/** The classes by which other mail programs know a quotation, and fold it. */
const QUOTE_CLASS = "gmail_quote";

const LABELS = {
  en: { from: "From", sent: "Sent", to: "To", cc: "Cc", subject: "Subject", forwarded: "Forwarded message" },
  nl: {
    ...{ from: "Van", sent: "Verzonden", to: "Aan", cc: "Cc", subject: "Onderwerp" },
    forwarded: "Doorgestuurd bericht",
  },
} as const;

export function quoteAsHtml(kind: AnswerKind, message: QuotedMessage, reader: Reader): string {
  const body =
    message.html ?? `<div style="white-space:pre-wrap">${escapeHtml((message.text ?? "").trimEnd())}</div>`;
  if (kind === "forward") {
    const lines = headLines(message, reader).map(
      ([label, value]) => `<b>${escapeHtml(label)}:</b> ${escapeHtml(value)}`,
    );
    return `<div class="${QUOTE_CLASS}"><div>${escapeHtml(rule(reader))}<br>${lines.join("<br>")}</div><br>${body}</div>`;
  }
  return (
    `<div class="${QUOTE_CLASS}"><div>${escapeHtml(wroteLine(message, reader))}</div>` +
    `<blockquote class="${QUOTE_CLASS}" type="cite" style="margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex">` +
    `${body}</blockquote></div>`
  );
}

export function quoteAsText(kind: AnswerKind, message: QuotedMessage, reader: Reader): string {
  const text = (message.text ?? htmlToPlain(message.html ?? "")).replace(/\r\n?/g, "\n").trimEnd();
  if (kind === "forward") {
    const lines = headLines(message, reader).map(([label, value]) => `${label}: ${value}`);
    return [rule(reader), ...lines, "", text].join("\n");
  }
  return [wroteLine(message, reader), ...text.split("\n").map(quotedLine)].join("\n");
}

export function quotedLine(line: string): string {
  return line.startsWith(">") ? `>${line}` : `> ${line}`.trimEnd();
}

function wroteLine(message: QuotedMessage, reader: Reader): string {
  const who = people(message.from);
  const when = dateText(message.sentAt, reader);
  return reader.language === "nl" ? `Op ${when} schreef ${who}:` : `On ${when}, ${who} wrote:`;
}

function rule({ language }: Reader): string {
  return `---------- ${LABELS[language].forwarded} ----------`;
}

function headLines(message: QuotedMessage, reader: Reader): readonly (readonly [string, string])[] {
  const label = LABELS[reader.language];
  return [
    [label.from, people(message.from)] as const,
    [label.sent, dateText(message.sentAt, reader)] as const,
    [label.to, people(message.to)] as const,
    [label.cc, people(message.cc)] as const,
    [label.subject, oneLine(message.subject)] as const,
  ].filter(([, value]) => value !== "");
}

function people(all: readonly Person[]): string {
  return all
    .map(({ name, address }) => {
      const shown = oneLine(withoutTurning(name));
      if (shown === "") return address;
      return address === "" ? shown : `${shown} <${address}>`;
    })
    .join(", ");
}

/** "Mon 2 November 2026 at 09:41", "ma 2 november 2026 om 09:41": day and month by name, so that nobody mistakes them. */
function dateText(ms: number, { language, timeZone }: Reader): string {
  const format = (zone: string, fields: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language === "nl" ? "nl-NL" : "en-GB", { ...fields, timeZone: zone }).format(ms);
  const text = (zone: string): string => {
    const day = format(zone, { weekday: "short", day: "numeric", month: "long", year: "numeric" });
    const time = format(zone, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return `${day.replace(",", "")} ${language === "nl" ? "om" : "at"} ${time}`;
  };
  try {
    return text(timeZone);
  } catch {
    return text("UTC");
  }
}
