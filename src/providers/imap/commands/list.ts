import type { FolderStatus, ListedFolder, ServerProfile } from "../../../engine/ports/mail.ts";
import type { Connection } from "../connection.ts";
import { protocolError } from "../imap-error.ts";
import { decodeFolderName } from "../modified-utf7.ts";
import { textOf, type Value } from "../response-cursor.ts";
import { parseStatus, statusItems } from "./status.ts";

const FOLDERS_MAX = 50_000;
/** RFC 6154 attributes that name a use. */
const USES = new Set(["all", "archive", "drafts", "flagged", "important", "junk", "sent", "trash"]);

/** LIST of all folders, with their use and counts where the server gives them along (RFC 6154, RFC 5819). */
export async function list(connection: Connection, profile: ServerProfile): Promise<readonly ListedFolder[]> {
  const folders = new Map<string, ListedFolder>();
  const wireNames = new Map<string, string>();
  const statuses = new Map<string, FolderStatus>();
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
        if (status !== null) statuses.set(wire, status);
        return true;
      }
      if (keyword !== "LIST") return false;
      if (folders.size >= FOLDERS_MAX) throw protocolError("too many folders");
      const folder = parseList(cursor.value(), cursor.value(), cursor.value());
      if (folder !== null) {
        folders.set(folder.listed.path, folder.listed);
        wireNames.set(folder.listed.path, folder.wire);
      }
      return true;
    },
  });
  if (folders.size === 0) throw protocolError("the server lists no folders");
  return [...folders.values()].map((folder) => ({
    ...folder,
    status: statuses.get(wireNames.get(folder.path) ?? "") ?? null,
  }));
}

function parseList(
  attributes: Value,
  delimiter: Value,
  name: Value,
): { readonly listed: ListedFolder; readonly wire: string } | null {
  const wire = textOf(name);
  if (wire === "") return null;
  const words = (Array.isArray(attributes) ? attributes : []).map((word) =>
    textOf(word).replace(/^\\/, "").toLowerCase(),
  );
  const path = /^inbox$/i.test(wire) ? "INBOX" : decodeFolderName(wire);
  return {
    wire,
    listed: {
      path,
      delimiter: textOf(delimiter) === "" ? null : textOf(delimiter),
      selectable: !words.includes("noselect") && !words.includes("nonexistent"),
      specialUse: words.find((word) => USES.has(word)) ?? null,
      serverId: null,
      status: null,
    },
  };
}
