// What a worker writes of a message that it has handed over, or tried to: of the wrong word it would be sent twice, or never.
import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import type { HandoverOutcome, Sender, SendWork, TakenSend } from "./ports/sending.ts";
import { SendWorker, type SendWorkerDeps } from "./send-worker.ts";

const TAKEN = {
  ...{ workspaceId: "w", mailboxId: "m", userId: "u", sendId: "s", messageId: "x", place: {} },
  envelope: { from: "ada@contoso.example", to: ["eva@fabrikam.example"] },
  ...{ state: "waiting", tries: 0, since: 0, handedAt: null, handle: null, takenUntil: 1 },
} as unknown as TakenSend;
const SENT = "written: sent";

function failure(
  code: "storeDown" | "refused" | "serverBusy" | "stopped",
  retry: "later" | "never",
): SyncError {
  return new SyncError(code, { scope: "message", retry });
}

/** Runs until the one send has been dealt with, or `close`; answers what was written, in order. */
async function run(
  send: Sender["send"],
  {
    taken = TAKEN,
    work = {},
    close = new AbortController(),
  }: {
    readonly taken?: TakenSend;
    readonly work?: Partial<SendWork>;
    readonly close?: AbortController;
  } = {},
): Promise<readonly string[]> {
  const written: string[] = [];
  const note = (what: string) => async () => void written.push(`written: ${what}`);
  const left = [taken];
  const fake: SendWork = {
    due: async () => [{ workspaceId: taken.workspaceId, dueAt: 0 }],
    take: async () => left.splice(0),
    keep: async (each) => each,
    handing: async () => true,
    settle: async () => ({ sent: [], looking: [] }),
    sent: note("sent"),
    postpone: note("postponed"),
    refuse: note("refused"),
    doubt: note("doubtful"),
    ...work,
  };
  const deps = {
    work: fake,
    connections: {
      readMailbox: async () => ({
        ...{
          id: "m",
          workspaceId: "w",
          provider: "imap",
          userName: "ada",
          outgoing: { host: "smtp.example" },
        },
      }),
      connectionsOfMailbox: async () => [{ userId: "u", subject: "ada", providerId: null }],
    },
    tokens: {
      credential: async () => ({ kind: "password", user: "ada", password: "x" }),
      renew: async () => null,
    },
    packs: { read: async () => new Uint8Array() },
    sender: { send },
    hints: {
      subscribe: () => () => undefined,
      // Told when it has been dealt with.
      publish: () => close.abort(),
    },
    clock: {
      now: () => 1_000,
      sleep: (_ms: number, signal?: AbortSignal) =>
        new Promise<void>((resolve) => {
          if (signal?.aborted) return resolve();
          signal?.addEventListener("abort", () => resolve(), { once: true });
        }),
    },
    random: { fraction: () => 0.5 },
    log: { info: () => undefined, warn: () => undefined },
  } as unknown as SendWorkerDeps;
  await new SendWorker(deps).run(close.signal);
  return written;
}

const answers =
  (outcome: HandoverOutcome): Sender["send"] =>
  async (_server, _credential, { handing }) => {
    await handing();
    return outcome;
  };

test("what the server took is sent, and what nobody knows is in doubt", async () => {
  expect(await run(answers({ kind: "taken" }))).toEqual([SENT]);
  expect(await run(answers({ kind: "unknown" }))).toEqual(["written: doubtful"]);
});

test("taken and not written down, it is never put off: it would be sent again", async () => {
  const sent = (): Promise<void> => Promise.reject(failure("storeDown", "later"));
  expect(await run(answers({ kind: "taken" }), { work: { sent } })).toEqual([]);
});

test("refused for good it comes back, what can't be taken now is put off", async () => {
  const rejects =
    (error: SyncError): Sender["send"] =>
    () =>
      Promise.reject(error);
  expect(await run(rejects(failure("refused", "never")))).toEqual(["written: refused"]);
  expect(await run(rejects(failure("serverBusy", "later")))).toEqual(["written: postponed"]);
});

test("a process that ends before the server had it leaves it to another", async () => {
  const close = new AbortController();
  const send: Sender["send"] = async () => {
    close.abort();
    throw failure("stopped", "never");
  };
  expect(await run(send, { close })).toEqual([]);
});

test("left behind while it was handed over it is in doubt, and not sent again", async () => {
  const taken = { ...TAKEN, state: "handing" } as const;
  const send = (): Promise<HandoverOutcome> => Promise.reject(new Error("sent again"));
  expect(await run(send, { taken })).toEqual(["written: doubtful"]);
});
