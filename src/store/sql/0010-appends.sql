-- What comes from here (uploads, drafts) and may lie at the provider already.
alter table change
  -- Before an upload was sent the folder had this UIDVALIDITY and UIDNEXT: "uidvalidity:uid".
  add column attempted_from text,
  -- The server took it without saying where it lies.
  add column answered boolean not null default false;
