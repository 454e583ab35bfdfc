// The Traces port: messages that fit what somebody knows of mail they miss, wherever they are by now.
import type { AppFolderId, MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import { foldText } from "../core/fold-text.ts";
import type { AppFolderRole } from "../core/folder-role.ts";
import type { Person } from "../core/message.ts";
import {
  daysOf,
  type EndedHere,
  type MailClues,
  type NamedFolder,
  type Trace,
  type WaitingKind,
} from "../core/where-is-mail.ts";
import type { Traces } from "../engine/ports/where.ts";
import type { Database } from "./database.ts";
import { erasedHash } from "./erased-mail.ts";
import type { KeyStore } from "./seal-keys.ts";

const WORDS_MAX = 10;

export function createTraces(db: Database, keys: KeyStore): Traces {
  return {
    async findTraces(workspaceId, mailboxId, clues, limit) {
      const { from, values } = selectionOf(workspaceId, mailboxId, clues);
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<TraceRow>(traceQuery(from, values.length + 1), [...values, limit]),
      );
      return rows.map(traceOf);
    },

    async erased(workspaceId, mailboxId, messageId) {
      const hash = await erasedHash(keys, { workspaceId, mailboxId });
      if (hash === null) return null;
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ at: number; by_age: boolean }>(
          `select erased_at as at, by_age from erased_mail
           where workspace_id = $1 and mailbox_id = $2 and message_id_hash = $3`,
          [workspaceId, mailboxId, hash(messageId)],
        ),
      );
      return rows[0] === undefined ? null : { at: rows[0].at, byAge: rows[0].by_age };
    },
  };
}

interface FolderShape {
  readonly id: AppFolderId | null;
  readonly role: AppFolderRole | null;
  readonly name: string | null;
}

interface TraceRow {
  readonly id: MessageId;
  readonly subject: string;
  readonly from_people: readonly Person[];
  readonly internal_date: number;
  readonly departed_at: number | null;
  readonly how: "left" | EndedHere;
  readonly departed_from: FolderShape | null;
  readonly copies:
    | readonly {
        readonly folder: NamedFolder;
        readonly hidden: boolean;
        readonly expected: boolean;
        readonly missingSince: number | null;
      }[]
    | null;
  readonly waits: { readonly kind: WaitingKind; readonly since: number; readonly tries: number } | null;
}

function traceOf(row: TraceRow): Trace {
  const { departed_at: at, departed_from: from } = row;
  return {
    id: row.id,
    subject: row.subject,
    from: row.from_people,
    internalDate: row.internal_date,
    copies: row.copies ?? [],
    waits: row.waits,
    departed: at === null ? null : { at, from: isNamed(from) ? from : null, how: row.how },
  };
}

function isNamed(folder: FolderShape | null): folder is NamedFolder {
  return folder !== null && folder.id !== null;
}

/** Rows (id) that fit, of all that were ever here. Subject and sender are the first lines of the folded search text. */
function selectionOf(
  workspaceId: WorkspaceId,
  mailboxId: MailboxId,
  clues: MailClues,
): { readonly from: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [workspaceId, mailboxId];
  const given = (value: unknown): string => `$${values.push(value)}`;
  const conditions = [
    ...wordsOf(clues.subject).map((word) => `strpos(split_part(x.search, E'\\n', 1), ${given(word)}) > 0`),
    ...wordsOf(clues.from).map((word) => `strpos(split_part(x.search, E'\\n', 2), ${given(word)}) > 0`),
  ];
  const days = daysOf(clues);
  if (days !== null) {
    conditions.push(
      `x.internal_date >= ${given(Date.parse(days.since))} and x.internal_date < ${given(Date.parse(days.before))}`,
    );
  }
  // Earlier revisions of a draft are looked at too.
  const source =
    clues.messageId === null
      ? "message x"
      : `revision v join message x on x.workspace_id = $1 and x.id = v.message_id
           and v.workspace_id = $1 and v.scan ->> 'messageId' = ${given(clues.messageId)}
           and hashtextextended(v.scan ->> 'messageId', 0) = hashtextextended($${values.length}, 0)`;
  const where = ["x.workspace_id = $1", "x.mailbox_id = $2", ...conditions].join(" and ");
  return { from: `select distinct x.id, x.internal_date from ${source} where ${where}`, values };
}

function wordsOf(words: readonly string[]): readonly string[] {
  return words
    .map(foldText)
    .filter((word) => word !== "")
    .slice(0, WORDS_MAX);
}

function traceQuery(from: string, limit: number): string {
  return `
    with page as materialized (select * from (${from}) s order by internal_date desc, id limit $${limit})
    select m.id, m.internal_date, r.scan ->> 'subject' as subject, r.scan -> 'from' as from_people, m.departed_at,
      coalesce(m.departed_evidence ->> 'act', 'left') as how,
      (select json_build_object('id', a.id, 'role', a.role, 'name', a.name) from app_folder a
       where a.workspace_id = $1 and a.folder_id = m.departed_from) as departed_from,
      (select json_agg(json_build_object('folder', json_build_object('id', a.id, 'role', a.role, 'name', a.name),
          'hidden', c.hidden, 'expected', c.expected, 'missingSince', c.missing_since)
          order by array_position(array['inbox', 'sent', 'drafts', 'archive', 'junk', 'deleted'], a.role) nulls last, a.id)
       from copy c join app_folder a on a.workspace_id = $1 and a.folder_id = c.folder_id
       where c.workspace_id = $1 and c.message_id = m.id) as copies,
      (select json_build_object('kind', ch.act ->> 'kind', 'since', ch.made_at, 'tries', ch.tries) from change ch
       where ch.workspace_id = $1 and ch.message_id = m.id and ch.state in ('waiting', 'attempted')
       order by ch.seq limit 1) as waits
    from page p
    join message m on m.workspace_id = $1 and m.id = p.id
    join revision r on r.workspace_id = $1 and r.id = m.revision_id
    order by m.internal_date desc, m.id`;
}
