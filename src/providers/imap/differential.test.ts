import { ImapFlow } from "imapflow";
import { expect, it } from "vitest";
import { FLAG_BITS } from "../../core/flags.ts";
import { UidSet } from "../../core/uid-set.ts";
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
};
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
} else {
  it("is left out without Dovecot", () => undefined);
}

async function readByTwinbox(port: number): Promise<ReadonlyMap<number, Read>> {
  const session = await createImapProvider({ clock: hastyClock, log: silentLog }).open(
    { host: "127.0.0.1", port, security: "none" },
    { kind: "password", user: "odd", password: "pass" },
    {},
  );
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

async function readByImapflow(port: number): Promise<ReadonlyMap<number, Read>> {
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
  await client.mailboxOpen("INBOX", { readOnly: true });
  const read = new Map<number, Read>();
  for await (const row of client.fetch("1:*", { uid: true, flags: true, internalDate: true, source: true })) {
    const flags = [...(row.flags ?? [])].reduce((bits, word) => bits | (WORDS[word] ?? 0), 0);
    const date = row.internalDate === undefined ? null : new Date(row.internalDate).getTime();
    read.set(row.uid, { flags, date, bytes: row.source ?? Buffer.alloc(0) });
  }
  await client.logout();
  return read;
}
