// The part of the operations table for what goes here and what stays: retention, departures, leaving, erasing, hold (J16).
import * as l from "./leaving-schemas.ts";
import type { Operation } from "./operations.ts";
import * as s from "./schemas.ts";

export const leavingOperations = {
  keepDepartures: {
    who: "user",
    body: l.ToldDepartures,
    answer: l.DepartedMessages,
    summary: "Departed messages that a notice told of stay here until they return, whatever the retention",
  },
  removeDepartures: {
    who: "user",
    body: l.ToldDepartures,
    answer: l.DepartedMessages,
    summary:
      "Erase departed messages that a notice told of, here and now; what waits for the provider stays. 409 while the " +
      "mailbox is on hold",
  },
  readRetention: {
    who: "admin",
    answer: l.Retention,
    summary: "How long what is no longer needed is kept here",
  },
  saveRetention: {
    who: "admin",
    body: l.Retention,
    answer: l.Retention,
    summary: "Keep it longer or shorter; what is due then goes within the hour",
  },
  stopForUser: {
    who: "admin",
    body: l.StopForUser,
    answer: s.StopReceipt,
    summary:
      "Stop a user's mail synchronization; their mail is kept. 409 while changes wait that are to be finished first",
  },
  handOver: {
    who: "admin",
    body: l.HandOver,
    answer: l.HandOverReceipt,
    summary:
      "Let a colleague read what is kept of a user's stopped mailbox, instead of the user. Never the admin who asks",
  },
  eraseKept: {
    who: "admin",
    answer: l.ErasureReceipt,
    summary: "Erase what is kept of a user's stopped mailbox, here only; 409 while it is on hold",
  },
  eraseConnected: {
    who: "admin",
    answer: l.ErasureReceipt,
    summary:
      "Erase what is here of a connected mailbox: its synchronization goes on with what comes from now on, and nothing " +
      "that was erased is imported again. 409 while it is on hold, or changes wait for the provider",
  },
  findPersonMail: {
    who: "admin",
    body: l.PersonErasure,
    answer: l.PersonMail,
    summary: "How much mail is here from, to or copied to an address; nothing of it is shown",
  },
  erasePerson: {
    who: "admin",
    body: l.PersonErasure,
    answer: l.PersonErasureReceipt,
    summary:
      "Erase it, in all mailboxes of the workspace that aren't on hold. It isn't imported again; the provider's stays",
  },
  setHold: {
    who: "admin",
    body: l.SetHold,
    summary: "Hold a mailbox: nothing that is here of it can be deleted until it is released",
  },
} as const satisfies Record<string, Operation>;
