-- Postgres plans for tables it knows nothing of as if any column picked out a few rows, and looks for a copy by its key
-- among all copies of the workspace: twenty thousand rows for one. Until it has analyzed the first mailbox by itself, a
-- minute later, it gets the statistics of lifelike rows: a workspace has many, a key has one.
do $$
declare
  remainder integer;
  workspace uuid;
begin
  if exists (select from message) or exists (select from copy) then
    analyze message, revision, copy;
    return;
  end if;
  for remainder in 0..15 loop
    loop
      workspace := gen_random_uuid();
      exit when satisfies_hash_partition('copy'::regclass, 16, remainder, workspace);
    end loop;
    perform set_config('twinbox.workspace', workspace::text, true);
    insert into message (workspace_id, id, mailbox_id, revision_id, fingerprint, server_id, internal_date, search,
        departed_at)
      select workspace, gen_random_uuid(), md5((i % 2)::text)::uuid, gen_random_uuid(),
        decode(md5(i::text), 'hex'), 'server ' || i, i, 'subject', case when i % 20 = 0 then i end
      from generate_series(1, 400) i;
    insert into revision (workspace_id, id, message_id, scan, pack_id, pack_offset, pack_length, size, sha256,
        wrapped_key)
      select workspace_id, revision_id, id, '{}', gen_random_uuid(), 0, 1, 1, fingerprint, fingerprint from message
      where workspace_id = workspace;
    insert into copy (workspace_id, folder_id, remote_key, message_id, flags, internal_date)
      select workspace_id, md5((internal_date % 4)::text)::uuid, '1:' || internal_date, id,
        case when internal_date % 10 = 0 then 0 else 1 end, internal_date from message
      where workspace_id = workspace;
  end loop;
  analyze message, revision, copy;
  -- The statistics stay.
  truncate message, revision, copy;
end $$;
