-- Two more uid sets of a folder's ledger (src/core/ledger.ts). '\x' is the empty set.
alter table folder_ledger
  add column unmatched bytea not null default '\x',
  add column offered bytea not null default '\x',
  -- For the panel: how many older messages wait for the user's word.
  add column offered_count integer not null default 0;

-- A draft that is saved again, or sent, keeps its headers: one that departed is not known again by them.
alter table message add column departed_draft boolean not null default false;
