-- Providers, attempts to connect, mailboxes and the connections of users to them.

create table provider (
  workspace_id uuid not null references workspace on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('microsoft', 'google', 'imap')),
  name text not null,
  enabled boolean not null,
  client_id text,
  sealed_secret bytea,
  tenant text,
  hosts jsonb not null,
  primary key (workspace_id, id)
);

create table mailbox (
  workspace_id uuid not null references workspace on delete cascade,
  id uuid not null,
  provider text not null check (provider in ('microsoft', 'google', 'imap')),
  cloud text not null,
  directory_tenant text not null,
  address text not null,
  display_name text not null,
  user_name text not null,
  incoming jsonb not null,
  outgoing jsonb,
  state text not null check (state in ('unmapped', 'syncing', 'stopped')),
  diagnosis jsonb,
  diagnosis_since bigint,
  import_window text check (import_window in ('1m', '3m', '1y', 'all')),
  -- Goes up with every connect, stop and mapping.
  version bigint not null default 1,
  last_arrived_at bigint,
  -- Departures before this were seen by a person.
  departures_seen_at bigint not null default 0,
  -- The number of the last event. The update that takes numbers is the first statement of every commit and
  -- locks this row: it makes the log gap-free and is the fence against a worker that lost the mailbox.
  event_seq bigint not null default 0,
  owner_worker uuid,
  owner_epoch bigint not null default 0,
  primary key (workspace_id, id),
  unique (workspace_id, provider, cloud, directory_tenant, address)
) with (fillfactor = 70);
create index mailbox_id on mailbox (id);
create index mailbox_owner on mailbox (owner_worker) where state = 'syncing';

create table connect_attempt (
  workspace_id uuid not null,
  id uuid not null,
  user_id uuid not null,
  provider_id uuid not null,
  state text not null check (state in
    ('waiting', 'question', 'connecting', 'connected', 'failed', 'cancelled', 'expired')),
  created_at bigint not null,
  expires_at bigint not null,
  ticket_hash bytea,
  ticket_expires_at bigint not null,
  browser_hash bytea,
  state_hash bytea,
  sealed_secret bytea,
  address text,
  diagnosis jsonb,
  mailbox_id uuid,
  primary key (workspace_id, id),
  foreign key (workspace_id, user_id) references app_user on delete cascade,
  foreign key (workspace_id, provider_id) references provider on delete cascade,
  foreign key (workspace_id, mailbox_id) references mailbox on delete set null (mailbox_id)
);
create index connect_attempt_user on connect_attempt (workspace_id, user_id, created_at desc);
create index connect_attempt_provider on connect_attempt (workspace_id, provider_id);
create index connect_attempt_ticket on connect_attempt (ticket_hash) where ticket_hash is not null;
create index connect_attempt_browser on connect_attempt (browser_hash) where browser_hash is not null;
create index connect_attempt_state on connect_attempt (state_hash) where state_hash is not null;

create table connection (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  -- Null: made on the command line.
  provider_id uuid,
  role text not null check (role in ('owner', 'member')),
  subject text not null,
  sealed_grant bytea not null,
  grant_version bigint not null default 1,
  alive boolean not null default true,
  connected_at bigint not null,
  primary key (workspace_id, id),
  unique (workspace_id, mailbox_id, user_id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade,
  foreign key (workspace_id, provider_id) references provider
);
create index connection_user on connection (workspace_id, user_id);
create index connection_provider on connection (workspace_id, provider_id);

-- What a Stop removed and kept, as the user was told.
create table stop_receipt (
  workspace_id uuid not null,
  id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  address text not null,
  provider text not null,
  messages integer not null,
  mailbox_stopped boolean not null,
  mail text not null check (mail in ('keep', 'delete')),
  at bigint not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index stop_receipt_user on stop_receipt (workspace_id, user_id, at desc);
create index stop_receipt_mailbox on stop_receipt (workspace_id, mailbox_id, at desc);

-- Keys, wrapped by the key above them (workspace by the installation's, mailbox by its workspace's).
create table workspace_key (
  workspace_id uuid primary key references workspace on delete cascade,
  wrapped bytea not null
);
create table mailbox_key (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  wrapped bytea not null,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);

-- One row a worker process, for all mailboxes it owns: its beat, and when each was last found equal.
create table worker (
  id uuid primary key,
  beat_at bigint not null,
  checked jsonb not null
);

call isolate('provider');
call isolate('mailbox');
call isolate('connect_attempt');
call isolate('connection');
call isolate('stop_receipt');
call isolate('workspace_key');
call isolate('mailbox_key');
grant select, insert, update, delete on
  provider, mailbox, connect_attempt, connection, stop_receipt, workspace_key, mailbox_key, worker
  to twinbox_app;
