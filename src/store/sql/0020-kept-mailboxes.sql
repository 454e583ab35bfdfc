-- Who reads the mail that was kept of a stopped mailbox: whoever stopped it last, until an admin hands it over.
create table kept_mailbox (
  workspace_id uuid not null,
  mailbox_id uuid not null,
  user_id uuid not null,
  since bigint not null,
  handed_over boolean not null default false,
  primary key (workspace_id, mailbox_id),
  foreign key (workspace_id, mailbox_id) references mailbox on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index kept_mailbox_user on kept_mailbox (workspace_id, user_id);

-- Nothing of a mailbox that is on hold is deleted here.
alter table mailbox add column held_since bigint;

call isolate('kept_mailbox');
grant select, insert, update, delete on kept_mailbox to twinbox_app;

-- Row-level security holds for the owner of the tables too.
alter table kept_mailbox no force row level security;
alter table stop_receipt no force row level security;
alter table mailbox no force row level security;
insert into kept_mailbox (workspace_id, mailbox_id, user_id, since)
select workspace_id, mailbox_id, user_id, at from (
  select distinct on (r.workspace_id, r.mailbox_id) r.* from stop_receipt r
  join mailbox m on m.workspace_id = r.workspace_id and m.id = r.mailbox_id and m.state = 'stopped'
  order by r.workspace_id, r.mailbox_id, r.at desc, r.id desc) last
where mail = 'keep';
alter table kept_mailbox force row level security;
alter table stop_receipt force row level security;
alter table mailbox force row level security;
