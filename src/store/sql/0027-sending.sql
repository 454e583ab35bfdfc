-- Mail that leaves from here. Its bytes are a message and a revision as any other's, in no folder until it is sent.
create table sending (
  workspace_id uuid not null,
  -- Also the act in the outbox that takes its draft away, and the one that brings its copy into Sent.
  id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  message_id uuid not null,
  -- Null: it was given as it is.
  draft_id uuid,
  -- Envelope of src/core/outgoing-message.ts.
  envelope jsonb not null,
  -- As in the fingerprint's text: by it its copy in Sent is known.
  header_id text not null,
  state text not null default 'waiting'
    check (state in ('waiting', 'handing', 'doubtful', 'sent', 'refused', 'undone')),
  made_at bigint not null,
  due_at bigint not null,
  -- While a process has it in its hands: until when, by the database's clock.
  taken_until bigint,
  tries integer not null default 0,
  handed_at bigint,
  -- What the service calls it that it was handed over to, where it tells by that what became of it (Graph).
  handle text,
  ended_at bigint,
  -- SendProblem of src/engine/ports/sending.ts.
  problem jsonb,
  seen boolean not null default false,
  -- SHA-256 (Idempotency-Key).
  request_name bytea,
  request_content bytea,
  primary key (workspace_id, id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);
create index sending_open on sending (workspace_id, mailbox_id, due_at)
  where state in ('waiting', 'handing', 'doubtful');
create index sending_listed on sending (workspace_id, mailbox_id, made_at desc);
create unique index sending_request on sending (workspace_id, mailbox_id, request_name) where request_name is not null;
call isolate('sending');
grant select, insert, update, delete on sending to twinbox_app;

-- Of all workspaces those that have something to send, and when the first of it is due; null: it is all in doubt.
create policy lookup on sending for select to twinbox_lookup using (true);
grant select (workspace_id, state, due_at, taken_until) on sending to twinbox_lookup;
create function workspaces_sending() returns table (workspace_id uuid, due_at bigint)
language sql stable security definer set search_path = twinbox, pg_temp as $$
  select s.workspace_id, min(greatest(s.due_at, s.taken_until)) filter (where s.state <> 'doubtful') from sending s
  where s.state in ('waiting', 'handing', 'doubtful') group by s.workspace_id;
$$;
grant create on schema twinbox to twinbox_lookup;
revoke all on function workspaces_sending() from public;
grant execute on function workspaces_sending() to twinbox_app;
alter function workspaces_sending() owner to twinbox_lookup;
revoke create on schema twinbox from twinbox_lookup;
