// Where in a mail the mail before it begins. Quotes are folded away only behind words of the sender's own: a reply that is
// nothing but a quote, or answers between the lines, is shown whole.

export interface Block {
  readonly text: string;
  readonly quoted: boolean;
  /** Hidden until it is asked for. */
  readonly folded: boolean;
}

/** Of one line; longer ones are text. */
const LINE_MAX = 300;
/** "On Tue, 1 Dec 2026 at 09:00, Eva <eva@example.nl> wrote:", "Op di 1 dec 2026 om 09:00 schreef Eva:". */
const ATTRIBUTION = /^(?:on|op)\b.{4,}\b(?:wrote|schreef)\b.{0,120}:$/i;
const ORIGINAL = /^[-_]{4,}\s{0,3}(?:original message|oorspronkelijk bericht)\b/i;
const RULE = /^_{10,}$/;
const FROM = /^\*?(?:from|van):\*? \S/i;
const SENT = /^\*?(?:sent|date|verzonden|datum):\*? \S/i;
const LINES_TO_SENT = 4;

export function quoteBlocks(text: string): readonly Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const tail = tailStart(lines);
  const blocks: { quoted: boolean; lines: string[] }[] = [];
  for (const [at, line] of lines.entries()) {
    const quoted = at >= tail || line.startsWith(">");
    const last = blocks.at(-1);
    if (last?.quoted === quoted) last.lines.push(line);
    else blocks.push({ quoted, lines: [line] });
  }
  const hasOwn = blocks.some((block) => !block.quoted && block.lines.some((line) => line.trim() !== ""));
  const lastOwn = blocks.findLastIndex(
    (block) => !block.quoted && block.lines.some((line) => line.trim() !== ""),
  );
  return blocks.map(({ quoted, lines: own }, at) => ({
    text: own.join("\n"),
    quoted,
    folded: quoted && hasOwn && at > lastOwn,
  }));
}

/** The line from which on everything is the mail before, as far as its form says so; else behind the last. */
function tailStart(lines: readonly string[]): number {
  for (const [at, line] of lines.entries()) {
    if (line.length > LINE_MAX || line === "") continue;
    if (ORIGINAL.test(line) || (RULE.test(line) && isHead(lines, at + 1)) || isHead(lines, at)) return at;
    if (attributes(lines, at) && restIsQuoted(lines, at)) return at;
  }
  return lines.length;
}

/** Outlook puts the head of the mail before in front of it. */
function isHead(lines: readonly string[], at: number): boolean {
  if (!FROM.test(lines[at] ?? "")) return false;
  return lines.slice(at + 1, at + 1 + LINES_TO_SENT).some((line) => SENT.test(line));
}

/** Mailers break that line at 80 characters. */
function attributes(lines: readonly string[], at: number): boolean {
  if (!/^(?:on|op)\b/i.test(lines[at] ?? "")) return false;
  return [1, 2, 3].some((count) => {
    const line = lines
      .slice(at, at + count)
      .join(" ")
      .trim();
    return line.length <= LINE_MAX && ATTRIBUTION.test(line);
  });
}

/** An attribution in front of answers between the lines folds nothing away. */
function restIsQuoted(lines: readonly string[], at: number): boolean {
  const behind = lines.slice(at + 1, at + 6).filter((line) => line.trim() !== "" && !/:\s*$/.test(line));
  if (!behind.some((line) => line.startsWith(">"))) return false;
  return lines.findLastIndex((line) => line.trim() !== "" && !line.startsWith(">")) < at + 3;
}
