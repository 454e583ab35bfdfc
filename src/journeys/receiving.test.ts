// What the provider does, round by round, and what is then here: engine, Postgres and Playground 365 with each kind
// of server. Every scenario ends with both sides equal, byte for byte.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaygroundControl } from "../playground/control.ts";
import { toldProfiles } from "./testing/profiles.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox, sha256 } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const FOLDERS: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Archive: "Archive",
  Sent: "Sent Items",
  Deleted: "Deleted Items",
};

describe.each(toldProfiles())("from %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile, serve: false });
    control = twinbox.playground.control;
  });
  afterAll(() => twinbox?.close());

  async function connect(address: string, folders = FOLDERS): Promise<SyncedMailbox> {
    const token = await control.issueToken(address, { seconds: 86_400 });
    return SyncedMailbox.connect(twinbox.house, {
      workspace: twinbox.workspace.name,
      user: address,
      server: { ...twinbox.playground.imap, security: "none" },
      userName: address,
      grant: { kind: "command", command: `echo ${token}` },
      maps: Object.entries(folders).map(([name, path]) => ({ name, path })),
      since: "all",
    });
  }

  /** Folder -> hashes, of both sides. */
  function there(address: string, folders = FOLDERS): Record<string, readonly string[]> {
    return Object.fromEntries(
      Object.entries(folders).map(([name, path]) => [
        name.toLowerCase(),
        control
          .uidsOf(address, path)
          .map((uid) => sha256(control.bytesOf(address, path, uid)))
          .sort(),
      ]),
    );
  }
  async function here(mailbox: SyncedMailbox): Promise<Record<string, readonly string[]>> {
    const found = [...(await mailbox.here())];
    return Object.fromEntries(
      found.map(([name, copies]) => [name.toLowerCase(), copies.map((each) => each.sha256).sort()]),
    );
  }
  async function equal(mailbox: SyncedMailbox, address: string, folders = FOLDERS): Promise<boolean> {
    const sides = [await here(mailbox), there(address, folders)];
    return JSON.stringify(sides[0], Object.keys(sides[1] ?? {})) === JSON.stringify(sides[1]);
  }
  async function settle(mailbox: SyncedMailbox, address: string, folders = FOLDERS): Promise<number> {
    const failed = await mailbox.syncUntil(() => equal(mailbox, address, folders));
    expect(await here(mailbox)).toEqual(there(address, folders));
    return failed;
  }

  describe("a mailbox", () => {
    let mailbox: SyncedMailbox;
    beforeAll(async () => {
      mailbox = await connect(ADA);
      await settle(mailbox, ADA);
    });

    test("is imported whole, each body fetched once", async () => {
      for (const path of Object.values(FOLDERS)) {
        for (const uid of control.uidsOf(ADA, path)) {
          expect(control.timesFetched(ADA, path, uid), `${path} ${uid}`).toBeLessThanOrEqual(2);
        }
      }
      const before = await mailbox.lastSeq();
      await mailbox.sync();
      expect(await mailbox.events(before), "a second round has nothing to do").toEqual([]);
    });

    test("gets new mail", async () => {
      const before = await mailbox.lastSeq();
      await control.deliver(ADA, { subject: "New mail" });
      await settle(mailbox, ADA);
      expect(await mailbox.events(before)).toEqual([
        expect.objectContaining({
          kind: "message.arrived",
          messageId: await mailbox.idOf("Inbox", "New mail"),
        }),
      ]);
    });

    test("learns what was read and flagged", async () => {
      const uid = await control.deliver(ADA, { subject: "Flags" });
      await settle(mailbox, ADA);
      const id = await mailbox.idOf("Inbox", "Flags");
      await control.setFlag(ADA, "INBOX", uid, "\\Seen", true);
      await control.setFlag(ADA, "INBOX", uid, "\\Flagged", true);
      const flags = async (): Promise<readonly string[] | undefined> =>
        (await mailbox.here()).get("Inbox")?.find((each) => each.id === id)?.flags;
      await mailbox.syncUntil(async () => (await flags())?.length === 2);
      expect(await flags()).toEqual(["flagged", "seen"]);
      await control.setFlag(ADA, "INBOX", uid, "\\Seen", false);
      await mailbox.syncUntil(async () => (await flags())?.length === 1);
      expect(await flags()).toEqual(["flagged"]);
    });

    test("keeps the id of a message that is moved, and of one that is put into the bin", async () => {
      const uid = await control.deliver(ADA, { subject: "Moved" });
      await settle(mailbox, ADA);
      const id = await mailbox.idOf("Inbox", "Moved");
      const before = await mailbox.lastSeq();
      const [moved = 0] = await control.move(ADA, "INBOX", [uid], "Archive");
      await settle(mailbox, ADA);
      expect(await mailbox.idOf("Archive", "Moved")).toBe(id);
      const kinds = (await mailbox.events(before)).map(({ kind }) => kind);
      expect(kinds).toEqual(["message.moved"]);
      await control.remove(ADA, "Archive", [moved]);
      await settle(mailbox, ADA);
      expect(await mailbox.idOf("Deleted", "Moved")).toBe(id);
    });

    test("says departed of what was deleted for good, and knows it again when it is put back", async () => {
      const uid = await control.deliver(ADA, { subject: "Departed" });
      const raw = control.bytesOf(ADA, "INBOX", uid);
      await settle(mailbox, ADA);
      const id = await mailbox.idOf("Inbox", "Departed");
      let before = await mailbox.lastSeq();
      await control.expunge(ADA, "INBOX", [uid]);
      await settle(mailbox, ADA);
      expect(await mailbox.events(before)).toEqual([
        expect.objectContaining({ kind: "message.departed", messageId: id }),
      ]);
      before = await mailbox.lastSeq();
      await control.deliver(ADA, { raw, folder: "Archive" });
      await settle(mailbox, ADA);
      expect(await mailbox.idOf("Archive", "Departed")).toBe(id);
      expect(await mailbox.events(before)).toEqual([
        expect.objectContaining({ kind: "message.returned", messageId: id }),
      ]);
    });

    test("keeps ids and fetches no body again when UIDVALIDITY changes", async () => {
      const copies = async (): Promise<readonly string[]> =>
        ((await mailbox.here()).get("Archive") ?? []).map(({ id }) => id).sort();
      const before = await copies();
      const seq = await mailbox.lastSeq();
      await control.bumpUidValidity(ADA, "Archive");
      const fetched = (): number =>
        control
          .uidsOf(ADA, "Archive")
          .reduce((sum, uid) => sum + control.timesFetched(ADA, "Archive", uid), 0);
      const fetchedBefore = fetched();
      await mailbox.sync();
      await settle(mailbox, ADA);
      expect(await copies()).toEqual(before);
      // The headers, by which a message is known again; with the bodies it would be twice as many.
      expect(fetched() - fetchedBefore).toBeLessThan(2 * before.length);
      expect((await mailbox.events(seq)).map(({ kind }) => kind)).not.toContain("message.departed");
    });
  });

  test("a renamed folder keeps its messages' ids, and goes on receiving", async () => {
    const folders = { Inbox: "INBOX", Clients: "Klanten" };
    const mailbox = await connect(BRAM, folders);
    await settle(mailbox, BRAM, folders);
    const ids = async (): Promise<readonly string[]> =>
      ((await mailbox.here()).get("Clients") ?? []).map(({ id }) => id).sort();
    const known = await ids();
    expect(known.length).toBeGreaterThan(0);
    await control.renameFolder(BRAM, "Klanten", "Relaties");
    await mailbox.sync();
    expect(await ids()).toEqual(known);
    await control.deliver(BRAM, { folder: "Relaties", subject: "After the rename" });
    await settle(mailbox, BRAM, { Inbox: "INBOX", Clients: "Relaties" });
    expect(await ids()).toEqual(expect.arrayContaining([...known]));
  });

  test("lies lose nothing, leave nothing half, and are got over", async () => {
    const mailbox = await connect(CHLOE);
    await settle(mailbox, CHLOE);
    const lies: readonly (readonly [string, () => void])[] = [
      ["EXISTS too high", () => control.setSwitch(CHLOE, "existsTooHigh", 3)],
      ["an empty LIST", () => control.setSwitch(CHLOE, "emptyList", true)],
      ["BYE", () => control.setSwitch(CHLOE, "bye", true)],
      ["sign-in refused", () => control.setSwitch(CHLOE, "loginRefused", true)],
      ["cut after two rows", () => control.setSwitch(CHLOE, "cutAfterRows", 2)],
      ["a cut literal", () => control.setSwitch(CHLOE, "cutLiteral", true)],
      ["renumbered before FETCH", () => control.setSwitch(CHLOE, "renumberBeforeFetch", true)],
    ];
    for (const [lie, tell] of lies) {
      const ids = [...(await mailbox.here()).values()].flat().map(({ id }) => id);
      const seq = await mailbox.lastSeq();
      for (let n = 0; n < 4; n++) await control.deliver(CHLOE, { subject: `${lie} ${n}` });
      tell();
      for (let round = 0; round < 2; round++) await mailbox.sync().catch(() => undefined);
      const during = [...(await mailbox.here()).values()].flat().map(({ id }) => id);
      expect(during, `${lie}: lost`).toEqual(expect.arrayContaining(ids));
      control.clearSwitches();
      await settle(mailbox, CHLOE);
      const after = [...(await mailbox.here()).values()].flat().map(({ id }) => id);
      expect(after, `${lie}: ids changed`).toEqual(expect.arrayContaining(ids));
      expect(after.length, `${lie}: twice`).toBe(new Set(after).size);
      const kinds = (await mailbox.events(seq)).map(({ kind }) => kind);
      const arrivals = Array(4).fill("message.arrived");
      // In a folder that lost its uids nobody can tell what is new from what was never imported.
      const allowed = lie === "renumbered before FETCH" ? [arrivals, ["messages.imported"]] : [arrivals];
      expect(allowed, `${lie}: ${kinds}`).toContainEqual(kinds);
    }
  });

  test("a stub and a NIL are never taken for the message, which comes as soon as it can", async () => {
    const mailbox = await connect("jobs@contoso.example");
    const address = "jobs@contoso.example";
    await settle(mailbox, address);
    for (const name of ["stubUids", "nilUids"] as const) {
      const uid = await control.deliver(address, { subject: `Hidden by ${name}` });
      await control.deliver(address, { subject: `Behind ${name}` });
      control.setSwitch(address, name, String(uid));
      await mailbox.syncUntil(async () =>
        ((await mailbox.here()).get("Inbox") ?? []).some(({ subject }) => subject === `Behind ${name}`),
      );
      const subjects = ((await mailbox.here()).get("Inbox") ?? []).map(({ subject }) => subject);
      expect(subjects).not.toContain(`Hidden by ${name}`);
      control.clearSwitches();
      await settle(mailbox, address);
    }
  });
});
