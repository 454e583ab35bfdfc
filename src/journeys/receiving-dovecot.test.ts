// The same from a real Dovecot: what its users do shows here, under ids that stay.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Dovecot, startDovecot } from "../providers/testing/dovecot.ts";
import { needs } from "../providers/testing/needs.ts";
import { inClient } from "./testing/in-client.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const USER = "kees@adatum.example";

describe.runIf(needs("dovecot"))("from Dovecot", () => {
  let twinbox: RunningTwinbox;
  let dovecot: Dovecot;
  let mailbox: SyncedMailbox;
  beforeAll(async () => {
    dovecot = await startDovecot();
    twinbox = await startTwinbox({ serve: false });
    for (let n = 0; n < 20; n++) await dovecot.deliver(USER, "INBOX", letter(`Old ${n}`));
    await dovecot.deliver(USER, "Archive", letter("Filed"));
    mailbox = await SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: USER,
      server: { host: "127.0.0.1", port: dovecot.port, security: "none" },
      userName: USER,
      grant: { kind: "password", password: "pass" },
      maps: [
        { name: "Inbox", path: "INBOX" },
        { name: "Archive", path: "Archive" },
      ],
      since: "all",
    });
    await mailbox.sync();
  });
  afterAll(async () => {
    await twinbox?.close();
    await dovecot?.close();
  });

  const subjects = async (folder: string): Promise<readonly string[]> =>
    ((await mailbox.here()).get(folder) ?? []).map(({ subject }) => subject);

  test("everything is imported, and a second round has nothing to do", async () => {
    expect((await subjects("Inbox")).length).toBe(20);
    expect(await subjects("Archive")).toEqual(["Filed"]);
    const seq = await mailbox.lastSeq();
    await mailbox.sync();
    expect(await mailbox.events(seq)).toEqual([]);
  });

  test("new mail arrives, is moved under its id, and departs when it is deleted for good", async () => {
    let seq = await mailbox.lastSeq();
    await dovecot.deliver(USER, "INBOX", letter("New mail"));
    await mailbox.syncUntil(async () => (await subjects("Inbox")).includes("New mail"));
    const id = await mailbox.idOf("Inbox", "New mail");
    expect(await mailbox.events(seq)).toEqual([
      expect.objectContaining({ kind: "message.arrived", messageId: id }),
    ]);
    seq = await mailbox.lastSeq();
    await inClient({ dovecot, user: USER, folder: "INBOX" }, (client) =>
      client.messageMove({ subject: "New mail" }, "Archive"),
    );
    await mailbox.syncUntil(async () => (await subjects("Archive")).includes("New mail"));
    expect(await mailbox.idOf("Archive", "New mail")).toBe(id);
    await inClient({ dovecot, user: USER, folder: "Archive" }, (client) =>
      client.messageDelete({ subject: "New mail" }),
    );
    await mailbox.syncUntil(async () => !(await subjects("Archive")).includes("New mail"));
    const kinds = (await mailbox.events(seq)).map(({ kind }) => kind);
    expect(kinds).toEqual(["message.moved", "message.departed"]);
  });

  test("folders are renamed with all below them, and swap their names, under the ids of their mail", async () => {
    const below = ["Clients", "Clients.ACME", "Clients.ACME.2026", "Clients.Globex", "Jobs"];
    for (const folder of below) await dovecot.deliver(USER, folder, letter(`In ${folder}`));
    await mailbox.map([
      { name: "Inbox", path: "INBOX" },
      { name: "Archive", path: "Archive" },
      { name: "Relations", path: "Clients", subtree: true },
      { name: "Jobs", path: "Jobs" },
    ]);
    await mailbox.sync();
    const here = async (): Promise<Readonly<Record<string, readonly string[]>>> =>
      Object.fromEntries(
        [...(await mailbox.here())].map(([name, copies]) => [name, copies.map(({ id }) => id)]),
      );
    const before = await here();
    expect(before).toMatchObject({ Relations: [expect.any(String)], "2026": [expect.any(String)] });
    const seq = await mailbox.lastSeq();
    await inClient({ dovecot, user: USER, folder: "INBOX" }, async (client) => {
      await client.mailboxRename("Clients", "Archive/Customers");
      await client.mailboxRename("Archive", "In between");
      await client.mailboxRename("Jobs", "Archive");
      await client.mailboxRename("In between", "Jobs");
    });
    await mailbox.sync();
    expect(await here()).toEqual(before);
    await dovecot.deliver(USER, "Jobs.Customers.ACME", letter("After the rename"));
    await mailbox.syncUntil(async () => (await mailbox.find("After the rename")).length === 1);
    expect(await mailbox.find("After the rename")).toMatchObject([{ folder: "ACME" }]);
    const kinds = (await mailbox.events(seq)).map(({ kind }) => kind);
    expect(kinds).toEqual(["folders.changed", "message.arrived"]);
  });
});

function letter(subject: string): Uint8Array {
  return Buffer.from(
    [
      `Message-ID: <${subject.replaceAll(" ", ".")}@adatum.example>`,
      "Date: Mon, 02 Nov 2026 09:00:00 +0000",
      "From: Eva de Wit <eva@adatum.example>",
      `To: <${USER}>`,
      `Subject: ${subject}`,
      "",
      "Good morning.",
      "",
    ].join("\r\n"),
  );
}
