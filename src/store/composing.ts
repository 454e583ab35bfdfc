// The Composing port: own addresses, attached files, and revisions that a composition takes parts from.
import type { AttachmentId } from "../base/ids.ts";
import type { AttachedFile, Composing, Identity, Writer } from "../engine/ports/composing.ts";
import { cleanText, toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";
import { findPeople } from "./find-people.ts";
import { PLACE_COLUMNS, type PlaceRow, placeOfRow } from "./place-columns.ts";
import type { Transaction } from "./transaction.ts";

type FileRow = PlaceRow & {
  readonly id: AttachmentId;
  readonly file_name: string;
  readonly content_type: string;
};

export function createComposing(db: Database): Composing {
  return {
    async identities({ workspaceId, mailboxId, userId }) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<Identity>(
          `select address, name, signature from identity
           where workspace_id = $1 and mailbox_id = $2 and user_id = $3 order by position`,
          [workspaceId, mailboxId, userId],
        ),
      );
      return rows;
    },

    saveIdentities: (writer, identities) =>
      db.inWorkspace(writer.workspaceId, (tx) => saveIdentities(tx, writer, identities)),

    keepFile: (writer, file, limits) =>
      db.inWorkspace(writer.workspaceId, (tx) => keepFile(tx, { writer, file, ...limits })),

    async takeFiles({ workspaceId, mailboxId, userId }, ids, { now, keepUntil }) {
      if (ids.length === 0) return [];
      const { rows } = await db.inWorkspace(workspaceId, (tx) =>
        tx.query<FileRow>(
          `update attachment set expires_at = greatest(expires_at, $6)
           where workspace_id = $1 and mailbox_id = $2 and user_id = $3 and id = any($4) and expires_at > $5
           returning id, file_name, content_type, ${PLACE_COLUMNS}`,
          [workspaceId, mailboxId, userId, ids, now, keepUntil],
        ),
      );
      return rows.map((row) => ({
        ...{ id: row.id, fileName: row.file_name, contentType: row.content_type },
        place: placeOfRow(row),
      }));
    },

    async revisionPlace({ workspaceId, mailboxId }, messageId, revisionId) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<PlaceRow>(
          `select ${PLACE_COLUMNS} from revision r
           where r.workspace_id = $1 and r.id = $4 and r.message_id = $3 and exists (
             select from message m where m.workspace_id = $1 and m.id = $3 and m.mailbox_id = $2)`,
          [workspaceId, mailboxId, messageId, revisionId],
        ),
      );
      const [row] = rows;
      return row === undefined ? null : placeOfRow(row);
    },

    findPeople: (owner, asked) => findPeople(db, owner, asked),
  };
}

async function saveIdentities(
  tx: Transaction,
  { workspaceId, mailboxId, userId }: Writer,
  identities: readonly Identity[],
): Promise<void> {
  const at = [workspaceId, mailboxId, userId];
  await tx.query("delete from identity where workspace_id = $1 and mailbox_id = $2 and user_id = $3", at);
  await tx.query(
    `insert into identity
       (workspace_id, mailbox_id, user_id, address_key, position, address, name, signature)
     select $1, $2, $3, key, position, address, name, signature
     from unnest($4::text[], $5::integer[], $6::text[], $7::text[], $8::text[])
       as t(key, position, address, name, signature)`,
    [
      ...at,
      identities.map(({ address }) => address.toLowerCase()),
      identities.map((_, index) => index),
      identities.map(({ address }) => cleanText(address)),
      identities.map(({ name }) => cleanText(name)),
      identities.map(({ signature }) => cleanText(signature)),
    ],
  );
}

interface KeptFile {
  readonly writer: Writer;
  readonly file: AttachedFile;
  readonly now: number;
  readonly expiresAt: number;
  readonly filesMax: number;
  readonly bytesMax: number;
}

/** What has expired goes with the next file of its user; of users who attach nothing any more, with retention. */
async function keepFile(
  tx: Transaction,
  { writer, file, now, expiresAt, filesMax, bytesMax }: KeptFile,
): Promise<boolean> {
  const { workspaceId, mailboxId, userId } = writer;
  const { place } = file;
  const { rows } = await tx.query<{ files: number; bytes: number }>(
    `select count(*)::int as files, coalesce(sum(size), 0)::bigint as bytes from attachment
     where workspace_id = $1 and user_id = $2 and expires_at > $3`,
    [workspaceId, userId, now],
  );
  const { files = 0, bytes = 0 } = rows[0] ?? {};
  if (files >= filesMax || bytes + place.size > bytesMax) return false;
  await tx.query("delete from attachment where workspace_id = $1 and user_id = $2 and expires_at <= $3", [
    workspaceId,
    userId,
    now,
  ]);
  await tx.query(
    `insert into attachment
       (workspace_id, id, mailbox_id, user_id, file_name, content_type, expires_at, ${PLACE_COLUMNS})
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      ...[workspaceId, file.id, mailboxId, userId, cleanText(file.fileName), file.contentType, expiresAt],
      ...[place.packId, place.offset, place.length, place.size],
      ...[toBuffer(place.sha256), toBuffer(place.wrappedKey)],
    ],
  );
  return true;
}
