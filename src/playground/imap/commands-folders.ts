import type { Folder } from "../folder.ts";
import type { CommandHandler, Outcome } from "./commands.ts";
import { flagsAnswer } from "./flags.ts";
import { folderAt } from "./folder-at.ts";
import { decodeName, encodeName } from "./folder-name.ts";
import { type Token, text } from "./parse-command.ts";
import type { Session } from "./session.ts";
import { FolderView, shownOf } from "./view.ts";

function quoted(name: string): string {
  return `"${encodeName(name).replace(/["\\]/g, "\\$&")}"`;
}

function missing(token: Token | undefined): string {
  return `NO [NONEXISTENT] ${text(token)} doesn't exist.`;
}

function statusOf(session: Session, folder: Folder, items: readonly string[]): string {
  const { condstore, objectIds } = session.profile;
  const values: Readonly<Record<string, number | string>> = {
    MESSAGES: shownOf(folder, session.switches.folderLimit).length,
    UIDNEXT: folder.uidNext,
    UIDVALIDITY: session.uidValidityOf(folder),
    UNSEEN: shownOf(folder, session.switches.folderLimit).filter(({ flags }) => !flags.has("\\Seen")).length,
    RECENT: 0,
    ...(condstore ? { HIGHESTMODSEQ: folder.modseq } : {}),
    ...(objectIds ? { MAILBOXID: `(${folder.id})` } : {}),
  };
  const told = items.filter((item) => item in values).map((item) => `${item} ${values[item]}`);
  return `* STATUS ${quoted(folder.path)} (${told.join(" ")})\r\n`;
}

async function list(session: Session, args: readonly Token[], keyword: string): Promise<Outcome> {
  if (session.switches.emptyList) return `OK ${keyword} completed.`;
  const names = args.filter((arg) => !Array.isArray(arg)).map((arg) => decodeName(text(arg)));
  const pattern = (names[0] ?? "") + (names[1] ?? "*");
  if (names[1] === "") {
    await session.write(`* ${keyword} (\\Noselect) "/" ""\r\n`);
    return `OK ${keyword} completed.`;
  }
  const matches = new RegExp(
    `^${pattern
      .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
      .replace(/\*/g, ".*")
      .replace(/%/g, "[^/]*")}$`,
    "i",
  );
  const wantsStatus = args.findIndex(
    (arg) => Array.isArray(arg) && arg.some((each) => text(each) === "STATUS"),
  );
  const returned = args[wantsStatus];
  const items = Array.isArray(returned) ? returned.find((each) => Array.isArray(each)) : undefined;
  let answer = "";
  const folders = [...(session.account?.folders.values() ?? [])].filter((each) => !session.isHidden(each));
  // What Gmail's own folders lie in is none itself.
  if (session.profile.gmailIds && matches.test("[Gmail]")) {
    answer += `* ${keyword} (\\HasChildren \\Noselect) "/" "[Gmail]"\r\n`;
  }
  for (const folder of folders) {
    if (!matches.test(folder.path)) continue;
    const children = folders.some(({ path }) => path.startsWith(`${folder.path}/`));
    const use = session.profile.showsUse && folder.use !== null ? ` ${folder.use}` : "";
    answer += `* ${keyword} (\\${children ? "HasChildren" : "HasNoChildren"}${use}) "/" ${quoted(folder.path)}\r\n`;
    if (Array.isArray(items))
      answer += statusOf(
        session,
        folder,
        items.map((item) => text(item).toUpperCase()),
      );
  }
  await session.write(answer);
  return `OK ${keyword} completed.`;
}

async function select(session: Session, args: readonly Token[], examine: boolean): Promise<Outcome> {
  session.view = null;
  const folder = folderAt(session, args[0]);
  if (folder === undefined) return missing(args[0]);
  const { profile, switches } = session;
  const parameters = Array.isArray(args[1]) ? (args[1] as readonly Token[]) : [];
  const words = parameters.map((each) => text(each).toUpperCase());
  if (profile.condstore && (words.includes("CONDSTORE") || words.includes("QRESYNC")))
    session.condstore = true;
  const readOnly = examine || session.isReadOnly(folder);
  const view = new FolderView(folder, readOnly, switches);
  session.view = view;
  let answer =
    `* ${view.announced} EXISTS\r\n* 0 RECENT\r\n` +
    flagsAnswer(profile, readOnly) +
    `* OK [UIDVALIDITY ${session.uidValidityOf(folder)}] UIDVALIDITY value\r\n` +
    `* OK [UIDNEXT ${folder.uidNext}] The next unique identifier value\r\n`;
  if (profile.condstore) answer += `* OK [HIGHESTMODSEQ ${folder.modseq}] Highest\r\n`;
  if (profile.objectIds) answer += `* OK [MAILBOXID (${folder.id})] Ok\r\n`;
  const known = parameters[words.indexOf("QRESYNC") + 1];
  if (session.qresync && words.includes("QRESYNC") && Array.isArray(known)) {
    const same = Number(text(known[0])) === session.uidValidityOf(folder);
    if (same) answer += resync(view, Number(text(known[1])));
  }
  if (switches.renumberBeforeFetch) {
    session.context.switches.set(session.address, "renumberBeforeFetch", false);
    session.context.mailboxes.renumber(session.address, folder.path);
  }
  await session.write(answer);
  return `OK [READ-${readOnly ? "ONLY" : "WRITE"}] ${examine ? "EXAMINE" : "SELECT"} completed.`;
}

function resync(view: FolderView, modseq: number): string {
  const { folder } = view;
  const gone = folder.vanished.filter((each) => each.modseq > modseq).map(({ uid }) => uid);
  let answer = gone.length === 0 ? "" : `* VANISHED (EARLIER) ${gone.join(",")}\r\n`;
  for (const message of folder.messages) {
    if (message.modseq <= modseq) continue;
    answer += `* ${view.sequenceOf(message.uid)} FETCH (UID ${message.uid} FLAGS (${[...message.flags].join(" ")}) MODSEQ (${message.modseq}))\r\n`;
  }
  return answer;
}

export const FOLDER_COMMANDS: Readonly<Record<string, CommandHandler>> = {
  LIST: { needs: "login", run: (session, { args }) => list(session, args, "LIST") },
  LSUB: { needs: "login", run: (session, { args }) => list(session, args, "LSUB") },
  SUBSCRIBE: { needs: "login", run: async () => "OK SUBSCRIBE completed." },
  UNSUBSCRIBE: { needs: "login", run: async () => "OK UNSUBSCRIBE completed." },
  SELECT: { needs: "login", run: (session, { args }) => select(session, args, false) },
  EXAMINE: { needs: "login", run: (session, { args }) => select(session, args, true) },
  STATUS: {
    needs: "login",
    async run(session, { args }) {
      const folder = folderAt(session, args[0]);
      const items = args[1];
      if (folder === undefined) return missing(args[0]);
      if (!Array.isArray(items)) return "BAD Command Argument Error. 11";
      await session.write(
        statusOf(
          session,
          folder,
          items.map((item) => text(item).toUpperCase()),
        ),
      );
      return "OK STATUS completed.";
    },
  },
  CREATE: {
    needs: "login",
    async run(session, { args }) {
      if (folderAt(session, args[0]) !== undefined) return "NO [ALREADYEXISTS] Mailbox already exists.";
      const name = decodeName(text(args[0])).replace(/\/$/, "");
      if (session.profile.reservedNames.includes(name)) return "NO Folder name is reserved.";
      if (name === "") return "BAD Command Argument Error. 11";
      session.context.mailboxes.create(session.address, name);
      const { id } = session.context.mailboxes.folder(session.address, name);
      return `OK ${session.profile.objectIds ? `[MAILBOXID (${id})] ` : ""}CREATE completed.`;
    },
  },
  DELETE: {
    needs: "login",
    async run(session, { args }) {
      const folder = folderAt(session, args[0]);
      if (folder === undefined) return missing(args[0]);
      session.context.mailboxes.delete(session.address, folder.path);
      return "OK DELETE completed.";
    },
  },
  RENAME: {
    needs: "login",
    async run(session, { args }) {
      const folder = folderAt(session, args[0]);
      if (folder === undefined) return missing(args[0]);
      session.context.mailboxes.rename(session.address, folder.path, decodeName(text(args[1])));
      return "OK RENAME completed.";
    },
  },
};
