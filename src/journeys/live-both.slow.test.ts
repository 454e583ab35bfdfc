// J4 in a real browser: the mail page and "Outlook" side by side. What is done in one window shows in the other, and
// neither is loaded again.
import type { Locator } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { PlaygroundControl } from "../playground/control.ts";
import { closeBrowserAtEnd, hasBrowser, Person } from "./testing/browser.ts";
import { Outlook } from "./testing/outlook.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

/** A folder that nobody listens to is asked every ten seconds, and an erasure waits as long. */
const PATIENCE_MS = 20_000;

describe.runIf(hasBrowser)("live in both", () => {
  closeBrowserAtEnd();
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  let person: Person;
  let outlook: Outlook;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile: "modern" });
    control = twinbox.playground.control;
    await connectAll();
    person = await Person.at(twinbox);
    person.page.context().setDefaultTimeout(PATIENCE_MS);
    await person.signIn(ADA);
    await person.page.getByText("In sync", { exact: true }).waitFor();
    await person.page.getByRole("link", { name: "Open mail" }).click();
    outlook = await Outlook.open(twinbox, person.page, ADA);
    await person.page.getByRole("option").first().waitFor();
  });
  afterAll(async () => {
    await person?.leave();
    await twinbox?.close();
  });

  /** All folders as they are proposed, with all that is in them. */
  async function connectAll(): Promise<void> {
    const api = await twinbox.signIn(ADA);
    const params = { mailboxId: await connectByForms(api, ADA) };
    const { proposals } = await api.call("readFolderPicker", { params });
    const mappings = proposals.flatMap(({ role, remoteFolderId }) =>
      remoteFolderId === null ? [] : [{ role, name: role, remoteFolderId, subtree: false }],
    );
    await api.call("saveMappings", { params, body: { mappings, importWindow: "all" } });
  }

  // The window of Twinbox.
  const row = (subject: string): Locator => person.page.getByRole("option", { name: subject });
  const unread = (subject: string): Locator =>
    person.page.getByRole("option", { name: `Unread. ` }).and(row(subject));
  const flagged = (subject: string): Locator => row(subject).filter({ hasText: "Flagged" });
  async function folder(name: string): Promise<void> {
    await person.page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name }).click();
    await person.page.getByRole("heading", { name, exact: true }).waitFor();
  }
  /** Selects these messages without opening any. */
  async function select(subjects: readonly string[]): Promise<void> {
    // What was only flagged is selected still.
    await person.page.keyboard.press("Escape");
    for (const subject of subjects) await row(subject).click({ modifiers: ["Control"] });
    const count = subjects.length === 1 ? "1 conversation" : `${subjects.length} conversations`;
    await person.page.locator(".selection-head").getByText(count, { exact: true }).waitFor();
  }
  async function act(button: string, subjects: readonly string[]): Promise<void> {
    await select(subjects);
    await person.page
      .getByRole("toolbar", { name: "Act on the selected messages" })
      .getByRole("button", { name: button, exact: true })
      .click();
  }
  async function confirm(name: string | RegExp): Promise<void> {
    await person.page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  }
  const gone = (...rows: readonly Locator[]): Promise<unknown> =>
    Promise.all(rows.map((each) => each.waitFor({ state: "detached" })));
  const seen = (...rows: readonly Locator[]): Promise<unknown> =>
    Promise.all(rows.map((each) => each.waitFor()));
  /** New mail, in both windows. */
  async function arrive(...subjects: readonly string[]): Promise<void> {
    await folder("Inbox");
    await outlook.folder("INBOX");
    for (const subject of subjects) await control.deliver(ADA, { subject });
    for (const subject of subjects) await seen(row(subject), outlook.row(subject));
  }

  test("read, unread and flagged", async () => {
    await arrive("Marks");
    await seen(unread("Marks"), outlook.unread("Marks"));
    await row("Marks").click();
    await outlook.read("Marks").waitFor();
    await person.page.keyboard.press("u");
    await outlook.unread("Marks").waitFor();
    await person.page.keyboard.press("s");
    await outlook.flagged("Marks").waitFor();

    await outlook.press("Unflag", ["Marks"]);
    await gone(flagged("Marks"));
    await outlook.press("Read", ["Marks"]);
    await gone(unread("Marks"));
    await outlook.press("Unread", ["Marks"]);
    await unread("Marks").waitFor();
    await outlook.press("Flag", ["Marks"]);
    await flagged("Marks").waitFor();
  });

  test("archived, junked, moved and deleted here is so there", async () => {
    const subjects = ["To archive", "To junk", "To sent", "To delete"];
    await arrive(...subjects);
    await act("Archive", ["To archive"]);
    await act("Junk", ["To junk"]);
    await act("Delete", ["To delete"]);
    await act("Move", ["To sent"]);
    await person.page.getByRole("dialog").getByRole("option", { name: "Sent" }).click();
    await gone(...subjects.map(outlook.row, outlook));
    for (const [path, subject] of [
      ["Archive", "To archive"],
      ["Junk Email", "To junk"],
      ["Deleted Items", "To delete"],
      ["Sent Items", "To sent"],
    ] as const) {
      await outlook.folder(path);
      await outlook.row(subject).waitFor();
    }
  });

  test("archived, junked, moved and deleted there is so here", async () => {
    const subjects = ["There archive", "There junk", "There sent", "There delete"];
    await arrive(...subjects);
    await outlook.moveTo("Archive", ["There archive"]);
    await outlook.moveTo("Junk Email", ["There junk"]);
    await outlook.moveTo("Sent Items", ["There sent"]);
    await outlook.press("Delete", ["There delete"]);
    await gone(...subjects.map(row));
    for (const [name, subject] of [
      ["Archive", "There archive"],
      ["Junk", "There junk"],
      ["Sent", "There sent"],
      ["Deleted", "There delete"],
    ] as const) {
      await folder(name);
      await row(subject).waitFor();
    }
  });

  test("several at once", async () => {
    const [here, there] = [
      ["Mine 1", "Mine 2", "Mine 3"],
      ["Their 1", "Their 2", "Their 3"],
    ];
    await arrive(...here, ...there);
    await act("Archive", here);
    await outlook.press("Delete", there);
    await gone(...there.map(row), ...here.map(outlook.row, outlook));
    await outlook.folder("Archive");
    await seen(...here.map(outlook.row, outlook));
    await folder("Deleted");
    await seen(...there.map(row));
  });

  test("undone before and after the provider heard of it", async () => {
    await arrive("Undone late", "Undone early");
    await act("Archive", ["Undone late"]);
    await gone(outlook.row("Undone late"), row("Undone late"));
    await person.page.getByRole("button", { name: "Undo" }).click();
    await seen(outlook.row("Undone late"), row("Undone late"));

    await act("Delete", ["Undone early"]);
    await folder("Deleted");
    await act("Erase for good", ["Undone early"]);
    await confirm("Erase 1 message");
    await gone(row("Undone early"));
    await outlook.folder("Deleted Items");
    await outlook.row("Undone early").waitFor();
    await person.page.getByRole("button", { name: "Undo" }).click();
    await seen(outlook.row("Undone early"), row("Undone early"));
  });

  test("Deleted is emptied there, and here", async () => {
    await folder("Deleted");
    await outlook.empty("Deleted Items");
    await person.page.getByText("Nothing here").waitFor();

    await arrive("Bin 1", "Bin 2");
    await act("Delete", ["Bin 1", "Bin 2"]);
    await gone(outlook.row("Bin 1"), outlook.row("Bin 2"));
    await folder("Deleted");
    await person.page.getByRole("button", { name: "More for this folder" }).click();
    await person.page.getByRole("menuitem", { name: "Empty Deleted" }).click();
    await confirm("Erase 2 messages");
    await person.page.getByText("Nothing here").waitFor();
    // The provider learns it when it can't be undone any more: the last test looks.
  });

  test("with the provider away one goes on working, and it all arrives once it is back", async () => {
    await arrive("Away 1", "Away 2", "Away 3");
    control.setSwitch("*", "unreachable", true);
    await act("Archive", ["Away 1"]);
    await act("Flag", ["Away 2"]);
    await act("Delete", ["Away 3"]);
    await person.page.getByRole("button", { name: "Undo" }).click();
    await seen(row("Away 3"));
    await gone(row("Away 1"));
    // With the two that were erased before, where those could be undone until now.
    await person.page.getByText(/^[24] changes wait for Office 365, since /).waitFor();
    await seen(outlook.row("Away 1"));
    expect(await outlook.flagged("Away 2").count()).toBe(0);

    control.clearSwitches();
    await seen(outlook.flagged("Away 2"), outlook.row("Away 3"));
    await gone(outlook.row("Away 1"), person.page.getByText(/ wait for Office 365/));
    await outlook.folder("Archive");
    await outlook.row("Away 1").waitFor();
  });

  test("what the provider refuses comes back, with its reason", async () => {
    await arrive("Refused");
    control.setSwitch(ADA, "readOnlyFolders", "INBOX");
    await act("Archive", ["Refused"]);
    await gone(row("Refused"));
    await person.page.getByText(/^1 message could not be moved .*: the server said no\.$/).waitFor();
    await seen(row("Refused"), outlook.row("Refused"));
    await person.page.getByRole("button", { name: "Dismiss" }).click();
    await gone(person.page.getByText("Office 365 did not take everything"));
    control.clearSwitches();
  });

  test("what was erased here is erased there, and nothing waits any more", async () => {
    await outlook.folder("Deleted Items");
    await gone(outlook.row("Bin 1"), outlook.row("Bin 2"));
    await person.page.getByRole("button", { name: /^User menu of/ }).click();
    await person.page.getByRole("menuitem", { name: "My account" }).click();
    await person.page.getByRole("link", { name: "What Twinbox changed in your mailbox" }).click();
    await person.page.getByText("Erased from Deleted Items").first().waitFor();
    await gone(person.page.getByText("waiting", { exact: true }));
  });
});
