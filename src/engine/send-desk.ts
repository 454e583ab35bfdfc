// Takes mail that people and programs send: makes what goes out, seals it, and keeps it back for a moment. Whoever gets an
// answer can rely on it: it goes out once, or it comes back with the reason.

import { toHex } from "../base/hex.ts";
import type { MessageId, RevisionId } from "../base/ids.ts";
import { newId } from "../base/ids.ts";
import { domainOf } from "../core/check-address.ts";
import { type OutgoingProblem, outgoingMessage } from "../core/outgoing-message.ts";
import { wholeSeconds } from "../core/plan-append.ts";
import { UNDO_MS } from "./mail-desk.ts";
import type { Connections, MailboxRow } from "./ports/connections.ts";
import type { SendDesk, SendOrder } from "./ports/desk.ts";
import type { Reading } from "./ports/reading.ts";
import type { AboutSend, SendId, SendOutcome, Sends } from "./ports/sending.ts";
import type { NamedRequest } from "./ports/uploads.ts";
import { seal, type UploadDeskDeps } from "./upload-desk.ts";

export interface SendDeskDeps
  extends Pick<UploadDeskDeps, "packs" | "secrets" | "hints" | "clock" | "random"> {
  readonly sends: Sends;
  readonly reading: Pick<Reading, "readMessage">;
  readonly connections: Pick<Connections, "readMailbox">;
}

type Place = Pick<SendOrder, "workspaceId" | "mailboxId">;

export function createSendDesk(deps: SendDeskDeps): SendDesk {
  const { sends, reading, packs, hints, clock } = deps;

  function tell({ workspaceId, mailboxId }: Place): void {
    for (const kind of ["sending", "changes", "mailbox"] as const) {
      hints.publish({ kind, workspaceId, mailboxId });
    }
  }

  async function accept(
    order: SendOrder,
    given: {
      readonly bytes: Uint8Array;
      readonly draft: Draft | null;
      readonly request: NamedRequest | null;
    },
  ): Promise<SendOutcome | OutgoingProblem> {
    const now = clock.now();
    const outgoing = outgoingMessage(given.bytes, { at: now, id: await messageId(deps, order) });
    if (outgoing.kind !== "ready") return outgoing;
    const message = {
      ...(await seal(deps, { ...order, bytes: outgoing.bytes })),
      messageId: newId<MessageId>(clock, deps.random),
      serverId: null,
      internalDate: wholeSeconds(now),
    };
    const { draft, request } = given;
    const outcome = await sends.accept({
      ...{ workspaceId: order.workspaceId, mailboxId: order.mailboxId, userId: order.userId },
      ...{ sendId: newId<SendId>(clock, deps.random), draft, request, message, envelope: outgoing.envelope },
      ...{ now, dueAt: now + UNDO_MS },
    });
    tell(order);
    return outcome;
  }

  return {
    async sendDraft({ draft, ...order }) {
      const { workspaceId, mailboxId } = order;
      const request = named(deps, order, [draft.messageId, draft.basedOn]);
      const earlier = request === null ? null : await sends.outcomeOf(workspaceId, mailboxId, request);
      if (earlier !== null) return earlier;
      const stored = await reading.readMessage(workspaceId, mailboxId, draft.messageId);
      if (stored === null) return "gone";
      if (stored.revisionId !== draft.basedOn) return "otherRevision";
      const bytes = await packs.read({ workspaceId, mailboxId }, stored.place);
      return accept(order, { bytes, draft, request });
    },

    async sendMessage({ bytes, ...order }) {
      const { workspaceId, mailboxId } = order;
      const request = named(deps, order, [toHex(deps.secrets.sha256(bytes))]);
      const earlier = request === null ? null : await sends.outcomeOf(workspaceId, mailboxId, request);
      return earlier ?? accept(order, { bytes, draft: null, request });
    },

    async undo(order) {
      const isUndone = await sends.undo(about(deps, order));
      if (isUndone) tell(order);
      return isUndone;
    },

    async answer(order, answer) {
      const isAnswered = await sends.answer(about(deps, order), answer);
      if (isAnswered) tell(order);
      return isAnswered;
    },

    async dismiss(place) {
      await sends.dismiss(place.workspaceId, place.mailboxId);
      tell(place);
    },

    list: ({ workspaceId, mailboxId }) => sends.list(workspaceId, mailboxId),
  };
}

interface Draft {
  readonly messageId: MessageId;
  readonly basedOn: RevisionId;
}

function about(
  { clock }: SendDeskDeps,
  { workspaceId, mailboxId, sendId }: Omit<AboutSend, "now">,
): AboutSend {
  return { workspaceId, mailboxId, sendId, now: clock.now() };
}

/** By which its copy in Sent is known. Random, at the mailbox's own domain. */
async function messageId(
  { connections, secrets }: SendDeskDeps,
  { workspaceId, mailboxId }: Place,
): Promise<string> {
  const mailbox: MailboxRow | null = await connections.readMailbox(workspaceId, mailboxId);
  const domain = domainOf(mailbox?.address ?? "");
  return `${secrets.token()}@${domain === "" ? "mail.invalid" : domain}`;
}

function named(
  { secrets }: SendDeskDeps,
  { userId, requestName }: SendOrder,
  asked: readonly string[],
): NamedRequest | null {
  if (requestName === null) return null;
  return {
    name: secrets.sha256(`${userId}\n${requestName}`),
    content: secrets.sha256(JSON.stringify(["send", ...asked])),
  };
}
