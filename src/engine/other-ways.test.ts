import { expect, test } from "vitest";
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { noLog } from "../store/testing/no-log.ts";
import { AskedOnce } from "./asked-once.ts";
import { askOtherWays, type OtherWay, type OtherWaysDeps, otherWaysOf, type Refused } from "./other-ways.ts";
import type { MailboxRow, Provider } from "./ports/connections.ts";

const TOKEN = "s3cr3t";
const refusedBy = (code: "authenticationFailed" | "refused" | "unreachable", said: string) =>
  Promise.reject(new SyncError(code, { scope: "mailbox", retry: "askUser", said }));

/** Time stands still until `pass` is called. */
function stoppedClock() {
  const over: (() => void)[] = [];
  const clock = {
    now: () => 0,
    monotonic: () => 0,
    sleep: (_ms: number, signal?: AbortSignal) =>
      new Promise<void>((resolve) => {
        over.push(resolve);
        signal?.addEventListener("abort", () => resolve(), { once: true });
      }),
  } as unknown as Clock;
  const pass = (): void => {
    for (const resolve of over) resolve();
  };
  return { clock, pass };
}

function asked(deps: Partial<OtherWaysDeps>, kind: Provider["kind"] = "microsoft"): readonly OtherWay[] {
  const opens = {
    connections: { mailboxLike: async () => null },
    submission: { signIn: async () => undefined },
    graph: { openInbox: async () => undefined },
  };
  const refused = {
    provider: { kind, cloud: "worldwide", hosts: null },
    outgoing: { host: "smtp.x.example", port: 587, security: "starttls" },
    credential: { kind: "bearer", user: "ada@x.example", token: TOKEN, expiresAt: null },
    graphToken: async () => TOKEN,
  };
  return otherWaysOf({ ...opens, ...deps } as unknown as OtherWaysDeps, refused as unknown as Refused);
}

test("each way tells whether it opens, or for which known cause it doesn't", async () => {
  const { clock } = stoppedClock();
  const deps = { clock, log: noLog };
  expect(await askOtherWays(deps, asked({}))).toEqual({ smtp: "opened", graph: "opened" });
  const graph = { openInbox: () => refusedBy("refused", "HTTP 404 MailboxNotEnabledForRESTAPI") };
  const submission = {
    signIn: () => refusedBy("authenticationFailed", "535 5.7.3 Authentication unsuccessful"),
  };
  const told = { smtp: "smtp-auth-token", graph: "graph-no-mailbox" };
  expect(await askOtherWays(deps, asked({ graph, submission }))).toEqual(told);
  const revoked = {
    openInbox: () =>
      refusedBy("authenticationFailed", "HTTP 401 InvalidAuthenticationToken insufficient_claims"),
  };
  expect(await askOtherWays(deps, asked({ graph: revoked }))).toEqual({
    smtp: "opened",
    graph: "ms-ca-block",
  });
  // What is away says nothing of a mailbox.
  const away = { openInbox: () => refusedBy("unreachable", "") };
  expect(await askOtherWays(deps, asked({ graph: away }))).toEqual({ smtp: "opened" });
  expect(asked({}, "google")).toEqual([]);
});

test("what doesn't answer is given up, and what was answered counts", async () => {
  const { clock, pass } = stoppedClock();
  const graph = { openInbox: () => new Promise<void>(() => undefined) };
  const answers = askOtherWays({ clock, log: noLog }, asked({ graph }));
  await new Promise((resolve) => setImmediate(resolve));
  pass();
  expect(await answers).toEqual({ smtp: "opened" });
});

test("another mailbox of the organization gets in, or is refused as well", async () => {
  const { clock } = stoppedClock();
  const other = {
    id: "m",
    workspaceId: "w",
    provider: "microsoft",
    address: "eva@x.example",
  } as unknown as MailboxRow;
  const connections = { mailboxLike: async () => other, connectionsOfMailbox: async () => [{ id: "c" }] };
  const tokens = {
    credential: async () => ({ kind: "bearer", user: "eva@x.example", token: TOKEN, expiresAt: null }),
    renew: async () => null,
  };
  let closed = 0;
  const ask = async (open: () => Promise<unknown>) => {
    const others = asked({ connections, tokens, mail: { open } } as unknown as OtherWaysDeps).slice(2);
    return askOtherWays({ clock, log: noLog }, others);
  };
  expect(await ask(async () => ({ close: async () => void closed++ }))).toEqual({ others: "opened" });
  expect(closed).toBe(1);
  expect(await ask(() => refusedBy("authenticationFailed", "AUTHENTICATE failed."))).toEqual({
    others: "refused",
  });
  expect(await ask(() => refusedBy("unreachable", ""))).toEqual({});
});

test("nothing that is written down has a token", async () => {
  const { clock } = stoppedClock();
  const lines: string[] = [];
  const log = {
    ...noLog,
    info: (event: string, fields?: object) => void lines.push(event + JSON.stringify(fields)),
  };
  await askOtherWays({ clock, log }, asked({}));
  expect(lines).toEqual(['other-ways.asked{"smtp":"opened","graph":"opened"}']);
});

test("a mailbox that is tried again and again asks once, until it went well or a person asks", async () => {
  const answers = new AskedOnce();
  let times = 0;
  const ask = async () => {
    times++;
    return { graph: "opened" } as const;
  };
  const refusal = new SyncError("authenticationFailed", { scope: "mailbox", retry: "askUser" });
  const cut = new SyncError("disconnected", { scope: "mailbox", retry: "later" });
  expect(await answers.of(refusal, ask)).toEqual({ graph: "opened" });
  expect(await answers.of(cut, ask)).toEqual({});
  expect(await answers.of(refusal, ask)).toEqual({ graph: "opened" });
  expect(times).toBe(1);
  answers.forget();
  await answers.of(refusal, ask);
  const other = new SyncError("authenticatedNotConnected", { scope: "mailbox", retry: "askUser" });
  await answers.of(other, ask);
  expect(times).toBe(3);
});
