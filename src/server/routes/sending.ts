// Mail that leaves from here. What is accepted (202) goes out once, or comes back with the reason.
import type { AnswerOf } from "../../api/operations.ts";
import type { MessageId } from "../../base/ids.ts";
import { type OutgoingProblem, RECIPIENTS_MAX } from "../../core/outgoing-message.ts";
import type { Language } from "../../engine/ports/accounts.ts";
import type { ListedSend, SendId, SendOutcome } from "../../engine/ports/sending.ts";
import { connectedMailbox } from "../connected-mailbox.ts";
import type { ServerDeps } from "../deps.ts";
import { draftProblem, invalid, nameTaken, readGiven, requestNameOf, revisionOf } from "../given-messages.ts";
import { HttpError } from "../http-error.ts";
import { presentDiagnosis, time } from "../present.ts";
import type { Handlers } from "../register.ts";

type SendingHandlers = Pick<
  Handlers,
  "sendDraft" | "sendMessage" | "listSends" | "undoSend" | "answerDoubt" | "dismissSends"
>;

export function sendingRoutes(deps: ServerDeps): SendingHandlers {
  const { sending } = deps;
  type Asker = Parameters<SendingHandlers["listSends"]>[0]["principal"];

  async function place(principal: Asker, id: string) {
    const mailboxId = await connectedMailbox(deps, principal, id);
    return { workspaceId: principal.user.workspaceId, mailboxId };
  }

  return {
    async sendDraft({ principal, params, context }) {
      const at = await place(principal, params.mailboxId);
      const basedOn = revisionOf(context);
      if (basedOn === null) {
        throw new HttpError(428, "if_match_missing", "Say in If-Match which revision is to be sent.");
      }
      const order = { ...at, userId: principal.user.id, requestName: requestNameOf(context) };
      const draft = { messageId: params.messageId as MessageId, basedOn };
      return accepted(await sending.sendDraft({ ...order, draft }));
    },

    async sendMessage({ principal, params, bytes, context }) {
      const at = await place(principal, params.mailboxId);
      const order = { ...at, userId: principal.user.id, requestName: requestNameOf(context) };
      return accepted(await sending.sendMessage({ ...order, bytes: await readGiven(bytes) }));
    },

    async listSends({ principal, params }) {
      const sends = await sending.list(await place(principal, params.mailboxId));
      return { sends: sends.map((send) => presentSend(send, principal.user.language)) };
    },

    async undoSend({ principal, params }) {
      const at = await place(principal, params.mailboxId);
      if (await sending.undo({ ...at, sendId: params.sendId as SendId })) return;
      throw new HttpError(409, "too_late", "This can't be undone any more.");
    },

    async answerDoubt({ principal, params, body }) {
      const at = await place(principal, params.mailboxId);
      if (await sending.answer({ ...at, sendId: params.sendId as SendId }, body.answer)) return;
      throw new HttpError(409, "no_doubt", "It is known by now what became of this message.");
    },

    async dismissSends({ principal, params }) {
      await sending.dismiss(await place(principal, params.mailboxId));
    },
  };
}

function accepted(outcome: SendOutcome | OutgoingProblem): AnswerOf<"sendDraft"> {
  if (outcome === "nameTaken") throw nameTaken();
  if (outcome === "gone" || outcome === "otherRevision") throw draftProblem(outcome);
  if ("kind" in outcome) throw notSendable(outcome);
  return { id: outcome.sendId, messageId: outcome.messageId, dueAt: time(outcome.dueAt) };
}

function notSendable(problem: OutgoingProblem): HttpError {
  switch (problem.kind) {
    case "noSender":
      return invalid("from", "A message is from one person, or has a Sender.");
    case "noRecipients":
      return invalid("to", "Name somebody it is for.");
    case "tooManyRecipients":
      return invalid("to", `At most ${RECIPIENTS_MAX} recipients.`);
    case "wrongAddress":
      return invalid("to", `"${problem.address}" is no address that mail can be sent to.`);
  }
}

export function presentSend(send: ListedSend, language: Language): AnswerOf<"listSends">["sends"][number] {
  const { problem, handedAt, endedAt } = send;
  return {
    id: send.sendId,
    messageId: send.messageId,
    draftId: send.draftId,
    subject: send.subject,
    from: send.envelope.from,
    to: [...send.envelope.to],
    state: send.state,
    madeAt: time(send.madeAt),
    dueAt: time(send.dueAt),
    handedAt: handedAt === null ? null : time(handedAt),
    endedAt: endedAt === null ? null : time(endedAt),
    diagnosis: problem === null ? null : presentDiagnosis(problem.diagnosis, { language, since: endedAt }),
    refusedRecipients: [...(problem?.recipients ?? [])],
    looking: send.looking,
  };
}
