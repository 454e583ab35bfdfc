// J6 in a real browser: Stop, what it leaves, and starting again.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "./testing/api-client.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, type Person } from "./testing/browser.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

describe.runIf(hasBrowser)("stop mail synchronization", () => {
  let twinbox: RunningTwinbox;
  let api: ApiClient;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile: "modern" });
    api = await twinbox.signIn(BRAM);
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  /** Ids of all messages in Inbox, by the API. */
  async function inbox(): Promise<readonly string[]> {
    const mailboxId = (await api.call("readEmailSettings")).mailbox?.id ?? "";
    const folders = await api.call("listFolders", { params: { mailboxId } });
    const folder = folders.find(({ role }) => role === "inbox")?.id ?? "";
    const query = { folder, limit: "100" };
    const { messages } = await api.call("listMessages", { params: { mailboxId }, query });
    return messages.map(({ id }) => id).sort();
  }

  function timesFetched(): number {
    const { control } = twinbox.playground;
    return control
      .listFolders(BRAM)
      .flatMap(({ path }) => control.uidsOf(BRAM, path).map((uid) => control.timesFetched(BRAM, path, uid)))
      .reduce((sum, times) => sum + times, 0);
  }

  async function stop(person: Person, mail: "keep" | "delete"): Promise<void> {
    await person.page.getByRole("button", { name: "Stop mail synchronization" }).click();
    const dialog = person.page.getByRole("dialog", { name: "Stop mail synchronization?" });
    await dialog.getByText("The permission: the keys to the mailbox are destroyed here.").waitFor();
    await dialog.getByText("The settings on this page.").waitFor();
    await dialog.getByText("The folder mappings.").waitFor();
    await dialog.getByText("Your mailbox at Office 365: nothing is changed or deleted there.").waitFor();
    if (mail === "delete") await dialog.getByRole("radio", { name: "Delete it here" }).click();
    await dialog.getByRole("button", { name: /^Stop/ }).click();
    await person.page.getByText(`Stopped: ${BRAM} is no longer connected`).waitFor();
  }

  async function inSync(person: Person): Promise<void> {
    // The provider was away a moment ago: on a busy machine it takes a while until that is found to be over.
    await person.page.getByText("In sync", { exact: true }).waitFor({ timeout: 30_000 });
  }

  test("keeps the mail, and starting again finds it under the same ids without fetching it again", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(BRAM);
      await person.connect(BRAM);
      await person.mapAll();
      await inSync(person);
      const ids = await inbox();
      expect(ids.length).toBe(twinbox.playground.control.uidsOf(BRAM, "INBOX").length);

      await stop(person, "keep");
      await page.getByText("Kept here").waitFor();
      expect(await person.field("Email address").inputValue()).toBe("");
      expect(await person.start.isVisible()).toBe(true);
      await page.getByRole("link", { name: "Open mail" }).click();
      await page.getByText("Synchronization is stopped. This is the mail that was kept.").waitFor();
      await page.getByRole("listbox").getByRole("option").first().click();
      await page.getByRole("article").getByRole("heading").first().waitFor();
      expect(await inbox()).toEqual(ids);

      await page.goBack();
      await page.getByRole("button", { name: /^User menu of/ }).click();
      await page.getByRole("menuitem", { name: "My account" }).click();
      const fetched = timesFetched();
      await person.connect(BRAM, "known");
      await person.mapAll();
      await inSync(person);
      expect(await inbox()).toEqual(ids);
      // At most the headers, by which a message is known again; its body would come on top.
      expect(timesFetched() - fetched).toBe(0);
    }));

  test("deletes the mail here when asked, and nothing at the provider", () =>
    asPerson(twinbox, async (person) => {
      const before = twinbox.playground.control.listFolders(BRAM);
      await person.signIn(BRAM);
      await inSync(person);
      await stop(person, "delete");
      await person.page.getByText("Removed here").waitFor();
      expect(await person.page.getByText("Kept here").count()).toBe(0);
      expect(await person.page.getByRole("link", { name: "Open mail" }).count()).toBe(0);
      const { mailbox } = await api.call("readEmailSettings");
      expect(mailbox?.messages ?? 0).toBe(0);
      expect(twinbox.playground.control.listFolders(BRAM)).toEqual(before);
    }));

  const archived = (): number => twinbox.playground.control.uidsOf(ADA, "Archive").length;
  /** With the provider away: whatever is done now waits. */
  async function archiveNewest(page: Page): Promise<void> {
    twinbox.playground.control.setSwitch(ADA, "unreachable", true);
    // Of a conversation all of it would be archived.
    await page.evaluate(`localStorage.setItem("twinbox.conversations", "off")`);
    await page.getByRole("link", { name: "Open mail" }).click();
    await page.getByRole("option").first().waitFor();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    await page.keyboard.press("e");
    await page.getByText("Archived.", { exact: true }).waitFor();
    await page.getByRole("button", { name: /^User menu of/ }).click();
    await page.getByRole("menuitem", { name: "My account" }).click();
    await page.getByRole("button", { name: "Stop mail synchronization" }).click();
    await page.getByText("1 change made here waits for Office 365").waitFor();
  }

  test("waits for what the provider hasn't got yet, says when it is away, and stops by itself", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(ADA);
      await person.connect(ADA);
      await person.mapAll();
      await inSync(person);
      const before = archived();
      await archiveNewest(page);
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Stop", exact: true }).click();
      await dialog.getByText("1 change is on the way to Office 365.").waitFor();
      await dialog.getByText("It is tried again by itself.").waitFor();
      expect(archived()).toBe(before);
      twinbox.playground.control.clearSwitches();
      await page.getByText(`Stopped: ${ADA} is no longer connected`).waitFor();
      expect(archived(), "finished before it was stopped").toBe(before + 1);
    }));

  test("drops what waits when asked, and the provider never hears of it", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      await person.signIn(ADA);
      await person.connect(ADA);
      await person.mapAll();
      await inSync(person);
      const before = archived();
      await archiveNewest(page);
      await page.getByRole("radio", { name: "Drop them" }).click();
      await page.getByRole("dialog").getByRole("button", { name: "Stop", exact: true }).click();
      await page.getByText(`Stopped: ${ADA} is no longer connected`).waitFor();
      twinbox.playground.control.clearSwitches();
      // Connected again, it would go out now if anything of it were left.
      await person.connect(ADA, "known");
      await person.mapAll();
      await inSync(person);
      expect(archived()).toBe(before);
      await page.getByRole("link", { name: "What Twinbox changed in your mailbox" }).click();
      await page.getByText("undone", { exact: true }).waitFor();
    }));
});
