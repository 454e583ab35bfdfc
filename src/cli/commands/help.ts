import { STAGE_WORDS } from "../../core/stage-words.ts";
import { SETTINGS } from "../config.ts";
import { UsageError } from "../usage-error.ts";

const OVERVIEW = `twinbox: keeps mailboxes and applications equal

  twinbox serve                        run the server (npm start)
  twinbox demo [--fresh] [--port N]    run Twinbox with a playground mail provider (npm run demo)
  twinbox connect ...                  connect an IMAP mailbox and map its folders
  twinbox sync MAILBOX --once          bring one mailbox up to date, then end
  twinbox status [--json]              all mailboxes and how they stand
  twinbox export MAILBOX DIR           every message as a file
  twinbox doctor MAILBOX               the way to a mailbox step by step, and what is wrong
  twinbox doctor explain ...           what an error means, who can fix it, and how
  twinbox where MAILBOX ...            where a message is that somebody misses
  twinbox disconnect MAILBOX           stop; what is here stays unless --delete-mail
  twinbox keys [rotate]                the master keys; a new one, while servers run
  twinbox help [COMMAND]               more about one command

From a checkout: npm run -s twinbox -- COMMAND ...
All commands work beside a running server and without one, on the same data folder.

Settings (environment):
`;

const COMMANDS: Readonly<Record<string, string>> = {
  serve: `twinbox serve

Runs the server until Ctrl-C or SIGTERM. On its first start it prints a one-time link with which the first
operator signs in. Without DATABASE_URL it runs its own Postgres in the data folder.`,
  demo: `twinbox demo [--fresh] [--port N] [--playground-port N]

Runs Twinbox together with Playground 365, a mail provider on this machine, with people, mail and sign-ins ready
to try. What you do is kept; --fresh begins anew. Data: .data/demo.`,
  connect: `twinbox connect --workspace W --user ADDRESS --provider imap --host H --port N
                --tls implicit|starttls|none --username U (--password-stdin | --token-command CMD)
                --map "Inbox=INBOX" [--map "Archive=Archive"] ... --since 1m|3m|1y|all
                [--receive-only] [--json]

Connects an IMAP mailbox. Workspace and user are made when they don't exist.

  --tls             implicit (usually port 993) or starttls; none only for this machine (127.0.0.1, ::1)
  --password-stdin  the password is the first line of standard input
  --token-command   a shell command that prints an OAuth 2.0 access token; it is run at every sign-in
  --map             application folder = folder at the provider. Inbox, Sent, Drafts, Archive, Junk and Deleted
                    are the application's own; any other name makes a folder of that name
  --since           how far back the first import goes: a month, three months, a year, everything
  --receive-only    nothing is ever written at the provider; Email settings can switch it off
  --json            print the mailbox as JSON; its "id" is what the other commands take`,
  sync: `twinbox sync MAILBOX --once [--json]

Brings the mailbox (id or address) up to date and ends: 0 when both sides are equal, 1 otherwise. When a running
server owns the mailbox, the server does the work and this waits for it.`,
  status: `twinbox status [--json]

Lists all mailboxes: id, address, state, messages here, whether it only receives, import progress, when
last checked, what is wrong.`,
  export: `twinbox export MAILBOX DIR [--json]

Writes every message as an .eml file, byte for byte as the provider sent it, one folder per application folder,
and index.json: id, folder, file, flags, date, subject, from, to, attachments. DIR must be empty or not exist.`,
  doctor: `twinbox doctor MAILBOX [--language en|nl] [--json]

Tells how a mailbox (id or address) stands, then goes the way to it step by step, with times: name, connection, greeting,
access, sign-in, list of folders, each mapped folder. Ends with what is most likely wrong: 0 when all went well, 1
otherwise, 2 when it can't tell because it lacks the server's TWINBOX_MAIL_NETWORKS. Nothing is changed at the provider,
and no secret is printed.

twinbox doctor explain [--stage S] [--provider microsoft|google|imap] [--text "..."]
                       [--language en|nl] [--json]

Prints what an error means: its name, what happened, who can fix it, the steps, a text for the administrator. The text
is whatever you saw: Microsoft's error page, a line of a mail server, the JSON of a token endpoint or of Graph, an error
of Node. Without --text it is read from standard input. Nothing of it is kept or sent anywhere.

  --stage      when it happened, one of:
               ${STAGE_WORDS}
  --provider   whose mail it is, where the text doesn't tell
  --language   of the answer; without it the terminal's
  --json       the same as data`,
  where: `twinbox where MAILBOX [--message-id ID] [--subject WORDS] [--from WORDS] [--day YYYY-MM-DD]
                      [--ask-provider] [--json]

Tells where a message is that somebody misses: in which folder, waiting, departed and when, erased, older than the import
date, set aside, not yet; or that nothing of the kind was ever seen, with what was looked at. Folders, times and ids only,
nothing of what mail says. Exits with 0 when it is found, 1 otherwise.

  --message-id    with or without angle brackets; the surest clue
  --subject       words that must all be in the subject; --from: in the sender's name and address
  --day           about when; a day on either side is looked at too
  --ask-provider  searches the headers of all folders at the provider as well, those too that aren't mapped: ask its user
                  first. Nothing is read or imported, only how many fit is told`,
  disconnect: `twinbox disconnect MAILBOX [--delete-mail] [--drop-changes] [--json]

Stops the sync and removes grant, settings and mappings. The provider's mailbox is never touched. Mail that is
here stays, unless --delete-mail. Connecting the same mailbox again finds kept mail under the same ids. While
changes made here wait for the provider it refuses, unless --drop-changes forgets them.`,
  keys: `twinbox keys [--json]
twinbox keys rotate
twinbox keys remove ID

Tells the master keys by their ids and how many secrets each has sealed. rotate makes a new key, which seals from then
on, and seals everything anew by it, while servers run; the earlier key stays for backups made before, until
remove takes it out. With TWINBOX_KEY you make the new key yourself: start every server with TWINBOX_KEY=OLD,NEW, then
with TWINBOX_KEY=NEW,OLD, then rotate, then with TWINBOX_KEY=NEW.`,
};

export async function helpCommand([name]: readonly string[]): Promise<number> {
  if (name === undefined || name === "help") {
    const width = Math.max(...SETTINGS.map(([setting]) => setting.length));
    const settings = SETTINGS.map(([setting, meaning]) => `  ${setting.padEnd(width)}  ${meaning}`);
    console.log(OVERVIEW + settings.join("\n"));
    return 0;
  }
  const text = COMMANDS[name];
  if (text === undefined) throw new UsageError(`There is no command "${name}".`);
  console.log(text);
  return 0;
}
