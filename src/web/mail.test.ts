import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId, fakeRow, inboxId } from "./testing/fake-mail.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

async function openMail({ fake, page }: Bench, path = "/mail"): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(fake.url + path);
  await page.getByRole("option").first().waitFor();
  await page.getByText("Your appointment is confirmed").first().waitFor();
}

const list = ({ page }: Bench) => page.getByRole("listbox", { name: "Messages in Inbox" });

async function scrollTo({ page }: Bench, pixels: number): Promise<void> {
  await page.evaluate(`document.querySelector("[role=listbox]").scrollTop = ${pixels}`);
}

/** The row at a position of the folder, once it is there. */
function rowAt({ page }: Bench, position: number) {
  return page.locator(`[role=option][aria-posinset="${position}"]`);
}

browserTest(
  "a folder of 100,000 messages scrolls anywhere without loading what lies between",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    expect(await list(bench).locator("[role=option]").first().getAttribute("aria-setsize")).toBe("100000");
    fake.world.requests.length = 0;
    await scrollTo(bench, 50_000 * 64);
    await rowAt(bench, 50_003).waitFor();
    await scrollTo(bench, 100_000 * 64);
    await rowAt(bench, 100_000).waitFor();
    const pages = fake.world.requests.filter((request) => request.includes("/messages?"));
    expect(pages.length).toBeLessThan(8);
    const rendered = await page.getByRole("option").count();
    expect(rendered).toBeLessThan(60);

    // A wheel that is let go passes 22 pages of rows; each is asked for at most once, and rows that left are gone.
    await scrollTo(bench, 0);
    await page.evaluate(
      `window.most = 0; requestAnimationFrame(function look() {
        most = Math.max(most, document.querySelectorAll("[role=option]").length);
        requestAnimationFrame(look);
      })`,
    );
    fake.world.requests.length = 0;
    await list(bench).hover();
    for (let turn = 0; turn < 60; turn++) await page.mouse.wheel(0, 2_400);
    await rowAt(bench, 2_252).waitFor();
    const asked = fake.world.requests.filter((request) => request.includes("/messages?"));
    expect(asked.length).toBeLessThanOrEqual(24);
    expect(new Set(asked).size).toBe(asked.length);
    expect(await page.evaluate<number>("most")).toBeLessThan(60);
  },
);

browserTest(
  "a message is asked for once, while a pointer or the keyboard rests on its row",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    const asked = (position: number): readonly string[] =>
      fake.world.requests.filter((request) => request.endsWith(`/messages/${fakeId(1, 100_001 - position)}`));
    await rowAt(bench, 3).hover();
    await expect.poll(() => asked(3).length).toBe(1);
    await rowAt(bench, 3).click();
    await page.locator(".message").getByRole("heading").first().waitFor();
    await page.keyboard.press("j");
    await expect.poll(() => asked(4).length).toBe(1);
    expect([asked(3).length, asked(5).length]).toEqual([1, 0]);
  },
);

browserTest("mail that arrives moves nothing while one reads further down", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  await scrollTo(bench, 60 * 64);
  const row = page.locator(`#row-${fakeId(1, 100_000 - 62)}`);
  await row.waitFor();
  await page.waitForLoadState("networkidle");
  const before = await row.boundingBox();
  arrive(bench, 3);
  await page.locator(`#row-${fakeId(1, 100_000 - 62)}[aria-posinset="66"]`).waitFor();
  const after = await row.boundingBox();
  expect(after?.y).toBe(before?.y);
  await scrollTo(bench, 0);
  await page.getByText("Just in 3").waitFor();
});

browserTest("at the top new mail appears by itself, and so do flags and counts", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  arrive(bench, 1);
  await page.getByRole("option", { name: /Just in 1/ }).waitFor();
  await page.getByRole("link", { name: /Inbox 1,205/ }).waitFor();
  const { id } = fakeRow(1, 99_999);
  fake.push("messages", {
    mailboxId: MAILBOX_ID,
    seq: 9,
    folders: fake.world.folders,
    changed: [{ id, folderId: inboxId, flags: ["flagged"] }],
  });
  await page.locator(`#row-${id}[data-unread]`).waitFor();
});

browserTest("the list is worked with the keyboard: move, open, go back, search", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("k");
  const active = await list(bench).getAttribute("aria-activedescendant");
  expect(active).toBe(`row-${fakeId(1, 100_000 - 1)}`);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: /Invoice 2026/ }).waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("No message open").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("eva interview");
  await page.getByRole("listbox", { name: "Results for “eva interview”" }).waitFor();
  await page
    .getByRole("option", { name: /Re: Interview Tuesday/ })
    .first()
    .waitFor();
  await page.keyboard.press("Escape");
  await list(bench).waitFor();
});

browserTest("where nothing is found, it is told which folders were searched", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  const field = page.getByRole("searchbox");
  for (const [q, told] of [
    ["zzzz", "All mapped folders were searched: subject, people, text and names of attachments."],
    ["in:Archive zzzz", "Only mail in “Archive” was searched: subject, people"],
    ["-in:Archive zzzz", "All mapped folders but “Archive” were searched: subject, people"],
    ["in:Archive in:Inbox zzzz", "Only mail in “Archive” and “Inbox” was searched: subject, people"],
    ["in:nowhere zzzz", "No mail was searched."],
  ] as const) {
    await field.fill(q);
    await page
      .getByRole("region", { name: `Results for “${q}”` })
      .getByText(told)
      .waitFor();
  }
});

browserTest(
  "a message shows the real address beside a name that lies, and its attachments",
  async (bench) => {
    const { fake, page } = bench;
    const { id } = fakeRow(1, 99_999);
    fake.world.special.set(id, {
      subject: "Urgent\u202e payment <b>now</b>",
      from: [{ name: "ceo@contoso.example\u202e", address: "x9@elsewhere.example" }],
      attachmentList: [
        {
          part: "1",
          fileName: "invoice\u202efdp.exe",
          contentType: "application/pdf",
          size: 182_000,
          contentId: null,
          inline: false,
        },
      ],
    });
    fake.world.settings = panelStates.inSync as EmailSettings;
    await page.goto(`${fake.url}/mail`);
    await page
      .getByRole("option", { name: /x9@elsewhere\.example/ })
      .first()
      .click();
    await page.getByRole("heading", { name: "Urgent payment <b>now</b>" }).waitFor();
    await page.getByText("<x9@elsewhere.example>").waitFor();
    const download = page.getByRole("link", { name: /Download invoice fdp\.exe 182 kB/ });
    expect(await download.getAttribute("href")).toBe(
      `/v1/mailboxes/${MAILBOX_ID}/messages/${id}/attachments/1`,
    );
  },
);

browserTest(
  "plain text has safe links, and a message that wasn't understood offers its source",
  async (bench) => {
    const { fake, page } = bench;
    const first = fakeRow(1, 99_999).id;
    fake.world.special.set(first, {
      text: "see javascript:alert(1) and https://example.nl/a?b=(1). <script>x</script>",
    });
    await openMail(bench);
    await page.getByRole("option").first().click();
    const link = page.getByRole("link", { name: "https://example.nl/a?b=(1)" });
    expect(await link.getAttribute("rel")).toBe("noopener noreferrer");
    expect(await page.locator(".plain-text a").count()).toBe(1);
    fake.world.special.set(fakeRow(1, 99_998).id, { understood: false, text: null });
    await page.getByRole("option").nth(1).click();
    await page.getByText("This message could not be understood").waitFor();
    expect(await page.getByRole("link", { name: "Download the source" }).getAttribute("href")).toContain(
      "/source",
    );
  },
);

browserTest("in Sent and Drafts, and for what is found there, a row tells to whom it went", async (bench) => {
  const { fake, page } = bench;
  const { world } = fake;
  await page.addInitScript('localStorage.setItem("twinbox.conversations", "off")');
  const ada = { name: "Ada Jansen", address: "ada@contoso.example" };
  const to = [
    { name: "Mark Meijer", address: "mark@example.nl" },
    { name: "ceo@contoso.example", address: "x9@elsewhere.example" },
  ];
  const [sent, unaddressed, draft, found] = [
    fakeId(2, 5210),
    fakeId(2, 5209),
    fakeId(3, 3),
    fakeId(1, 99_995),
  ];
  for (const id of [sent, draft, found]) world.special.set(id, { from: [ada], to, subject: "The terms" });
  world.special.set(unaddressed, { from: [ada], to: [], subject: "The terms" });
  world.mail.move(found, inboxId, fakeId(2, 0));
  world.settings = panelStates.inSync as EmailSettings;
  const people = (id: string) => page.locator(`#row-${id} .message-row-from`).textContent();
  await page.goto(`${fake.url}/mail/${fakeId(2, 0)}`);
  await page.locator(`#row-${sent}`).waitFor();
  expect(await people(sent)).toBe("To Mark Meijer, x9@elsewhere.example");
  expect(await people(unaddressed)).toBe("(nobody in To)");
  await page.goto(`${fake.url}/mail/${fakeId(3, 0)}`);
  await page.locator(`#row-${draft}`).waitFor();
  expect(await people(draft)).toBe("To Mark Meijer, x9@elsewhere.example");
  await page.goto(`${fake.url}/mail?q=terms`);
  await page.locator(`#row-${found}`).waitFor();
  expect(await people(found)).toBe("To Mark Meijer, x9@elsewhere.example");
  await page.goto(`${fake.url}/mail?q=eva`);
  await page
    .getByRole("option", { name: /Eva de Wit/ })
    .first()
    .waitFor();
});

browserTest("a name in Arabic stands where names stand, and apart from its address", async (bench) => {
  const { fake, page } = bench;
  const { id } = fakeRow(1, 99_999);
  fake.world.special.set(id, {
    from: [{ name: "\u0641\u0627\u0637\u0645\u0629", address: "fatima@example.nl" }],
  });
  await openMail(bench);
  const left = (place: string) =>
    page.evaluate<number>(`(() => {
      const range = document.createRange();
      range.selectNodeContents(document.querySelector(${JSON.stringify(place)}));
      return range.getBoundingClientRect().left;
    })()`);
  const subject = await left(`#row-${id} .message-row-subject`);
  expect(Math.abs((await left(`#row-${id} .message-row-from`)) - subject)).toBeLessThan(3);
  await rowAt(bench, 1).click();
  const name = page.locator(".message-sender .person-name");
  await name.waitFor();
  const before = await name.boundingBox();
  const address = await page.locator(".message-sender .person bdi").last().boundingBox();
  expect((address?.x ?? 0) - (before?.x ?? 0) - (before?.width ?? 0)).toBeGreaterThan(2);
});

browserTest(
  "on a phone list and message are screens, and the folders a drawer",
  async (bench) => {
    const { page } = bench;
    await openMail(bench);
    expect(await page.getByText("No message open").isVisible()).toBe(false);
    await page.getByRole("option").nth(1).click();
    await page.getByRole("heading", { name: /Invoice/ }).waitFor();
    expect(await list(bench).isVisible()).toBe(false);
    await page.getByRole("button", { name: "Back to the list" }).click();
    await page.getByRole("button", { name: "Show folders" }).click();
    await page.getByRole("dialog").getByRole("link", { name: "Archive" }).click();
    await page.getByRole("listbox", { name: "Messages in Archive" }).waitFor();
  },
  { viewport: { width: 390, height: 844 }, hasTouch: true },
);

/** So many new messages in Inbox, at once. */
function arrive({ fake }: Bench, count: number): void {
  for (let number = 1; number <= count; number++) {
    const row = {
      ...fakeRow(1, 99_999),
      id: fakeId(1, 200_000 + number),
      subject: `Just in ${number}`,
      flags: [],
    };
    fake.world.arrived.push({ ...row, date: new Date().toISOString() });
  }
  const grow = (folder: (typeof fake.world.folders)[number]) =>
    folder.id === inboxId
      ? { ...folder, messages: folder.messages + count, unread: folder.unread + count }
      : folder;
  fake.world.folders = fake.world.folders.map(grow);
  fake.push("messages", {
    mailboxId: MAILBOX_ID,
    seq: 8,
    folders: fake.world.folders,
    changed: fake.world.arrived.map(({ id }) => ({ id, folderId: inboxId, flags: null })),
  });
}
