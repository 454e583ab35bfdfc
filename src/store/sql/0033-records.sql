-- Mail on records. A record is the application's; what mail is on it is ours. Of these indexes only those begin with the workspace
-- that all its rows are read by: Postgres takes an empty table's indexes for equally good, keeps that plan while an import goes
-- on, and would look one message up among all that a workspace has.
create table record (
  workspace_id uuid not null references workspace on delete cascade,
  id uuid not null,
  type text not null,
  -- The application's own id.
  external_id text not null,
  name text not null,
  url text,
  -- What colleagues see of its mail, where a mailbox leaves that to the application.
  shown text not null default 'subject' check (shown in ('full', 'subject', 'nothing')),
  -- Name, id and addresses as they are searched (fold-text.ts), each word with a space in front.
  folded text not null,
  -- It turned out to be another: its id leads there.
  merged_into uuid,
  primary key (workspace_id, id),
  unique (external_id, type, workspace_id),
  foreign key (workspace_id, merged_into) references record on delete cascade
);
create index record_merged on record (merged_into) where merged_into is not null;

create table record_address (
  workspace_id uuid not null,
  -- Lower case.
  address text not null,
  record_id uuid not null,
  primary key (address, workspace_id, record_id),
  foreign key (workspace_id, record_id) references record on delete cascade
);
create index record_address_of on record_address (record_id);

-- Addresses for which the mail that is here is still to be looked through.
create table record_due (
  workspace_id uuid not null,
  record_id uuid not null,
  address text not null,
  -- The transaction that asked for it: what commits beside it may not know of the record, so that mail is looked through
  -- when all that began before have ended.
  asked_by xid8 not null default pg_current_xact_id(),
  -- By the database's clock: some process is at it.
  taken_until bigint not null default 0,
  primary key (workspace_id, record_id, address),
  foreign key (workspace_id, record_id) references record on delete cascade
);

-- No foreign key to messages, as everywhere: who erases messages erases their links.
create table record_link (
  workspace_id uuid not null,
  record_id uuid not null,
  message_id uuid not null,
  mailbox_id uuid not null,
  how text not null check (how in ('address', 'reply', 'hand')),
  -- Who linked it by hand, or took it off.
  user_id uuid,
  -- Of its Message-ID, as in conversation_name: what answers it is on the record too.
  name_hash bigint,
  -- As the message's: with the name it tells colleagues' copies of one mail, which are shown as one. A Message-ID alone is
  -- anybody's who has seen it.
  fingerprint bytea not null,
  internal_date bigint not null,
  -- Lower case, all in it: what lies inside the own domains isn't shown to colleagues.
  people text[] not null,
  -- As its sender says (Sensitivity); null: not known.
  confidential boolean,
  -- Taken off by hand: rules don't put it back.
  removed_at bigint,
  primary key (message_id, record_id, workspace_id),
  foreign key (workspace_id, record_id) references record on delete cascade
);
create index record_link_listed on record_link (record_id, internal_date desc, message_id);
create index record_link_name on record_link (name_hash) where name_hash is not null;
create index record_link_mailbox on record_link (mailbox_id);

-- Addresses and domains whose mail rules don't link, and colleagues don't see.
alter table workspace add column record_ignored text[] not null default '{}';
-- Only mail on records is imported.
alter table workspace add column records_only boolean not null default false;
-- What colleagues see of this mailbox's mail on records; record: what the record says.
alter table mailbox add column colleagues_see text not null default 'subject'
  check (colleagues_see in ('full', 'subject', 'nothing', 'record'));
-- No colleague sees it.
alter table message add column is_private boolean not null default false;

call isolate('record');
call isolate('record_address');
call isolate('record_due');
call isolate('record_link');
grant select, insert, update, delete on record, record_address, record_due, record_link to twinbox_app;

-- Workspaces in which something is due.
create policy lookup on record_due for select to twinbox_lookup using (true);
grant select (workspace_id) on record_due to twinbox_lookup;
create function workspaces_linking() returns table (workspace_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select distinct d.workspace_id from record_due d;
$$;
grant create on schema twinbox to twinbox_lookup;
revoke all on function workspaces_linking() from public;
grant execute on function workspaces_linking() to twinbox_app;
alter function workspaces_linking() owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;

-- Where only mail of records is imported: addresses to be looked for at a mailbox's provider.
create table record_search (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  address text not null,
  primary key (workspace_id, mailbox_id, address),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);
call isolate('record_search');
grant select, insert, update, delete on record_search to twinbox_app;
