-- Who lives is told by the database's clock alone: a worker whose own is ahead would hold its mailboxes long after its
-- death, and one whose clock is behind would lose them again and again.
create function now_ms() returns bigint language sql volatile as $$
  select (extract(epoch from clock_timestamp()) * 1000)::bigint;
$$;

drop function claim_mailboxes(uuid, bigint, integer, uuid[]);

create function claim_mailboxes(claimer uuid, life_ms bigint, most integer, held uuid[])
returns table (workspace_id uuid, mailbox_id uuid, epoch bigint)
language sql security definer set search_path = twinbox, pg_temp as $$
  with living as materialized (select w.id from worker w where w.beat_at > now_ms() - life_ms),
  free as (
    select m.workspace_id, m.id from mailbox m
    where m.state = 'syncing'
      and (m.owner_worker is null or m.owner_worker not in (select id from living)
        or (m.owner_worker = claimer and m.id <> all(held)))
    order by m.last_arrived_at desc nulls last, m.id
    limit most
    for update of m skip locked
  )
  update mailbox m set owner_worker = claimer, owner_epoch = m.owner_epoch + 1
  from free where m.workspace_id = free.workspace_id and m.id = free.id
  returning m.workspace_id, m.id, m.owner_epoch;
$$;

-- What earlier releases wrote were the workers' own times.
delete from worker;

grant execute on function now_ms() to twinbox_app, twinbox_lookup;
grant create on schema twinbox to twinbox_lookup;
revoke all on function claim_mailboxes(uuid, bigint, integer, uuid[]) from public;
grant execute on function claim_mailboxes(uuid, bigint, integer, uuid[]) to twinbox_app;
alter function claim_mailboxes(uuid, bigint, integer, uuid[]) owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
