-- Whether somebody's permission at a sign-in service still carries a connection, in whichever workspace: the application
-- is one there, and taking the permission back ends all of them.
create policy lookup on connection for select to twinbox_lookup using (true);
create policy lookup on provider for select to twinbox_lookup using (true);
grant select (workspace_id, provider_id, subject) on connection to twinbox_lookup;
grant select (workspace_id, id, kind, client_id) on provider to twinbox_lookup;

create function is_allowed_elsewhere(wanted_kind text, wanted_client text, wanted_subject text) returns boolean
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select exists (
    select from connection c
    join provider p on p.workspace_id = c.workspace_id and p.id = c.provider_id
    where c.subject = wanted_subject and p.kind = wanted_kind and p.client_id = wanted_client
  );
$$;

grant create on schema twinbox to twinbox_lookup;
revoke all on function is_allowed_elsewhere(text, text, text) from public;
grant execute on function is_allowed_elsewhere(text, text, text) to twinbox_app;
alter function is_allowed_elsewhere(text, text, text) owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
