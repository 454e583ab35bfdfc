-- What a Stop ended here and its sign-in service still lists, until it was told: written with the Stop, so that it isn't
-- forgotten with the process that would have told it.
create table taking_back (
  workspace_id uuid not null,
  -- Of the connection that was; the grant is sealed for it.
  id uuid not null,
  provider_id uuid not null,
  user_id uuid not null,
  receipt_id uuid not null,
  subject text not null,
  sealed_grant bytea not null,
  -- By the database's clock.
  stopped_at bigint not null,
  tries integer not null default 0,
  next_try_at bigint not null,
  primary key (workspace_id, id),
  foreign key (workspace_id, provider_id) references provider on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade,
  foreign key (workspace_id, receipt_id) references stop_receipt on delete cascade
);
create index taking_back_due on taking_back (workspace_id, next_try_at);
create index taking_back_provider on taking_back (workspace_id, provider_id);
create index taking_back_user on taking_back (workspace_id, user_id);
create index taking_back_receipt on taking_back (workspace_id, receipt_id);
call isolate('taking_back');
grant select, insert, update, delete on taking_back to twinbox_app;

alter table stop_receipt add column permission text not null default 'stays'
  check (permission in ('stays', 'pending', 'takenBack', 'needed'));

-- Of all workspaces those in which something is due.
create policy lookup on taking_back for select to twinbox_lookup using (true);
grant select (workspace_id, next_try_at) on taking_back to twinbox_lookup;
create function workspaces_taking_back() returns setof uuid
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select distinct workspace_id from taking_back where next_try_at <= now_ms();
$$;
grant create on schema twinbox to twinbox_lookup;
revoke all on function workspaces_taking_back() from public;
grant execute on function workspaces_taking_back() to twinbox_app;
alter function workspaces_taking_back() owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
