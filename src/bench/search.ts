// `npm run bench -- search`: how soon a page of a search is there, with a million messages in one mailbox, beside twenty
// workspaces of twenty thousand, as the server's own role under row-level security. The rows are generated
// (search-rows.ts); what is read of packs for the snippets isn't in it.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseSearch } from "../core/search-query.ts";
import { type Database, openDatabase } from "../store/database.ts";
import { startEmbeddedPostgres } from "../store/embedded-postgres.ts";
import { createSearch } from "../store/search-messages.ts";
import { noLog } from "../store/testing/no-log.ts";
import { storesOf } from "../store/testing/open-stores.ts";
import { makeWorld, type World } from "../store/testing/store-world.ts";
import { Language, RowFiller, type Written } from "./search-rows.ts";

const MESSAGES = 1_000_000;
const NEIGHBOURS = 20;
const MESSAGES_OF_NEIGHBOURS = 20_000;
const PAGE = 50;
/** Of each kind. */
const SEARCHES = 40;
const GOAL_MS = 50;

export async function benchSearch(): Promise<void> {
  const home = mkdtempSync(path.join(process.env.TWINBOX_BENCH_DIR ?? os.tmpdir(), "twinbox-bench-"));
  const postgres = await startEmbeddedPostgres({ dataDir: path.join(home, "postgres"), log: noLog });
  const database = await openDatabase({ connection: postgres.connection, log: noLog, clientsMax: 1 });
  try {
    const stores = storesOf(database);
    const worlds: [World, number][] = [];
    for (let i = 0; i < NEIGHBOURS; i++) {
      worlds.push([await makeWorld(stores, `Neighbour ${i}`), MESSAGES_OF_NEIGHBOURS]);
    }
    const world = await makeWorld(stores, "Large");
    worlds.push([world, MESSAGES]);
    const language = new Language();
    const began = performance.now();
    const written = await new RowFiller(postgres.connection).fill(language, worlds, Date.now());
    console.log(`rows made in ${((performance.now() - began) / 60_000).toFixed(0)} min`);
    await measureSearches(database, world, { language, written });
  } finally {
    await database.close();
    await postgres.close();
    rmSync(home, { recursive: true, force: true });
  }
}

interface Mail {
  readonly language: Language;
  readonly written: readonly Written[];
}

/** `database` has one connection. Wall time, and beside it what Postgres and this program worked, which other programs on
 *  the machine don't change. */
export async function measureSearches(database: Database, world: World, mail: Mail): Promise<void> {
  const search = createSearch(database);
  const { rows } = await database.outside((tx) =>
    tx.query<{ pid: number }>("select pg_backend_pid() as pid"),
  );
  const pid = rows[0]?.pid ?? 0;
  const all: Taken[] = [];
  // Statements are planned once for a connection, which takes longer than running them.
  for (const make of Object.values(KINDS)) {
    for (const text of make(mail)) {
      const query = parseSearch(text);
      await search.search(world.workspace.id, world.mailboxId, { query, after: null, limit: PAGE });
    }
  }
  for (const [kind, make] of Object.entries(KINDS)) {
    const times: Taken[] = [];
    let found = 0;
    for (let turn = 0; turn < SEARCHES; turn++) {
      for (const text of make(mail)) {
        const query = parseSearch(text);
        const [before, work] = [performance.now(), workOf(pid)];
        const page = await search.search(world.workspace.id, world.mailboxId, {
          query,
          after: null,
          limit: PAGE,
        });
        times.push({ ms: performance.now() - before, workMs: workOf(pid) - work });
        found += page.messages.length;
      }
    }
    console.log(`  ${kind.padEnd(38)}${told(times)}; ${(found / times.length).toFixed(0)} rows`);
    all.push(...times);
  }
  console.log(`  ${"all".padEnd(38)}${told(all)} (goal: p95 under ${GOAL_MS} ms)`);
}

interface Taken {
  readonly ms: number;
  readonly workMs: number;
}

/** Milliseconds on a processor so far. */
function workOf(pid: number): number {
  const { user, system } = process.cpuUsage();
  const backend = Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]);
  return (user + system) / 1_000 + backend / 1_000_000;
}

function told(times: readonly Taken[]): string {
  const line = (name: keyof Taken) => {
    const sorted = times.map((each) => each[name]).toSorted((a, b) => a - b);
    const at = (part: number) => (sorted[Math.floor(sorted.length * part)] ?? 0).toFixed(1);
    return `p50 ${at(0.5)}, p95 ${at(0.95)}, worst ${(sorted.at(-1) ?? 0).toFixed(1)} ms`;
  };
  return `${line("ms")}; work ${line("workMs")}; ${times.length} searches`;
}

function pick<T>(language: Language, from: readonly T[], first: number, last: number): T {
  return from[first + Math.floor(language.random() * (last - first))] as T;
}

function letter({ language, written }: Mail): Written {
  return pick(language, written, 0, written.length);
}

/** Two words that stand together in some message. */
function phrase(mail: Mail): string {
  const words = letter(mail).body.split(" ");
  const at = Math.floor(mail.language.random() * (words.length - 1));
  return `"${words[at]} ${words[at + 1]}"`;
}

const word = ({ language }: Mail): string => `${language.word()} `;

const KINDS: Readonly<Record<string, (mail: Mail) => readonly string[]>> = {
  "a word, as frequent as in a text": (mail) => [word(mail)],
  "a word of the 50 most common": ({ language }) => [`${pick(language, language.words, 0, 50)} `],
  "a word of middling frequency": ({ language }) => [`${pick(language, language.words, 200, 2_000)} `],
  "a rare word": ({ language }) => [`${pick(language, language.words, 20_000, 60_000)} `],
  "two words": (mail) => [word(mail) + word(mail)],
  "a word while it is typed, each letter": (mail) => {
    const typed = mail.language.word();
    return Array.from({ length: typed.length }, (_, at) => typed.slice(0, at + 1));
  },
  "a word and a beginning": (mail) => [word(mail) + mail.language.word().slice(0, 3)],
  "a phrase of two words": (mail) => [phrase(mail)],
  "from: a name": (mail) => [`from:${letter(mail).from.name.split(" ")[0]} `],
  "from: an address": (mail) => [`from:${letter(mail).from.address} `],
  "subject: a word": (mail) => [`subject:${letter(mail).subject.split(" ")[0]} `],
  "a word without another": (mail) => [`${word(mail)}-${word(mail)}`],
  "has:attachment and a word": (mail) => [`has:attachment ${word(mail)}`],
  "is:unread": () => ["is:unread"],
  "is:unread and a word": (mail) => [`is:unread ${word(mail)}`],
  "is:flagged and a word": (mail) => [`is:flagged ${word(mail)}`],
  "in:inbox and a word": (mail) => [`in:inbox ${word(mail)}`],
  "after: a year, and a word": (mail) => [
    `after:${2018 + Math.floor(mail.language.random() * 8)} ${word(mail)}`,
  ],
  "before: a year, and a word": (mail) => [
    `before:${2018 + Math.floor(mail.language.random() * 8)} ${word(mail)}`,
  ],
};
