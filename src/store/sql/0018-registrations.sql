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
