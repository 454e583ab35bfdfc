-- Requests to the administrator of an organisation to approve the application at its sign-in service. Whoever is of the
-- same domain sees how it stands.
create table consent_request (
  workspace_id uuid not null,
  id uuid not null,
  provider_id uuid not null,
  user_id uuid not null,
  -- Of the asker's address, lower case.
  domain text not null,
  token_hash bytea not null,
  sealed_token bytea not null,
  -- Of the administrator who is at the service now.
  state_hash bytea,
  browser_hash bytea,
  created_at bigint not null,
  expires_at bigint not null,
  outcome text check (outcome in ('given', 'refused')),
  settled_at bigint,
  primary key (workspace_id, id),
  foreign key (workspace_id, provider_id) references provider on delete cascade,
  foreign key (workspace_id, user_id) references app_user on delete cascade
);
create index consent_request_domain on consent_request (workspace_id, domain, created_at desc);
create index consent_request_provider on consent_request (workspace_id, provider_id);
create index consent_request_user on consent_request (workspace_id, user_id);

call isolate('consent_request');
grant select, insert, update, delete on consent_request to twinbox_app;
