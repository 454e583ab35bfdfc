// J2, J3 and the receiving half of J4 in a real browser: map folders, watch mail arrive, and see what is done in
// "Outlook" without a reload.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "./testing/api-client.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, type Person } from "./testing/browser.ts";
import { BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

const LOOK_MS = 2_000;
const LOOKS_MAX = 5;

describe.runIf(hasBrowser)("folders and mail", () => {
  let twinbox: RunningTwinbox;
  let api: ApiClient;
  beforeAll(async () => {
    twinbox = await startTwinbox();
    api = await twinbox.signIn(BRAM);
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  /** Of the message with this subject, by the API. */
  async function idOf(subject: string): Promise<string | undefined> {
    const mailboxId = (await api.call("readEmailSettings")).mailbox?.id ?? "";
    const query = { q: subject, limit: "10" };
    const { messages } = await api.call("listMessages", { params: { mailboxId }, query });
    return messages.find((each) => each.subject === subject)?.id;
  }

  /** Exchange tells of flags, and of folders other than Inbox, only when it is asked, every 15 s: here it is asked
   *  at once. */
  async function soon(locator: Locator, state: "visible" | "detached" = "visible"): Promise<void> {
    const mailboxId = (await api.call("readEmailSettings")).mailbox?.id ?? "";
    for (let look = 0; look < LOOKS_MAX; look++) {
      await api.call("retryMailbox", { params: { mailboxId } });
      const seen = await locator.waitFor({ state, timeout: LOOK_MS }).then(
        () => true,
        () => false,
      );
      if (seen) return;
    }
    await locator.waitFor({ state });
  }

  const row = (person: Person, subject: string): Locator =>
    person.page.getByRole("listbox").getByRole("option", { name: new RegExp(subject) });
  const folder = (person: Person, name: string): Locator =>
    person.page
      .getByRole("navigation", { name: "Folders" })
      .getByRole("link", { name: new RegExp(`^${name}`) });

  test("proposals, a folder that is missing, a collision, and saving", () =>
    asPerson(twinbox, async (person) => {
      const { control } = twinbox.playground;
      await person.signIn(BRAM);
      await person.connect(BRAM);
      await person.page.getByRole("button", { name: "Edit folders" }).click();
      const dialog = person.page.getByRole("dialog");
      const select = (name: string): Locator =>
        dialog.getByRole("combobox", { name: `Remote folder for ${name}`, exact: true });
      for (const [name, path] of [
        ["Inbox", "Inbox"],
        ["Sent", "Verzonden items"],
        ["Drafts", "Concepten"],
        ["Junk", "Ongewenste e-mail"],
        ["Deleted", "Verwijderde items"],
        ["Archive", ""],
      ] as const) {
        await select(name).waitFor();
        expect(await select(name).inputValue(), name).toBe(path);
      }
      await dialog.getByRole("listitem", { name: "Inbox" }).getByText("40", { exact: true }).waitFor();

      await dialog.getByRole("button", { name: "Create “Archive”" }).click();
      await expect.poll(() => select("Archive").inputValue()).toBe("Archive");
      expect(control.listFolders(BRAM).map(({ path }) => path)).toContain("Archive");

      await dialog.getByRole("button", { name: "Add a folder" }).click();
      await select("New folder").click();
      const nested = person.page.getByRole("option", { name: /Bakkerij Jansen/ });
      await nested.waitFor();
      expect(await person.page.getByRole("option", { name: /^Agenda/ }).count()).toBe(0);
      await person.page.getByRole("option", { name: /^Concepten/ }).click();
      await dialog.getByText("This folder is already mapped to").first().waitFor();
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.getByText("This folder is already mapped to").first().waitFor();
      await select("Concepten").click();
      await nested.click();
      await expect.poll(() => dialog.getByText("This folder is already mapped to").count()).toBe(0);

      await dialog.getByRole("radio", { name: /^Everything \d/ }).waitFor();
      await dialog.getByRole("radio", { name: /^Everything/ }).click();
      await dialog.getByRole("button", { name: "Save" }).click();
      await dialog.waitFor({ state: "hidden" });
      await person.page.getByText("In sync", { exact: true }).waitFor();
    }));

  test("the mail page shows what is done in Outlook, without a reload", () =>
    asPerson(twinbox, async (person) => {
      const { control } = twinbox.playground;
      const { page } = person;
      await person.signIn(BRAM, "/mail");
      const [newest] = control.listMessages(BRAM, "INBOX", 1);
      await row(person, escaped(newest?.subject ?? ""))
        .first()
        .click();
      await page.getByRole("article").getByRole("heading").first().waitFor();

      const uid = await control.deliver(BRAM, { subject: "Offer for Friday", text: "Shall we say noon?" });
      await row(person, "Offer for Friday").waitFor();
      const id = await idOf("Offer for Friday");
      expect(id).toBeDefined();
      await row(person, "Offer for Friday").click();
      await page.getByText("Shall we say noon?").first().waitFor();
      // Opened here, it is read there.
      while (!control.flagsOf(BRAM, "INBOX", uid).includes("\\Seen")) await page.waitForTimeout(50);
      const unread = control.listFolders(BRAM).find(({ path }) => path === "INBOX")?.unseen ?? 0;
      await soon(folder(person, `Inbox.*${unread}`));

      await control.setFlag(BRAM, "INBOX", uid, "\\Flagged", true);
      await control.setFlag(BRAM, "INBOX", uid, "\\Seen", false);
      await soon(folder(person, `Inbox.*${unread + 1}`));
      await soon(row(person, "Flagged.*Offer for Friday|Offer for Friday.*Flagged"));

      const [moved = 0] = await control.move(BRAM, "INBOX", [uid], "Archive");
      await soon(row(person, "Offer for Friday"), "detached");
      await folder(person, "Archive").click();
      await soon(row(person, "Offer for Friday"));
      expect(await idOf("Offer for Friday"), "the id of a moved message").toBe(id);

      await control.remove(BRAM, "Archive", [moved]);
      await soon(row(person, "Offer for Friday"), "detached");
      await folder(person, "Deleted").click();
      await soon(row(person, "Offer for Friday"));
      expect(await idOf("Offer for Friday"), "the id of a deleted message").toBe(id);
    }));
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
