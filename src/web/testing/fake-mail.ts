// Believable mail: folders, and a hundred thousand messages made when they are asked for.
import type { AnswerOf } from "../../api/operations.ts";

export type AppFolder = AnswerOf<"listFolders">[number];
export type MessageRow = AnswerOf<"listMessages">["messages"][number];
export type Message = AnswerOf<"readMessage">;
export type FolderPicker = AnswerOf<"readFolderPicker">;
type Remote = FolderPicker["folders"][number];

export function fakeId(kind: number, number: number): string {
  return `01936f00-${kind.toString(16).padStart(4, "0")}-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

const INBOX = 1;
export const inboxId = fakeId(INBOX, 0);
const MESSAGES: Readonly<Record<number, number>> = {
  1: 100_000,
  2: 5210,
  3: 3,
  4: 840,
  5: 61,
  6: 19,
  7: 412,
  8: 0,
};

export function fakeFolders(): AppFolder[] {
  const folder = (
    kind: number,
    role: AppFolder["role"],
    name: string,
    unread: number,
    parentId: string | null = null,
  ): AppFolder => ({
    id: fakeId(kind, 0),
    role,
    name,
    parentId,
    takesFolders: role === null,
    messages: MESSAGES[kind] ?? 0,
    unread,
  });
  return [
    folder(INBOX, "inbox", "Inbox", 1204),
    folder(2, "sent", "Sent", 0),
    folder(3, "drafts", "Drafts", 0),
    folder(4, "archive", "Archive", 0),
    folder(5, "junk", "Junk", 7),
    folder(6, "deleted", "Deleted", 0),
    folder(7, null, "Clients", 12),
    folder(8, null, "ACME with a very long name that has to be cut", 0, fakeId(7, 0)),
  ];
}

const PEOPLE = [
  ["Eva de Wit", "eva.dewit@example.nl"],
  ["LinkedIn", "jobs-noreply@linkedin.example"],
  ["Milan Bakker", "milan@bakker.example"],
  ["", "no-reply@planning.example"],
  ["Dr. Şebnem Yıldız-van den Berg", "s.yildiz@hospital.example"],
  ["ceo@contoso.example", "x9@elsewhere.example"],
] as const;
const SUBJECTS = [
  "Re: Interview Tuesday",
  "5 new candidates for “Senior tester”",
  "Invoice 2026-1182",
  "Your appointment is confirmed",
  "Fwd: References, as promised – and a subject that is far too long to fit on one line of the list",
  "",
] as const;
const SNIPPET =
  "Hello Ada, thank you for the conversation of yesterday. I would like to come by on Tuesday at ten";

function pick<T>(from: readonly T[], index: number): T {
  return from[index % from.length] as T;
}

/** The message `number` of a folder: 0 is the oldest, so that a number stays when mail arrives. */
export function fakeRow(kind: number, number: number): MessageRow {
  const ageMinutes = ((MESSAGES[kind] ?? 0) - number) * 7;
  const person = pick(PEOPLE, number);
  const flags: MessageRow["flags"] = number % 9 === 4 ? [] : ["seen"];
  if (number % 11 === 3) flags.push("answered");
  if (number % 17 === 5) flags.push("flagged");
  return {
    id: fakeId(kind, number + 1),
    conversationId: fakeId(kind, number + 1),
    folderId: fakeId(kind, 0),
    subject: number % 6 === 5 ? "" : `${pick(SUBJECTS, number)}${number % 4 === 0 ? ` #${number}` : ""}`,
    from: [{ name: person[0], address: person[1] }],
    to: [{ name: "Ada Jansen", address: "ada@contoso.example" }],
    date: new Date(Date.now() - ageMinutes * 60_000).toISOString(),
    snippet: SNIPPET,
    flags,
    attachments: number % 5 === 2 ? 2 : 0,
    size: 20_000 + number,
    refused: null,
    conversation: null,
  };
}

export function fakeMessage(row: MessageRow): Message {
  return {
    ...row,
    cc: [],
    bcc: [],
    replyTo: [],
    sentAt: row.date,
    messageId: `<${row.id}@example.nl>`,
    revision: row.id,
    text: `Hello Ada,\n\nThank you for the conversation of yesterday. I would like to come by on Tuesday\nat ten, see https://example.nl/agenda?id=7 (or write to eva.dewit@example.nl).\n\nKind regards,\nEva\n\n> On Monday Ada Jansen wrote:\n> When would you like to come by?\n`,
    html: null,
    attachmentList:
      row.attachments === 0
        ? []
        : [
            {
              part: "1",
              fileName: "CV Eva de Wit.pdf",
              contentType: "application/pdf",
              size: 182_000,
              contentId: null,
              inline: false,
            },
            {
              part: "2",
              fileName: "",
              contentType: "application/octet-stream",
              size: 900,
              contentId: null,
              inline: false,
            },
          ],
    ...{ invitations: [], protection: null, senderDoubt: null, imagesAlways: false, whole: true },
    folders: [row.folderId],
    understood: true,
  };
}

function remote(number: number, path: string, change: Partial<Remote> = {}): Remote {
  const parts = path.split("/");
  return {
    id: fakeId(0xf, number),
    path,
    name: parts.at(-1) ?? path,
    parentId: null,
    depth: parts.length - 1,
    selectable: true,
    hidden: false,
    role: null,
    messages: null,
    unseen: null,
    ...change,
  };
}

export function fakePicker(): FolderPicker {
  const clients = Array.from({ length: 80 }, (_, index) =>
    remote(100 + index, `Clients/Client ${String(index + 1).padStart(2, "0")}`, {
      parentId: fakeId(0xf, 20),
    }),
  );
  return {
    folders: [
      remote(1, "INBOX", { name: "Inbox", role: "inbox" }),
      remote(2, "Drafts", { role: "drafts" }),
      remote(3, "Sent Items", { role: "sent" }),
      remote(4, "Deleted Items", { role: "deleted" }),
      remote(5, "Junk Email", { role: "junk" }),
      remote(20, "Clients"),
      ...clients,
      remote(30, "Projects", { selectable: false }),
      remote(31, "Projects/2026", { parentId: fakeId(0xf, 30) }),
      remote(40, "Calendar", { hidden: true }),
      remote(41, "Contacts", { hidden: true }),
    ],
    mappings: [],
    proposals: [
      { role: "inbox", remoteFolderId: fakeId(0xf, 1), createPath: null },
      { role: "sent", remoteFolderId: fakeId(0xf, 3), createPath: null },
      { role: "drafts", remoteFolderId: fakeId(0xf, 2), createPath: null },
      { role: "archive", remoteFolderId: null, createPath: "Archive" },
      { role: "junk", remoteFolderId: fakeId(0xf, 5), createPath: null },
      { role: "deleted", remoteFolderId: fakeId(0xf, 4), createPath: null },
    ],
    importWindow: null,
    unlisted: [],
    limits: [],
    diagnosis: null,
  };
}

export function createdFolder(picker: FolderPicker, path: string): FolderPicker {
  return { ...picker, folders: [...picker.folders, remote(60, path, { role: "archive" })] };
}

/** Numbers of the folder that an id of ours names. */
export function folderKind(id: string): number {
  return Number.parseInt(id.slice(9, 13), 16);
}

export function messageNumber(id: string): number {
  return Number.parseInt(id.slice(24), 16) - 1;
}

export function folderTotal(kind: number): number {
  return MESSAGES[kind] ?? 0;
}
