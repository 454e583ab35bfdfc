// Searching, in a real browser and over the interface: what was received is found by the words of its text, and what was
// erased isn't any more.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser } from "./testing/browser.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const PATIENCE_MS = 30_000;
const letter = (subject: string, from: string, body: string, file = "") =>
  Buffer.from(
    [
      ...[`From: ${from}`, `To: ${ADA}`, `Subject: ${subject}`, "Date: Mon, 23 Nov 2026 09:00:00 +0000"],
      ...[`Message-ID: <${subject.length}@adatum.example>`, "MIME-Version: 1.0"],
      ...['Content-Type: multipart/mixed; boundary="x"', "", "--x"],
      ...["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit", "", body],
      ...(file === ""
        ? []
        : [
            "--x",
            "Content-Type: application/pdf",
            `Content-Disposition: attachment; filename="${file}"`,
            "",
            "%PDF",
          ]),
      ...["--x--", ""],
    ].join("\r\n"),
  );

let twinbox: RunningTwinbox;
let mailboxId: string;
beforeAll(async () => {
  twinbox = await startTwinbox();
  const ada = await twinbox.signIn(ADA);
  mailboxId = await connectByForms(ada, ADA);
  const { folders } = await ada.call("readFolderPicker", { params: { mailboxId } });
  const remoteFolderId = folders.find(({ path }) => path === "INBOX")?.id ?? "";
  const inbox = { role: "inbox", name: "Inbox", remoteFolderId, subtree: false } as const;
  const { control } = twinbox.playground;
  const long = `${"Lorem ipsum dolor sit amet. ".repeat(30)}The quokka café opens on Tuesday.`;
  await control.deliver(ADA, { raw: letter("Plans", "Zoë Smit <zoe@litware.example>", long) });
  await control.deliver(ADA, {
    raw: letter(
      "Your contract",
      "Milan <milan@fabrikam.example>",
      "See the enclosed file.",
      "quokka-contract.pdf",
    ),
  });
  await ada.call("saveMappings", { params: { mailboxId }, body: { mappings: [inbox], importWindow: "all" } });
});
afterAll(() => twinbox?.close());
closeBrowserAtEnd();

async function search(q: string, more: Readonly<Record<string, string>> = {}) {
  const ada = await twinbox.signIn(ADA);
  return ada.call("searchMessages", { params: { mailboxId }, query: { q, ...more } });
}

/** Until all that was imported has been read. */
async function indexed(): Promise<void> {
  await expect
    .poll(async () => (await search("quokka")).messages.length, { timeout: PATIENCE_MS })
    .toBeGreaterThanOrEqual(2);
  await expect.poll(async () => (await search("quokka")).searchable, { timeout: PATIENCE_MS }).toBe(null);
}

describe("over the interface", () => {
  test("a message is found by its text, which is shown around the word, and by the name of a file", async () => {
    await indexed();
    const { messages, understood, next } = await search("QUOKKA");
    expect(messages.map(({ subject }) => subject).sort()).toEqual(["Plans", "Your contract"]);
    expect(next).toBe(null);
    expect(understood).toEqual([{ kind: "words", text: "QUOKKA", not: false, unknown: false }]);
    const plans = messages.find(({ subject }) => subject === "Plans");
    const [mark] = plans?.marks.snippet ?? [];
    expect(plans?.snippet.slice(mark?.start, (mark?.start ?? 0) + (mark?.length ?? 0))).toBe("quokka");
    expect(plans?.snippet).toContain("The quokka café opens");
    const [found] = (await search("from:zoe cafe")).messages;
    expect(found?.marks.name).toEqual([{ start: 0, length: 3 }]);
    expect((await search('"quokka cafe" -contract')).messages).toHaveLength(1);
    expect((await search("has:attachment quokka in:inbox")).messages).toHaveLength(1);
    expect((await search("quokka in:nowhere")).understood[1]).toMatchObject({ kind: "in", unknown: true });
  });

  test("page follows page, and a cursor that is none is refused", async () => {
    await indexed();
    const first = await search("is:read", { limit: "1" });
    const second = await search("is:read", { limit: "1", cursor: first.next ?? "" });
    expect(second.messages[0]?.id).not.toBe(first.messages[0]?.id);
    const ada = await twinbox.signIn(ADA);
    for (const cursor of ["x", "1_x", "1_00000000-0000-7000-8000-00000000000g"]) {
      const asked = { params: { mailboxId }, query: { q: "quokka", cursor } };
      expect((await ada.ask("searchMessages", asked)).status, cursor).toBe(422);
    }
    const bram = await twinbox.signIn(BRAM);
    expect((await bram.ask("searchMessages", { params: { mailboxId }, query: { q: "quokka" } })).status).toBe(
      404,
    );
  });
});

test.runIf(hasBrowser)("one searches while typing, by keyboard alone, and sees why something was found", () =>
  asPerson(twinbox, async (person) => {
    const { page } = person;
    await indexed();
    await person.signIn(ADA, "/mail");
    await page.getByRole("option").first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.type("quok");
    const results = page.getByRole("listbox", { name: "Results for “quok”" });
    await results.getByRole("option", { name: /Plans/ }).waitFor();
    await page.getByText("2 messages", { exact: true }).waitFor();
    expect(await results.locator("mark").allInnerTexts()).toContain("quokka");
    await page.keyboard.type("ka from:zoe");
    await page.getByRole("list", { name: "What is searched for" }).getByText("from: zoe").waitFor();
    await page.getByText("1 message", { exact: true }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Plans" }).waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("Escape");
    await page.getByRole("listbox", { name: "Messages in Inbox" }).waitFor();
    await page.getByRole("button", { name: "How to search" }).press("Enter");
    await page.keyboard.press("Tab");
    await page.getByRole("button", { name: /has:attachment/ }).press("Enter");
    await page.getByRole("list", { name: "What is searched for" }).getByText("attachments").waitFor();
    await page.getByRole("option", { name: /Your contract/ }).waitFor();
    expect(await page.getByRole("searchbox").inputValue()).toBe("has:attachment");
  }),
);

test("what is erased here is found no more", async () => {
  await indexed();
  const ada = await twinbox.signIn(ADA);
  await ada.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  const asked = { params: { mailboxId }, query: { q: "quokka" } };
  expect((await ada.ask("searchMessages", asked)).status).toBe(404);
  const { rows } = await twinbox.house.database.readWorkspace(twinbox.workspace.id, (tx) =>
    tx.query(
      "select (select count(*)::int from search_entry) as words, (select count(*)::int from search_due) as due",
    ),
  );
  expect(rows).toEqual([{ words: 0, due: 0 }]);
});
