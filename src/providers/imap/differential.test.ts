import { ImapFlow } from "imapflow";
import { expect, it } from "vitest";
import { FLAG_BITS } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
import type { MailSession } from "../../engine/ports/mail.ts";
import { hastyClock, silentLog } from "../contract.ts";
import { startDovecot } from "../testing/dovecot.ts";
import { needs } from "../testing/needs.ts";
import { collect } from "../testing/observing.ts";
import { createImapProvider } from "./imap-provider.ts";

interface Read {
  readonly flags: number;
  readonly date: number | null;
  readonly bytes: Buffer;
}

const WORDS: Readonly<Record<string, number>> = {
  "\\Seen": FLAG_BITS.seen,
  "\\Flagged": FLAG_BITS.flagged,
  "\\Answered": FLAG_BITS.answered,
  "\\Draft": FLAG_BITS.draft,
  "\\Deleted": FLAG_BITS.deleted,
  $Forwarded: FLAG_BITS.forwarded,
};
const FOLDERS = ["INBOX", "Archive", "Drafts"] as const;
const FLAGS = [...Object.values(FLAG_BITS)];
const MAILDIR_FLAGS = ["", "S", "F", "R", "FS", "D", "T", "DFRST"];

/** Fifty messages that clients have stumbled over. */
function oddMessages(): readonly Buffer[] {
  const head = "From: a@b.example\r\nSubject: odd\r\n";
  const kinds: readonly ((i: number) => Buffer)[] = [
    (i) => Buffer.from(`${head}\r\nnumber ${i}\r\n`),
    (i) =>
      Buffer.concat([
        Buffer.from(`${head}\r\n`),
        Buffer.from(Array.from({ length: 256 }, (_, b) => ((b + i) % 255) + 1)),
      ]),
    () => Buffer.from(head.replace(/\r/g, "").concat("\nbare line feeds\nonly\n")),
    () => Buffer.from(`${head}\r\n`),
    () => Buffer.from(head),
    () => Buffer.from(`${head}\r\n{5}\r\nhello)\r\n* 1 FETCH (UID 1 BODY[] NIL)\r\n`),
    () => Buffer.from(`${head}\r\nno line break at the end`),
    () => Buffer.from(`${head}\r\n${"x".repeat(70_000)}\r\n`),
    () => Buffer.from(`Subject: ${"é".repeat(300)}\r\n\r\nGrüße, 履歴書\r\n`),
    (i) => Buffer.from(`${head}\r\n${`line of the large one ${i}\r\n`.repeat(i === 9 ? 43_000 : 10)}`),
  ];
  return Array.from({ length: 50 }, (_, i) => kinds[i % kinds.length]?.(i) ?? Buffer.alloc(0));
}

if (needs("dovecot")) {
  it("reads the same as imapflow does: uids, flags, dates and every byte", async () => {
    const dovecot = await startDovecot();
    try {
      for (const [i, message] of oddMessages().entries()) {
        const flags = MAILDIR_FLAGS[i % MAILDIR_FLAGS.length] ?? "";
        await dovecot.deliver(
          "odd",
          "INBOX",
          message,
          flags,
          Date.UTC(2019, i % 12, 1 + (i % 28), i % 24, 0, i),
        );
      }
      const theirs = await readByImapflow(dovecot.port);
      const ours = await readByTwinbox(dovecot.port);
      expect(ours.size).toBe(50);
      expect([...ours.keys()].sort((a, b) => a - b)).toEqual([...theirs.keys()].sort((a, b) => a - b));
      for (const [uid, their] of theirs) {
        const our = ours.get(uid);
        expect([uid, our?.flags, our?.date]).toEqual([uid, their.flags, their.date]);
        expect(our?.bytes.equals(their.bytes), `bytes of ${uid}`).toBe(true);
      }
    } finally {
      await dovecot.close();
    }
  });

  it("does what imapflow then sees: flags, places and every byte", async () => {
    const dovecot = await startDovecot();
    const session = await openTwinbox(dovecot.port);
    try {
      const wanted: Wanted = { INBOX: new Map(), Archive: new Map(), Drafts: new Map() };
      await appendAll(session, wanted);
      for (let step = 0; step < 60; step++) await changeSome(session, wanted, step);
      for (const path of FOLDERS) {
        const theirs = await readByImapflow(dovecot.port, path);
        expect(
          [...theirs.keys()].sort((a, b) => a - b),
          path,
        ).toEqual([...wanted[path].keys()].sort((a, b) => a - b));
        for (const [uid, { flags, date, bytes }] of wanted[path]) {
          const their = theirs.get(uid);
          expect([path, uid, their?.flags, their?.date]).toEqual([path, uid, flags, date]);
          expect(their?.bytes.equals(bytes), `bytes of ${uid} in ${path}`).toBe(true);
        }
      }
    } finally {
      await session.close();
      await dovecot.close();
    }
  });
} else {
  it("is left out without Dovecot", () => undefined);
}

/** What there should be, by folder and uid. */
type Wanted = Readonly<Record<(typeof FOLDERS)[number], Map<number, Read>>>;

/** Odd messages, half of them into each of two folders; what Dovecot itself would change is left out. */
async function appendAll(session: MailSession, wanted: Wanted): Promise<void> {
  for (const [i, bytes] of oddMessages().entries()) {
    const read = { flags: i % 64, date: Date.UTC(2019, i % 12, 1 + (i % 28), i % 24, 0, i), bytes };
    if (bytes.includes(0) || /[^\r]\n/.test(bytes.toString("latin1"))) continue;
    const path = i % 2 === 0 ? "INBOX" : "Archive";
    const place = await session.appendMessage(path, { bytes, flags: read.flags, internalDate: read.date });
    wanted[path].set(place?.uid ?? 0, read);
  }
}

/** One change of a few messages; which, follows from the number of the step. */
async function changeSome(session: MailSession, wanted: Wanted, step: number): Promise<void> {
  const path = FOLDERS[step % FOLDERS.length] ?? "INBOX";
  const target = FOLDERS[(step + 1 + (step % 2)) % FOLDERS.length] ?? "Archive";
  const folder = await session.openForWriting(path);
  const here = wanted[path];
  const uids = UidSet.of([...here.keys()].filter((uid) => (uid * 7 + step) % 5 === 0));
  if (step % 20 === 19) {
    await folder.expungeMessages(uids.highest(1));
    here.delete(uids.max);
  } else if (step % 4 === 3) {
    const moved = await folder.moveMessages(uids, target);
    expect(moved.uids.size).toBe(uids.size);
    for (const [from, to] of moved.uids) {
      const read = here.get(from);
      if (read !== undefined) wanted[target].set(to, read);
      here.delete(from);
    }
  } else {
    const add = FLAGS[step % FLAGS.length] ?? 0;
    const remove = FLAGS[(step + 1 + (step % 3)) % FLAGS.length] ?? 0;
    const told = await folder.changeFlags(uids, { add, remove });
    for (const uid of uids) {
      const read = here.get(uid) ?? expect.fail(`no ${uid} in ${path}`);
      here.set(uid, { ...read, flags: (read.flags | add) & ~remove });
    }
    expect(new Map(told.map(({ uid, flags }) => [uid, flags]))).toEqual(
      new Map([...uids].map((uid) => [uid, here.get(uid)?.flags])),
    );
  }
}

function openTwinbox(port: number): Promise<MailSession> {
  return createImapProvider({ clock: hastyClock, log: silentLog }).open(
    { host: "127.0.0.1", port, security: "none" },
    { kind: "password", user: "odd", password: "pass" },
    {},
  );
}

async function readByTwinbox(port: number): Promise<ReadonlyMap<number, Read>> {
  const session = await openTwinbox(port);
  const folder = await session.openFolder("INBOX", null);
  const uids = await folder.searchUids({ kind: "all" });
  const headers = new Map((await collect(folder.fetchHeaders(uids))).map((row) => [row.uid, row]));
  const rows = await collect(folder.fetchMessages(uids));
  const flags = new Map((await folder.fetchFlags(UidSet.of(uids))).map((row) => [row.uid, row.flags]));
  await session.close();
  return new Map(
    rows.map((row) => {
      const bytes = Buffer.from(row.bytes ?? []);
      const header = headers.get(row.uid);
      expect([header?.flags, header?.internalDate, flags.get(row.uid)]).toEqual([
        row.flags,
        row.internalDate,
        row.flags,
      ]);
      expect(bytes.indexOf(header?.header ?? "missing")).toBe(0);
      return [row.uid, { flags: row.flags, date: row.internalDate, bytes }];
    }),
  );
}

async function readByImapflow(port: number, path = "INBOX"): Promise<ReadonlyMap<number, Read>> {
  const auth = { user: "odd", pass: "pass" };
  const client = new ImapFlow({
    host: "127.0.0.1",
    port,
    secure: false,
    doSTARTTLS: false,
    auth,
    logger: false,
  });
  await client.connect();
  await client.mailboxOpen(path, { readOnly: true });
  const read = new Map<number, Read>();
  for await (const row of client.fetch("1:*", { uid: true, flags: true, internalDate: true, source: true })) {
    const flags = [...(row.flags ?? [])].reduce((bits, word) => bits | (WORDS[word] ?? 0), 0);
    const date = row.internalDate === undefined ? null : new Date(row.internalDate).getTime();
    read.set(row.uid, { flags, date, bytes: row.source ?? Buffer.alloc(0) });
  }
  await client.logout();
  return read;
}
