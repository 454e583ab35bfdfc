-- Whose mailbox it is, by the subject at its sign-in service: an account keeps it when it is renamed, and an address may be
-- given to somebody else. Null where there is no such service, and of what was stopped before.
alter table mailbox add column subject text;
update mailbox m set subject = newest.subject
from (
  select distinct on (c.workspace_id, x.provider, x.cloud, c.subject) c.workspace_id, c.mailbox_id, c.subject
  from connection c
  join mailbox x on x.workspace_id = c.workspace_id and x.id = c.mailbox_id
  where x.provider <> 'imap' and c.subject not like 'app:%'
  order by c.workspace_id, x.provider, x.cloud, c.subject, c.connected_at desc, c.id
) newest
where m.workspace_id = newest.workspace_id and m.id = newest.mailbox_id;

do $$
declare
  by_address text;
begin
  select conname into by_address from pg_constraint where conrelid = 'mailbox'::regclass and contype = 'u';
  execute format('alter table mailbox drop constraint %I', by_address);
end $$;
create unique index mailbox_subject on mailbox (workspace_id, provider, cloud, subject) where subject is not null;
create unique index mailbox_address on mailbox (workspace_id, provider, cloud, directory_tenant, address)
  where subject is null;
