// The open corpus of real, nasty messages through the whole way in: Dovecot, our reader, packs, Postgres, and out again.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { connectMailbox } from "../cli/connect-mailbox.ts";
import { syncOnce } from "../cli/sync-once.ts";
import type { StoredMessage } from "../engine/ports/reading.ts";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { inClient } from "./testing/in-client.ts";
import { startTwinbox } from "./testing/running-twinbox.ts";

const CORPUS = fileURLToPath(new URL("../../../shared/corpus/open/", import.meta.url));
const UNDERSTOOD_MIN = 300;
const present = existsSync(CORPUS);
if (!present) console.log("left out: the open corpus is absent (../shared/corpus/open)");

interface Person {
  readonly name?: string;
  readonly address?: string;
}
interface Expected {
  readonly subject?: string;
  readonly from?: readonly Person[];
  readonly to?: readonly Person[];
  readonly date?: string | null;
}

test.runIf(present && needs("dovecot"))(
  "every message of the open corpus arrives byte for byte, is listed, and is understood",
  async () => {
    const expected = JSON.parse(readFileSync(path.join(CORPUS, "expected.json"), "utf8")) as Record<
      string,
      { readonly expect: Expected }
    >;
    const files = readdirSync(path.join(CORPUS, "eml")).sort();
    const dovecot = await startDovecot();
    const twinbox = await startTwinbox({ serve: false });
    try {
      for (const [i, file] of files.entries()) {
        const message = readFileSync(path.join(CORPUS, "eml", file));
        await dovecot.deliver("corpus", "INBOX", message, "", Date.UTC(2026, 9, 1) + i * 60_000);
      }
      const { house } = twinbox;
      const mailbox = await connectMailbox(house, {
        workspace: "Corpus",
        user: "corpus@example.org",
        server: { host: "127.0.0.1", port: dovecot.port, security: "none" },
        userName: "corpus",
        grant: { kind: "password", password: "pass" },
        maps: [{ name: "Inbox", path: "INBOX" }],
        since: "all",
      });
      await syncOnce(house, mailbox, new AbortController().signal);

      const served = await serve(dovecot);
      const here: { readonly message: StoredMessage; readonly hash: string }[] = [];
      for await (const message of house.reading.exportMessages(mailbox.workspaceId, mailbox.id)) {
        const owner = { workspaceId: mailbox.workspaceId, mailboxId: mailbox.id };
        here.push({ message, hash: sha256(await house.packs.read(owner, message.place)) });
      }
      expect(here.length).toBe(files.length);
      expect(here.map(({ hash }) => hash).sort()).toEqual(served);

      const byDate = here.sort((a, b) => a.message.internalDate - b.message.internalDate);
      const missed = files.filter((file, i) => {
        const message = byDate[i]?.message;
        return message === undefined || !isAsExpected(message, expected[file]?.expect ?? {});
      });
      console.log(
        `${files.length - missed.length} of ${files.length} as expected; not: ${missed.join(", ")}`,
      );
      expect(files.length - missed.length).toBeGreaterThanOrEqual(UNDERSTOOD_MIN);
    } finally {
      await twinbox.close();
      await dovecot.close();
    }
  },
  120_000,
);

/** What Dovecot serves, read by another client; sorted. */
async function serve(dovecot: Dovecot): Promise<readonly string[]> {
  const hashes: string[] = [];
  await inClient({ dovecot, user: "corpus", folder: "INBOX", readOnly: true }, async (client) => {
    for await (const { source } of client.fetch("1:*", { source: true }))
      hashes.push(sha256(source ?? Buffer.alloc(0)));
  });
  return hashes.sort();
}

function isAsExpected(message: StoredMessage, wanted: Expected): boolean {
  return (
    (wanted.subject === undefined || alike(wanted.subject, message.subject)) &&
    (wanted.from === undefined || samePeople(wanted.from, message.from)) &&
    (wanted.to === undefined || samePeople(wanted.to, message.to)) &&
    (wanted.date === undefined || sameDate(wanted.date, message.date))
  );
}

function samePeople(wanted: readonly Person[], found: readonly Person[]): boolean {
  return (
    wanted.length === found.length &&
    wanted.every(
      (person, i) =>
        alike(person.address?.toLowerCase() ?? "", found[i]?.address?.toLowerCase() ?? "") &&
        alike(person.name ?? "", found[i]?.name ?? ""),
    )
  );
}

function sameDate(wanted: string | null, found: number | null): boolean {
  return wanted === null ? found === null : Date.parse(wanted) === found;
}

/** Where the expectation itself lost a character (U+FFFD), ours may know it. */
function alike(wanted: string, found: string): boolean {
  const text = wanted.replace(/\s+/g, " ").trim();
  if (!text.includes("\ufffd")) return text === found;
  const pattern = text.split("\ufffd").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(".{1,2}")}$`, "su").test(found);
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
