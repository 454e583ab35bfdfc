// J5 in a real browser: a reply is written in the mail page and lies in Outlook's Drafts in its thread; what
// is changed there is opened and sent here.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { closeBrowserAtEnd, hasBrowser, Person } from "./testing/browser.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const PATIENCE_MS = 30_000;
const SUBJECT = "Can you come on Tuesday?";

describe.runIf(hasBrowser)("writing", () => {
  closeBrowserAtEnd();
  let twinbox: RunningTwinbox;
  let person: Person;
  beforeAll(async () => {
    twinbox = await startTwinbox();
    const api = await twinbox.signIn(ADA);
    const params = { mailboxId: await connectByForms(api, ADA) };
    const { proposals } = await api.call("readFolderPicker", { params });
    const mappings = proposals.flatMap(({ role, remoteFolderId }) =>
      remoteFolderId === null ? [] : [{ role, name: role, remoteFolderId, subtree: false }],
    );
    await api.call("saveMappings", { params, body: { mappings, importWindow: "all" } });
    person = await Person.at(twinbox);
    person.page.context().setDefaultTimeout(PATIENCE_MS);
    await person.signIn(ADA, "/mail");
    await person.page.getByRole("option").first().waitFor();
  });
  afterAll(async () => {
    await person?.leave();
    await twinbox?.close();
  });

  /** The drafts of this subject that lie in Outlook, as text. */
  function drafts(subject: string): readonly string[] {
    const { control } = twinbox.playground;
    return control
      .listMessages(ADA, "Drafts", 100)
      .filter((each) => each.subject === subject)
      .map(({ uid }) => control.bytesOf(ADA, "Drafts", uid).toString("utf8"));
  }
  const editor = () => person.page.getByRole("textbox", { name: "Message text" });
  async function folder(name: string): Promise<void> {
    await person.page.getByRole("navigation", { name: "Folders" }).getByRole("link", { name }).click();
    await person.page.getByRole("heading", { name, exact: true }).waitFor();
  }

  test("a reply lies in Outlook's Drafts in its thread, is changed there, and is gone on with here", async () => {
    const { page } = person;
    const { control } = twinbox.playground;
    const raw = [
      "Message-ID: <tuesday@adatum.example>",
      "From: Eva de Wit <eva@adatum.example>",
      `To: ${ADA}`,
      `Subject: ${SUBJECT}`,
      "",
      "At ten?",
      "",
    ].join("\r\n");
    await control.deliver(ADA, { raw: Buffer.from(raw) });
    await page.getByRole("option", { name: SUBJECT }).click();
    await page.getByRole("group", { name: "Message text" }).getByText("At ten?").waitFor();
    await page.keyboard.press("r");
    await page.locator(".ProseMirror:focus").waitFor();
    await page.keyboard.type("Yes, gladly.");
    await page
      .locator(".compose")
      .getByText(/^Saved/)
      .waitFor();
    await expect.poll(() => drafts(`Re: ${SUBJECT}`), { timeout: PATIENCE_MS }).toHaveLength(1);
    const [draft = ""] = drafts(`Re: ${SUBJECT}`);
    expect(draft).toContain("In-Reply-To: <tuesday@adatum.example>");
    expect(draft).toMatch(/^To: "?Eva de Wit"? <eva@adatum\.example>/m);
    expect(draft).toContain("> At ten?");
    await page.keyboard.press("Escape");
    await page.locator(".compose").waitFor({ state: "detached" });

    // Outlook saves a draft as a new message in place of the old one.
    const uids = control.uidsOf(ADA, "Drafts");
    const changed = draft.replaceAll("Yes, gladly.", "Yes, with pleasure.");
    expect(changed).not.toBe(draft);
    await control.deliver(ADA, { raw: Buffer.from(changed), folder: "Drafts", flags: ["\\Draft", "\\Seen"] });
    await control.expunge(ADA, "Drafts", uids);
    await folder("Drafts");
    await page.getByRole("option", { name: /with pleasure/ }).click();
    await editor().getByText("Yes, with pleasure.").waitFor();
    await editor().click();
    await page.keyboard.press("Control+End");
    await page.keyboard.type(" See you.");
    await expect
      .poll(() => drafts(`Re: ${SUBJECT}`).filter((each) => each.includes("See you.")), {
        timeout: PATIENCE_MS,
      })
      .toHaveLength(1);
    await expect.poll(() => drafts(`Re: ${SUBJECT}`), { timeout: PATIENCE_MS }).toHaveLength(1);
    expect(drafts(`Re: ${SUBJECT}`)[0]).toContain("In-Reply-To: <tuesday@adatum.example>");

    await page.keyboard.press("Control+Enter");
    await page.locator(".compose").waitFor({ state: "detached" });
    await page.locator(".act-toast").getByRole("button", { name: "Undo" }).waitFor();
    const inSent = () => control.listMessages(ADA, "Sent Items", 100).map(({ subject }) => subject);
    await expect.poll(inSent, { timeout: PATIENCE_MS }).toContain(`Re: ${SUBJECT}`);
    await expect.poll(() => drafts(`Re: ${SUBJECT}`), { timeout: PATIENCE_MS }).toEqual([]);
  });
});
