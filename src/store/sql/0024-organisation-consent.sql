-- Whether an application may be used by the people of a directory tenant, as far as it is known: an administrator has to
-- approve it first, or somebody got in. What was learned last counts.
create table organisation_consent (
  workspace_id uuid not null references workspace on delete cascade,
  -- Of the sign-in service.
  authority text not null,
  client_id text not null,
  directory_tenant text not null,
  state text not null check (state in ('needed', 'given')),
  learned_at bigint not null,
  -- When "needed" became "given": who waited is told.
  approved_at bigint,
  primary key (workspace_id, authority, client_id, directory_tenant)
);
call isolate('organisation_consent');
grant select, insert, update, delete on organisation_consent to twinbox_app;

-- Which directory tenant a domain belongs to, as its sign-in service tells; null: to none that it knows.
create table directory_domain (
  workspace_id uuid not null references workspace on delete cascade,
  authority text not null,
  -- Lower case.
  domain text not null,
  directory_tenant text,
  asked_at bigint not null,
  primary key (workspace_id, authority, domain)
);
call isolate('directory_domain');
grant select, insert, update, delete on directory_domain to twinbox_app;
