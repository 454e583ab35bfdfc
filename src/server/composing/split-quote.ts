// A draft's HTML as what somebody wrote and what it quotes below: a draft that was saved elsewhere has the marks of that
// program, and one that has none is written all by its author.
import { sanitiseQuoted, sanitiseWritten } from "./sanitise-mail.ts";

/** As sanitise-mail.ts leaves them: ours and Gmail's, Outlook's, Apple Mail's and Thunderbird's. */
const QUOTE =
  /<div[^>]* class="(?:gmail_quote|moz-cite-prefix)"|<div[^>]* id="(?:x_)?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)"|<blockquote[^>]* type="cite"/i;

export interface SplitHtml {
  readonly html: string;
  readonly quote: string | null;
}

export function splitQuote(html: string): SplitHtml {
  const clean = sanitiseQuoted(html);
  const at = clean.search(QUOTE);
  if (at < 0) return { html: sanitiseWritten(clean).trim(), quote: null };
  // What is open at the cut is closed by the sanitiser, and what is closed without having been opened is left out.
  return { html: sanitiseWritten(clean.slice(0, at)).trim(), quote: sanitiseQuoted(clean.slice(at)).trim() };
}
