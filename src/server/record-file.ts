// Records as a CSV file has them (RFC 4180): a line of column names, in any order, and a line for each record. What a line
// lacks is told by its number, and the others are taken.
import { CsvError, parse } from "csv-parse/sync";
import { invalid } from "./given-messages.ts";

export interface GivenRecord {
  /** Its place in the request, or its line in the file. */
  readonly at: number;
  readonly type: string;
  readonly externalId: string;
  readonly name: string;
  readonly addresses: readonly string[];
  readonly url: string | null;
  readonly shown: string | undefined;
}

const LINES_MAX = 50_000;
const FIRST_LINE =
  "The first line names the columns: type, id, name and addresses, and where wanted url and shown.";

/** Rejects with 422 what is no such file. */
export function readRecordFile(bytes: Uint8Array): readonly GivenRecord[] {
  const lines = parseLines(bytes);
  if (lines.length === 0) throw invalid("file", "There is no record in this file.");
  if (lines.length > LINES_MAX) throw invalid("file", `Send at most ${LINES_MAX} records at once.`);
  return lines.map(({ record, info }) => ({
    at: info.lines,
    type: textOf(record.type),
    externalId: textOf(record.id),
    name: textOf(record.name),
    addresses: textOf(record.addresses)
      .split(/[\s,;]+/)
      .filter((address) => address !== ""),
    url: textOf(record.url) || null,
    shown: textOf(record.shown) || undefined,
  }));
}

interface Line {
  readonly record: Readonly<Record<string, string | undefined>>;
  readonly info: { readonly lines: number };
}

function parseLines(bytes: Uint8Array): readonly Line[] {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw invalid("file", "The file isn't UTF-8. In Excel: Save as, CSV UTF-8.");
  }
  try {
    return parse(text, {
      bom: true,
      // Excel writes semicolons where a comma is the decimal sign.
      delimiter: /^[^\n]*;/.test(text) && !/^[^\n]*,/.test(text) ? ";" : ",",
      columns: columnsOf,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
    }) as unknown as readonly Line[];
  } catch (error) {
    if (error instanceof CsvError) throw invalid("file", `Line ${error.lines}: ${error.message}`);
    throw error;
  }
}

function columnsOf(names: readonly string[]): string[] {
  const columns = names.map((name) => name.trim().toLowerCase());
  for (const needed of ["type", "id", "name", "addresses"]) {
    if (!columns.includes(needed)) throw invalid("file", FIRST_LINE);
  }
  return columns;
}

function textOf(text: string | undefined): string {
  return (text ?? "").trim();
}
