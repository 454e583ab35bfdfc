import type { Transaction } from "./transaction.ts";

/** Behind a name in "order by", and where a page begins: Émile comes before Eva, whose bytes come first. Without ICU, which an
 *  operator's own Postgres may lack, names come in the order that its database has. */
export async function nameCollation(tx: Transaction): Promise<string> {
  const { count } = await tx.query(
    `select from pg_collation where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace`,
  );
  return count === 0 ? "" : `collate "und-x-icu"`;
}
