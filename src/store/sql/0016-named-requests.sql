-- Requests that have a name (Idempotency-Key): asked again, an upload is done once. SHA-256 of who asked and the name, and
-- of what was asked.
alter table change
  add column request_name bytea,
  add column request_content bytea;
create unique index change_request on change (workspace_id, mailbox_id, request_name) where request_name is not null;
