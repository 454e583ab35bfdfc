-- Folders, messages and the event log. The large tables are partitioned by workspace from the first day,
-- because a table of two billion rows can't be partitioned afterwards. message, revision and copy have no foreign
-- keys: checked row by row they took 40 % of an import (6,900 against 12,000 messages a second), while a commit
-- checks the same for all its rows at once (message-rows.ts).

create table remote_folder (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  path text not null,
  delimiter text,
  selectable boolean not null,
  special_use text,
  server_id text,
  uid_validity bigint,
  gone_at bigint,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);
-- Not unique by path: two folders may swap their names in one commit, and a gone one may have had the same.
create index remote_folder_mailbox on remote_folder (workspace_id, mailbox_id);

-- The application's side of one remote folder. After Stop with the mail kept the row stays, not mapped.
create table app_folder (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  folder_id uuid not null,
  role text,
  name text not null,
  parent_id uuid,
  subtree boolean not null,
  inherited boolean not null,
  import_from bigint,
  searched boolean not null,
  mapped boolean not null,
  primary key (workspace_id, id),
  unique (workspace_id, folder_id),
  foreign key (workspace_id, folder_id) references remote_folder on delete cascade,
  foreign key (workspace_id, parent_id) references app_folder
    on delete set null (parent_id) deferrable initially deferred
);
create index app_folder_mailbox on app_folder (workspace_id, mailbox_id);
create index app_folder_parent on app_folder (workspace_id, parent_id);

-- `known` of one folder (src/core/ledger.ts), uid sets in the bytes of UidSet.encode. A column a set, so that
-- the ones that did not change are not written again.
create table folder_ledger (
  workspace_id uuid not null,
  folder_id uuid not null,
  uid_validity bigint not null,
  uid_next bigint not null,
  modseq numeric,
  uids bytea not null,
  seen bytea not null,
  answered bytea not null,
  flagged bytea not null,
  draft bytea not null,
  deleted bytea not null,
  forwarded bytea not null,
  wanted bytea not null,
  stored bytea not null,
  aside bytea not null,
  mapped_uid_next bigint not null,
  -- For the progress bar: how many are wanted, and how many of them are still to be fetched.
  wanted_count integer not null,
  pending_count integer not null,
  read_at bigint not null,
  primary key (workspace_id, folder_id),
  foreign key (workspace_id, folder_id) references remote_folder on delete cascade
) with (fillfactor = 70);

create table message (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  -- The current revision.
  revision_id uuid not null,
  fingerprint bytea not null,
  server_id text,
  internal_date bigint not null,
  -- Subject, names and addresses in lower case without accents (fold-text.ts).
  search text not null,
  -- Null while it has a copy in a mapped (or kept) folder.
  departed_at bigint,
  -- Null also when its folder was unmapped here: nobody is told of that.
  departed_from uuid,
  departed_evidence jsonb,
  primary key (workspace_id, id)
) partition by hash (workspace_id);
create index message_fingerprint on message (workspace_id, mailbox_id, fingerprint);
create index message_server_id on message (workspace_id, mailbox_id, server_id) where server_id is not null;
create index message_listed on message (workspace_id, mailbox_id, internal_date desc, id)
  where departed_at is null;
create index message_departed on message (workspace_id, mailbox_id, departed_at)
  where departed_at is not null;

create table revision (
  workspace_id uuid not null,
  id uuid not null,
  message_id uuid not null,
  -- MessageScan as it is.
  scan jsonb not null,
  pack_id uuid not null,
  pack_offset bigint not null,
  pack_length integer not null,
  size integer not null,
  sha256 bytea not null,
  wrapped_key bytea not null,
  primary key (workspace_id, id)
) partition by hash (workspace_id);
create index revision_message on revision (workspace_id, message_id);

create table copy (
  workspace_id uuid not null,
  folder_id uuid not null,
  remote_key text not null,
  message_id uuid not null,
  flags integer not null,
  internal_date bigint not null,
  -- Limbo: not seen at the provider since then, its fate not yet known.
  missing_since bigint,
  primary key (workspace_id, folder_id, remote_key),
  unique (workspace_id, message_id, folder_id)
) partition by hash (workspace_id);
create index copy_listed on copy (workspace_id, folder_id, internal_date desc, message_id);
create index copy_unread on copy (workspace_id, folder_id) where (flags & 1) = 0;
create index copy_missing on copy (workspace_id, folder_id) where missing_since is not null;

create table event (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  seq bigint not null,
  at bigint not null default (extract(epoch from clock_timestamp()) * 1000)::bigint,
  event jsonb not null,
  primary key (workspace_id, mailbox_id, seq),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
) partition by hash (workspace_id);

do $$
declare
  parent text;
begin
  foreach parent in array array['message', 'revision', 'copy', 'event'] loop
    for remainder in 0..15 loop
      execute format('create table %I partition of %I for values with (modulus 16, remainder %s)',
        parent || '_' || lpad(remainder::text, 2, '0'), parent, remainder);
      -- The server reaches partitions through their parent only; it has no right to them by name.
      call isolate((parent || '_' || lpad(remainder::text, 2, '0'))::regclass);
    end loop;
    call isolate(parent::regclass);
  end loop;
end $$;

call isolate('remote_folder');
call isolate('app_folder');
call isolate('folder_ledger');
grant select, insert, update, delete on
  remote_folder, app_folder, folder_ledger, message, revision, copy, event to twinbox_app;
