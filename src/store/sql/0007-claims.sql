-- A worker whose claim was done and whose answer was lost owns mailboxes that it doesn't know of, and that nobody else
-- takes while it beats. It says which it knows of (`held`), and is given the others again.
drop function claim_mailboxes(uuid, bigint, integer);

create function claim_mailboxes(claimer uuid, alive_after bigint, most integer, held uuid[])
returns table (workspace_id uuid, mailbox_id uuid, epoch bigint)
language sql security definer set search_path = twinbox, pg_temp as $$
  with free as (
    select m.workspace_id, m.id from mailbox m
    where m.state = 'syncing'
      and (coalesce((select w.beat_at from worker w where w.id = m.owner_worker), alive_after) <= alive_after
        or (m.owner_worker = claimer and m.id <> all(held)))
    order by m.last_arrived_at desc nulls last, m.id
    limit most
    for update of m skip locked
  )
  update mailbox m set owner_worker = claimer, owner_epoch = m.owner_epoch + 1
  from free where m.workspace_id = free.workspace_id and m.id = free.id
  returning m.workspace_id, m.id, m.owner_epoch;
$$;

grant create on schema twinbox to twinbox_lookup;
revoke all on function claim_mailboxes(uuid, bigint, integer, uuid[]) from public;
grant execute on function claim_mailboxes(uuid, bigint, integer, uuid[]) to twinbox_app;
alter function claim_mailboxes(uuid, bigint, integer, uuid[]) owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
