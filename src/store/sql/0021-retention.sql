-- How many days what is no longer needed is kept; null: for ever.
alter table workspace
  -- Mail that left every mapped folder.
  add column departed_days integer default 30 check (departed_days between 1 and 3650),
  -- Earlier revisions of a draft that was saved over.
  add column revision_days integer default 30 check (revision_days between 1 and 3650),
  add column event_days integer default 90 check (event_days between 1 and 3650),
  -- What Twinbox changed.
  add column change_days integer default 365 check (change_days between 1 and 3650);

-- When a newer one took its place; null while it is the message's.
alter table revision add column superseded_at bigint;
create index revision_superseded on revision (workspace_id, superseded_at) where superseded_at is not null;

-- What was erased here, by the keyed hash (HMAC-SHA-256) of its Message-ID: nothing of it can be read out, and
-- whoever asks for that very message is told. The key hangs on the mailbox's, and goes with it.
create table erased_mail (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  message_id_hash bytea not null,
  erased_at bigint not null,
  -- By retention; else by an admin.
  by_age boolean not null,
  primary key (workspace_id, mailbox_id, message_id_hash),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);

call isolate('erased_mail');
grant select, insert, update, delete on erased_mail to twinbox_app;
