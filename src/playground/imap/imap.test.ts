import { describe, expect, test } from "vitest";
import { ADA, open } from "../testing/bed.ts";
import { BareClient, connectFlow, signInCommand } from "../testing/imap-client.ts";

const LETTER = "From: a@b.example\r\nSubject: Filed\r\n\r\nText.\r\n";

describe.each(["exchange", "modern", "minimal"] as const)("as %s", (profile) => {
  test("a foreign client lists, selects, reads, searches, flags, moves and files", async () => {
    let ahead = 0;
    const playground = await open({ profile, now: () => Date.now() + ahead });
    const { control } = playground;
    const client = await connectFlow(playground);
    const paths = (await client.list()).map(({ path }) => path);
    expect(paths).toEqual(expect.arrayContaining(control.listFolders(ADA).map(({ path }) => path)));
    const inbox = await client.mailboxOpen("INBOX");
    expect(inbox.exists).toBe(control.uidsOf(ADA, "INBOX").length);

    const one = await client.fetchOne("3", { uid: true, source: true, envelope: true }, { uid: true });
    expect(one).toMatchObject({
      source: control.bytesOf(ADA, "INBOX", 3),
      envelope: { from: [{ address: expect.stringMatching(/\.example$/) }] },
    });

    const uid = await control.deliver(ADA, { subject: "Quinces", text: "…" });
    ahead = 1_000;
    await client.noop();
    expect(await client.search({ subject: "Quinces" }, { uid: true })).toEqual([uid]);
    expect(await client.search({ seen: false }, { uid: true })).toContain(uid);

    await client.messageFlagsAdd(String(uid), ["\\Seen", "\\Flagged"], { uid: true });
    await client.messageFlagsRemove(String(uid), ["\\Seen"], { uid: true });
    expect(control.listMessages(ADA, "INBOX", 1)[0]?.flags).toEqual(["\\Flagged"]);

    await client.messageMove(String(uid), "Archive", { uid: true });
    expect(control.uidsOf(ADA, "INBOX")).not.toContain(uid);
    expect(control.listMessages(ADA, "Archive", 1)[0]?.subject).toBe("Quinces");

    await client.append("Drafts", LETTER, ["\\Draft"], new Date(86_400_000));
    const [draft] = control.listMessages(ADA, "Drafts", 1);
    expect(draft).toMatchObject({ subject: "Filed", date: 86_400_000, flags: ["\\Draft"] });
    await client.logout();
  });
});

test.each(["exchange", "modern"] as const)("an idle client hears of new mail (%s)", async (profile) => {
  const playground = await open({ profile });
  const client = await connectFlow(playground);
  const before = (await client.mailboxOpen("INBOX")).exists;
  const heard = new Promise<number>((resolve) => {
    client.on("exists", ({ count }: { count: number }) => resolve(count));
  });
  const idling = client.idle();
  await expect.poll(() => playground.control.lastCommands.at(-1)?.command).toBe("IDLE");
  await playground.control.deliver(ADA);
  expect(await heard).toBe(before + 1);
  await client.logout();
  await idling;
});

test("the flags a client sets are told to it once, and not at all when it wants silence", async () => {
  const playground = await open({ profile: "modern" });
  const client = await BareClient.login(playground);
  const other = await BareClient.login(playground);
  await client.run("SELECT INBOX");
  await other.run("SELECT INBOX");
  expect(await client.run("UID STORE 1 +FLAGS (\\Flagged)")).toMatch(/^\* 1 FETCH [^*]*OK STORE/);
  expect(await client.run("UID STORE 1 -FLAGS.SILENT (\\Flagged)")).not.toContain("FETCH");
  expect(await client.run("NOOP")).not.toContain("FETCH");
  expect((await other.run("NOOP")).match(/FETCH/g)).toHaveLength(1);
  await playground.control.setFlag(ADA, "INBOX", 1, "\\Answered", true);
  expect(await client.run("NOOP")).toContain("\\Answered");
});

test("sets name each message once, whatever their order", async () => {
  const client = await BareClient.login(await open());
  await client.run("SELECT INBOX");
  const uids = async (command: string): Promise<readonly string[]> =>
    [...(await client.run(command)).matchAll(/UID (\d+)\)/g)].map(([, uid]) => uid ?? "");
  expect(await uids("UID FETCH 5:3,4,1,4:5 (UID)")).toEqual(["1", "3", "4", "5"]);
  expect(await uids("FETCH 2,60:59,1:2 (UID)")).toEqual(["1", "2", "59", "60"]);
  expect(await uids("UID FETCH 900:* (UID)")).toEqual(["60"]);
  expect(await uids("UID FETCH 900:901 (UID)")).toEqual([]);
});

test("a message of 25 MB is filed byte for byte", async () => {
  const playground = await open({ profile: "minimal" });
  const client = await BareClient.login(playground);
  const raw = Buffer.concat([Buffer.from(LETTER), Buffer.alloc(25 * 1024 * 1024, "0123456789abcdef\r\n")]);
  client.send(`a APPEND Drafts {${raw.length}}\r\n`);
  await client.until(/\+ .*\r\n/);
  client.send(raw);
  client.send("\r\n");
  expect(await client.until(/^a .*\r\n/m)).toContain("a OK");
  const uid = playground.control.uidsOf(ADA, "Drafts").at(-1) ?? 0;
  expect(playground.control.bytesOf(ADA, "Drafts", uid).equals(raw)).toBe(true);
});

test("what can't be done to folders is a NO, and the session lives on", async () => {
  const client = await BareClient.login(await open());
  await expect(client.run("DELETE INBOX")).resolves.toMatch(/ NO \[CANNOT\]/);
  await expect(client.run('DELETE "Nowhere"')).resolves.toMatch(/ NO \[NONEXISTENT\]/);
  await expect(client.run('RENAME "Archive" "Drafts"')).resolves.toMatch(/ NO \[ALREADYEXISTS\]/);
  await expect(client.run('CREATE "Archive"')).resolves.toMatch(/ NO \[ALREADYEXISTS\]/);
  await expect(client.run('RENAME "Clients" "Customers"')).resolves.toContain(" OK ");
  await expect(client.run('LIST "" "Customers/*"')).resolves.toContain("Customers/ACME/2026");
});

test("MAILBOXID stays with a folder that is renamed, not with one that is renumbered (RFC 8474)", async () => {
  const playground = await open({ profile: "modern" });
  const client = await BareClient.login(playground);
  const idIn = (answer: string): string => /MAILBOXID \((\w+)\)/.exec(answer)?.[1] ?? answer;
  const told = async (path: string): Promise<string> =>
    idIn(await client.run(`STATUS "${path}" (MAILBOXID)`));
  const created = idIn(await client.run("CREATE Jobs"));
  expect(await told("Jobs")).toBe(created);
  expect(idIn(await client.run("SELECT Jobs"))).toBe(created);
  expect(idIn(await client.run('LIST "" "Jobs" RETURN (STATUS (MAILBOXID))'))).toBe(created);
  await client.run("RENAME Jobs Vacancies");
  expect(await told("Vacancies")).toBe(created);
  await playground.control.bumpUidValidity(ADA, "Vacancies");
  const client2 = await BareClient.login(playground);
  const renumbered = idIn(await client2.run("STATUS Vacancies (MAILBOXID)"));
  expect(renumbered).toMatch(/^F\d+$/);
  expect(renumbered).not.toBe(created);
  playground.control.setProfile(ADA, "exchange");
  const other = await BareClient.login(playground);
  for (const command of ["STATUS Vacancies (MESSAGES MAILBOXID)", "SELECT Vacancies", "CREATE More"]) {
    expect(await other.run(command)).not.toContain("MAILBOXID (");
  }
});

test("revoking ends the sessions, also the idle ones", async () => {
  const playground = await open();
  const client = await BareClient.login(playground);
  await client.run("SELECT INBOX");
  client.send("i IDLE\r\n");
  await client.until(/\+ .*\r\n/);
  await playground.control.revokeGrants(ADA);
  expect(await client.until(/BYE .*\r\n/)).toContain("AccessTokenExpired");
  const again = await BareClient.open(playground.imap);
  expect(await again.run("AUTHENTICATE XOAUTH2 bm9uc2Vuc2U=")).toContain("NO AUTHENTICATE failed");
  expect(await again.run(await signInCommand(playground, ADA))).toContain("OK AUTHENTICATE");
});

test("a session ends when its token has expired", async () => {
  let ahead = 0;
  const playground = await open({ now: () => Date.now() + ahead });
  const client = await BareClient.login(playground);
  ahead = 2 * 3_600_000;
  expect(await client.run("NOOP")).toContain("BYE Session invalidated - AccessTokenExpired");
});
