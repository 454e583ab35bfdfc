-- Until when one process has the right to renew the grant, by the database's clock.
alter table connection add column refreshing_until bigint;
