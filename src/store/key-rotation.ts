// After a rotation of the master key: what another key than the first has sealed is sealed anew, row by row, while
// everybody works. A row that somebody else writes meanwhile is theirs, sealed by the first key already.
import type { MailboxId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { secretContext } from "../engine/ports/secrets.ts";
import type { Vault } from "../engine/ports/vault.ts";
import { toBuffer } from "./column-types.ts";
import type { Database } from "./database.ts";
import { createKeyRows, type KeyOwner } from "./key-rows.ts";
import type { MasterKeys } from "./master-key.ts";
import { topKeyOf, unwrap, wrap } from "./seal-keys.ts";
import { isSealedBy } from "./vault.ts";
import { createWorkspaces } from "./workspaces.ts";

/** Rows read at a time. */
const PAGE = 500;

/** Where secrets of the vault lie. */
const SECRETS = [
  { table: "provider", column: "sealed_secret", kind: "provider" },
  { table: "provider", column: "next_sealed_key", kind: "provider" },
  { table: "connection", column: "sealed_grant", kind: "connection" },
  { table: "taking_back", column: "sealed_grant", kind: "connection" },
  { table: "connect_attempt", column: "sealed_secret", kind: "attempt" },
  { table: "consent_request", column: "sealed_token", kind: "consent" },
] as const;

export interface SealedCounts {
  /** How many secrets and workspace keys each master key has sealed, in the order of the keys. */
  readonly sealed: readonly number[];
  /** How many none of them has. */
  readonly unreadable: number;
}

export interface KeyRotation {
  count(): Promise<SealedCounts>;
  /** Answers how many were sealed anew. What none of the keys opens stays as it is. */
  sealAnew(): Promise<number>;
}

interface Place {
  /** The master key that has sealed it: its number, or null. */
  readonly by: number | null;
  /** Seals it by the first; false when somebody else has written it meanwhile. */
  readonly sealAnew: () => Promise<boolean>;
}

export function createKeyRotation(db: Database, masterKeys: MasterKeys, vault: Vault): KeyRotation {
  const keyRows = createKeyRows(db);

  async function* places(): AsyncGenerator<Place> {
    for (const { id } of await createWorkspaces(db).listWorkspaces()) {
      yield* workspaceKey(id);
      for (const secret of SECRETS) yield* secrets(id, secret);
    }
  }

  async function* workspaceKey(workspaceId: WorkspaceId): AsyncGenerator<Place> {
    const owner: KeyOwner = { workspaceId, mailboxId: null as MailboxId | null };
    const wrapped = await keyRows.readWrapped(owner);
    if (wrapped === null) return;
    const topKeys = (await masterKeys.current()).map(topKeyOf);
    const opened = topKeys.map((topKey) => unwrap(topKey, wrapped, owner));
    const key = opened.find((each) => each !== null);
    yield {
      by: key === undefined ? null : opened.findIndex((each) => each !== null),
      sealAnew: async () => {
        const [first] = topKeys;
        if (key === undefined || key === null || first === undefined) return false;
        return keyRows.replaceWrapped(owner, wrapped, wrap(first, key, owner));
      },
    };
  }

  async function* secrets(
    workspaceId: WorkspaceId,
    { table, column, kind }: (typeof SECRETS)[number],
  ): AsyncGenerator<Place> {
    for (let after: string | null = null; ; ) {
      const { rows } = await db.readWorkspace(workspaceId, (tx) =>
        tx.query<{ id: string; sealed: Uint8Array }>(
          `select id, ${column} as sealed from ${table}
           where workspace_id = $1 and ${column} is not null and ($2::uuid is null or id > $2)
           order by id limit ${PAGE}`,
          [workspaceId, after],
        ),
      );
      const keys = await masterKeys.current();
      for (const { id, sealed } of rows) {
        const by = keys.findIndex((key) => isSealedBy(sealed, key));
        const context = secretContext(kind, id);
        yield {
          by: by < 0 ? null : by,
          sealAnew: async () => {
            const anew = await vault.seal(await vault.open(sealed, context), context);
            const { count } = await db.inWorkspace(workspaceId, (tx) =>
              tx.query(
                `update ${table} set ${column} = $4 where workspace_id = $1 and id = $2 and ${column} = $3`,
                [workspaceId, id, toBuffer(sealed), toBuffer(anew)],
              ),
            );
            return count === 1;
          },
        };
      }
      after = rows.at(-1)?.id ?? null;
      if (rows.length < PAGE) return;
    }
  }

  return {
    async count() {
      const sealed = (await masterKeys.current()).map(() => 0);
      let unreadable = 0;
      for await (const { by } of places()) {
        if (by === null) unreadable++;
        else sealed[by] = (sealed[by] ?? 0) + 1;
      }
      return { sealed, unreadable };
    },

    async sealAnew() {
      let done = 0;
      for await (const { by, sealAnew } of places()) {
        if (by === null || by === 0) continue;
        try {
          if (await sealAnew()) done++;
        } catch (error) {
          // Damaged: whoever needs it says so; the others are sealed all the same.
          if (!(error instanceof SyncError) || error.code !== "secretUnreadable") throw error;
        }
      }
      return done;
    },
  };
}
