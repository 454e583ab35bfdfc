// Generated mail as rows, for the benchmark of the search: no bytes lie behind it. Words are as frequent as in a language
// (Zipf). Some twenty thousand messages are written, and each is there many times, at other moments.
import pg from "pg";
import type { MailboxId } from "../base/ids.ts";
import { searchText } from "../core/fold-text.ts";
import type { MessageScan, Person } from "../core/message.ts";
import { toJson } from "../store/column-types.ts";
import { vectorOf } from "../store/search-vectors.ts";
import type { World } from "../store/testing/store-world.ts";
import { seededRandom } from "./seeded-random.ts";

const VOCABULARY = 60_000;
const PEOPLE = 3_000;
const WRITTEN = 20_000;
const WRITTEN_AT_ONCE = 1_000;
const ROWS_AT_ONCE = 20_000;
const YEAR_MS = 365 * 86_400_000;
const YEARS = 10;
const SYLLABLES = [
  "ka",
  "ri",
  "mo",
  "ten",
  "sol",
  "ver",
  "da",
  "lin",
  "pra",
  "gus",
  "bel",
  "cor",
  "fe",
  "nis",
  "tu",
];
/** Foreign keys are checked by plans that are made while the tables are empty. */
const SETTINGS = `set search_path = twinbox; set enable_seqscan = off; set enable_hashjoin = off;
  set enable_mergejoin = off; set synchronous_commit = off; set maintenance_work_mem = '512MB'`;
/** Their own mailbox and period come later. */
const NOWHERE = { mailboxId: "00000000-0000-7000-8000-000000000000" as MailboxId, internalDate: 0 };

export interface Written {
  readonly subject: string;
  readonly from: Person;
  readonly body: string;
}

/** Says the same whenever it is asked the same. */
export class Language {
  readonly words: readonly string[] = Array.from({ length: VOCABULARY }, (_, rank) => wordOf(rank));
  readonly #reach = new Float64Array(VOCABULARY);
  readonly #random = seededRandom(28);

  constructor() {
    let sum = 0;
    for (let rank = 0; rank < VOCABULARY; rank++) this.#reach[rank] = sum += 1 / (rank + 3);
  }

  random(): number {
    return this.#random();
  }

  word(): string {
    const wanted = this.random() * (this.#reach[VOCABULARY - 1] ?? 0);
    let low = 0;
    let high = VOCABULARY - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#reach[middle] ?? 0) < wanted) low = middle + 1;
      else high = middle;
    }
    return this.words[low] ?? "";
  }

  text(count: number): string {
    return Array.from({ length: count }, () => this.word()).join(" ");
  }

  /** A few write most. */
  person(): Person {
    const number = Math.floor(this.random() ** 2 * PEOPLE);
    const [first = "", last = "", domain = ""] = [
      this.words[1_000 + number],
      this.words[9_000 + number * 3],
      this.words[500 + (number % 200)],
    ];
    return { name: `${first} ${last}`, address: `${first}.${last}@${domain}.example` };
  }
}

/** Of two syllables or more, each rank another. */
function wordOf(rank: number): string {
  let word = "";
  for (let left = rank + SYLLABLES.length; left > 0; left = Math.floor(left / SYLLABLES.length)) {
    word += SYLLABLES[left % SYLLABLES.length] ?? "";
  }
  return word;
}

/** Runs as the owner of all rows. Built when they are there the indexes of words take minutes; kept while they come they
 *  take hours. */
export class RowFiller {
  readonly #client: pg.Client;

  constructor(connection: pg.ClientConfig) {
    this.#client = new pg.Client(connection);
  }

  async fill(
    language: Language,
    worlds: readonly (readonly [World, number])[],
    now: number,
  ): Promise<readonly Written[]> {
    const client = this.#client;
    await client.connect();
    try {
      await client.query(SETTINGS);
      const { rows } = await client.query<{ name: string; text: string }>(
        "select indexname as name, indexdef as text from pg_indexes where indexname like 'search_entry%words'",
      );
      for (const { name } of rows) await client.query(`drop index ${name}`);
      const written = await this.#write(language);
      for (const [world, messages] of worlds) await this.#spread(world, messages, now);
      for (const { text } of rows) await client.query(text);
      await client.query("vacuum analyze search_entry, message, revision, copy");
      return written;
    } finally {
      await client.end();
    }
  }

  async #write(language: Language): Promise<readonly Written[]> {
    await this.#client.query(
      "create temp table written (n integer primary key, scan jsonb, search text, words tsvector)",
    );
    const all: Written[] = [];
    while (all.length < WRITTEN) {
      const rows = Array.from({ length: WRITTEN_AT_ONCE }, () => {
        const scan = scanOf(language);
        // A few are long: 75 words on the average.
        const body = language.text(Math.round(10 + 25 * Math.exp(language.random() * language.random() * 3)));
        const [from = { name: "", address: "" }] = scan.from;
        all.push({ subject: scan.subject, from, body });
        return {
          n: all.length - 1,
          scan,
          search: searchText(scan),
          words: vectorOf({ ...NOWHERE, scan, body }),
        };
      });
      await this.#client.query(
        `insert into written select n, scan, search, ts_delete(words, array['d:000000000000:365'])
         from jsonb_to_recordset($1::jsonb) as r(n integer, scan jsonb, search text, words tsvector)`,
        [toJson(rows)],
      );
    }
    return all;
  }

  /** Newest first, as an import does; over ten years. */
  async #spread(world: World, messages: number, now: number): Promise<void> {
    const mark = world.mailboxId.slice(-12);
    for (let first = 0; first < messages; first += ROWS_AT_ONCE) {
      await this.#client.query(SPREAD, [
        ...[world.workspace.id, world.mailboxId, world.inbox, world.archive],
        ...[first, Math.min(messages, first + ROWS_AT_ONCE) - 1, now, (YEARS * YEAR_MS) / messages, mark],
      ]);
    }
  }
}

const SPREAD = `
  with given as materialized (
    select uuidv7() as id, uuidv7() as revision, i, ($7::bigint - i * $8::float8)::bigint as at, w.*
    from generate_series($5::int, $6::int) i join written w on w.n = ((hashint4(i) & 2147483647) % ${WRITTEN})
  ), made as (
    insert into message (workspace_id, id, mailbox_id, revision_id, fingerprint, internal_date, search)
    select $1, id, $2, revision, decode(md5(id::text), 'hex'), at, search from given
  ), revised as (
    insert into revision (workspace_id, id, message_id, scan, pack_id, pack_offset, pack_length, size, sha256, wrapped_key)
    select $1, revision, id, scan, revision, 0, 1, 1, decode(md5(id::text), 'hex'), '' from given
  ), placed as (
    insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date)
    select $1, case when i % 4 = 0 then $3::uuid else $4::uuid end, '7:' || i, id,
      case when i % 50 = 7 then 0 else 1 end | case when i % 100 = 9 then 4 else 0 end, at from given
  )
  insert into search_entry (workspace_id, message_id, mailbox_id, internal_date, words)
  select $1, id, $2, at, words || ('''d:' || $9 || ':' || at / (28 * 86400000::bigint) || '''')::tsvector from given`;

const EMPTY: MessageScan = {
  subject: "",
  from: [],
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  date: null,
  messageId: "",
  inReplyTo: "",
  references: [],
  snippet: "",
  attachments: [],
  understood: true,
};

function scanOf(language: Language): MessageScan {
  const subject = language.text(3 + Math.floor(language.random() * 6));
  const file = { part: "2", contentType: "application/pdf", size: 1, contentId: null, inline: false };
  return {
    ...EMPTY,
    subject,
    from: [language.person()],
    to: [language.person(), language.person()],
    snippet: subject,
    attachments: language.random() < 0.2 ? [{ ...file, fileName: `${language.text(2)}.pdf` }] : [],
  };
}
