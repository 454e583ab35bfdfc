import { expect, test } from "vitest";
import type { WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { type KeepGrantsDeps, renewUnused } from "./keep-grants.ts";
import type { Connection, MailboxRow } from "./ports/connections.ts";

const GO_ON = new AbortController().signal;

/** Two workspaces; a mailbox that two people share, and one with a single sign-in. */
function bed(refusals: Readonly<Record<string, SyncError>> = {}) {
  const kept: string[] = [];
  const dead: string[] = [];
  const connection = (id: string, workspaceId: string, mailboxId: string) =>
    ({ id, workspaceId, mailboxId }) as unknown as Connection;
  const all = [
    connection("ada", "contoso", "jobs"),
    connection("bram", "contoso", "jobs"),
    connection("eve", "fabrikam", "eve"),
  ];
  const deps = {
    accounts: { listWorkspaces: async () => ["contoso", "fabrikam"].map((id) => ({ id })) },
    connections: {
      unusedGrants: async (workspaceId: WorkspaceId) =>
        all.filter((each) => each.workspaceId === workspaceId),
      readMailbox: async () => ({}) as MailboxRow,
      connectionsOfMailbox: async (_workspaceId: WorkspaceId, mailboxId: string) =>
        all.filter((each) => each.mailboxId === mailboxId && !dead.includes(each.id)),
      markDead: async ({ id }: Connection) => void dead.push(id),
    },
    tokens: {
      keep: async (_mailbox: MailboxRow, { id }: Connection) => {
        kept.push(id);
        const refusal = refusals[id];
        if (refusal !== undefined) throw refusal;
      },
    },
    log: { warn: () => undefined },
  };
  return { deps: deps as unknown as KeepGrantsDeps, kept, dead };
}

const revoked = new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser" });

test("every unused grant is renewed, in every workspace", async () => {
  const { deps, kept, dead } = bed();
  await renewUnused(deps, GO_ON);
  expect(kept).toEqual(["ada", "bram", "eve"]);
  expect(dead).toEqual([]);
});

test("one that was taken back is dead, unless it is the mailbox's last: its user is told there", async () => {
  const { deps, kept, dead } = bed({ ada: revoked, bram: revoked, eve: revoked });
  await renewUnused(deps, GO_ON);
  expect(kept).toEqual(["ada", "bram", "eve"]);
  expect(dead).toEqual(["ada"]);
});

test("a service that is away kills none, and doesn't hold up the next", async () => {
  const { deps, kept, dead } = bed({
    ada: new SyncError("tokenServerDown", { scope: "provider", retry: "later" }),
  });
  await renewUnused(deps, GO_ON);
  expect(kept).toEqual(["ada", "bram", "eve"]);
  expect(dead).toEqual([]);
});

test("where the store is away it is left for the next time", async () => {
  const { deps, kept } = bed({ ada: new SyncError("storeDown", { scope: "installation", retry: "later" }) });
  await expect(renewUnused(deps, GO_ON)).rejects.toMatchObject({ code: "storeDown" });
  expect(kept).toEqual(["ada"]);
});
