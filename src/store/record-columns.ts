// A record `r` as lists and pages show it: MailRecord of the Records port.
export const RECORD_COLUMNS = `r.id, r.type, r.external_id as "externalId", r.name, r.url, coalesce((
  select array_agg(a.address order by a.address) from record_address a
  where a.workspace_id = $1 and a.record_id = r.id), '{}') as addresses`;
