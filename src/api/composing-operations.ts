// The operations of writing mail.
import * as c from "./composing-schemas.ts";
import { PersonName } from "./message-schemas.ts";
import type { Operation } from "./operations.ts";
import * as s from "./schemas.ts";

export const composingOperations = {
  createComposition: {
    who: "user",
    body: c.Composition,
    long: true,
    nameable: true,
    answer: s.AcceptedMessage,
    status: 202,
    summary:
      "Save what somebody writes as a new draft: the message is made here (HTML with a text part, files, thread). " +
      "422 with the field where one can't be, 413 over 25 MB of attachments",
  },
  readComposition: {
    who: "user",
    answer: c.OpenedComposition,
    summary: "A draft as it is edited, wherever it was written; its attachments as parts of it",
  },
  saveComposition: {
    who: "user",
    body: c.Composition,
    long: true,
    ifMatch: "required",
    nameable: true,
    answer: s.AcceptedMessage,
    status: 202,
    summary:
      "Save it again: a new revision of the same draft, in the same thread. 412 when it was saved meanwhile",
  },
  prepareAnswer: {
    who: "user",
    query: ["kind", "timeZone"],
    answer: c.OpenedComposition,
    summary:
      "How an answer to a message begins: `kind` is reply, replyAll or forward; the date of the quoted line is of " +
      "`timeZone` (IANA), its words are of Accept-Language. Nothing is saved",
  },
  attachFile: {
    who: "user",
    takes: "file",
    query: ["name", "type"],
    answer: c.AttachedFile,
    summary:
      "Put a file here, to be named in a composition within a day. At most 25 MB; 429 where too many wait already",
  },
  listIdentities: {
    who: "user",
    answer: c.Identity.array(),
    summary:
      "The addresses that the user writes from at this mailbox, the one that is offered first in front",
  },
  saveIdentities: {
    who: "user",
    body: c.SaveIdentities,
    answer: c.Identity.array(),
    summary: "Save them; the mailbox's own address is always one of them",
  },
  findPeople: {
    who: "user",
    body: c.FindPeople,
    answer: PersonName.array(),
    summary:
      "People of the mailbox's mail whose name or address has words that begin so, likeliest first. Counts those of new " +
      "mail before, and so isn't a GET",
  },
} as const satisfies Readonly<Record<string, Operation>>;
