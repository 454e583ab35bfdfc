// Whether the counts that are kept of folders are what counting says, looked at when a test is done with its database.
import type { DatabasePlace } from "../database.ts";
import { openReader } from "./template-database.ts";

const DIFFERENT = `
  select folder_id, k.messages, k.unread, k.conversations, c.*
  from twinbox.folder_count k
  full join (
    select folder_id, count(*)::int as messages_counted, count(*) filter (where (flags & 1) = 0)::int as unread_counted,
      (count(distinct conversation_id) + count(*) filter (where conversation_id is null))::int as conversations_counted
    from twinbox.copy where not hidden group by 1) c using (folder_id)
  where (coalesce(messages, 0), coalesce(unread, 0), coalesce(conversations, 0))
    <> (coalesce(messages_counted, 0), coalesce(unread_counted, 0), coalesce(conversations_counted, 0))`;

/** Rejects when some folder's aren't. */
export async function checkKeptCounts(place: DatabasePlace): Promise<void> {
  const reader = await openReader(place);
  try {
    const rows = await reader.rows(DIFFERENT);
    if (rows.length > 0) throw new Error(`counts that were kept are wrong: ${JSON.stringify(rows)}`);
  } finally {
    await reader.close();
  }
}
