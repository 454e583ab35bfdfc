-- Full text search. One row for each message that is searchable so far: its words, made by the application
-- (search-vectors.ts), so that they are folded the same way as what is asked for. No foreign key, as in 0003: who erases
-- messages erases their words after them, and the index job locks a message before it writes of it.
create table search_entry (
  workspace_id uuid not null,
  message_id uuid not null,
  mailbox_id uuid not null,
  internal_date bigint not null,
  words tsvector not null,
  -- Not the workspace first: whoever looks for words is to take the index of words, and no key that could seem to do.
  primary key (message_id, workspace_id)
) partition by hash (workspace_id);

-- What is still to be read, the newest first.
create table search_due (
  workspace_id uuid not null,
  message_id uuid not null,
  mailbox_id uuid not null,
  internal_date bigint not null,
  -- By the database's clock: some process is at it.
  taken_until bigint not null default 0,
  primary key (workspace_id, message_id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
) with (fillfactor = 80);
create index search_due_newest on search_due (workspace_id, mailbox_id, internal_date desc, message_id);

-- All that is here already. The owner of the tables sees their rows only while row-level security isn't forced on it.
alter table message no force row level security;
insert into search_due (workspace_id, message_id, mailbox_id, internal_date)
  select workspace_id, id, mailbox_id, internal_date from message;
alter table message force row level security;

do $$
declare
  part text;
begin
  for remainder in 0..15 loop
    part := 'search_entry_' || lpad(remainder::text, 2, '0');
    -- Where words take two kilobytes they lie elsewhere, whole: hits are looked up by the thousand, their words seldom.
    execute format('create table %I partition of search_entry for values with (modulus 16, remainder %s)
      with (toast_tuple_target = 128)', part, remainder);
    -- What is written is found through a list that every search reads: it is kept short.
    execute format('create index %I on %I using gin (words) with (gin_pending_list_limit = 512)',
      part || '_words', part);
    call isolate(part::regclass);
  end loop;
  call isolate('search_entry');
  call isolate('search_due');
end $$;
grant select, insert, update, delete on search_entry, search_due to twinbox_app;

-- Few are; a search for them begins there.
create index copy_flagged on copy (workspace_id, folder_id) where (flags & 4) <> 0;

-- The index of words can't be used where row-level security filters too (47 ms where it takes 1.9 ms): @@ isn't
-- leakproof. So this asks for the transaction's workspace by itself, whatever it is given, and for one mailbox.
create policy lookup on search_entry for select to twinbox_lookup using (true);
grant select on search_entry to twinbox_lookup;
create function search_hits(mailbox uuid, asked tsquery, since bigint, before bigint)
returns table (message_id uuid, internal_date bigint)
language plpgsql stable security definer set search_path = twinbox, pg_temp as $$
#variable_conflict use_column
begin
  return query
    select e.message_id, e.internal_date from search_entry e
    where e.workspace_id = nullif(current_setting('twinbox.workspace', true), '')::uuid
      and e.words @@ asked and e.mailbox_id = search_hits.mailbox
      and e.internal_date >= search_hits.since and e.internal_date < search_hits.before;
end $$;

-- Mailboxes of which something is still to be read.
create policy lookup on search_due for select to twinbox_lookup using (true);
grant select on search_due to twinbox_lookup;
create function mailboxes_to_index(most integer)
returns table (workspace_id uuid, mailbox_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  with recursive due as (
    (select d.workspace_id, d.mailbox_id from search_due d order by d.workspace_id, d.mailbox_id limit 1)
    union all
    select next.workspace_id, next.mailbox_id from due, lateral (
      select d.workspace_id, d.mailbox_id from search_due d
      where (d.workspace_id, d.mailbox_id) > (due.workspace_id, due.mailbox_id)
      order by d.workspace_id, d.mailbox_id limit 1) next
  )
  select due.workspace_id, due.mailbox_id from due limit most;
$$;

do $$
declare
  made regprocedure;
begin
  grant create on schema twinbox to twinbox_lookup;
  foreach made in array array['search_hits(uuid, tsquery, bigint, bigint)', 'mailboxes_to_index(integer)']::regprocedure[] loop
    execute format('revoke all on function %s from public', made);
    execute format('grant execute on function %s to twinbox_app', made);
    execute format('alter function %s owner to twinbox_lookup', made);
  end loop;
  revoke create on schema twinbox from twinbox_lookup;
end $$;
