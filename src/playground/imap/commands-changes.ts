// The commands that change messages: STORE, COPY, MOVE, APPEND, EXPUNGE. What they change everybody sees: the page,
// and the other sessions.
import { type Folder, findMessage } from "../folder.ts";
import type { Call, CommandHandler, Outcome } from "./commands.ts";
import { parseInternalDate } from "./fetch-items.ts";
import { keptFlags } from "./flags.ts";
import { folderAt } from "./folder-at.ts";
import { formatSet, inSet, type Token, text, words } from "./parse-command.ts";
import { rewriteAppended } from "./rewrite-appended.ts";
import { type Session, selected } from "./session.ts";
import type { Chosen, FolderView } from "./view.ts";

const READ_ONLY = "NO The folder is read-only.";
const OVER_QUOTA = "NO [OVERQUOTA] The mailbox is full.";
/** Exchange refuses longer lines of a message. */
const TEXT_LINE_BYTES_MAX = 10_500;

/** Why nothing can be put into a folder; null when it can. */
function refusalOf(session: Session, folder: Folder | undefined, name: Token | undefined): string | null {
  if (folder === undefined) return `NO [TRYCREATE] ${text(name)} doesn't exist.`;
  return session.isReadOnly(folder) ? "NO [NOPERM] Permission denied." : null;
}

async function store(session: Session, { args, uid }: Call): Promise<Outcome> {
  const view = selected(session);
  if (view.readOnly || session.isReadOnly(view.folder)) return READ_ONLY;
  const modifiers = Array.isArray(args[1]) ? words(args[1]) : [];
  const at = modifiers.length > 0 ? 2 : 1;
  const unchangedSince = modifiers[0] === "UNCHANGEDSINCE" ? Number(modifiers[1]) : Number.POSITIVE_INFINITY;
  const operation = text(args[at]).toUpperCase();
  if (!/^[+-]?FLAGS(?:\.SILENT)?$/.test(operation)) return "BAD Command Argument Error. 11";
  const given = args.slice(at + 1).flatMap((arg) => (Array.isArray(arg) ? arg : [arg]));
  const change = { operation, flags: keptFlags(given.map(text), session.profile) };
  if (unchangedSince < Number.POSITIVE_INFINITY) session.condstore = true;
  let answer = "";
  const modified: number[] = [];
  for (const chosen of view.choose(text(args[0]), uid)) {
    if (chosen.message.modseq > unchangedSince) modified.push(uid ? chosen.message.uid : chosen.sequence);
    else answer += storeOne(session, view, chosen, { ...change, uid });
  }
  await session.write(answer);
  return modified.length === 0 ? "OK STORE completed." : `OK [MODIFIED ${formatSet(modified)}] STORE failed.`;
}

/** Changes one message; answers what is told of it. */
function storeOne(
  session: Session,
  view: FolderView,
  { sequence, message }: Chosen,
  change: { readonly operation: string; readonly flags: readonly string[]; readonly uid: boolean },
): string {
  const { operation } = change;
  const flags = new Set(operation.startsWith("FLAGS") ? [] : message.flags);
  for (const flag of change.flags) {
    if (operation.startsWith("-")) flags.delete(flag);
    else flags.add(flag);
  }
  session.context.mailboxes.setFlags(session.address, view.folder.path, message.uid, flags);
  const modseq = findMessage(view.folder, message.uid)?.modseq ?? 0;
  view.didStore(message.uid, modseq);
  const silent = operation.endsWith(".SILENT");
  // MODSEQ is told with .SILENT too (RFC 7162 section 3.1.3).
  if (silent && !session.condstore) return "";
  const told = [
    ...(change.uid ? [`UID ${message.uid}`] : []),
    ...(silent ? [] : [`FLAGS (${[...flags].join(" ")})`]),
    ...(session.condstore ? [`MODSEQ (${modseq})`] : []),
  ];
  return `* ${sequence} FETCH (${told.join(" ")})\r\n`;
}

async function copy(session: Session, { args, uid, name }: Call): Promise<Outcome> {
  const view = selected(session);
  const { switches } = session;
  const moving = name === "MOVE";
  if (moving && !session.offers("MOVE")) return "BAD Command Error. 10";
  if (moving && (view.readOnly || session.isReadOnly(view.folder))) return READ_ONLY;
  const target = folderAt(session, args[1]);
  const refusal = refusalOf(session, target, args[1]);
  if (refusal !== null || target === undefined) return refusal;
  if (switches.movesRefused) return `NO ${name} failed.`;
  if (switches.overQuota && !moving) return OVER_QUOTA;
  const uids = view.choose(text(args[0]), uid).map(({ message }) => message.uid);
  if (uids.length === 0) return `OK ${name} completed.`;
  const { mailboxes } = session.context;
  const made = mailboxes[moving ? "move" : "copy"](session.address, view.folder.path, uids, target.path);
  const code = session.offers("UIDPLUS")
    ? `[COPYUID ${session.uidValidityOf(target)} ${formatSet(uids)} ${formatSet(made)}] `
    : "";
  if (!moving) return `OK ${code}COPY completed.`;
  if (session.profile.copyUidLast) return `OK ${code}MOVE completed.`;
  // The new uids first, then that the old ones are gone (RFC 6851 section 4.3).
  await session.write(`* OK ${code}Moved\r\n`);
  return "OK MOVE completed.";
}

async function append(session: Session, args: readonly Token[]): Promise<Outcome> {
  const { profile, context } = session;
  const folder = folderAt(session, args[0]);
  const literal = args.at(-1);
  if (!Buffer.isBuffer(literal)) return "BAD Command Argument Error. 11";
  const refusal = refusalOf(session, folder, args[0]);
  if (refusal !== null || folder === undefined) return refusal;
  if (session.switches.overQuota) return OVER_QUOTA;
  if (profile.rewritesAppended && hasLongLine(literal)) return "BAD Command Argument Error. 11";
  const options = args.slice(1, -1);
  const flags = keptFlags(words(options.find((arg) => Array.isArray(arg))), profile);
  const date = options.find((arg) => typeof arg === "string");
  const raw = profile.rewritesAppended ? rewriteAppended(literal) : literal;
  const when = date === undefined ? context.now() : parseInternalDate(text(date));
  if (when === null) return "BAD Command Argument Error. 11";
  const uid = context.mailboxes.add(session.address, folder.path, raw, flags, when);
  return `OK ${session.offers("UIDPLUS") ? `[APPENDUID ${session.uidValidityOf(folder)} ${uid}] ` : ""}APPEND completed.`;
}

function hasLongLine(raw: Buffer): boolean {
  for (let at = 0; at + TEXT_LINE_BYTES_MAX < raw.length; ) {
    const end = raw.indexOf("\r\n", at);
    const next = end < 0 ? raw.length : end;
    if (next - at > TEXT_LINE_BYTES_MAX) return true;
    at = next + 2;
  }
  return false;
}

function expunge(session: Session, only: (uid: number) => boolean): void {
  const { folder } = selected(session);
  const uids = folder.messages
    .filter(({ flags, uid }) => flags.has("\\Deleted") && only(uid))
    .map(({ uid }) => uid);
  session.context.mailboxes.expunge(session.address, folder.path, uids);
}

export const CHANGE_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  STORE: { needs: "folder", run: store },
  COPY: { needs: "folder", run: copy },
  MOVE: { needs: "folder", run: copy },
  APPEND: { needs: "login", run: (session, { args }) => append(session, args) },
  EXPUNGE: {
    needs: "folder",
    async run(session, { args, uid }) {
      const view = selected(session);
      if (view.readOnly || session.isReadOnly(view.folder)) return READ_ONLY;
      if (uid && !session.offers("UIDPLUS")) return "BAD Command Error. 10";
      expunge(session, uid ? inSet(text(args[0]), view.lastUid) : () => true);
      return "OK EXPUNGE completed.";
    },
  },
  CLOSE: {
    needs: "folder",
    async run(session) {
      const { readOnly, folder } = selected(session);
      if (!readOnly && !session.isReadOnly(folder)) expunge(session, () => true);
      session.view = null;
      return "OK CLOSE completed.";
    },
  },
};
