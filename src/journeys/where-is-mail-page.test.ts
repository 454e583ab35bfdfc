// J13a in a real browser: who finds nothing asks where it is, and lets the provider be searched. And over the interface:
// nobody asks about a mailbox that isn't theirs.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser } from "./testing/browser.ts";
import { ADA, ADMIN, BRAM, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

let twinbox: RunningTwinbox;
let mailboxId: string;
beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "exchange" });
  const ada = await twinbox.signIn(ADA);
  mailboxId = await connectByForms(ada, ADA);
  await connectByForms(await twinbox.signIn(BRAM), BRAM);
  const { folders } = await ada.call("readFolderPicker", { params: { mailboxId } });
  const remoteFolderId = folders.find(({ path }) => path === "INBOX")?.id ?? "";
  const inbox = { role: "inbox", name: "Inbox", remoteFolderId, subtree: false } as const;
  const { control } = twinbox.playground;
  await control.deliver(ADA, { folder: "Clients/ACME", subject: "Quokka contract signed" });
  await control.deliver(ADA, { subject: "Quokka invoice" });
  await ada.call("saveMappings", { params: { mailboxId }, body: { mappings: [inbox], importWindow: "1m" } });
});
afterAll(() => twinbox?.close());
closeBrowserAtEnd();

test.runIf(hasBrowser)("who finds nothing learns that it lies in a folder that isn't mapped", () =>
  asPerson(twinbox, async (person) => {
    const { page } = person;
    await person.signIn(ADA, "/mail");
    await page.getByRole("option", { name: /Quokka invoice/ }).waitFor();
    await page.getByRole("searchbox", { name: "Search" }).fill("quokka contract");
    await page.getByRole("button", { name: "Where is my mail?" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Words of the subject").press("Enter");
    await dialog.getByRole("heading", { name: "Not here" }).waitFor();
    await dialog.getByRole("button", { name: "Search there once" }).click();
    await dialog.getByText("Clients/ACME: 1 message. The folder isn't mapped").waitFor();
    await dialog.getByLabel("Words of the subject").fill("quokka invoice");
    await dialog.getByRole("button", { name: "Look" }).click();
    await dialog.getByText("It is in Inbox.").waitFor();
    await dialog.getByRole("link", { name: "Open “Quokka invoice”" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByRole("heading", { name: "Quokka invoice" }).waitFor();
  }),
);

describe("over the interface", () => {
  const body = { subject: "quokka", askProvider: false };

  test("only who may read the mailbox is told, and clues are needed", async () => {
    const ada = await twinbox.signIn(ADA);
    const asked = { params: { mailboxId } };
    expect((await ada.call("whereIsMail", { ...asked, body })).found).toHaveLength(1);
    for (const other of [BRAM, ADMIN]) {
      const stranger = await twinbox.signIn(other);
      expect((await stranger.ask("whereIsMail", { ...asked, body })).status, other).toBe(404);
    }
    const operator = await twinbox.signIn(OPERATOR);
    expect((await operator.ask("whereIsMail", { ...asked, body })).status).toBe(403);
    for (const poor of [{}, { subject: "  " }, { day: "2026-11-01" }, { messageId: "a\r\nX LOGOUT" }]) {
      const refused = await ada.ask("whereIsMail", { ...asked, body: { ...poor, askProvider: true } });
      expect(refused.status, JSON.stringify(poor)).toBe(422);
    }
    const accents = { subject: "één", askProvider: true };
    expect(await ada.ask("whereIsMail", { ...asked, body: accents })).toMatchObject({
      status: 422,
      body: { code: "not_searchable" },
    });
  });

  test("the provider isn't searched without end", async () => {
    const ada = await twinbox.signIn(ADA);
    await twinbox.sql("update twinbox.try_count set tries = 100");
    const again = { subject: "quokka", askProvider: true };
    expect((await ada.ask("whereIsMail", { params: { mailboxId }, body: again })).status).toBe(429);
    expect((await ada.ask("whereIsMail", { params: { mailboxId }, body })).status, "what is here").toBe(200);
  });
});
