-- Receive only: nothing is written at the provider, for one mailbox or for all of a workspace.
alter table mailbox add column receive_only boolean not null default false;
alter table workspace add column receive_only boolean not null default false;

-- Mailboxes are also listed outside of any workspace, where its row can't be seen.
create function is_receive_only(wanted uuid) returns boolean
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select w.receive_only from workspace w where w.workspace_id = wanted;
$$;

grant create on schema twinbox to twinbox_lookup;
revoke all on function is_receive_only(uuid) from public;
grant execute on function is_receive_only(uuid) to twinbox_app;
alter function is_receive_only(uuid) owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
