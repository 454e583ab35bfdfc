import { findMessage } from "../mailbox.ts";
import type { Call, CommandHandler, Outcome } from "./commands.ts";
import { fetchRow } from "./fetch-items.ts";
import { decodeName } from "./folder-name.ts";
import { inSet, parseSet, type Token, text } from "./parse-command.ts";
import { searchTest } from "./search.ts";
import type { Session } from "./session.ts";
import type { Chosen, FolderView } from "./view.ts";

/** Rows are written together up to this many bytes: few large writes are what makes sending fast. */
const CHUNK_BYTES = 256 * 1024;

function choose(view: FolderView, set: string, uid: boolean): readonly Chosen[] {
  return view.choose(parseSet(set, uid ? view.lastUid : view.size), uid ? "uid" : "sequence");
}

function selected(session: Session): FolderView {
  if (session.view === null) throw new Error("no folder is selected");
  return session.view;
}

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
  for (const { sequence, message } of choose(view, text(args[0]), uid)) {
    if (message.modseq <= since) continue;
    // Announced, but not there yet: no row, no error (Exchange).
    if (message.readableAt > context.now()) continue;
    const pieces = fetchRow(sequence, message, items, {
      profile,
      switches,
      withModseq: session.condstore && since >= 0,
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
  const extended = text(args[0]).toUpperCase() === "RETURN" && / ESEARCH/.test(session.profile.after);
  if (extended) criteria = args.slice(2);
  if (text(criteria[0]).toUpperCase() === "CHARSET") criteria = criteria.slice(2);
  const matches = searchTest(criteria, { uid: view.lastUid, sequence: view.size });
  if (matches === null) return "BAD Command Argument Error. 11";
  const found = choose(view, "1:*", false)
    .filter(({ sequence, message }) => matches(message, sequence))
    .map(({ sequence, message }) => (uid ? message.uid : sequence));
  if (!extended) await session.write(`* SEARCH${found.map((number) => ` ${number}`).join("")}\r\n`);
  else
    await session.write(
      `* ESEARCH (TAG "${tag}")${uid ? " UID" : ""}${found.length === 0 ? "" : ` ALL ${compact(found)}`}\r\n`,
    );
  return "OK SEARCH completed.";
}

function compact(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else runs.push([number, number]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}:${to}`)).join(",");
}

async function store(session: Session, { args, uid }: Call): Promise<Outcome> {
  const view = selected(session);
  if (view.readOnly) return "NO The folder is read-only.";
  const start = Array.isArray(args[1]) ? 2 : 1;
  const operation = text(args[start]).toUpperCase();
  const given = args
    .slice(start + 1)
    .flatMap((arg) => (Array.isArray(arg) ? arg : [arg]))
    .map((arg) => text(arg as Token));
  let answer = "";
  for (const { sequence, message } of choose(view, text(args[0]), uid)) {
    const flags = new Set(operation.startsWith("FLAGS") ? given : message.flags);
    for (const flag of given) {
      if (operation.startsWith("+")) flags.add(flag);
      else if (operation.startsWith("-")) flags.delete(flag);
    }
    session.context.mailboxes.setFlags(session.address, view.folder.path, message.uid, flags);
    const modseq = findMessage(view.folder, message.uid)?.modseq ?? 0;
    view.didStore(message.uid, modseq);
    const told = [
      ...(uid ? [`UID ${message.uid}`] : []),
      ...(operation.endsWith(".SILENT") ? [] : [`FLAGS (${[...flags].join(" ")})`]),
      // Also with .SILENT (RFC 7162 section 3.1.3).
      ...(session.condstore ? [`MODSEQ (${modseq})`] : []),
    ];
    if (session.condstore || !operation.endsWith(".SILENT")) {
      answer += `* ${sequence} FETCH (${told.join(" ")})\r\n`;
    }
  }
  await session.write(answer);
  return "OK STORE completed.";
}

async function copy(session: Session, { args, uid, name }: Call): Promise<Outcome> {
  const view = selected(session);
  const moving = name === "MOVE";
  if (moving && !/ MOVE\b/.test(session.profile.after)) return "BAD Command Error. 10";
  const wanted = decodeName(text(args[1]));
  const target = session.account?.folders.get(/^inbox$/i.test(wanted) ? "INBOX" : wanted);
  if (target === undefined) return `NO [TRYCREATE] ${text(args[1])} doesn't exist.`;
  const uids = choose(view, text(args[0]), uid).map(({ message }) => message.uid);
  if (uids.length === 0) return `OK ${name} completed.`;
  const { mailboxes } = session.context;
  const made = mailboxes[moving ? "move" : "copy"](session.address, view.folder.path, uids, target.path);
  const code = / UIDPLUS/.test(session.profile.after)
    ? `[COPYUID ${session.uidValidityOf(target)} ${compact(uids)} ${compact(made)}] `
    : "";
  if (!moving) return `OK ${code}COPY completed.`;
  await session.write(`* OK ${code}Moved\r\n`);
  return "OK MOVE completed.";
}

async function expunge(session: Session, { args, uid }: Call): Promise<Outcome> {
  const view = selected(session);
  if (view.readOnly) return "NO The folder is read-only.";
  const only = uid ? inSet(text(args[0]), view.lastUid) : (): boolean => true;
  const uids = view.folder.messages
    .filter(({ flags, uid: each }) => flags.has("\\Deleted") && only(each))
    .map((each) => each.uid);
  session.context.mailboxes.expunge(session.address, view.folder.path, uids);
  return "OK EXPUNGE completed.";
}

export const MESSAGE_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  FETCH: { needs: "folder", run: fetch },
  SEARCH: { needs: "folder", run: search },
  STORE: { needs: "folder", run: store },
  COPY: { needs: "folder", run: copy },
  MOVE: { needs: "folder", run: copy },
  EXPUNGE: { needs: "folder", run: expunge },
  CHECK: { needs: "folder", run: async () => "OK CHECK completed." },
  UNSELECT: {
    needs: "folder",
    async run(session) {
      session.view = null;
      return "OK UNSELECT completed.";
    },
  },
  CLOSE: {
    needs: "folder",
    async run(session, call) {
      if (session.view?.readOnly === false) await expunge(session, { ...call, uid: false });
      session.view = null;
      return "OK CLOSE completed.";
    },
  },
  IDLE: {
    needs: "login",
    async run(session, { tag }) {
      if (!/ IDLE\b/.test(session.profile.after)) return "BAD Command Error. 10";
      session.idleTag = tag;
      await session.changed();
      await session.write("+ IDLE accepted, awaiting DONE command.\r\n");
      return null;
    },
  },
};
