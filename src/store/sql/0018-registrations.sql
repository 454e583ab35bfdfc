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
