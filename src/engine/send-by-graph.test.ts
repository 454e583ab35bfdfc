// What is asked of Graph for one message, in which order: what a process leaves behind has to be found again.
import { expect, test } from "vitest";
import { SyncError } from "../base/sync-error.ts";
import type { Graph } from "./ports/mail.ts";
import { type GraphSend, type GraphSendDeps, outcomeByGraph, sendByGraph } from "./send-by-graph.ts";

const FILE = "--b\r\nContent-Disposition: attachment; filename=plan.pdf\r\n\r\n";
const MESSAGE = `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHi\r\n${FILE}${"x".repeat(500)}\r\n--b--\r\n`;
const SEND = {
  ...{ at: { url: "https://graph.example", guarded: true }, connection: {} },
  ...{ taken: { envelope: { to: [] } }, signal: new AbortController().signal },
} as unknown as GraphSend;

function bed(graph: Partial<Graph> = {}) {
  const asked: string[] = [];
  const note =
    <T>(what: string, answer: T) =>
    async (): Promise<T> => {
      asked.push(what);
      return answer;
    };
  const fake: Partial<Graph> = {
    draftBytesMax: 200,
    async createDraft(_at, _token, { length }) {
      asked.push(`draft of ${length}`);
      return "D";
    },
    async addFile(_at, _token, id, { name, content }) {
      asked.push(`${name} of ${content.length} to ${id}`);
    },
    sendDraft: note("send", true),
    deleteDraft: note("delete", undefined),
    draftState: note("state", "draft" as const),
    ...graph,
  };
  const deps = {
    graph: fake,
    tokens: { forGraph: async () => "token" },
    packs: { read: async () => Buffer.from(MESSAGE) },
    clock: { now: () => 0, sleep: async () => undefined },
  } as unknown as GraphSendDeps;
  return { asked, deps, handing: note("written down", undefined) };
}

test("its draft is known before its files are added, and sent when it has them", async () => {
  const { asked, deps, handing } = bed();
  expect(await sendByGraph(deps, SEND, handing)).toEqual({ kind: "taken" });
  const rest = MESSAGE.length - FILE.length - 502;
  expect(asked).toEqual([`draft of ${rest}`, "written down", "plan.pdf of 500 to D", "send"]);
});

test("no draft is left of what can't be given a file", async () => {
  const failure = new SyncError("unreachable", { scope: "mailbox", retry: "later" });
  const { asked, deps, handing } = bed({ addFile: () => Promise.reject(failure) });
  await expect(sendByGraph(deps, SEND, handing)).rejects.toBe(failure);
  expect(asked.slice(1)).toEqual(["written down", "delete"]);
});

test("left behind as a draft it wasn't sent, and goes", async () => {
  const { asked, deps } = bed();
  await expect(outcomeByGraph(deps, SEND, { id: "D" })).rejects.toMatchObject({ code: "serverBusy" });
  expect(asked).toEqual(["state", "state", "state", "delete"]);
});
