-- Workspaces, people, their sessions and links. Conventions of all tables: workspace_id is the first column of
-- every key, ids are made by the application, times are milliseconds since 1970 UTC as bigint (the ports' unit,
-- without rounding), secrets are stored as SHA-256 of 32 random bytes.

-- Makes one table's rows visible only to transactions that named their workspace. current_setting gives '' and
-- not null once a transaction with the setting has ended on the connection, hence the nullif.
create procedure isolate(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy in_workspace on %s to twinbox_app
       using (workspace_id = nullif(current_setting(''twinbox.workspace'', true), '''')::uuid)
       with check (workspace_id = nullif(current_setting(''twinbox.workspace'', true), '''')::uuid)',
    target);
end $$;

-- What belongs to no workspace.

create table operator (
  id uuid primary key,
  email text not null,
  -- Lower-cased by the application, as everywhere: the database's idea of lower case depends on its locale.
  email_key text not null unique,
  name text not null,
  language text not null check (language in ('en', 'nl')),
  password_hash text not null
);

create table operator_session (
  token_hash bytea primary key,
  operator_id uuid not null references operator on delete cascade,
  expires_at bigint not null
);

-- Links that make the first operator.
create table operator_link (
  token_hash bytea primary key,
  expires_at bigint not null
);

-- Tries of a sign-in and the like; the key (address, network) is stored as a hash only.
create table try_count (
  key_hash bytea primary key,
  tries integer not null,
  window_ends_at bigint not null
);
create index try_count_ends on try_count (window_ends_at);

grant select, insert, update, delete on operator, operator_session, operator_link, try_count to twinbox_app;

-- What belongs to one.

create table workspace (
  workspace_id uuid primary key,
  name text not null,
  activation text not null check (activation in ('inactive', 'requested', 'active', 'suspended')),
  requested_by text,
  requested_at bigint,
  own_domains text[] not null,
  address_policy text not null check (address_policy in ('own', 'ownDomains', 'any'))
);
create index workspace_name on workspace (name);

create table app_user (
  workspace_id uuid not null references workspace on delete cascade,
  id uuid not null,
  email text not null,
  email_key text not null,
  name text not null,
  role text not null check (role in ('user', 'admin')),
  language text not null check (language in ('en', 'nl')),
  -- PHC text of argon2id; null until the invitation was used.
  password_hash text,
  primary key (workspace_id, id),
  unique (workspace_id, email_key)
);
create index app_user_email on app_user (email_key);

create table session (
  workspace_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  expires_at bigint not null,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index session_token on session (token_hash);
create index session_by_user on session (workspace_id, user_id);

-- Invitations.
create table link (
  workspace_id uuid not null,
  token_hash bytea not null,
  user_id uuid not null,
  expires_at bigint not null,
  primary key (workspace_id, token_hash),
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index link_token on link (token_hash);
create index link_by_user on link (workspace_id, user_id);

-- Who did what. workspace_id is null for what concerns the installation.
create table audit_entry (
  id uuid primary key,
  workspace_id uuid,
  at bigint not null,
  actor text not null,
  action text not null,
  detail jsonb not null
);
create index audit_entry_at on audit_entry (workspace_id, at);

call isolate('workspace');
call isolate('app_user');
call isolate('session');
call isolate('link');
grant select, insert, update, delete on workspace, app_user, session, link to twinbox_app;

-- Append-only twice: no right to change it, and a trigger that stops the owner as well.
alter table audit_entry enable row level security;
alter table audit_entry force row level security;
create policy in_workspace on audit_entry for select to twinbox_app
  using (workspace_id = nullif(current_setting('twinbox.workspace', true), '')::uuid);
create policy append on audit_entry for insert to twinbox_app
  with check (workspace_id is not distinct from nullif(current_setting('twinbox.workspace', true), '')::uuid);
grant select, insert on audit_entry to twinbox_app;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the audit trail is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger audit_entry_append_only before update or delete or truncate on audit_entry
  for each statement execute function refuse_change();
