-- Whose pictures from elsewhere a person always wants to see, by the address in From.
create table image_sender (
  workspace_id uuid not null,
  user_id uuid not null,
  -- Lower case.
  address text not null,
  allowed_at bigint not null,
  primary key (workspace_id, user_id, address),
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
call isolate('image_sender');
grant select, insert, update, delete on image_sender to twinbox_app;
