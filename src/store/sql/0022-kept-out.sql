-- What an admin erased of a mailbox that is still connected: it isn't imported again. By keyed hashes of fingerprints.
create table kept_out (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  fingerprint_hash bytea not null,
  primary key (workspace_id, mailbox_id, fingerprint_hash),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade
);

-- So that an import needn't ask where there is nothing.
alter table mailbox add column keeps_out boolean not null default false;

call isolate('kept_out');
grant select, insert, update, delete on kept_out to twinbox_app;
