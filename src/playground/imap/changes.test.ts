import { expect, test } from "vitest";
import type { Playground } from "../playground.ts";
import { ADA, open } from "../testing/bed.ts";
import { BareClient } from "../testing/imap-client.ts";

const LETTER =
  "Message-ID: <a@b.example>\r\nFrom: a@b.example\r\nTo: c@d.example,\r\n e@f.example\r\nSubject: Filed\r\n\r\nText.\r\n";

async function inInbox(playground: Playground, opening = "SELECT INBOX"): Promise<BareClient> {
  const client = await BareClient.login(playground);
  await client.run(opening);
  return client;
}

const flagsOf = (playground: Playground, uid: number): readonly string[] | undefined =>
  playground.control.listMessages(ADA, "INBOX", 1_000).find((message) => message.uid === uid)?.flags;

test("MOVE tells the new uids first, then what is gone, in the words of the session", async () => {
  const playground = await open({ profile: "modern" });
  const plain = await inInbox(playground);
  const next = (playground.control.uidsOf(ADA, "Archive").at(-1) ?? 0) + 1;
  expect(await plain.run("UID MOVE 7,3:4 Archive")).toMatch(
    new RegExp(
      `^\\* OK \\[COPYUID \\d+ 3:4,7 ${next}:${next + 2}\\][^*]*\\* 7 EXPUNGE\\r\\n\\* 4 EXPUNGE\\r\\n\\* 3 EXPUNGE\\r\\nt\\d+ OK MOVE`,
    ),
  );
  const resyncing = await BareClient.login(playground);
  await resyncing.run("ENABLE QRESYNC");
  await resyncing.run("SELECT INBOX (CONDSTORE)");
  expect(await resyncing.run("UID MOVE 8 Archive")).toMatch(/^\* OK \[COPYUID [^*]*\* VANISHED 8\r\nt\d+ OK/);
  expect(await resyncing.run("UID MOVE 8 Archive")).toMatch(/^t\d+ OK/);
});

test("what one session changes the page and an idle session see", async () => {
  const playground = await open({ profile: "modern" });
  const other = await inInbox(playground);
  other.send("i IDLE\r\n");
  await other.until(/\+ .*\r\n/);
  const client = await inInbox(playground);
  await client.run("UID STORE 2 +FLAGS (\\flagged)");
  expect(await other.until(/FETCH .*\r\n/)).toContain("\\Flagged");
  expect(flagsOf(playground, 2)).toContain("\\Flagged");
  await client.run("UID MOVE 2 Archive");
  expect(await other.until(/EXPUNGE\r\n/)).toContain("* 2 EXPUNGE");
  await client.run(`APPEND INBOX (\\Seen) " 1-Mar-2024 12:00:00 +0100" {${LETTER.length}+}\r\n${LETTER}`);
  expect(await other.until(/EXISTS\r\n/)).toContain("* 60 EXISTS");
  expect(playground.control.listMessages(ADA, "INBOX", 1)[0]).toMatchObject({
    subject: "Filed",
    flags: ["\\Seen"],
    date: Date.UTC(2024, 2, 1, 11),
  });
});

test("what an IDLE of Exchange keeps to itself the next command tells", async () => {
  const playground = await open({ profile: "exchange" });
  const other = await inInbox(playground);
  other.send("i IDLE\r\n");
  await other.until(/\+ .*\r\n/);
  await playground.control.setFlag(ADA, "INBOX", 2, "\\Draft", true);
  other.send("DONE\r\n");
  expect(await other.until(/OK IDLE.*\r\n/)).not.toContain("FETCH");
  expect(await other.run("NOOP")).toMatch(/\* 2 FETCH .*\\Draft/);
});

test("EXPUNGE takes what is marked, UID EXPUNGE only what it names, CLOSE says nothing of it", async () => {
  const playground = await open({ profile: "modern" });
  const client = await inInbox(playground);
  await client.run("UID STORE 1:5 +FLAGS.SILENT (\\Deleted)");
  expect(await client.run("UID EXPUNGE 2,9")).toMatch(/^\* 2 EXPUNGE\r\nt\d+ OK/);
  expect(playground.control.uidsOf(ADA, "INBOX").slice(0, 3)).toEqual([1, 3, 4]);
  expect((await client.run("EXPUNGE")).match(/EXPUNGE\r\n/g)).toHaveLength(4);
  await client.run("UID STORE 6 +FLAGS.SILENT (\\Deleted)");
  expect(await client.run("CLOSE")).toMatch(/^t\d+ OK/);
  expect(playground.control.uidsOf(ADA, "INBOX")[0]).toBe(7);
  await client.run("SELECT INBOX");
  await client.run("UID STORE 7 +FLAGS.SILENT (\\Deleted)");
  await client.run("SELECT Archive");
  expect(playground.control.uidsOf(ADA, "INBOX")[0]).toBe(7);
});

test("a folder that was examined isn't changed, and says which flags stay: none", async () => {
  const playground = await open({ profile: "modern" });
  const client = await inInbox(playground);
  await client.run("UID STORE 1 +FLAGS (\\Deleted)");
  await client.run("UID STORE 2 -FLAGS (\\Seen)");
  expect(await client.run("EXAMINE INBOX")).toContain("[PERMANENTFLAGS ()]");
  for (const command of ["UID STORE 1 +FLAGS (\\Seen)", "EXPUNGE", "UID EXPUNGE 1", "UID MOVE 1 Archive"]) {
    expect(await client.run(command), command).toContain(" NO ");
  }
  expect(await client.run("UID FETCH 2 (BODY[])")).not.toContain("FLAGS");
  await client.run("CLOSE");
  expect(playground.control.uidsOf(ADA, "INBOX")[0]).toBe(1);
  expect(flagsOf(playground, 2)).not.toContain("\\Seen");
});

test("a body that is fetched without PEEK has been seen, and the answer says so", async () => {
  const playground = await open({ profile: "modern" });
  const client = await inInbox(playground);
  await client.run("UID STORE 1:3 -FLAGS (\\Seen)");
  expect(await client.run("UID FETCH 1 (BODY.PEEK[])")).not.toContain("FLAGS");
  expect(await client.run("UID FETCH 2 (RFC822.HEADER)")).not.toContain("FLAGS");
  expect(flagsOf(playground, 2)).not.toContain("\\Seen");
  expect(await client.run("UID FETCH 3 (BODY[TEXT])")).toMatch(/FLAGS \([^)]*\\Seen/);
  expect(flagsOf(playground, 3)).toContain("\\Seen");
});

test("keywords stay where the server says so, and are dropped elsewhere", async () => {
  for (const [profile, kept] of [
    ["modern", true],
    ["exchange", false],
    ["minimal", false],
  ] as const) {
    const playground = await open({ profile });
    const client = await BareClient.login(playground);
    const told = await client.run("SELECT INBOX");
    expect(told.includes("PERMANENTFLAGS"), profile).toBe(profile !== "minimal");
    expect(told.includes("\\*"), profile).toBe(kept);
    expect((await client.run("UID STORE 1 +FLAGS ($Forwarded)")).includes("$Forwarded"), profile).toBe(kept);
  }
});

test("a flag that is set already is no change: MODSEQ stays; UNCHANGEDSINCE guards the others' changes", async () => {
  const playground = await open({ profile: "modern" });
  const client = await inInbox(playground, "SELECT INBOX (CONDSTORE)");
  const modseq = async (flag: string): Promise<string | undefined> =>
    /MODSEQ \((\d+)\)/.exec(await client.run(`UID STORE 1 +FLAGS (${flag})`))?.[1];
  const first = await modseq("\\Answered");
  expect(await modseq("\\Answered")).toBe(first);
  expect(await client.run("UID STORE 1:2 (UNCHANGEDSINCE 1) +FLAGS (\\Flagged)")).toContain(
    "OK [MODIFIED 1]",
  );
  expect(flagsOf(playground, 1)).not.toContain("\\Flagged");
  expect(flagsOf(playground, 2)).toContain("\\Flagged");
});

test("a minimal server has neither MOVE nor UID EXPUNGE, tells no new uids, and knows no LITERAL+", async () => {
  const playground = await open({ profile: "minimal" });
  const client = await inInbox(playground);
  expect(await client.run("UID MOVE 1 Archive")).toContain(" BAD ");
  expect(await client.run("UID EXPUNGE 1")).toContain(" BAD ");
  expect(await client.run("UID COPY 1 Archive")).toMatch(/^t\d+ OK COPY/);
  expect(await client.run("APPEND Archive {3+}")).toContain(" BAD ");
});

test("Exchange writes anew what is filed, under the same Message-ID, and refuses what is too long or too large", async () => {
  const playground = await open({ profile: "exchange" });
  const client = await inInbox(playground);
  const file = (text: string): Promise<string> => client.run(`APPEND Archive {${text.length}+}\r\n${text}`);
  const uid = Number(/\[APPENDUID \d+ (\d+)\]/.exec(await file(LETTER))?.[1]);
  const filed = playground.control.bytesOf(ADA, "Archive", uid).toString();
  expect(filed).not.toBe(LETTER);
  const [head, body] = filed.split("\r\n\r\n");
  expect(body).toBe("Text.\r\n");
  const fields = head?.split(/\r\n(?! )/) ?? [];
  expect(fields).toEqual(
    expect.arrayContaining(["Message-ID: <a@b.example>", "To: c@d.example,\r\n e@f.example"]),
  );
  expect(await file(`${LETTER}${"x".repeat(10_501)}\r\n`)).toContain(" BAD Command Argument Error. 11");
  expect(await client.run(`APPEND Archive {${46 * 1024 * 1024}}`)).toContain("NO Maximum size of appendable");
  expect(await client.run("NOOP")).toContain(" OK ");
  expect(await client.run("APPEND Nowhere {3+}\r\nabc")).toContain(" NO [TRYCREATE]");
});
