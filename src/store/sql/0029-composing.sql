-- What people write from here: the addresses they write as, files on their way into a message, and whom they write to.

-- Own addresses of a user at a mailbox: of a shared mailbox each colleague has a name and a signature of their own. The
-- first is the one that is offered; the mailbox's own address needs no row.
create table identity (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  -- Lower case: what names it.
  address_key text not null,
  position integer not null,
  address text not null,
  name text not null,
  -- HTML, sanitised.
  signature text not null,
  primary key (workspace_id, mailbox_id, user_id, address_key),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index identity_user on identity (workspace_id, user_id);

-- A file that was attached, until a message has it. Its bytes lie in the mailbox's packs, under a key of their own: the row
-- gone, nobody reads them.
create table attachment (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  file_name text not null,
  content_type text not null,
  pack_id uuid not null,
  pack_offset bigint not null,
  pack_length integer not null,
  size integer not null,
  sha256 bytea not null,
  wrapped_key bytea not null,
  expires_at bigint not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index attachment_mailbox on attachment (workspace_id, mailbox_id);
create index attachment_user on attachment (workspace_id, user_id);
create index attachment_expires on attachment (workspace_id, expires_at);

-- People of a mailbox's mail, to complete what is typed. Counted when somebody writes, not while mail comes in: whoever
-- never writes here costs nothing.
create table correspondent (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  -- Lower case.
  address text not null,
  name text not null,
  -- Name and address as they are searched (fold-text.ts), each word with a space in front.
  folded text not null,
  written integer not null,
  received integer not null,
  last_at bigint not null,
  primary key (workspace_id, mailbox_id, address),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);
-- As far as messages were counted: their ids ascend with time.
create table counted_people (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  counted_to uuid not null,
  -- When all were counted anew.
  counted_at bigint not null,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);

call isolate('identity');
call isolate('attachment');
call isolate('correspondent');
call isolate('counted_people');
grant select, insert, update, delete on identity, attachment, correspondent, counted_people to twinbox_app;
