import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId } from "./testing/fake-mail.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

async function openPicker({ fake, page }: Bench): Promise<void> {
  fake.world.settings = panelStates.unmapped as EmailSettings;
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByRole("button", { name: "Edit folders" }).click();
}

const remoteFor = ({ page }: Bench, name: string) =>
  page.getByRole("combobox", { name: `Remote folder for ${name}`, exact: true });

browserTest(
  "folders are proposed, found by typing, created and saved with the keyboard alone",
  async (bench) => {
    const { fake, page } = bench;
    const button = (name: string) => page.getByRole("button", { name, exact: true });
    fake.world.settings = panelStates.unmapped as EmailSettings;
    await page.goto(`${fake.url}/account/email-settings`);
    await tabTo(button("Edit folders"));
    await page.keyboard.press("Enter");
    await remoteFor(bench, "Inbox").waitFor();
    expect(await remoteFor(bench, "Sent").inputValue()).toBe("Sent Items");

    await tabTo(button("Create “Archive”"));
    await page.keyboard.press("Enter");
    await page.getByText("Archive was created.").waitFor();
    expect(await remoteFor(bench, "Archive").inputValue()).toBe("Archive");

    // The button has gone: the focus is where its folder stands now.
    await remoteFor(bench, "Archive").and(page.locator(":focus")).waitFor();
    await tabTo(button("Add a folder"));
    await page.keyboard.press("Enter");
    await remoteFor(bench, "New folder").and(page.locator(":focus")).waitFor();
    await page.keyboard.type("clients 07");
    await page.getByRole("option", { name: /Client 07/ }).waitFor();
    expect(await page.getByRole("option").count()).toBe(1);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await remoteFor(bench, "Client 07").waitFor();

    await tabTo(page.getByRole("radio", { name: /^Last month/ }));
    await page.keyboard.press("ArrowRight");
    await tabTo(button("Save"));
    await page.keyboard.press("Enter");
    await page.getByText("Importing, newest first").waitFor();
    const sent = fake.world.bodies.find(({ name }) => name === "saveMappings")?.body;
    expect(sent).toMatchObject({
      importWindow: "3m",
      mappings: [
        { role: "inbox", name: "Inbox", remoteFolderId: fakeId(0xf, 1), subtree: false },
        { role: "sent" },
        { role: "drafts" },
        { role: "archive", remoteFolderId: fakeId(0xf, 60) },
        { role: "junk" },
        { role: "deleted" },
        { role: null, name: "Client 07", remoteFolderId: fakeId(0xf, 106) },
      ],
    });
  },
);

browserTest(
  "what Gmail's settings keep from programs is told, the limit once all is counted",
  async (bench) => {
    const { fake, page } = bench;
    const { picker } = fake.world;
    const folders = picker.folders.slice(0, 2);
    fake.world.picker = { ...picker, folders, unlisted: ["all", "trash"], limits: [1_000, 2_000] };
    await openPicker(bench);
    await page.getByText("Gmail doesn’t show programs: All Mail and Trash").waitFor();
    const [inbox, drafts] = folders.map(({ id }) => id);
    const count = (id: string | undefined, messages: number) =>
      fake.push("folderCounts", { mailboxId: MAILBOX_ID, counts: [{ id, messages, unseen: 0 }] });
    const limit = page.getByText("Gmail shows programs only the newest 1,000 messages of each label");
    count(inbox, 1_000);
    await page.getByRole("listitem", { name: "Inbox" }).getByText("1,000").waitFor();
    expect(await limit.count()).toBe(0);
    count(drafts, 12);
    await limit.waitFor();
    count(drafts, 1_001);
    await limit.waitFor({ state: "detached" });
  },
);

browserTest("counts stream in, a subtree is one tick, and the sizes follow", async (bench) => {
  const { fake, page } = bench;
  await openPicker(bench);
  await remoteFor(bench, "Inbox").waitFor();
  fake.push("folderCounts", {
    mailboxId: MAILBOX_ID,
    counts: [{ id: fakeId(0xf, 1), messages: 12_031, unseen: 4 }],
  });
  await page.locator(".folder-count").getByText("12,031").waitFor();
  await page.getByRole("button", { name: "Add a folder" }).click();
  await remoteFor(bench, "New folder").fill("clients");
  await page
    .getByRole("option", { name: /^Clients/ })
    .first()
    .click();
  await page.getByRole("checkbox", { name: "Clients: and all folders below it" }).check();
  // 5 proposed, Clients and the 80 below it, 82 messages each.
  await page.getByRole("radio", { name: "Last month 7,052 messages about 536 MB" }).waitFor();
  await page.getByRole("radio", { name: /Everything/ }).click();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Importing, newest first").waitFor();
  expect(fake.world.bodies.find(({ name }) => name === "saveMappings")?.body).toMatchObject({
    importWindow: "all",
    mappings: expect.arrayContaining([
      { role: null, name: "Clients", remoteFolderId: fakeId(0xf, 20), subtree: true },
    ]),
  });
});

browserTest("a folder chosen twice is said at both rows and not saved", async (bench) => {
  const { fake, page } = bench;
  await openPicker(bench);
  await remoteFor(bench, "Archive").fill("sent");
  await page.getByRole("option", { name: /Sent Items/ }).click();
  await page.getByText("This folder is already mapped to Sent.").waitFor();
  await page.getByText("This folder is already mapped to Archive.").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  // Whoever pressed Save is brought to what is wrong, and sees what that is.
  await remoteFor(bench, "Sent").and(page.locator(":focus")).waitFor();
  expect(await page.getByRole("listbox").isVisible()).toBe(false);
  expect(fake.world.bodies.some(({ name }) => name === "saveMappings")).toBe(false);
});

browserTest("what the server refuses stands at the row it is about", async (bench) => {
  const { fake, page } = bench;
  await openPicker(bench);
  await remoteFor(bench, "Inbox").waitFor();
  fake.world.refusals.set("saveMappings", {
    status: 422,
    problem: {
      title: "These folders can't be mapped like this.",
      code: "invalid_mappings",
      errors: [{ field: "mappings.3", message: "Junk Email was removed meanwhile." }],
    },
  });
  await page.getByRole("button", { name: "Save" }).click();
  const row = page.getByRole("listitem", { name: "Junk", exact: true });
  await row.getByText("Junk Email was removed meanwhile.").waitFor();
  await remoteFor(bench, "Junk").and(page.locator(":focus")).waitFor();
});

browserTest("system folders are shown on demand only", async (bench) => {
  const { page } = bench;
  await openPicker(bench);
  await remoteFor(bench, "Archive").fill("calendar");
  await page.getByText("No folder of that name").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Show system folders" }).check();
  await remoteFor(bench, "Archive").fill("calendar");
  await page.getByRole("option", { name: /Calendar/ }).waitFor();
});

browserTest("a provider that can't be reached is a cause, not an empty list", async (bench) => {
  const { fake, page } = bench;
  fake.world.refusals.set("readFolderPicker", {
    status: 502,
    problem: {
      title: "Office 365 can't be reached.",
      code: "unreachable",
      diagnosis: {
        id: "unreachable",
        who: "nobody",
        whoText: "nobody needs to; it recovers by itself",
        what: "Office 365 can't be reached at the moment.",
        steps: [],
        forAdministrator: null,
        retry: "auto",
        since: null,
        reference: null,
        retryAt: null,
        because: null,
        runnerUp: null,
      },
    },
  });
  await openPicker(bench);
  await page.getByText("Office 365 can't be reached at the moment.").waitFor();
  fake.world.refusals.clear();
  await page.getByRole("button", { name: "Try again" }).click();
  await remoteFor(bench, "Inbox").waitFor();
});
