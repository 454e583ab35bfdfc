-- The owner of the tables sees their rows only while row-level security isn't forced on it.
alter table provider no force row level security;
alter table connection no force row level security;

-- In which cloud of its service a provider is; hosts are only those that somebody typed.
alter table provider
  add column cloud text not null default 'worldwide'
    check (cloud in ('worldwide', 'gccHigh', 'dod', 'china', 'own')),
  alter column hosts drop not null;
update provider set cloud = 'own', hosts = hosts || '{
  "mailResource": "https://outlook.office.com", "graphResource": "https://graph.microsoft.com"}'
  where hosts ->> 'authority' is not null and hosts -> 'imap' <> 'null' and hosts -> 'smtp' <> 'null';
update provider set hosts = null where cloud <> 'own';
alter table provider
  alter column cloud drop default,
  add check ((cloud = 'own') = (hosts is not null));

-- A certificate in place of a client secret: its key is what is sealed. Another one can be made and registered at the
-- service before it is used.
alter table provider
  add column certificate text,
  add column secret_expires_at bigint,
  add column next_sealed_key bytea,
  add column next_certificate text,
  add check ((next_sealed_key is null) = (next_certificate is null));

-- How many days before the secret's end was last told of it; null: not yet.
alter table provider add column expiry_told integer;
grant select (name, certificate, secret_expires_at) on provider to twinbox_lookup;

create function expiring_providers(before_ms bigint)
returns table (workspace_id uuid, id uuid, name text, credential text, secret_expires_at bigint)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select p.workspace_id, p.id, p.name,
    case when p.certificate is null then 'secret' else 'certificate' end, p.secret_expires_at
  from provider p where p.secret_expires_at <= before_ms
  order by p.secret_expires_at, p.id;
$$;

grant create on schema twinbox to twinbox_lookup;
revoke all on function expiring_providers(bigint) from public;
grant execute on function expiring_providers(bigint) to twinbox_app;
alter function expiring_providers(bigint) owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;

-- When what is registered was first seen to work. Where mailboxes are connected it was, some time before.
alter table provider add column proven_at bigint;
update provider p set proven_at = (
  select max(c.connected_at) from connection c where c.workspace_id = p.workspace_id and c.provider_id = p.id and c.alive);

alter table provider force row level security;
alter table connection force row level security;
