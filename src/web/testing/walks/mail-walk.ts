// The mail page in all its states.
import type { Bench } from "../browser.ts";
import { fakeId, fakeRow } from "../fake-mail.ts";
import { type EmailSettings, panelStates } from "../fake-settings.ts";
import { EVERYWHERE, foundIn } from "../fake-where.ts";
import { closeDialog, open, press, type Step, shown, text } from "./walk.ts";

const REMOTE_PICTURE = "http://tracker.example/a.png";
const HTML = `<h1>Weekly jobs</h1><p>Five <a href="https://example.nl/">candidates</a></p><img alt="banner" src="${REMOTE_PICTURE}">`;

function settings(name: keyof typeof panelStates, { fake }: Bench): void {
  fake.setSettings(panelStates[name] as EmailSettings);
}

/** Opens the message at a position of the list, from the top. */
async function message({ page }: Bench, position: number): Promise<void> {
  await page.locator(`[role=option][aria-posinset="${position}"]`).click();
}

export const mailWalk: readonly Step[] = [
  [
    "mail: loading",
    async (bench) => {
      await open(bench, "/mail", ({ fake }) => fake.world.held.add("readEmailSettings"));
      await shown(bench.page.locator("main [aria-busy=true]"));
    },
  ],
  [
    "mail: no mailbox",
    async (bench) => {
      bench.fake.world.settings = panelStates.choose as EmailSettings;
      bench.fake.world.release();
      await shown(bench.page.getByRole("button", { name: "Connect my mailbox" }));
    },
  ],
  [
    "mail: nothing mapped",
    async (bench) => {
      settings("unmapped", bench);
      await shown(bench.page.getByRole("button", { name: "Map folders" }));
    },
  ],
  [
    "mail: folders loading",
    async (bench) => {
      bench.fake.world.held.add("listFolders").add("listMessages");
      settings("inSync", bench);
      await shown(bench.page.locator(".message-list[aria-busy=true]"));
    },
  ],
  [
    "mail: list",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "Your appointment is confirmed");
    },
  ],
  [
    "mail: importing",
    async (bench) => {
      settings("importing", bench);
      await text(bench, "12,400 of 20,000");
    },
  ],
  [
    "mail: a problem",
    async (bench) => {
      settings("problem", bench);
      await text(bench, "Mail isn't arriving at the moment.");
    },
  ],
  [
    "mail: stopped",
    async (bench) => {
      settings("stopped", bench);
      await text(bench, "Synchronization is stopped.");
      settings("inSync", bench);
    },
  ],
  [
    "mail: handed over",
    async (bench) => {
      const { mailbox } = panelStates.stopped as EmailSettings;
      if (mailbox === null) throw new Error("nothing is kept");
      const handedOver = [{ ...mailbox, id: fakeId(0xf, 2), address: "bram@contoso.example" }];
      bench.fake.setSettings({ ...(panelStates.inSync as EmailSettings), handedOver });
      await bench.page.getByRole("link", { name: "bram@contoso.example" }).click();
      await text(bench, "Synchronization is stopped.");
    },
  ],
  [
    "mail: row under the keyboard",
    async (bench) => {
      const { page } = bench;
      await page.getByRole("link", { name: "ada@contoso.example" }).click();
      settings("inSync", bench);
      await page.getByRole("link", { name: "bram@contoso.example" }).waitFor({ state: "detached" });
      // What the keyboard passes is asked for meanwhile.
      bench.fake.world.special.set(fakeRow(1, 99_998).id, { html: HTML });
      await page.getByRole("listbox", { name: "Messages in Inbox" }).focus();
      await page.keyboard.press("j");
      await shown(page.locator("[role=option][data-active]"));
    },
  ],
  [
    "message: loading",
    async (bench) => {
      bench.fake.world.held.add("readMessage");
      await message(bench, 3);
      await shown(bench.page.locator("article[aria-busy=true]"));
    },
  ],
  [
    "message: text and attachments",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "Kind regards");
    },
  ],
  [
    "message: HTML without pictures",
    async (bench) => {
      await message(bench, 2);
      await shown(bench.page.frameLocator("iframe").getByText("Weekly jobs"));
    },
  ],
  [
    "message: HTML with pictures",
    async (bench) => {
      await press(bench, "Show images");
      await text(bench, "Images from the internet are shown.");
    },
  ],
  [
    "message: many people, nothing to read",
    async (bench) => {
      const to = Array.from({ length: 12 }, (_, number) => ({
        name: `Person ${number}`,
        address: `p${number}@example.nl`,
      }));
      bench.fake.world.special.set(fakeRow(1, 99_996).id, { to, text: null });
      await message(bench, 4);
      await text(bench, "This message has no text.");
      await bench.page.getByText("+7").click();
      await text(bench, "Person 11");
    },
  ],
  [
    "message: not understood",
    async (bench) => {
      bench.fake.world.special.set(fakeRow(1, 99_995).id, { understood: false, text: null });
      await message(bench, 5);
      await text(bench, "This message could not be understood");
    },
  ],
  [
    "message: gone",
    async (bench) => {
      const { refusals } = bench.fake.world;
      refusals.set("readMessage", { status: 404, problem: { title: "", code: "not_found" } });
      await message(bench, 6);
      await text(bench, "This message isn't here any more");
    },
  ],
  [
    "message: could not be read",
    async (bench) => {
      const { refusals } = bench.fake.world;
      refusals.set("readMessage", { status: 403, problem: { title: "It can't be read now.", code: "no" } });
      await message(bench, 7);
      await text(bench, "It can't be read now.");
      refusals.clear();
    },
  ],
  [
    "message: here only",
    async (bench) => {
      bench.fake.world.special.set(fakeRow(1, 99_992).id, { refused: "refused" });
      bench.fake.world.tell([fakeRow(1, 99_992).id]);
      bench.fake.flush();
      await message(bench, 8);
      await text(bench, "the mailbox may be full");
    },
  ],
  [
    "search: found",
    async (bench) => {
      await shown(bench.page.getByRole("searchbox"));
      await bench.page.keyboard.press("/");
      await shown(bench.page.getByRole("searchbox").and(bench.page.locator(":focus")));
      await bench.page.keyboard.type("eva interview");
      await text(bench, "+ messages");
    },
  ],
  [
    "search: operators, and not all searchable yet",
    async (bench) => {
      bench.fake.world.searchable = { done: 38_000, total: 50_000 };
      await bench.page.keyboard.type(" -newsletter from:eva in:nowhere");
      await text(bench, "No folder is called nowhere.");
      await text(bench, "38,000 of 50,000 messages are searchable so far");
    },
  ],
  [
    "search: how to search",
    async (bench) => {
      bench.fake.world.searchable = null;
      await press(bench, "How to search");
      await text(bench, "on this day or later");
      await bench.page.getByRole("button", { name: /is:unread/ }).click();
      await text(bench, "unread");
    },
  ],
  [
    "search: nothing found",
    async (bench) => {
      await bench.page.keyboard.type(" zzzz");
      await text(bench, "Nothing found");
    },
  ],
  [
    "where: not here",
    async (bench) => {
      await press(bench, "Where is my mail?");
      await press(bench, "Look");
      await text(bench, "What your mapped folders have");
    },
  ],
  [
    "where: at the provider",
    async (bench) => {
      await press(bench, "Search there once");
      await text(bench, "Office 365 has it");
    },
  ],
  [
    "where: everywhere",
    async (bench) => {
      bench.fake.world.where = () => foundIn(...EVERYWHERE);
      await press(bench, "Look");
      await text(bench, "messages fit");
    },
  ],
  [
    "mail: an empty folder",
    async (bench) => {
      await closeDialog(bench);
      await bench.page.getByRole("link", { name: /^ACME/ }).click();
      await text(bench, "New mail appears by itself.");
    },
  ],
  [
    "folder: its menu",
    async ({ page }) => {
      await page.getByRole("button", { name: "More for this folder" }).click();
      await shown(page.getByRole("menuitem", { name: "Delete folder …" }));
    },
  ],
  [
    "folder: renamed or moved, with a name that is taken",
    async (bench) => {
      const { page } = bench;
      await page.getByRole("menuitem", { name: "Rename or move folder" }).click();
      await page.getByRole("textbox", { name: "Name" }).fill("Archive");
      await press(bench, "Save");
      await text(bench, "There is a folder of this name already.");
    },
  ],
  [
    "folder: deleted",
    async (bench) => {
      await closeDialog(bench);
      await bench.page.getByRole("button", { name: "More for this folder" }).click();
      await bench.page.getByRole("menuitem", { name: "Delete folder …" }).click();
      await text(bench, "all folders in it go to Deleted");
    },
  ],
  [
    "folder: the provider can't be reached",
    async (bench) => {
      const { refusals } = bench.fake.world;
      refusals.set("removeFolder", {
        status: 502,
        problem: { title: "The mail server is silent.", code: "no" },
      });
      await press(bench, "Delete folder");
      await text(bench, "The mail server is silent.");
      refusals.clear();
      await closeDialog(bench);
    },
  ],
  [
    "mail: the list could not be read",
    async (bench) => {
      const problem = { status: 403, problem: { title: "The list can't be read now.", code: "no" } };
      bench.fake.world.refusals.set("listMessages", problem);
      await bench.page.getByRole("link", { name: "Sent" }).click();
      await text(bench, "The list can't be read now.");
      bench.fake.world.refusals.clear();
    },
  ],
];
