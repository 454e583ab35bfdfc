-- When the sign-in service last gave something for the grant: one that nobody uses ends after some months.
alter table connection add column renewed_at bigint not null default 0;
update connection set renewed_at = connected_at;
