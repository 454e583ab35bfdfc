import { expect, test } from "vitest";
import type { ConnectionId, ProviderId, UserId, WorkspaceId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { noLog } from "../store/testing/no-log.ts";
import type { Attempt, StoppedPermission, TakingBack } from "./ports/connections.ts";
import { keepTakingBack, type TakeBackDeps, takeBackNow } from "./take-back.ts";

const WORKSPACE = "w" as WorkspaceId;
const DUE: TakingBack = {
  ...{
    id: "c" as ConnectionId,
    workspaceId: WORKSPACE,
    providerId: "p" as ProviderId,
    userId: "u" as UserId,
  },
  ...{ subject: "sub-1", sealedGrant: new Uint8Array(), isLast: false },
};
const away = new SyncError("tokenServerDown", { scope: "provider", retry: "later" });

interface Around {
  readonly due?: Partial<TakingBack>;
  readonly attempt?: Attempt["state"];
  readonly elsewhere?: boolean;
  readonly revoke?: () => Promise<void>;
}

function bed({ due, attempt, elsewhere = false, revoke = async () => undefined }: Around) {
  const ended: StoppedPermission[] = [];
  const tokens: string[] = [];
  const deps = {
    connections: {
      workspacesTakingBack: async () => [WORKSPACE],
      claimTakingBack: async () => [{ ...DUE, ...due }],
      endTakingBack: async (_: TakingBack, how: StoppedPermission) => void ended.push(how),
      readProvider: async () => ({ kind: "google", clientId: "client" }),
      isAllowedElsewhere: async () => elsewhere,
      latestAttempt: async () => (attempt === undefined ? null : { state: attempt }),
    },
    oauth: {
      revoke: (_: unknown, token: string) => {
        tokens.push(token);
        return revoke();
      },
    },
    clientSettings: async () => ({}),
    vault: { open: async () => JSON.stringify({ kind: "oauth", refreshToken: "r" }) },
    hints: { publish: () => undefined },
    clock: { sleep: () => new Promise<void>((resolve) => setImmediate(resolve)) },
    random: { fraction: () => 0 },
    log: noLog,
  } as unknown as TakeBackDeps;
  return { deps, ended, tokens };
}

/** How it ended; null: it is tried again. */
async function told(around: Around) {
  const { deps, ended, tokens } = bed(around);
  await takeBackNow(deps, WORKSPACE, DUE.id);
  return { ended: ended[0] ?? null, tokens };
}

test("the service is told by the token that was allowed", async () => {
  expect(await told({})).toEqual({ ended: "takenBack", tokens: ["r"] });
});

test("where it is away it is told later, for a day", async () => {
  const revoke = () => Promise.reject(away);
  expect(await told({ revoke })).toEqual({ ended: null, tokens: ["r"] });
  expect(await told({ revoke, due: { isLast: true } })).toEqual({ ended: "stays", tokens: ["r"] });
});

test("what it has ended by itself is ended", async () => {
  const revoke = () =>
    Promise.reject(
      new SyncError("grantRevoked", { scope: "mailbox", retry: "askUser", said: "invalid_token" }),
    );
  expect((await told({ revoke })).ended).toBe("takenBack");
});

test("what another connection hangs on is left there", async () => {
  expect(await told({ elsewhere: true })).toEqual({ ended: "needed", tokens: [] });
});

test("who is signing in again this moment isn't cut off", async () => {
  expect(await told({ attempt: "connecting" })).toEqual({ ended: null, tokens: [] });
  expect((await told({ attempt: "failed" })).ended).toBe("takenBack");
});

test("what earlier Stops left is told by whichever process lives, until it ends", async () => {
  const { deps, ended } = bed({});
  const stop = new AbortController();
  const keeping = keepTakingBack(deps, stop.signal);
  while (ended.length === 0) await new Promise((resolve) => setImmediate(resolve));
  stop.abort();
  await keeping;
  expect(ended).toContain("takenBack");
});
