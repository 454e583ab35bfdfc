// Sending through Microsoft Graph, for mailboxes of which Exchange takes no SMTP (what new organisations begin with). A draft
// is made there first, under an id that stays the same when it is sent: by it Graph tells what became of it, so that
// nothing is in doubt for long.
import type { Clock } from "../base/clock.ts";
import { SyncError } from "../base/sync-error.ts";
import { withFilesApart } from "../core/files-apart.ts";
import { withBlindCopies } from "../core/outgoing-message.ts";
import { cloudOf } from "../core/sign-in/sign-in-services.ts";
import { type Connection, type Connections, isByApp, type MailboxRow } from "./ports/connections.ts";
import type { Graph, GraphAddress } from "./ports/mail.ts";
import type { HandoverOutcome, TakenSend } from "./ports/sending.ts";
import type { PackStore } from "./ports/vault.ts";
import type { Tokens } from "./tokens.ts";

/** What was sent a moment ago may still look like a draft. */
const LOOKS_MS = [1_000, 4_000, 15_000] as const;

export interface GraphSendDeps {
  readonly connections: Pick<Connections, "readProvider">;
  readonly tokens: Pick<Tokens, "forGraph">;
  readonly graph: Graph;
  readonly packs: Pick<PackStore, "read">;
  readonly clock: Clock;
}

/** Where this connection's mailbox is at Graph; null: it isn't, or another mailbox is meant than that of who signed in. */
export async function graphOf(
  { connections }: GraphSendDeps,
  mailbox: MailboxRow,
  connection: Connection,
): Promise<GraphAddress | null> {
  if (mailbox.provider !== "microsoft" || connection.providerId === null || isByApp(connection)) return null;
  const provider = await connections.readProvider(mailbox.workspaceId, connection.providerId);
  const cloud = provider === null ? null : cloudOf(provider);
  return cloud === null || cloud.graph === null ? null : { url: cloud.graph.url, guarded: cloud.guarded };
}

export interface GraphSend {
  readonly at: GraphAddress;
  readonly connection: Connection;
  readonly taken: TakenSend;
  readonly signal: AbortSignal;
}

/** `handing` is told the draft's id before it is sent. Rejects with SyncError where it certainly wasn't. */
export async function sendByGraph(
  deps: GraphSendDeps,
  send: GraphSend,
  handing: (handle: string) => Promise<void>,
): Promise<HandoverOutcome> {
  const { at, connection, taken, signal } = send;
  const token = await deps.tokens.forGraph(connection);
  const bytes = withBlindCopies(await deps.packs.read(taken, taken.place), taken.envelope);
  const { rest, files } = withFilesApart(bytes, deps.graph.draftBytesMax);
  const id = await deps.graph.createDraft(at, token, rest, signal);
  try {
    // Before the files, which take a while: a draft that a process leaves behind is found by its id, and removed.
    await handing(id);
    for (const file of files) await deps.graph.addFile(at, token, id, file, signal);
    if (await deps.graph.sendDraft(at, token, id, signal)) return { kind: "taken" };
  } catch (error) {
    // It was refused, or may not be sent by us any more: no draft of it is left behind.
    await deps.graph.deleteDraft(at, token, id, signal).catch(() => undefined);
    throw error;
  }
  return outcomeByGraph(deps, send, { id, token });
}

/** What became of a draft that Graph was told to send. Rejects with SyncError where it is one still: it wasn't sent. */
export async function outcomeByGraph(
  { graph, tokens, clock }: GraphSendDeps,
  { at, connection, signal }: GraphSend,
  draft: { readonly id: string; readonly token?: string },
): Promise<HandoverOutcome> {
  const token = draft.token ?? (await tokens.forGraph(connection));
  let state: "draft" | "sent" | "gone" | "unknown" = "unknown";
  for (const ms of LOOKS_MS) {
    await clock.sleep(ms, signal);
    if (signal.aborted) return { kind: "unknown" };
    state = await graph.draftState(at, token, draft.id, signal).catch(() => "unknown" as const);
    if (state === "sent") return { kind: "taken" };
  }
  if (state !== "draft") return { kind: "unknown" };
  await graph.deleteDraft(at, token, draft.id, signal);
  throw new SyncError("serverBusy", {
    scope: "mailbox",
    retry: "later",
    said: "Graph didn't send the draft",
  });
}
