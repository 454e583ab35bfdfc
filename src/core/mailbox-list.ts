// A list of users and their mailboxes, as a spreadsheet exports it: `user email, mailbox address`, a line each. Commas,
// semicolons or tabs; quotes as in RFC 4180; a byte order mark and a line of headings are passed over. One column: the
// mailbox is called as the user.

export interface ListedMailbox {
  /** As in an editor, from 1. */
  readonly line: number;
  /** Lower case, as typed where it is no address. */
  readonly email: string;
  readonly address: string;
  readonly problem: ListProblem | null;
}

/** columns: more than two. quote: one that doesn't end. email, address: no address. twice: the user is in a line before. */
export type ListProblem = "columns" | "quote" | "email" | "address" | "twice";

/** More than this at once is taken for a mistake. */
export const LIST_LINES_MAX = 5_000;

const ADDRESS = /^[^\s@"<>(),;:\\[\]]{1,64}@[^\s@"<>(),;:\\[\]]{1,253}$/u;

export function isAddress(text: string): boolean {
  return ADDRESS.test(text) && !/[\p{Cc}\p{Cf}]/u.test(text);
}

export function parseMailboxList(text: string): readonly ListedMailbox[] {
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n|\n|\r/);
  const separator = separatorOf(lines);
  const seen = new Set<string>();
  const listed: ListedMailbox[] = [];
  let isFirst = true;
  lines.forEach((raw, index) => {
    if (raw.trim() === "") return;
    const isHeadings = isFirst && !raw.includes("@");
    isFirst = false;
    if (isHeadings) return;
    listed.push(parseLine(raw, index + 1, separator, seen));
  });
  return listed;
}

function parseLine(raw: string, line: number, separator: string, seen: Set<string>): ListedMailbox {
  const cells = cellsOf(raw, separator);
  const [email = "", second = ""] = (cells ?? [raw]).map((cell) => cell.trim().toLowerCase());
  const address = second === "" ? email : second;
  const problem = problemOf(cells, email, address, seen);
  seen.add(email);
  return { line, email, address, problem };
}

function problemOf(
  cells: readonly string[] | null,
  email: string,
  address: string,
  seen: ReadonlySet<string>,
): ListProblem | null {
  if (cells === null) return "quote";
  // Spreadsheets end lines with empty cells.
  if (cells.slice(2).some((cell) => cell.trim() !== "")) return "columns";
  if (!isAddress(email)) return "email";
  if (!isAddress(address)) return "address";
  return seen.has(email) ? "twice" : null;
}

/** Of the lines with addresses the one that stands there first: an address has none of them. */
function separatorOf(lines: readonly string[]): string {
  for (const line of lines.filter((each) => each.includes("@"))) {
    const found = /[;\t,]/.exec(line)?.[0];
    if (found !== undefined) return found;
  }
  return ",";
}

/** Null when a quote doesn't end in its line. */
function cellsOf(line: string, separator: string): readonly string[] | null {
  const cells: string[] = [];
  let at = 0;
  for (;;) {
    const start = at + (/^[ ]*/.exec(line.slice(at))?.[0].length ?? 0);
    let end: number;
    if (line[start] === '"') {
      const quoted = /^"((?:[^"]|"")*)"/.exec(line.slice(start));
      if (quoted === null) return null;
      cells.push((quoted[1] ?? "").replaceAll('""', '"'));
      end = line.indexOf(separator, start + quoted[0].length);
      if (line.slice(start + quoted[0].length, end < 0 ? undefined : end).trim() !== "") return null;
    } else {
      end = line.indexOf(separator, at);
      cells.push(line.slice(at, end < 0 ? undefined : end));
    }
    if (end < 0) return cells;
    at = end + 1;
  }
}
