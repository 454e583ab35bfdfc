-- The departure after which its user said that the message is to be kept here: while it is `departed_at` retention leaves
-- the message. Of a later departure it says nothing.
alter table message add column departure_kept bigint;

-- What people were seen to have allowed beyond what is asked for, as the sign-in service names it.
alter table provider add column more_allowed text[] not null default '{}';

-- The owner of the tables sees their rows only while row-level security isn't forced on it: with a Postgres of one's own
-- 0025 found none, so that once more it is looked whose mailboxes are.
alter table mailbox no force row level security;
alter table connection no force row level security;
update mailbox m set subject = newest.subject
from (
  select distinct on (c.workspace_id, x.provider, x.cloud, c.subject) c.workspace_id, c.mailbox_id, c.subject,
    x.provider, x.cloud
  from connection c
  join mailbox x on x.workspace_id = c.workspace_id and x.id = c.mailbox_id
  where x.provider <> 'imap' and c.subject not like 'app:%'
  order by c.workspace_id, x.provider, x.cloud, c.subject, c.connected_at desc, c.id
) newest
where m.workspace_id = newest.workspace_id and m.id = newest.mailbox_id and m.subject is null
  and not exists (select from mailbox o where o.workspace_id = newest.workspace_id and o.provider = newest.provider
    and o.cloud = newest.cloud and o.subject = newest.subject);
alter table mailbox force row level security;
alter table connection force row level security;
