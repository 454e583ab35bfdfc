import type { Log } from "../../../base/log.ts";
import type { FolderStatus, ListedFolder, ServerProfile } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import { protocolError } from "../imap-error.ts";
import { decodeFolderName, encodeFolderName } from "../modified-utf7.ts";
import { type ResponseCursor, textOf } from "../response-cursor.ts";
import { parseStatus, statusItems } from "./status.ts";

const FOLDERS_MAX = 50_000;
/** RFC 6154 attributes that name a use. */
const USES = new Set(["all", "archive", "drafts", "flagged", "important", "junk", "sent", "trash"]);

export interface ListAnswer {
  readonly folders: readonly ListedFolder[];
  /** Path -> what the server calls it, where that isn't the path in modified UTF-7. */
  readonly wireNames: ReadonlyMap<string, string>;
}

/** LIST of all folders, with their use and counts where the server gives them along (RFC 6154, RFC 5819). A folder
 *  whose name can't be told from another's, or can't be sent, is left out; it doesn't hold up the others. */
export async function list(connection: Connection, profile: ServerProfile, log: Log): Promise<ListAnswer> {
  const found = new Map<string, NamedFolder>();
  const statuses = new Map<string, FolderStatus>();
  // Its name is the user's own, and not for the log.
  const skip = (reason: string): void => log.warn("folder.skipped", { reason });
  const wanted = [
    ...(profile.specialUse && profile.name !== "gmail" ? ["SPECIAL-USE"] : []),
    ...(profile.listStatus ? [`STATUS (${statusItems(profile)})`] : []),
  ];
  const extras = wanted.length === 0 ? "" : ` RETURN (${wanted.join(" ")})`;
  await connection.send({
    text: `LIST "" "*"${extras}`,
    stage: "command",
    untagged: (keyword, _number, _response, cursor) => {
      if (keyword === "STATUS") {
        const wire = textOf(cursor.value());
        const status = parseStatus(cursor.value());
        if (status !== null) statuses.set(isInbox(wire) ? "INBOX" : wire, status);
        return true;
      }
      if (keyword !== "LIST") return false;
      if (found.size >= FOLDERS_MAX) throw protocolError("too many folders");
      const folder = parseList(cursor);
      if (folder === null) return true;
      if (folder.problem !== null) skip(folder.problem);
      else keep(found, folder, skip);
      return true;
    },
  });
  if (found.size === 0) throw protocolError("the server lists no folders");
  const named = [...found.values()];
  return {
    folders: named.map(({ listed, wire }) => ({ ...listed, status: statuses.get(wire) ?? null })),
    wireNames: new Map(named.flatMap(({ listed, wire, exact }) => (exact ? [] : [[listed.path, wire]]))),
  };
}

interface NamedFolder {
  readonly listed: ListedFolder;
  readonly wire: string;
  /** The wire name is the path in modified UTF-7. */
  readonly exact: boolean;
  readonly problem: string | null;
}

/** Of two that read alike the one is kept whose name is written as it should be. */
function keep(found: Map<string, NamedFolder>, folder: NamedFolder, skip: (reason: string) => void): void {
  const other = found.get(folder.listed.path);
  if (other !== undefined && other.wire !== folder.wire) {
    skip("its name reads as that of another folder");
    if (!folder.exact) return;
  }
  found.set(folder.listed.path, folder);
}

/** Null for the root, which is no folder. */
function parseList(cursor: ResponseCursor): NamedFolder | null {
  const [attributes, delimiterValue, name] = [cursor.value(), cursor.value(), cursor.value()];
  const words = (Array.isArray(attributes) ? attributes : []).map((word) =>
    textOf(word).replace(/^\\/, "").toLowerCase(),
  );
  const delimiter = textOf(delimiterValue) === "" ? null : textOf(delimiterValue);
  const given = textOf(name);
  if (given === "" && name !== null) return null;
  const wire = isInbox(given) ? "INBOX" : given;
  const path = decodeFolderName(wire, delimiter);
  const exact = encodeFolderName(path) === wire;
  cursor.skipSpaces();
  return {
    wire,
    exact,
    problem: problemOf(wire, path, cursor.peek()),
    listed: {
      path,
      delimiter,
      selectable: !words.includes("noselect") && !words.includes("nonexistent"),
      specialUse: words.find((word) => USES.has(word)) ?? null,
      status: null,
    },
  };
}

function problemOf(wire: string, path: string, next: string): string | null {
  if (wire === "") return "it has no name";
  // Behind the name there may be a list (RFC 5258); anything else is the rest of a name that wasn't quoted.
  if (next !== "" && next !== "(") return "its name isn't quoted";
  if (/[\r\n\0]/.test(wire) || path.includes("\0")) return "its name can't be sent";
  return null;
}

/** RFC 3501 section 5.1: in any case. */
function isInbox(wire: string): boolean {
  return /^inbox$/i.test(wire);
}
