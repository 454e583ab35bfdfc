// The operations of sending mail.
import type { Operation } from "./operations.ts";
import * as s from "./sending-schemas.ts";

export const sendingOperations = {
  sendDraft: {
    who: "user",
    ifMatch: "required",
    nameable: true,
    answer: s.AcceptedSend,
    status: 202,
    summary:
      "Send a draft as it stands, in ten seconds; until then it can be undone. 412 when it was saved meanwhile, 422 when it " +
      "can't be sent to anybody",
  },
  sendMessage: {
    who: "user",
    takes: "message",
    nameable: true,
    answer: s.AcceptedSend,
    status: 202,
    summary:
      "Send a raw message (RFC 5322) to its To, Cc and Bcc. Its Date is when it is sent, and its Bcc is left out",
  },
  listSends: {
    who: "user",
    answer: s.Sends,
    summary:
      "What is to be sent, what is in doubt, and what was refused and nobody has read yet, the newest first",
  },
  undoSend: {
    who: "user",
    summary: "Take a send back: the draft is in Drafts again; 409 when it is too late",
  },
  answerDoubt: {
    who: "user",
    body: s.DoubtAnswer,
    summary: "What to do with a message of which nobody knows whether it was sent; 409 when nobody doubts",
  },
  dismissSends: {
    who: "user",
    summary: "Refusals to send were read",
  },
} as const satisfies Readonly<Record<string, Operation>>;
