// The mail before, in HTML: what mail programs put it in. Folded into <details>, which needs no script.

/** Gmail, Apple Mail, Thunderbird, Yahoo, Proton. */
const QUOTES = [
  ".gmail_quote",
  "blockquote[type=cite]",
  ".yahoo_quoted",
  ".protonmail_quote",
  "#mail-editor-reference-message-container",
].join(",");
/** Outlook has no container: what stands behind such an element is the mail before. */
const OUTLOOK =
  "#divRplyFwdMsg,#appendonsend,div[style*='border-top:solid #E1E1E1'],div[style*='border-top:solid #B5C4DF']";

/** Changes `body`: the last quote and all behind it. Nothing where the sender wrote nothing before it or wrote on behind it. */
export function foldQuotes(body: HTMLElement, label: string): void {
  const first = body.querySelector(`${QUOTES},${OUTLOOK}`);
  if (first === null) return;
  const start = first.matches(OUTLOOK) ? outermost(first, body) : first;
  const before = body.ownerDocument.createRange();
  before.setStart(body, 0);
  before.setEndBefore(start);
  if (!saysSomething(before)) return;
  const quote = body.ownerDocument.createRange();
  quote.setStartBefore(start);
  quote.setEndAfter(first.matches(OUTLOOK) ? ((start.parentElement ?? body).lastChild ?? start) : start);
  const behind = body.ownerDocument.createRange();
  behind.setStart(quote.endContainer, quote.endOffset);
  behind.setEnd(body, body.childNodes.length);
  if (saysSomething(behind)) return;
  const details = body.ownerDocument.createElement("details");
  const summary = body.ownerDocument.createElement("summary");
  summary.textContent = label;
  details.className = "twinbox-quote";
  details.append(summary, quote.extractContents());
  start.isConnected ? start.before(details) : quote.insertNode(details);
}

/** Outlook wraps its rule in another element. */
function outermost(element: Element, body: HTMLElement): Element {
  const parent = element.parentElement;
  const isFirst = parent !== null && parent !== body && parent.firstElementChild === element;
  return isFirst && parent.textContent === element.textContent ? parent : element;
}

function saysSomething(range: Range): boolean {
  return range.toString().trim() !== "" || range.cloneContents().querySelector("img") !== null;
}
