-- Access of the application itself to the mailboxes of whole organisations (J11).

-- What the sign-in service said at the last look, for each of the workspace's own domains.
create table app_access (
  workspace_id uuid not null,
  provider_id uuid not null,
  domain text not null,
  -- Of the registration that was asked about: another one is approved anew.
  client_id text not null,
  -- The directory tenant that the domain belongs to; null where the service knows none.
  directory_tenant text,
  -- The object that stands for the application there.
  principal_id text,
  -- Null while it isn't approved.
  approved_at bigint,
  diagnosis jsonb,
  primary key (workspace_id, provider_id, domain),
  foreign key (workspace_id, provider_id) references provider on delete cascade
);

-- Mailboxes that an administrator wants connected so: one at a time for each user.
create table app_mailbox (
  workspace_id uuid not null,
  user_id uuid not null,
  provider_id uuid not null,
  -- Lower case.
  address text not null,
  import_window text not null check (import_window in ('1m', '3m', '1y', 'all')),
  asked_by uuid not null,
  asked_at bigint not null,
  -- connecting: the mailbox has opened, and nothing takes that back any more.
  state text not null default 'waiting' check (state in ('waiting', 'connecting', 'connected', 'failed')),
  -- While a process works on it: until when, by the database's clock.
  taken_until bigint,
  diagnosis jsonb,
  mailbox_id uuid,
  primary key (workspace_id, user_id),
  foreign key (workspace_id, user_id) references app_user on delete cascade,
  foreign key (workspace_id, provider_id) references provider on delete cascade,
  foreign key (workspace_id, mailbox_id) references mailbox on delete set null (mailbox_id)
);
create index app_mailbox_open on app_mailbox (workspace_id, asked_at, user_id)
  where state in ('waiting', 'connecting');
create index app_mailbox_provider on app_mailbox (workspace_id, provider_id);
create index app_mailbox_mailbox on app_mailbox (workspace_id, mailbox_id);

call isolate('app_access');
call isolate('app_mailbox');
grant select, insert, update, delete on app_access, app_mailbox to twinbox_app;
