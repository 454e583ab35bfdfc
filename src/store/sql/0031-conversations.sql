-- Conversations. A conversation has the id of the message that began it here; a message without one isn't placed yet, and
-- is a conversation by itself.
alter table message
  add column conversation_id uuid,
  -- Of its subject without prefixes; null when nothing is left of it.
  add column subject_hash bigint,
  -- An answer by its subject, of which nobody knows to what.
  add column loose boolean not null default false;
-- As its message's: a folder is listed by it, from an index alone.
alter table copy add column conversation_id uuid;

create index message_conversation on message (workspace_id, conversation_id, internal_date);
create index message_subject on message (workspace_id, mailbox_id, subject_hash, internal_date)
  where subject_hash is not null;
create index message_loose on message (workspace_id, mailbox_id, subject_hash) where loose;
create index message_unplaced on message (workspace_id, mailbox_id, internal_date desc) where conversation_id is null;
create index copy_conversation on copy (workspace_id, folder_id, conversation_id, internal_date desc, message_id)
  where not hidden;

-- What messages of a conversation are called and say they answer (Message-IDs, Gmail's thread), as short hashes. Of a
-- workspace all have the same ones: by them the conversations of two mailboxes are known for the same.
create table conversation_name (
  workspace_id uuid not null,
  name_hash bigint not null,
  mailbox_id uuid not null,
  conversation_id uuid not null,
  -- Of the message that brought it.
  subject_hash bigint,
  primary key (workspace_id, name_hash, mailbox_id)
) partition by hash (workspace_id);
-- Without the workspace, so that names are never looked up by it: Postgres takes an empty table's indexes for equally good.
create index conversation_name_of on conversation_name (conversation_id);

-- Conversations that turned out to be one: an id that was told once leads on.
create table conversation_joined (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  id uuid not null,
  into_id uuid not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);
create index conversation_joined_into on conversation_joined (workspace_id, into_id);

do $$
declare
  partition text;
begin
  for remainder in 0..15 loop
    partition := 'conversation_name_' || lpad(remainder::text, 2, '0');
    execute format('create table %I partition of conversation_name for values with (modulus 16, remainder %s)',
      partition, remainder);
    call isolate(partition::regclass);
  end loop;
end $$;
call isolate('conversation_name');
call isolate('conversation_joined');
grant select, insert, update, delete on conversation_name, conversation_joined to twinbox_app;

-- As 0008 does for the tables: what Postgres takes for granted of columns that it hasn't analyzed is wrong for these. Their
-- owner sees whether they are empty only while row-level security isn't forced on it.
alter table message no force row level security;
alter table copy no force row level security;
do $$
declare
  remainder integer;
  workspace uuid;
begin
  if exists (select from message) then
    analyze message, copy;
    return;
  end if;
  for remainder in 0..15 loop
    loop
      workspace := gen_random_uuid();
      exit when satisfies_hash_partition('copy'::regclass, 16, remainder, workspace);
    end loop;
    perform set_config('twinbox.workspace', workspace::text, true);
    insert into message (workspace_id, id, mailbox_id, revision_id, fingerprint, server_id, internal_date, search,
        departed_at, conversation_id, subject_hash, loose)
      select workspace, gen_random_uuid(), md5((i % 2)::text)::uuid, gen_random_uuid(),
        decode(md5(i::text), 'hex'), 'server ' || i, i, 'subject', case when i % 20 = 0 then i end,
        md5((i / 2)::text)::uuid, i / 2, i % 50 = 0
      from generate_series(1, 400) i;
    insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date, conversation_id)
      select workspace_id, md5((internal_date % 4)::text)::uuid, '1:' || internal_date, id,
        case when internal_date % 10 = 0 then 0 else 1 end, internal_date, conversation_id from message
      where workspace_id = workspace;
  end loop;
  analyze message, copy;
  -- The statistics stay.
  truncate message, copy;
end $$;
alter table message force row level security;
alter table copy force row level security;
