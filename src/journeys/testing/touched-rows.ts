// Which tables of a running Twinbox had a row made, changed or removed: triggers on all of them write it down, also what
// is taken back afterwards.
import type { RunningTwinbox } from "./running-twinbox.ts";

/** What changes by itself: the worker's beat, the counts of tries, which worker has a mailbox, and what the index of words has read, and
 *  which addresses of records have been looked for. */
const RESTLESS_TABLES = ["worker", "try_count", "search_due", "search_entry", "record_due"];
const RESTLESS_COLUMNS = "'{owner_worker,owner_epoch}'::text[]";

export interface TouchedRows {
  forget(): Promise<void>;
  /** Names of tables since then; with a workspace those of its rows alone. */
  tables(workspaceId?: string): Promise<readonly string[]>;
}

export async function watchRows({ sql, rows }: RunningTwinbox): Promise<TouchedRows> {
  await sql(
    "create table public.touched (name text not null, workspace_id uuid)",
    `create function public.touch() returns trigger language plpgsql security definer as $$
     declare
       before jsonb := to_jsonb(old) - ${RESTLESS_COLUMNS};
       after jsonb := to_jsonb(new) - ${RESTLESS_COLUMNS};
     begin
       if before is distinct from after then
         insert into public.touched values (tg_argv[0], (coalesce(after, before) ->> 'workspace_id')::uuid);
       end if;
       return null;
     end $$`,
    `do $$ declare name text; begin
       for name in select c.relname from pg_class c where c.relnamespace = 'twinbox'::regnamespace
         and c.relkind in ('r', 'p') and not c.relispartition
         and c.relname <> all ('{${RESTLESS_TABLES.join(",")}}')
       loop
         execute format('create trigger touch after insert or update or delete on twinbox.%I
           for each row execute function public.touch(%L)', name, name);
       end loop;
     end $$`,
  );
  return {
    async forget() {
      await rows("delete from public.touched");
    },
    async tables(workspaceId) {
      const where = workspaceId === undefined ? "" : `where workspace_id = '${workspaceId}'`;
      const found = await rows<{ name: string }>(
        `select distinct name from public.touched ${where} order by 1`,
      );
      return found.map(({ name }) => name);
    },
  };
}
