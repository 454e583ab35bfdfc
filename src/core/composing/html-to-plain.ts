// HTML as a plain text that people read: for the text part of a message, and for quoting in one. Unlike html-to-text.ts
// (for snippets and search) it keeps lines, lists, quotations and where links lead.

const BLOCKS = new Set(
  "p div blockquote ul ol li pre h1 h2 h3 h4 h5 h6 table tr hr section article header footer address center".split(
    " ",
  ),
);
/** What is between these isn't text. */
const SILENT = new Set(["script", "style", "head", "title", "template"]);
const ENTITIES: Readonly<Record<string, string>> = {
  ...{ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " ", ndash: "–", mdash: "—", hellip: "…" },
  ...{ lsquo: "‘", rsquo: "’", ldquo: "“", rdquo: "”", bull: "•", euro: "€", copy: "©", eacute: "é" },
};
/** Deeper quotations and lists stay at this depth. */
const DEPTH_MAX = 20;
const LINK_TEXT_MAX = 2_000;

interface List {
  /** Null: without numbers. */
  next: number | null;
}

interface Tag {
  /** Lower case. */
  readonly name: string;
  readonly opens: boolean;
  readonly attributes: string;
}

export function htmlToPlain(html: string): string {
  const writer = new LineWriter();
  const lists: List[] = [];
  let silent: string | null = null;
  let href = "";
  for (const piece of pieces(html)) {
    if (typeof piece === "string") {
      if (silent === null) writer.text(decodeEntities(piece));
      continue;
    }
    const { name, opens, attributes } = piece;
    if (silent !== null) {
      if (!opens && name === silent) silent = null;
    } else if (SILENT.has(name)) silent = opens ? name : null;
    else if (name === "br") writer.breakLine();
    else if (name === "a" && opens) {
      href = hrefOf(attributes);
      writer.beginLink();
    } else if (name === "a") writer.text(linkTail(writer.endLink(), href));
    else if (name === "td" || name === "th") writer.text(" ");
    else if (BLOCKS.has(name)) block(writer, lists, name, opens);
  }
  return writer.end();
}

/** Texts and tags in their order. Each character is looked at a few times at most, whatever somebody wrote: no expression
 *  over the whole runs here. */
function* pieces(html: string): Generator<string | Tag> {
  let at = 0;
  while (at < html.length) {
    const open = html.indexOf("<", at);
    if (open < 0) break;
    if (open > at) yield html.slice(at, open);
    const end = html.startsWith("<!--", open) ? commentEnd(html, open) : tagEnd(html, open);
    // What never ends is text, and so is what follows it.
    if (end < 0) {
      at = open;
      break;
    }
    const tag = /^<(\/?)([a-z][a-z0-9]*)/i.exec(html.slice(open, Math.min(end, open + 40)));
    if (tag !== null) {
      const [head, slash = "", name = ""] = tag;
      const attributes = html.slice(open + head.length, end - 1);
      yield { name: name.toLowerCase(), opens: slash === "", attributes };
    }
    at = end;
  }
  if (at < html.length) yield html.slice(at);
}

function commentEnd(html: string, open: number): number {
  const end = html.indexOf("-->", open + 4);
  return end < 0 ? html.length : end + 3;
}

/** After its ">", which isn't one inside quotes; -1: there is none. */
function tagEnd(html: string, open: number): number {
  const delimiter = /[>"']/g;
  delimiter.lastIndex = open + 1;
  for (let found = delimiter.exec(html); found !== null; found = delimiter.exec(html)) {
    const [character] = found;
    if (character === ">") return found.index + 1;
    const close = html.indexOf(character, found.index + 1);
    if (close < 0) break;
    delimiter.lastIndex = close + 1;
  }
  const end = html.indexOf(">", open);
  return end < 0 ? -1 : end + 1;
}

export function escapeHtml(text: string): string {
  return text.replace(
    /[&<>"]/g,
    (c) => `&${c === "&" ? "amp" : c === "<" ? "lt" : c === ">" ? "gt" : "quot"};`,
  );
}

function block(writer: LineWriter, lists: List[], name: string, opens: boolean): void {
  writer.newLine();
  if (name === "blockquote") writer.quote(opens ? 1 : -1);
  else if (name === "pre") writer.preformatted(opens ? 1 : -1);
  else if (name === "hr") {
    writer.text("----------");
    writer.newLine();
  } else if ((name === "ul" || name === "ol") && opens) lists.push({ next: name === "ol" ? 1 : null });
  else if (name === "ul" || name === "ol") lists.pop();
  else if (name === "li" && opens) {
    const list = lists.at(-1);
    const mark = list === undefined || list.next === null ? "- " : `${list.next++}. `;
    writer.mark("  ".repeat(Math.min(DEPTH_MAX, Math.max(0, lists.length - 1))) + mark);
  }
}

/** Where it leads, unless the text says so itself. */
function linkTail(text: string, href: string): string {
  const target = href.replace(/^mailto:/i, "");
  if (target === "" || target.startsWith("#")) return "";
  const bare = (address: string): string => address.replace(/^https?:\/\//i, "").replace(/\/$/, "");
  return bare(text.trim()) === bare(target) ? "" : ` <${target}>`;
}

function hrefOf(attributes: string): string {
  const found = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))/i.exec(attributes);
  return decodeEntities(found?.[1] ?? found?.[2] ?? found?.[3] ?? "").trim();
}

function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name !== undefined) return ENTITIES[String(name).toLowerCase()] ?? whole;
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code).toWellFormed() : " ";
  });
}

/** Puts words into lines, with the marks of quotations in front of each. */
class LineWriter {
  readonly #lines: string[] = [];
  #line = "";
  /** Of the line, which is never read until it ends: reading it after each word would cost its length each time. */
  #hasText = false;
  #endsInSpace = true;
  #mark = "";
  #quoted = 0;
  #preformatted = 0;
  #link: string | null = null;

  text(text: string): void {
    if (text === "") return;
    if (this.#preformatted > 0) {
      const [first = "", ...rest] = text.replace(/\r\n?/g, "\n").split("\n");
      this.#add(first);
      for (const line of rest) {
        this.breakLine();
        this.#add(line);
      }
      return;
    }
    const folded = text.replace(/[\s\u00a0]+/g, " ");
    this.#add(this.#endsInSpace && folded.startsWith(" ") ? folded.slice(1) : folded);
  }

  beginLink(): void {
    this.#link = "";
  }

  /** The text since its beginning. */
  endLink(): string {
    const text = this.#link ?? "";
    this.#link = null;
    return text;
  }

  breakLine(): void {
    this.#push();
  }

  /** Unless nothing stands in this one yet. */
  newLine(): void {
    if (this.#hasText) this.#push();
    else {
      this.#line = "";
      this.#endsInSpace = true;
    }
  }

  mark(mark: string): void {
    this.#mark = mark;
  }

  quote(change: 1 | -1): void {
    this.#quoted = Math.max(0, this.#quoted + change);
  }

  preformatted(change: 1 | -1): void {
    this.#preformatted = Math.max(0, this.#preformatted + change);
  }

  end(): string {
    this.newLine();
    const kept = this.#lines.filter((line, at) => line !== "" || (this.#lines[at - 1] ?? "") !== "");
    return kept.join("\n").trimEnd();
  }

  #add(text: string): void {
    if (text === "") return;
    this.#line += text;
    this.#endsInSpace = text.endsWith(" ");
    this.#hasText ||= text !== " ";
    if (this.#link !== null && this.#link.length < LINK_TEXT_MAX) this.#link += text;
  }

  #push(): void {
    const depth = Math.min(DEPTH_MAX, this.#quoted);
    const marks = depth === 0 ? "" : `${">".repeat(depth)} `;
    this.#lines.push(`${marks}${this.#mark}${this.#line}`.trimEnd());
    this.#mark = "";
    this.#line = "";
    this.#hasText = false;
    this.#endsInSpace = true;
  }
}
