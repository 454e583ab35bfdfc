-- The few questions that can't know their workspace. They run as twinbox_lookup, a role nobody can log in as,
-- and which sees just these tables; each gives away the least that its caller needs.

create policy lookup on workspace for select to twinbox_lookup using (true);
create policy lookup on app_user for select to twinbox_lookup using (true);
create policy lookup on session to twinbox_lookup using (true);
create policy lookup on link to twinbox_lookup using (true);
create policy lookup on connect_attempt for select to twinbox_lookup using (true);
create policy lookup on mailbox for select to twinbox_lookup using (true);
create policy claim on mailbox for update to twinbox_lookup using (true);
grant usage on schema twinbox to twinbox_app, twinbox_lookup;
grant select on workspace, app_user, session, link, connect_attempt, mailbox, worker to twinbox_lookup;
grant delete on session, link to twinbox_lookup;
grant update (owner_worker, owner_epoch) on mailbox to twinbox_lookup;

create function users_by_email(wanted_key text)
returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select u.workspace_id, u.id from app_user u where u.email_key = wanted_key order by u.id limit 100;
$$;

create function user_of_session(hash bytea, now_ms bigint)
returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select s.workspace_id, s.user_id from session s where s.token_hash = hash and s.expires_at > now_ms;
$$;

create function drop_session(hash bytea) returns void
language sql security definer set search_path = twinbox, pg_temp as $$
  delete from session s where s.token_hash = hash;
$$;

create function user_of_link(hash bytea, now_ms bigint)
returns table (workspace_id uuid, user_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select l.workspace_id, l.user_id from link l where l.token_hash = hash and l.expires_at > now_ms;
$$;

-- The row's lock lets one of two callers have it.
create function take_link(hash bytea, now_ms bigint)
returns table (workspace_id uuid, user_id uuid)
language sql security definer set search_path = twinbox, pg_temp as $$
  delete from link l where l.token_hash = hash and l.expires_at > now_ms
  returning l.workspace_id, l.user_id;
$$;

create function drop_links() returns void
language sql security definer set search_path = twinbox, pg_temp as $$
  delete from link;
$$;

create function workspace_by_name(wanted text) returns uuid
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select w.workspace_id from workspace w where w.name = wanted order by w.workspace_id limit 1;
$$;

create function list_workspaces()
returns table (workspace_id uuid, name text, activation text, requested_by text, requested_at bigint,
  own_domains text[], address_policy text, users integer, mailboxes integer, problems integer)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select w.workspace_id, w.name, w.activation, w.requested_by, w.requested_at, w.own_domains, w.address_policy,
    (select count(*) from app_user u where u.workspace_id = w.workspace_id)::integer,
    coalesce(m.mailboxes, 0)::integer, coalesce(m.problems, 0)::integer
  from workspace w
  left join (
    select x.workspace_id, count(*) filter (where x.state <> 'stopped') as mailboxes,
      count(*) filter (where x.state <> 'stopped' and x.diagnosis is not null) as problems
    from mailbox x group by x.workspace_id
  ) m on m.workspace_id = w.workspace_id
  order by w.name, w.workspace_id;
$$;

create function attempt_by_hash(kind text, hash bytea)
returns table (workspace_id uuid, attempt_id uuid)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select a.workspace_id, a.id from connect_attempt a
  where (kind = 'ticket' and a.ticket_hash = hash)
    or (kind = 'browser' and a.browser_hash = hash)
    or (kind = 'state' and a.state_hash = hash)
  order by a.created_at desc limit 1;
$$;

create function workspace_of_mailbox(wanted uuid) returns uuid
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select m.workspace_id from mailbox m where m.id = wanted limit 1;
$$;

create function list_mailboxes() returns setof mailbox
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select * from mailbox m order by m.workspace_id, m.address;
$$;

-- Mailboxes nobody living owns. `alive_after`: a worker whose last beat is not later counts as dead. The owner's
-- beat is asked in a subquery of the row's own condition, so that it is asked again when the row was locked and
-- changed by another worker's claim.
create function claim_mailboxes(claimer uuid, alive_after bigint, most integer)
returns table (workspace_id uuid, mailbox_id uuid, epoch bigint)
language sql security definer set search_path = twinbox, pg_temp as $$
  with free as (
    select m.workspace_id, m.id from mailbox m
    where m.state = 'syncing'
      and coalesce((select w.beat_at from worker w where w.id = m.owner_worker), alive_after) <= alive_after
    order by m.last_arrived_at desc nulls last, m.id
    limit most
    for update of m skip locked
  )
  update mailbox m set owner_worker = claimer, owner_epoch = m.owner_epoch + 1
  from free where m.workspace_id = free.workspace_id and m.id = free.id
  returning m.workspace_id, m.id, m.owner_epoch;
$$;

do $$
declare
  lookup regprocedure;
begin
  grant create on schema twinbox to twinbox_lookup;
  for lookup in
    select p.oid::regprocedure from pg_proc p
    where p.pronamespace = 'twinbox'::regnamespace and p.prosecdef
  loop
    execute format('revoke all on function %s from public', lookup);
    execute format('grant execute on function %s to twinbox_app', lookup);
    execute format('alter function %s owner to twinbox_lookup', lookup);
  end loop;
  revoke create on schema twinbox from twinbox_lookup;
end $$;
