// What a first version lost or mistook: old mail in a renumbered folder, messages that look alike, mail that is put
// into a folder by the hundred, flags nobody asked about. Engine, Postgres and Playground 365.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const JOBS = "jobs@contoso.example";
const DAY_MS = 86_400_000;
const YESTERDAY = Date.now() - DAY_MS;
const LONG_AGO = Date.now() - 400 * DAY_MS;
const FOLDERS = [
  { name: "Inbox", path: "INBOX" },
  { name: "Archive", path: "Archive" },
  { name: "Drafts", path: "Drafts" },
];

describe.each(["exchange", "modern"] satisfies ProfileName[])("from %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
  });
  afterAll(() => twinbox?.close());

  async function connect(address: string): Promise<SyncedMailbox> {
    const token = await control.issueToken(address, { seconds: 86_400 });
    const mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: address,
      server: { ...twinbox.playground.imap, security: "none" },
      userName: address,
      grant: { kind: "command", command: `echo ${token}` },
      maps: FOLDERS,
      since: "1m",
    });
    await mailbox.sync();
    return mailbox;
  }

  /** Syncs until messages of this subject have these hashes. */
  async function arrive(mailbox: SyncedMailbox, subject: string, ...expected: Uint8Array[]): Promise<void> {
    const hashes = expected.map(sha256).sort();
    const here = async (): Promise<readonly string[]> =>
      (await mailbox.find(subject)).map((copy) => copy.sha256).sort();
    await mailbox.syncUntil(async () => (await here()).join() === hashes.join());
  }

  describe("a mailbox imported from a date on", () => {
    let mailbox: SyncedMailbox;
    beforeAll(async () => {
      mailbox = await connect(ADA);
    });

    test("older mail that was put into a folder stays when the folder is renumbered", async () => {
      const subject = "From the cellar";
      const uid = await control.deliver(ADA, { folder: "Archive", subject, date: LONG_AGO });
      await arrive(mailbox, subject, control.bytesOf(ADA, "Archive", uid));
      const before = await mailbox.find(subject);
      const all = (await mailbox.here()).get("Archive")?.length;
      const seq = await mailbox.lastSeq();
      await control.bumpUidValidity(ADA, "Archive");
      for (let round = 0; round < 3; round++) await mailbox.sync();
      expect(await mailbox.find(subject)).toEqual(before);
      expect((await mailbox.here()).get("Archive"), "older mail that was never here").toHaveLength(all ?? 0);
      expect(await mailbox.events(seq)).toEqual([]);
    });

    test("hundreds of older messages are offered and not fetched, those that are known here have moved", async () => {
      const count = 510;
      const uids: number[] = [];
      for (let n = 0; n < count; n++) {
        uids.push(await control.deliver(ADA, { subject: `Old ${n}`, date: LONG_AGO }));
        // Fewer at once than would be offered.
        if (n === 300) await mailbox.syncUntil(async () => (await mailbox.find("Old 300")).length === 1);
      }
      await mailbox.syncUntil(async () => (await mailbox.find("Old 509")).length === 1);
      const known = await mailbox.find("Old 7");
      const seq = await mailbox.lastSeq();
      await control.move(ADA, "INBOX", uids, "Archive");
      for (let n = 0; n < count; n++) {
        await control.deliver(ADA, { folder: "Archive", subject: `Strange ${n}`, date: LONG_AGO });
      }
      await mailbox.syncUntil(async () => (await mailbox.offered()).Archive === count);
      expect(await mailbox.find("Old 7")).toEqual(known.map((copy) => ({ ...copy, folder: "Archive" })));
      expect(await mailbox.find("Strange 7")).toEqual([]);
      const kinds = (await mailbox.events(seq)).map(({ kind }) => kind);
      expect(kinds.filter((kind) => kind === "message.moved")).toHaveLength(count);
      expect(kinds.filter((kind) => kind !== "message.moved")).toEqual([]);
      await mailbox.answerOffer("Archive", "import");
      expect(await mailbox.offered()).toEqual({});
      await mailbox.sync();
      expect(await mailbox.find("Strange 7")).toHaveLength(1);
    });
  });

  test("messages without Message-ID and Date are told apart by their bytes, and known again by them", async () => {
    const mailbox = await connect(CHLOE);
    const raw = (body: string): Uint8Array =>
      Buffer.from(`From: scanner@contoso.example\r\nTo: ${CHLOE}\r\nSubject: Scan\r\n\r\n${body}\r\n`);
    const first = await control.deliver(CHLOE, { raw: raw("page one"), date: YESTERDAY });
    await arrive(mailbox, "Scan", raw("page one"));
    await control.deliver(CHLOE, { raw: raw("page two"), date: YESTERDAY, folder: "Archive" });
    await arrive(mailbox, "Scan", raw("page one"), raw("page two"));
    const ids = async (): Promise<readonly string[]> =>
      (await mailbox.find("Scan")).map(({ id }) => id).sort();
    const before = await ids();
    await control.move(CHLOE, "INBOX", [first], "Archive");
    await mailbox.syncUntil(async () =>
      (await mailbox.find("Scan")).every(({ folder }) => folder === "Archive"),
    );
    expect(await ids()).toEqual(before);
  });

  test("a draft that is saved again, and sent, brings its new text", async () => {
    const mailbox = await connect(JOBS);
    const raw = (body: string): Uint8Array =>
      Buffer.from(
        `From: ${JOBS}\r\nTo: ${ADA}\r\nSubject: Offer\r\nMessage-ID: <offer@contoso.example>\r\n` +
          `Date: Mon, 02 Nov 2026 10:00:00 +0000\r\n\r\n${body}\r\n`,
      );
    const draft = { folder: "Drafts", flags: ["\\Draft", "\\Seen"], date: YESTERDAY };
    const first = await control.deliver(JOBS, { ...draft, raw: raw("a first thought") });
    await arrive(mailbox, "Offer", raw("a first thought"));
    const second = await control.deliver(JOBS, { ...draft, raw: raw("a second one") });
    await control.expunge(JOBS, "Drafts", [first]);
    await arrive(mailbox, "Offer", raw("a second one"));
    await control.deliver(JOBS, { ...draft, raw: raw("the last word"), folder: "Archive", flags: [] });
    await control.expunge(JOBS, "Drafts", [second]);
    await arrive(mailbox, "Offer", raw("the last word"));
  });

  test("flags that came with a message stay when another one changes", async () => {
    const mailbox = await connect(CHLOE);
    const flags = ["\\Answered", "\\Seen"];
    const uid = await control.deliver(CHLOE, { subject: "Question", flags });
    const here = async (): Promise<string> =>
      (await mailbox.find("Question")).map((copy) => copy.flags).join();
    await mailbox.syncUntil(async () => (await here()) === "answered,seen");
    await control.setFlag(CHLOE, "INBOX", uid, "\\Seen", false);
    await mailbox.syncUntil(async () => (await here()) === "answered");
  });
});
