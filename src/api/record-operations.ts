// The operations of mail on records (J14).
import type { Operation } from "./operations.ts";
import * as r from "./record-schemas.ts";

export const recordOperations = {
  pushRecords: {
    who: "admin",
    body: r.PushRecords,
    answer: r.PushedRecords,
    summary:
      "Records of the application, by type and its own id: new ones are made, those that are here are changed",
  },
  importRecords: {
    who: "admin",
    takes: "file",
    answer: r.PushedRecords,
    summary:
      "The same from a CSV file (RFC 4180, UTF-8) with the columns type, id, name, addresses (separated by spaces, commas or " +
      "semicolons) and, where wanted, url and shown. 422 where its first line isn't that",
  },
  findRecords: {
    who: "user",
    query: ["q", "type", "cursor"],
    answer: r.RecordList,
    summary: "Records by the beginnings of words of their name, their addresses or the application's id",
  },
  readRecord: { who: "user", answer: r.MailRecord, summary: "One record" },
  listRecordMessages: {
    who: "user",
    query: ["cursor"],
    answer: r.RecordMessages,
    summary: "The mail on a record as the asker may see it, each once, the newest first",
  },
  readRecordMessage: {
    who: "user",
    answer: r.OpenedRecordMessage,
    summary: "Open a mail on a record; 403 where the asker may see its subject only",
  },
  mergeRecord: {
    who: "admin",
    body: r.MergeRecord,
    answer: r.MailRecord,
    summary:
      "A record turned out to be another: its addresses and mail go there, and its id leads there from now on",
  },
  removeRecord: {
    who: "admin",
    summary:
      "Forget a record; its mail stays where it lies, and what departed is kept no longer than other mail",
  },
  readMessageRecords: {
    who: "user",
    answer: r.MessageRecords,
    summary: "The records that a message is on, and what colleagues see of it there",
  },
  linkMessages: {
    who: "user",
    body: r.LinkMessages,
    answer: r.LinkedMessages,
    summary: "Put messages or a conversation on a record by hand, or take them off",
  },
  setPrivate: {
    who: "user",
    body: r.SetPrivate,
    answer: r.MessageRecords,
    summary:
      "No colleague sees this message on any record, whatever the settings; or as the settings say again",
  },
  setRecordVisibility: {
    who: "user",
    body: r.RecordVisibility,
    answer: r.RecordVisibility,
    summary: "What colleagues see of this mailbox's mail on records; its owner says so",
  },
  readRecordRules: {
    who: "admin",
    answer: r.ReadRecordRules,
    summary: "Which mail the workspace links to records",
  },
  saveRecordRules: {
    who: "admin",
    body: r.RecordRules,
    answer: r.ReadRecordRules,
    summary: "Change them; links that are there stay",
  },
} as const satisfies Readonly<Record<string, Operation>>;
