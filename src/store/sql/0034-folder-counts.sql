-- How many messages, unread ones and conversations a folder shows. They are asked for with every list and whenever mail
-- comes, and counting a hundred thousand takes 25 to 45 ms: so they are kept, in the statement that changes the copies.
create table folder_count (
  workspace_id uuid not null,
  folder_id uuid not null,
  messages integer not null,
  unread integer not null,
  -- What isn't placed yet is one by itself.
  conversations integer not null,
  primary key (workspace_id, folder_id),
  foreign key (workspace_id, folder_id) references remote_folder on delete cascade
) with (fillfactor = 50);

-- The owner of the tables sees their rows only while row-level security isn't forced on it.
alter table copy no force row level security;
insert into folder_count (workspace_id, folder_id, messages, unread, conversations)
  select workspace_id, folder_id, count(*), count(*) filter (where (flags & 1) = 0),
    count(distinct conversation_id) + count(*) filter (where conversation_id is null)
  from copy where not hidden group by 1, 2;
alter table copy force row level security;

call isolate('folder_count');
grant select, insert, update, delete on folder_count to twinbox_app;

-- What one statement has changed of a conversation in a folder.
create type shown_change as (
  workspace_id uuid,
  folder_id uuid,
  conversation_id uuid,
  messages integer,
  unread integer
);

create function keep_folder_counts() returns trigger language plpgsql set search_path = twinbox, pg_temp as $$
declare
  changes shown_change[];
  workspace uuid;
begin
  if tg_op = 'INSERT' then
    changes := array(
      select row(a.workspace_id, a.folder_id, a.conversation_id, count(*), count(*) filter (where (a.flags & 1) = 0))::shown_change
      from added a where not a.hidden group by a.workspace_id, a.folder_id, a.conversation_id);
  elsif tg_op = 'DELETE' then
    changes := array(
      select row(r.workspace_id, r.folder_id, r.conversation_id, -count(*), -count(*) filter (where (r.flags & 1) = 0))::shown_change
      from removed r where not r.hidden group by r.workspace_id, r.folder_id, r.conversation_id);
  else
    changes := array(
      select row(b.workspace_id, b.folder_id, b.conversation_id, sum(b.by), sum(b.by) filter (where (b.flags & 1) = 0))::shown_change
      from (
        select a.workspace_id, a.folder_id, a.conversation_id, a.flags, 1 as by from added a where not a.hidden
        union all
        select r.workspace_id, r.folder_id, r.conversation_id, r.flags, -1 from removed r where not r.hidden) b
      group by b.workspace_id, b.folder_id, b.conversation_id
      having sum(b.by) <> 0 or sum(b.by) filter (where (b.flags & 1) = 0) <> 0);
  end if;
  if cardinality(changes) = 0 then return null; end if;
  -- In a variable: partitions are then chosen before they are opened.
  workspace := changes[1].workspace_id;
  if exists (select from unnest(changes) c where c.workspace_id <> workspace) then
    raise exception 'copies of two workspaces in one statement';
  end if;
  insert into folder_count as k (workspace_id, folder_id, messages, unread, conversations)
  select workspace, c.folder_id, sum(c.messages), coalesce(sum(c.unread), 0), sum(
    case
      when c.conversation_id is null then c.messages
      when c.messages = 0 then 0
      -- Whether it is there now, and whether it was before.
      else (now.messages > 0)::integer - (now.messages > c.messages)::integer
    end)
  from unnest(changes) c
  cross join lateral (
    select count(*)::integer as messages from (
      select from copy x
      where x.workspace_id = workspace and x.folder_id = c.folder_id and x.conversation_id = c.conversation_id
        and not x.hidden and c.messages <> 0
      limit greatest(c.messages, 0) + 1) few) now
  group by c.folder_id
  on conflict (workspace_id, folder_id) do update set messages = k.messages + excluded.messages,
    unread = k.unread + excluded.unread, conversations = k.conversations + excluded.conversations;
  return null;
end $$;

create trigger keep_folder_counts_added after insert on copy
  referencing new table as added for each statement execute function keep_folder_counts();
create trigger keep_folder_counts_removed after delete on copy
  referencing old table as removed for each statement execute function keep_folder_counts();
create trigger keep_folder_counts_changed after update on copy
  referencing old table as removed new table as added for each statement execute function keep_folder_counts();
