// What a person can do with messages, and what that means to the server.
import type { BodyOf } from "../../../api/operations.ts";
import type { AppFolder } from "./app-folder.ts";
import type { MessageRow } from "./use-message-pages.ts";

type Body = BodyOf<"changeMessages">;
export type ActName =
  | "archive"
  | "delete"
  | "erase"
  | "junk"
  | "notJunk"
  | "move"
  | "read"
  | "unread"
  | "flag"
  | "unflag";

export interface Act {
  readonly name: ActName;
  /** For move: the app folder. */
  readonly to?: string;
}

/** The messages that an act is about. */
export interface Target {
  /** Ids, or all that `folder` shows. */
  readonly ids: readonly string[] | "all";
  readonly count: number;
  /** The folder they are looked at in; in a search the one they are all in, if there is one. */
  readonly folder: AppFolder | undefined;
  readonly searched: boolean;
  /** The ids are those of conversations: of each, what `folder` shows. */
  readonly grouped: boolean;
  /** Those of them that are known here. */
  readonly rows: readonly MessageRow[];
}

/** What the server takes at once. */
export const ALL_MAX = 20_000;
export const IDS_MAX = 5000;

const FLAGS = {
  read: { add: ["seen"], remove: [] },
  unread: { add: [], remove: ["seen"] },
  flag: { add: ["flagged"], remove: [] },
  unflag: { add: [], remove: ["flagged"] },
} as const satisfies Partial<Record<ActName, object>>;
/** Where an act puts messages. */
const ROLES = { archive: "archive", junk: "junk", notJunk: "inbox", delete: "deleted" } as const;

export function flagsOf({ name }: Act): Omit<Extract<Body["act"], { kind: "flags" }>, "kind"> | null {
  if (!(name in FLAGS)) return null;
  const { add, remove } = FLAGS[name as keyof typeof FLAGS];
  return { add: [...add], remove: [...remove] };
}

/** The folder that shows the messages afterwards; null: none that is known here. */
export function folderAfter({ name, to }: Act, folders: readonly AppFolder[]): AppFolder | null {
  const role = name in ROLES ? ROLES[name as keyof typeof ROLES] : null;
  return folders.find((each) => (role === null ? each.id === to : each.role === role)) ?? null;
}

/** Null: there is nothing to ask for. */
export function bodyOf(act: Act, target: Target): Body | null {
  const messages = chosenMessages(target);
  const wanted = apiAct(act, target);
  return messages === undefined || wanted === null ? null : { act: wanted, messages };
}

function chosenMessages({ ids, folder, grouped }: Target): Body["messages"] | undefined {
  if (ids === "all") return folder && { all: folder.id };
  if (!grouped) return [...ids];
  return folder && { conversations: [...ids], folder: folder.id };
}

/** How many messages a row stands for in its folder, and how many of them are unread. */
export function weightOf({ conversation, flags }: MessageRow): {
  readonly messages: number;
  readonly unread: number;
} {
  if (conversation !== null) return { messages: conversation.messagesHere, unread: conversation.unreadHere };
  return { messages: 1, unread: flags.includes("seen") ? 0 : 1 };
}

function apiAct(act: Act, { folder, searched }: Target): Body["act"] | null {
  const flags = flagsOf(act);
  if (flags !== null) return { kind: "flags", ...flags };
  const from = searched ? null : (folder?.id ?? null);
  switch (act.name) {
    case "archive":
    case "junk":
    case "notJunk":
    case "delete":
      return { kind: act.name, from };
    case "move":
      return act.to === undefined ? null : { kind: "move", from, to: act.to };
    default:
      return folder === undefined ? null : { kind: "erase", from: folder.id };
  }
}

/** What makes sense where the messages are, and in the state they are in. */
export function actsFor({ folder, rows, ids }: Target): readonly ActName[] {
  const role = folder?.role ?? null;
  const lacks = (flag: MessageRow["flags"][number]) => rows.some(({ flags }) => !flags.includes(flag));
  const unread = ids === "all" ? (folder?.unread ?? 0) > 0 : lacks("seen");
  const acts: ActName[] = [];
  if (role !== "archive") acts.push("archive");
  acts.push(role === "deleted" ? "erase" : "delete");
  if (role === "junk") acts.push("notJunk");
  else if (role !== "sent" && role !== "drafts") acts.push("junk");
  acts.push("move", unread ? "read" : "unread", lacks("flagged") ? "flag" : "unflag");
  return acts;
}

/** `folder`: the one that is looked at, undefined in a search. */
export function targetOf(
  ids: Target["ids"],
  rows: readonly MessageRow[],
  place: {
    readonly folder: AppFolder | undefined;
    readonly folders: readonly AppFolder[];
    readonly total: number;
    readonly grouped?: boolean;
  },
): Target {
  const searched = place.folder === undefined;
  const [first] = rows;
  const together = rows.every(({ folderId }) => folderId === first?.folderId);
  const common = together ? place.folders.find(({ id }) => id === first?.folderId) : undefined;
  const { grouped = false } = place;
  const unknown = ids === "all" ? 0 : ids.length - rows.length;
  const counted = rows.reduce((sum, row) => sum + weightOf(row).messages, unknown);
  const some = grouped ? counted : ids.length;
  const all = grouped ? (place.folder?.messages ?? place.total) : place.total;
  return {
    ids,
    count: ids === "all" ? all : some,
    grouped: grouped && ids !== "all",
    folder: searched ? common : place.folder,
    searched,
    rows,
  };
}
