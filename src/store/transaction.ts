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

  /** `Row` is what the caller says the columns are: keep it beside the text. */
  async query<Row = never>(text: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    const { rows, rowCount } = await this.#client.query(text, [...values]);
    return { rows: rows as Row[], count: rowCount ?? 0 };
  }
}
