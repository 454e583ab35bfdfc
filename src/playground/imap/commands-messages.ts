import { findMessage, type StoredMessage } from "../folder.ts";
import type { Call, CommandHandler, Outcome } from "./commands.ts";
import { fetchRow } from "./fetch-items.ts";
import { formatSet, type Token, text } from "./parse-command.ts";
import { searchTest } from "./search.ts";
import { type Session, selected } from "./session.ts";
import type { FolderView } from "./view.ts";

/** Rows are written together up to this many bytes: few large writes are what makes sending fast. */
const CHUNK_BYTES = 256 * 1024;

async function fetch(session: Session, { args, uid }: Call): Promise<Outcome> {
  const view = selected(session);
  const { switches, profile, context } = session;
  const items = itemsOf(args[1], uid);
  const modifiers = Array.isArray(args[2])
    ? (args[2] as readonly Token[]).map((each) => text(each).toUpperCase())
    : [];
  const since = modifiers.includes("CHANGEDSINCE")
    ? Number(modifiers[modifiers.indexOf("CHANGEDSINCE") + 1])
    : -1;
  if (since >= 0) session.condstore = true;
  const bodies = items.some((item) => item.includes("[") || item.startsWith("RFC822"));
  const marksSeen = !view.readOnly && items.some((item) => /^(?:BODY\[|RFC822(?:\.TEXT)?$)/.test(item));
  let chunk: (string | Buffer)[] = [];
  let chunkBytes = 0;
  let rows = 0;
  const flush = async (): Promise<void> => {
    const data = Buffer.concat(
      chunk.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : piece)),
    );
    chunk = [];
    chunkBytes = 0;
    await session.write(data);
  };
  for (const { sequence, message } of view.choose(text(args[0]), uid)) {
    if (message.modseq <= since) continue;
    // Announced, but not there yet: no row, no error (Exchange).
    if (message.readableAt > context.now()) continue;
    const read = marksSeen ? markSeen(session, view, message) : null;
    const pieces = fetchRow(sequence, read ?? message, read === null ? items : withFlags(items), {
      profile,
      switches,
      withModseq: session.condstore && since >= 0,
      labelsOf: (each) => session.account?.labels?.labelsOf(each, view.folder) ?? [],
    });
    if (bodies) context.fetched(session.address, view.folder.path, message.uid);
    if (switches.cutAfterRows > 0 && ++rows > switches.cutAfterRows) {
      await flush();
      session.cut();
      return null;
    }
    for (const piece of pieces) {
      chunk.push(piece);
      chunkBytes += piece.length;
    }
    if (switches.cutLiteral && bodies) {
      const whole = Buffer.concat(
        chunk.map((piece) => (typeof piece === "string" ? Buffer.from(piece, "latin1") : piece)),
      );
      await session.write(whole.subarray(0, Math.floor(whole.length / 2)));
      session.cut();
      return null;
    }
    if (chunkBytes >= CHUNK_BYTES) await flush();
    if (session.isClosed) return null;
  }
  await flush();
  return "OK FETCH completed.";
}

/** A body that is fetched without PEEK has been seen (RFC 3501 section 6.4.5); null when nothing changed. */
function markSeen(session: Session, view: FolderView, message: StoredMessage): StoredMessage | null {
  if (message.flags.has("\\Seen") || session.isReadOnly(view.folder)) return null;
  const flags = new Set([...message.flags, "\\Seen"]);
  session.context.mailboxes.setFlags(session.address, view.folder.path, message.uid, flags);
  const seen = findMessage(view.folder, message.uid) ?? null;
  if (seen !== null) view.didStore(seen.uid, seen.modseq);
  return seen;
}

function withFlags(items: readonly string[]): readonly string[] {
  return items.includes("FLAGS") ? items : [...items, "FLAGS"];
}

function itemsOf(token: Token | undefined, uid: boolean): readonly string[] {
  const given = (Array.isArray(token) ? token : [token]).map((each) => text(each as Token).toUpperCase());
  const items = given.flatMap((item) => {
    if (item === "ALL") return ["FLAGS", "INTERNALDATE", "RFC822.SIZE", "ENVELOPE"];
    return item === "FAST" ? ["FLAGS", "INTERNALDATE", "RFC822.SIZE"] : [item];
  });
  return uid && !items.includes("UID") ? ["UID", ...items] : items;
}

async function search(session: Session, { args, uid, tag }: Call): Promise<Outcome> {
  const view = selected(session);
  let criteria = args;
  const extended = text(args[0]).toUpperCase() === "RETURN" && session.offers("ESEARCH");
  if (extended) criteria = args.slice(2);
  if (text(criteria[0]).toUpperCase() === "CHARSET") criteria = criteria.slice(2);
  const matches = searchTest(criteria, { uid: view.lastUid, sequence: view.size });
  if (matches === null) return "BAD Command Argument Error. 11";
  const found = view
    .choose("1:*", false)
    .filter(({ sequence, message }) => matches(message, sequence))
    .map(({ sequence, message }) => (uid ? message.uid : sequence));
  if (!extended) await session.write(`* SEARCH${found.map((number) => ` ${number}`).join("")}\r\n`);
  else
    await session.write(
      `* ESEARCH (TAG "${tag}")${uid ? " UID" : ""}${found.length === 0 ? "" : ` ALL ${formatSet(found)}`}\r\n`,
    );
  return "OK SEARCH completed.";
}

export const MESSAGE_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  FETCH: { needs: "folder", run: fetch },
  SEARCH: { needs: "folder", run: search },
  CHECK: { needs: "folder", run: async () => "OK CHECK completed." },
  UNSELECT: {
    needs: "folder",
    async run(session) {
      session.view = null;
      return "OK UNSELECT completed.";
    },
  },
  IDLE: {
    needs: "login",
    async run(session, { tag }) {
      if (!session.offers("IDLE")) return "BAD Command Error. 10";
      session.idleTag = tag;
      await session.changed();
      await session.write("+ IDLE accepted, awaiting DONE command.\r\n");
      return null;
    },
  },
};
