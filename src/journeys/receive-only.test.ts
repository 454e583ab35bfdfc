// J17 in a real browser: a mailbox that only receives. Mail comes in and is read, nothing is changed here, and no
// command that writes reaches the provider.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "./testing/api-client.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, type Person } from "./testing/browser.ts";
import { ADA, ADMIN, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const WRITING = /\b(?:SELECT|STORE|COPY|MOVE|EXPUNGE|APPEND|CREATE|DELETE|RENAME|CLOSE)$/;

describe.runIf(hasBrowser)("receive only", () => {
  let twinbox: RunningTwinbox;
  let api: ApiClient;
  let mailboxId: string;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile: "modern" });
    api = await twinbox.signIn(ADA);
    mailboxId = await connectByForms(api, ADA);
    const { folders } = await api.call("readFolderPicker", { params: { mailboxId } });
    const remoteFolderId = folders.find(({ path }) => path === "INBOX")?.id ?? "";
    const inbox = { role: "inbox", name: "Inbox", remoteFolderId, subtree: false } as const;
    await api.call("saveMappings", {
      params: { mailboxId },
      body: { mappings: [inbox], importWindow: "all" },
    });
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  const written = (): readonly string[] =>
    twinbox.playground.control.lastCommands
      .map(({ command }) => command)
      .filter((command) => WRITING.test(command));
  const unseen = (): number | undefined =>
    twinbox.playground.control.listFolders(ADA).find(({ path }) => path === "INBOX")?.unseen;
  async function openMail({ page }: Person): Promise<void> {
    await page.getByRole("link", { name: "Open mail" }).click();
    await page.getByRole("option").first().waitFor();
  }
  async function account({ page }: Person): Promise<void> {
    await page.getByRole("button", { name: /^User menu of/ }).click();
    await page.getByRole("menuitem", { name: "My account" }).click();
  }
  /** What a program is told, whatever it asks for. */
  async function expectRefused(): Promise<void> {
    const folders = await api.call("listFolders", { params: { mailboxId } });
    const folder = folders[0]?.id ?? "";
    const query = { folder, limit: "1" };
    const [message] = (await api.call("listMessages", { params: { mailboxId }, query })).messages;
    const refused = { status: 409, body: { code: "receiveOnly" } };
    for (const act of [
      { kind: "flags", add: ["flagged"], remove: [] },
      { kind: "archive", from: folder },
      { kind: "erase", from: folder },
    ] as const) {
      const body = { act: act as never, messages: [message?.id ?? ""] };
      expect(await api.ask("changeMessages", { params: { mailboxId }, body }), act.kind).toMatchObject(
        refused,
      );
    }
    const made = await api.ask("createRemoteFolder", { params: { mailboxId }, body: { path: "New" } });
    expect(made).toMatchObject(refused);
  }

  test("switched on by its owner, mail comes and is read, and nothing reaches the provider", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      const { control } = twinbox.playground;
      await person.signIn(ADA);
      await page.getByText("In sync", { exact: true }).waitFor();
      await page.getByRole("switch", { name: "Receive only" }).click();
      await expect
        .poll(async () => (await api.call("readEmailSettings")).mailbox?.receiveOnly)
        .toBe("mailbox");
      await openMail(person);
      await page
        .getByText("Receive only: mail is read here, and nothing is changed at Office 365.")
        .waitFor();
      const before = unseen();
      await control.deliver(ADA, { subject: "Only received" });
      await page.getByRole("option", { name: "Only received" }).click();
      await page.getByRole("article").getByRole("heading", { name: "Only received" }).waitFor();
      // Nothing to act with: no button, no box to tick, no key.
      expect(await page.getByRole("toolbar").count()).toBe(0);
      for (const key of ["e", "s", "u", "#", "x"]) await page.keyboard.press(key);
      await page.getByRole("option", { name: /^Unread\. .*Only received/ }).waitFor();
      expect(await page.locator(".selection-head").count()).toBe(0);
      await expectRefused();
      expect(unseen()).toBe((before ?? 0) + 1);
      expect(written()).toEqual([]);
      await account(person);
      await page.getByRole("button", { name: "Edit folders" }).click();
      await page.getByRole("dialog").getByRole("combobox", { name: "Remote folder for Inbox" }).waitFor();
      expect(await page.getByRole("button", { name: /^Create/ }).count()).toBe(0);
    }));

  test("switched on for the whole organisation, the owner sees by whom and can't switch it off", async () => {
    const admin = await twinbox.signIn(ADMIN);
    await api.call("setReceiveOnly", { params: { mailboxId }, body: { on: false, outbox: "finish" } });
    const policy = { receiveOnly: true, outbox: "finish" } as const;
    expect(await admin.call("saveMailPolicy", { body: policy })).toEqual({ receiveOnly: true, waiting: 0 });
    await asPerson(twinbox, async (person) => {
      await person.signIn(ADA);
      const own = person.page.getByRole("switch", { name: "Receive only" });
      await person.page.getByText("Your organisation has switched this on for everybody").waitFor();
      expect([await own.isChecked(), await own.isDisabled()]).toEqual([true, true]);
    });
    await expectRefused();
    expect(written()).toEqual([]);
  });

  test("switched off again, what is done here is done there", async () => {
    const admin = await twinbox.signIn(ADMIN);
    await admin.call("saveMailPolicy", { body: { receiveOnly: false, outbox: "finish" } });
    await asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(ADA);
      await openMail(person);
      await page.getByRole("option", { name: "Only received" }).click();
      await expect
        .poll(() => {
          const [newest] = twinbox.playground.control.listMessages(ADA, "INBOX", 1);
          return newest?.flags;
        })
        .toContain("\\Seen");
      expect(written()).not.toEqual([]);
    });
  });

  test("even a change that got into the outbox all the same is never sent", async () => {
    const { control } = twinbox.playground;
    await expect.poll(async () => (await api.call("readEmailSettings")).mailbox?.outbox.waiting).toBe(0);
    control.setSwitch(ADA, "unreachable", true);
    const before = written().length;
    const [folder] = await api.call("listFolders", { params: { mailboxId } });
    const act = { kind: "flags", add: ["flagged"], remove: [] } as never;
    const messages = { all: folder?.id ?? "" };
    await api.call("changeMessages", { params: { mailboxId }, body: { act, messages } });
    await twinbox.sql(`update twinbox.mailbox set receive_only = true where id = '${mailboxId}'`);
    control.clearSwitches();
    await expect
      .poll(async () => (await api.call("readEmailSettings")).mailbox?.diagnosis?.id, { timeout: 15_000 })
      .toBe("receive-only");
    expect(written().length).toBe(before);
  });
});
