// One transaction, as the adapters see it.
import type pg from "pg";

export interface Answer<Row> {
  readonly rows: readonly Row[];
  /** Rows changed or returned. */
  readonly count: number;
}

export class Transaction {
  readonly #client: pg.ClientBase;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** `Row` is what the caller says the columns are: keep it beside the text. The text is parsed and planned once per
   *  connection: what changes from call to call belongs into `values`. */
  async query<Row = never>(text: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    const { rows, rowCount } = await this.#client.query({ name: nameOf(text), text, values: [...values] });
    return { rows: rows as Row[], count: rowCount ?? 0 };
  }
}

/** Of prepared statements; as many as there are texts in this room. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `twinbox ${names.size}`;
  names.set(text, name);
  return name;
}
