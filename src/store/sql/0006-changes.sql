-- Changes made here that the provider has to learn (the outbox), and what they do to the lists until it has.

-- The number of the last change.
alter table mailbox add column change_seq bigint not null default 0;

alter table copy
  -- Moved or erased here, still at the provider: in no list.
  add column hidden boolean not null default false,
  -- Moved to this folder here: in the lists, not yet at the provider. Its key is 'expected:' and the message's id.
  add column expected boolean not null default false,
  -- The bits of flags that were set here and not yet confirmed: readings don't change them.
  add column pending_flags integer not null default 0;

create index copy_hidden on copy (workspace_id, folder_id) where hidden;

create table change (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  -- Changes of a mailbox in the order they were made and are done in.
  seq bigint not null,
  -- One act of a person: what is undone together.
  act_id uuid not null,
  user_id uuid,
  message_id uuid not null,
  -- ChangeAct of src/core/plan-changes.ts.
  act jsonb not null,
  -- The flags it was shown with before, for undo.
  flags_before integer not null,
  state text not null check (state in ('waiting', 'attempted', 'done', 'refused', 'undone')),
  made_at bigint not null,
  -- Not before this: an act that can't be taken back waits until it can't be undone.
  due_at bigint not null,
  attempted_at bigint,
  -- How often the provider couldn't do it.
  tries integer not null default 0,
  ended_at bigint,
  -- Why it was refused, and whether a person has seen that.
  why text,
  seen boolean not null default false,
  primary key (workspace_id, mailbox_id, seq),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
) with (fillfactor = 70);
create index change_open on change (workspace_id, mailbox_id, seq) where state in ('waiting', 'attempted');
create index change_open_message on change (workspace_id, message_id) where state in ('waiting', 'attempted');
create index change_act on change (workspace_id, mailbox_id, act_id);
create index change_ended on change (workspace_id, mailbox_id, ended_at desc) where ended_at is not null;

call isolate('change');
grant select, insert, update, delete on change to twinbox_app;
