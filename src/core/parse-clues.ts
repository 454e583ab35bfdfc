// From what a person typed to clues.
import type { MailClues } from "./where-is-mail.ts";

export interface TypedClues {
  readonly messageId?: string | undefined;
  readonly subject?: string | undefined;
  readonly from?: string | undefined;
  /** YYYY-MM-DD. */
  readonly day?: string | undefined;
}

/** Null when nothing is known of the message itself. "Ada <ada@example.org>" is a sender as mail programs show it, and
 *  "<id@example.org>" a Message-ID as they copy it. */
export function parseClues(typed: TypedClues): MailClues | null {
  const messageId = (typed.messageId ?? "").trim().replace(/^<([^<>]*)>$/, "$1");
  const subject = wordsOf(typed.subject ?? "");
  const from = wordsOf((typed.from ?? "").replace(/[<>"]/g, " "));
  if (messageId === "" && subject.length === 0 && from.length === 0) return null;
  return { messageId: messageId === "" ? null : messageId, subject, from, day: typed.day ?? null };
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}
