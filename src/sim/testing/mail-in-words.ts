// A mailbox in a line: "1 2FS" are message 1 without flags and message 2, flagged and seen. Messages are called by the
// number in their subject.
import { FLAG_BITS, type Flags, hasFlag } from "../../core/flags.ts";
import type { MailContent } from "../mail-content.ts";
import type { ServerAccount } from "../mail-server.ts";
import type { MailData } from "../memory-database.ts";

/** Path -> messages; folders without any are left out. */
export type MailInWords = Readonly<Record<string, string>>;

const LETTERS = [
  ["A", FLAG_BITS.answered],
  ["D", FLAG_BITS.draft],
  ["F", FLAG_BITS.flagged],
  ["P", FLAG_BITS.forwarded],
  ["S", FLAG_BITS.seen],
  ["T", FLAG_BITS.deleted],
] as const;

/** What lists show. */
export function shownInWords(data: MailData): MailInWords {
  const shown = [...data.copies.values()].filter(({ hidden }) => !hidden);
  return byFolder(
    shown.map(({ messageId, folderId, flags }) => ({
      path: data.folders.get(folderId)?.path ?? "",
      words: `${numberOf(data.messages.get(messageId)?.scan.subject ?? "")}${letters(flags)}`,
    })),
  );
}

export function departedInWords(data: MailData): string {
  const departed = [...data.messages.values()].filter(({ departedAt }) => departedAt !== null);
  return line(departed.map(({ scan }) => numberOf(scan.subject)));
}

/** What the provider has. */
export function mailThereInWords(account: ServerAccount, withoutMarked: boolean): MailInWords {
  return byFolder(
    [...account.folders.values()].flatMap(({ path, messages }) =>
      messages
        .filter(({ flags }) => !withoutMarked || !hasFlag(flags, "deleted"))
        .map(({ content, flags }) => ({ path, words: `${numberIn(content)}${letters(flags)}` })),
    ),
  );
}

/** By which a message is called. */
export function numberIn({ header }: MailContent): string {
  return numberOf(Buffer.from(header).toString());
}

function letters(flags: Flags): string {
  return LETTERS.flatMap(([letter, bit]) => ((flags & bit) !== 0 ? [letter] : [])).join("");
}

function numberOf(text: string): string {
  return /Subject (\S+)/.exec(text)?.[1] ?? "?";
}

function byFolder(messages: readonly { readonly path: string; readonly words: string }[]): MailInWords {
  const folders = [...Map.groupBy(messages, ({ path }) => path)].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(folders.map(([path, all]) => [path, line(all.map(({ words }) => words))]));
}

function line(messages: readonly string[]): string {
  return messages.toSorted((a, b) => a.localeCompare(b, "en", { numeric: true })).join(" ");
}
