// One transaction, as the adapters see it.
import type pg from "pg";

/** How much longer than the server's limit of a statement its answer is awaited: for the way there and back, and for
 *  statements of the same transaction before it. After that the server is frozen, or the line to it dead: the limit is
 *  the server's own, and nothing of it comes. */
export const ANSWER_MS_MAX = 60_000;

export interface Answer<Row> {
  readonly rows: readonly Row[];
  /** Rows changed or returned. */
  readonly count: number;
}

export class Transaction {
  readonly #client: pg.ClientBase;
  /** Null: as of all of the pool. */
  #answerMsMax: number | null = null;

  constructor(client: pg.ClientBase) {
    this.#client = client;
  }

  /** `Row` is what the caller says the columns are: keep it beside the text. The text is parsed and planned once per
   *  connection: what changes from call to call belongs into `values`. */
  async query<Row = never>(text: string, values: readonly unknown[] = []): Promise<Answer<Row>> {
    const query = { name: nameOf(text), text, values: [...values] };
    const limit = this.#answerMsMax === null ? {} : { query_timeout: this.#answerMsMax };
    const { rows, rowCount } = await this.#client.query({ ...query, ...limit });
    return { rows: rows as Row[], count: rowCount ?? 0 };
  }

  /** Each statement after this may take so long, instead of the usual minute. */
  async allow(statementMsMax: number): Promise<void> {
    await this.query(`set local statement_timeout = ${statementMsMax}`);
    this.#answerMsMax = statementMsMax + ANSWER_MS_MAX;
  }
}

/** Of prepared statements; as many as there are texts in this room. */
const names = new Map<string, string>();

function nameOf(text: string): string {
  const name = names.get(text) ?? `twinbox ${names.size}`;
  names.set(text, name);
  return name;
}
