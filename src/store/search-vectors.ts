// Messages and queries in the words of Postgres' text search. The lexemes are ours, none of its configurations has a say.
// Beside the words there are lexemes that say where a word stands ("f:eva") and what a message is ("has attachments", the
// period of its mailbox that it is of): all of it is answered by the index alone, where weights would be looked up in each row.
import type { MailboxId } from "../base/ids.ts";
import type { MessageScan, Person } from "../core/message.ts";
import type { SearchPlace, SearchTerm } from "../core/search-query.ts";
import { addressesIn, wordsIn } from "../core/search-words.ts";

/** tsvector keeps no more places of a word, and none further on. */
const PLACES_MAX = 255;
const PLACE_MAX = 16_383;
/** A tsvector ends at one megabyte. */
const LEXEMES_MAX = 20_000;
const PEOPLE_MAX = 500;
/** Between texts, so that no phrase goes from one into the next. */
const GAP = 2;
const DAY_MS = 86_400_000;
/** A mailbox of ten years has 130 periods: a search looks at the newest first. A lexeme for all of a mailbox would cost
 *  each search 20 ms in one of a million messages. */
const PERIOD_MS = 28 * DAY_MS;
/** All before, in 1998, counts as one. */
const EARLIEST_PERIOD = 365;

const PLACES: Readonly<Record<SearchPlace, string>> = { anywhere: "", from: "f:", to: "t:", subject: "s:" };
const ATTACHMENT = "a:";

export interface Searchable {
  readonly mailboxId: MailboxId;
  readonly internalDate: number;
  readonly scan: Pick<MessageScan, "subject" | "from" | "to" | "cc" | "bcc" | "replyTo" | "attachments">;
  readonly body: string;
}

/** Text that Postgres reads as a tsvector. */
export function vectorOf({ mailboxId, internalDate, scan, body }: Searchable): string {
  const lexemes = new Lexemes();
  lexemes.add(periodLexeme(mailboxId, periodOf(internalDate)), null);
  const files = scan.attachments.filter(({ inline }) => !inline);
  if (files.length > 0) lexemes.add(ATTACHMENT, null);
  lexemes.text(scan.subject, PLACES.subject);
  for (const person of scan.from.slice(0, PEOPLE_MAX)) lexemes.text(textOf(person), PLACES.from);
  const recipients = [...scan.to, ...scan.cc, ...scan.bcc].slice(0, PEOPLE_MAX);
  for (const person of recipients) lexemes.text(textOf(person), PLACES.to);
  for (const person of scan.replyTo.slice(0, PEOPLE_MAX)) lexemes.text(textOf(person), "");
  for (const { fileName } of scan.attachments) lexemes.text(fileName, "");
  lexemes.text(body, "");
  return lexemes.toString();
}

function textOf({ name, address }: Person): string {
  return `${name} ${address}`;
}

class Lexemes {
  readonly #places = new Map<string, number[]>();
  #at = 1;

  /** The words of a text, also as those of a place. */
  text(text: string, place: string): void {
    let next = this.#at;
    const starts = new Map<number, number>();
    for (const { word, start } of wordsIn(text)) {
      starts.set(start, next);
      this.#addBoth(word, place, next);
      next++;
    }
    for (const { word, start } of addressesIn(text)) this.#addBoth(word, place, starts.get(start) ?? next);
    this.#at = next + GAP;
  }

  #addBoth(word: string, place: string, at: number): void {
    this.add(word, at);
    if (place !== "") this.add(place + word, at);
  }

  add(lexeme: string, at: number | null): void {
    const places = this.#places.get(lexeme);
    if (places === undefined) {
      if (this.#places.size < LEXEMES_MAX)
        this.#places.set(lexeme, at === null || at > PLACE_MAX ? [] : [at]);
    } else if (at !== null && at <= PLACE_MAX && places.length < PLACES_MAX) places.push(at);
  }

  toString(): string {
    // What stands beyond the last place that counts has one all the same: without any it would be in every phrase.
    return [...this.#places]
      .map(
        ([lexeme, places]) => `${quoted(lexeme)}${isMark(lexeme) ? "" : `:${places.join(",") || PLACE_MAX}`}`,
      )
      .join(" ");
  }
}

/** What a message is, rather than a word in it. */
function isMark(lexeme: string): boolean {
  return /^[ad]:/.test(lexeme);
}

function quoted(lexeme: string): string {
  return `'${lexeme.replace(/['\\]/g, "$&$&")}'`;
}

export interface AskedWords {
  /** Text that Postgres reads as a tsquery. */
  readonly asked: string;
  /** Something of it is the beginning of a word. */
  readonly prefix: boolean;
}

/** Null when nothing that is asked for is told by words. */
export function askedWords(terms: readonly SearchTerm[]): AskedWords | null {
  const asked: string[] = [];
  let prefix = false;
  for (const term of terms) {
    if (term.kind === "words") {
      const place = PLACES[term.in];
      const words = term.words.map((word) => quoted(place + word));
      asked.push(negated(term.not, `(${words.join(" <-> ")}${term.prefix ? ":*" : ""})`));
      prefix ||= term.prefix;
    } else if (term.kind === "attachment") asked.push(negated(term.not, quoted(ATTACHMENT)));
  }
  if (asked.length === 0) return null;
  return { asked: asked.join(" & "), prefix };
}

function negated(not: boolean, asked: string): string {
  return not ? `!${asked}` : asked;
}

/** The same, within so many periods of a mailbox, of which this is the newest. */
export function withinPeriods(
  asked: string,
  mailboxId: MailboxId,
  { newest, count }: { readonly newest: number; readonly count: number },
): string {
  const periods = Array.from({ length: count }, (_, index) =>
    quoted(periodLexeme(mailboxId, newest - index)),
  );
  return `${asked} & (${periods.join(" | ")})`;
}

export function periodOf(internalDate: number): number {
  return Math.max(EARLIEST_PERIOD, Math.floor(internalDate / PERIOD_MS));
}

export function beginOfPeriod(period: number): number {
  return period * PERIOD_MS;
}

/** By the random end of the mailbox's id; the row says whose it is. */
function periodLexeme(mailboxId: MailboxId, period: number): string {
  return `d:${mailboxId.slice(-12)}:${period}`;
}
