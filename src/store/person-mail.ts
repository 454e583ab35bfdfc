// The mail of one person, by an address of theirs: counted, and erased (J16). All messages of the workspace are looked
// through, page by page, with every revision of theirs: no index knows all the people of a mail to a thousand.
import type { MailboxId, MessageId, WorkspaceId } from "../base/ids.ts";
import type { Leaving, PersonErasure } from "../engine/ports/leaving.ts";
import { appendEvents } from "./commit.ts";
import type { Database } from "./database.ts";
import { deleteSome } from "./delete-mail.ts";
import { rememberKeptOut } from "./erase-connected.ts";
import { type ErasedHash, erasedHash } from "./erased-mail.ts";
import { lockMailbox } from "./ownership.ts";
import { NOTHING_WAITS } from "./retention.ts";
import type { KeyStore } from "./seal-keys.ts";
import { fence } from "./stop.ts";
import type { Transaction } from "./transaction.ts";

/** Messages looked at in one statement, and erased in one transaction. */
const PAGE = 2_000;
const ERASED_AT_ONCE = 500;
const FIRST = "00000000-0000-0000-0000-000000000000" as MessageId;

type PersonLeaving = Pick<Leaving, "findPersonMail" | "erasePerson">;

export function createPersonLeaving(db: Database, keys: KeyStore): PersonLeaving {
  return {
    async findPersonMail(workspaceId, address) {
      const found = await findMail(db, workspaceId, address);
      const held = await heldOf(db, workspaceId);
      const count = (wanted: (id: MailboxId) => boolean) =>
        [...found].reduce((sum, [id, ids]) => sum + (wanted(id) ? ids.length : 0), 0);
      return { messages: count(() => true), mailboxes: found.size, held: count((id) => held.has(id)) };
    },

    async erasePerson(workspaceId, address, now) {
      const erased = { messages: 0, held: 0, waiting: 0, of: [] as MailboxId[] };
      for (const [mailboxId, ids] of await findMail(db, workspaceId, address)) {
        const hash = await erasedHash(keys, { workspaceId, mailboxId });
        let messages = 0;
        for (let i = 0; i < ids.length; i += ERASED_AT_ONCE) {
          const some = { workspaceId, mailboxId, address, now, hash, ids: ids.slice(i, i + ERASED_AT_ONCE) };
          const outcome = await db.inWorkspace(workspaceId, (tx) => eraseSome(tx, some));
          messages += outcome.messages;
          erased.held += outcome.held;
          erased.waiting += outcome.waiting;
        }
        erased.messages += messages;
        if (messages > 0) erased.of.push(mailboxId);
      }
      await db.inWorkspace(workspaceId, (tx) =>
        tx.query("delete from image_sender where workspace_id = $1 and address = $2", [workspaceId, address]),
      );
      return { ...erased, mailboxes: erased.of.length };
    },
  };
}

interface PageRow {
  readonly id: MessageId;
  readonly mailbox_id: MailboxId;
  readonly fits: boolean;
}

const LOOK = `
  select p.id, p.mailbox_id, exists (
    select from revision v
    cross join lateral jsonb_array_elements((v.scan -> 'from') || (v.scan -> 'replyTo') || (v.scan -> 'to')
      || (v.scan -> 'cc') || (v.scan -> 'bcc')) e
    where v.workspace_id = $1 and v.message_id = p.id and lower(e ->> 'address') = $3) as fits
  from (select m.id, m.mailbox_id from message m where m.workspace_id = $1 and m.id > $2::uuid
    order by m.id limit ${PAGE}) p
  order by p.id`;

async function findMail(
  db: Database,
  workspaceId: WorkspaceId,
  address: string,
): Promise<ReadonlyMap<MailboxId, readonly MessageId[]>> {
  const found = new Map<MailboxId, MessageId[]>();
  for (let last: MessageId | undefined = FIRST; last !== undefined; ) {
    const after: MessageId = last;
    const { rows } = await db.readWorkspace(workspaceId, (tx) =>
      tx.query<PageRow>(LOOK, [workspaceId, after, address]),
    );
    for (const { id, mailbox_id: mailboxId, fits } of rows) {
      if (!fits) continue;
      const ids = found.get(mailboxId);
      if (ids === undefined) found.set(mailboxId, [id]);
      else ids.push(id);
    }
    last = rows.at(-1)?.id;
  }
  return found;
}

async function heldOf(db: Database, workspaceId: WorkspaceId): Promise<ReadonlySet<MailboxId>> {
  const { rows } = await db.readWorkspace(workspaceId, (tx) =>
    tx.query<{ id: MailboxId }>("select id from mailbox where workspace_id = $1 and held_since is not null", [
      workspaceId,
    ]),
  );
  return new Set(rows.map(({ id }) => id));
}

interface SomeMail {
  readonly workspaceId: WorkspaceId;
  readonly mailboxId: MailboxId;
  readonly address: string;
  readonly now: number;
  readonly hash: ErasedHash | null;
  readonly ids: readonly MessageId[];
}

/** What is being sent is in somebody's hands, like a change that waits. */
const NOT_SENDING = `not exists (select from sending s where s.workspace_id = $1 and s.message_id = m.id
  and s.state in ('waiting', 'handing', 'doubtful'))`;

async function eraseSome(
  tx: Transaction,
  { workspaceId, mailboxId, address, now, hash, ids }: SomeMail,
): Promise<Pick<PersonErasure, "messages" | "held" | "waiting">> {
  const mailbox = await lockMailbox(tx, workspaceId, mailboxId);
  if (mailbox === null) return { messages: 0, held: 0, waiting: 0 };
  if (mailbox.held) return { messages: 0, held: ids.length, waiting: 0 };
  // Whoever syncs it knows these messages: it begins anew.
  await fence(tx, workspaceId, mailboxId);
  const { rows: free } = await tx.query<{ id: MessageId }>(
    `select m.id from message m where m.workspace_id = $1 and m.mailbox_id = $2 and m.id = any($3)
       and ${NOTHING_WAITS} and ${NOT_SENDING}`,
    [workspaceId, mailboxId, ids],
  );
  const going = free.map(({ id }) => id);
  if (hash !== null) await rememberKeptOut(tx, { workspaceId, mailboxId, now, hash }, going);
  await deleteSome(tx, workspaceId, going);
  await tx.query("update mailbox set keeps_out = true where workspace_id = $1 and id = $2", [
    workspaceId,
    mailboxId,
  ]);
  await tx.query("delete from sending where workspace_id = $1 and mailbox_id = $2 and message_id = any($3)", [
    workspaceId,
    mailboxId,
    going,
  ]);
  await tx.query("delete from correspondent where workspace_id = $1 and mailbox_id = $2 and address = $3", [
    workspaceId,
    mailboxId,
    address,
  ]);
  await appendEvents(tx, { workspaceId, mailboxId }, [{ kind: "folders.changed" }]);
  return { messages: going.length, held: 0, waiting: ids.length - going.length };
}
