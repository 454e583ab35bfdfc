// Mail on records: the line of a message, the pages of records, and what the admin sets.
import type { Bench } from "../browser.ts";
import { fakeId, fakeRow } from "../fake-mail.ts";
import { EVA, fillRecords, NORTHWIND, recordMessage } from "../fake-records.ts";
import { type EmailSettings, panelStates } from "../fake-settings.ts";
import { admin } from "../fake-world.ts";
import { closeDialog, follow, open, press, type Step, shown, text } from "./walk.ts";

const FORMER = fakeId(0xb, 99);
const NEWEST = fakeRow(1, 99_999).id;
const HTML = `<h1>Weekly jobs</h1><img alt="banner" src="http://tracker.example/a.png">`;

/** Opens a message of the record, by its place. */
function pressRow({ page }: Bench, place: number): Promise<void> {
  return page.locator(".record-mail > li > button").nth(place).click();
}

export const recordsWalk: readonly Step[] = [
  [
    "records: none",
    async (bench) => {
      await open(bench, "/records", ({ fake }) => {
        fake.world.settings = panelStates.inSync as EmailSettings;
      });
      await text(bench, "No records yet");
    },
  ],
  [
    "records: loading",
    async (bench) => {
      await open(bench, "/records", ({ fake }) => {
        fillRecords(fake.world);
        fake.world.held.add("findRecords");
      });
      await shown(bench.page.locator(".record-list[aria-busy=true]"));
    },
  ],
  [
    "records: list",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "Northwind Traders");
    },
  ],
  [
    "records: nothing found",
    async (bench) => {
      await bench.page.getByRole("searchbox", { name: "Find a record" }).fill("zzzz");
      await text(bench, "No record found");
    },
  ],
  [
    "records: not to be read",
    async (bench) => {
      const problem = { title: "Records can't be read now.", code: "no" };
      bench.fake.world.refusals.set("findRecords", { status: 403, problem });
      await bench.page.getByRole("searchbox", { name: "Find a record" }).fill("yyyy");
      await text(bench, problem.title);
      bench.fake.world.refusals.clear();
    },
  ],
  [
    "record: loading",
    async (bench) => {
      bench.fake.world.held.add("readRecord");
      await follow(bench, `/records/${EVA.id}`);
      await shown(bench.page.locator(".record-mail[aria-busy=true]"));
    },
  ],
  [
    "record: its mail",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "Salary and terms");
    },
  ],
  [
    "record: a message opened",
    async (bench) => {
      await pressRow(bench, 0);
      await text(bench, "Kind regards");
      await text(bench, "Open in Mail");
    },
  ],
  [
    "record: the subject only",
    async (bench) => {
      await pressRow(bench, 0);
      await pressRow(bench, 2);
      await text(bench, "that is all that colleagues see of it");
    },
  ],
  [
    "record: HTML",
    async (bench) => {
      bench.fake.world.records.opened.set(recordMessage(2, {}).messageId, { html: HTML });
      await pressRow(bench, 2);
      await pressRow(bench, 1);
      await shown(bench.page.frameLocator("iframe").getByText("Weekly jobs"));
    },
  ],
  [
    "record: merged, without mail, still looked through",
    async (bench) => {
      const { records } = bench.fake.world;
      records.linking.add(NORTHWIND.id);
      records.mail.delete(NORTHWIND.id);
      records.merged.set(FORMER, NORTHWIND.id);
      await follow(bench, `/records/${FORMER}`);
      await text(bench, "was merged into this one");
      await text(bench, "No mail on this record yet");
    },
  ],
  [
    "record: gone",
    async (bench) => {
      await follow(bench, `/records/${fakeId(0xb, 98)}`);
      await text(bench, "This record isn’t here");
    },
  ],
  [
    "message: on records",
    async (bench) => {
      bench.fake.world.records.links.set(NEWEST, [
        { record: EVA, how: "address", linkedBy: null },
        { record: NORTHWIND, how: "hand", linkedBy: "Ben Vermeer" },
      ]);
      await follow(bench, "/mail");
      await bench.page.locator('[role=option][aria-posinset="1"]').click();
      await shown(bench.page.getByRole("button", { name: "Colleagues see the subject and people" }));
    },
  ],
  [
    "message: what colleagues see",
    async (bench) => {
      await press(bench, "Colleagues see the subject and people");
      await shown(bench.page.getByRole("menuitemcheckbox", { name: /Private/ }));
    },
  ],
  [
    "message: linking to a record",
    async (bench) => {
      await bench.page.keyboard.press("Escape");
      await press(bench, "Link to a record");
      await shown(bench.page.getByRole("option", { name: /Milan Bakker/ }).last());
    },
  ],
  [
    "message: linked",
    async (bench) => {
      await bench.page
        .getByRole("dialog")
        .getByRole("option", { name: /Tailspin/ })
        .click();
      await text(bench, "is on Tailspin Toys now");
    },
  ],
  [
    "message: on no record",
    async (bench) => {
      await bench.page.locator('[role=option][aria-posinset="2"]').click();
      await shown(bench.page.getByRole("button", { name: "Link to a record" }));
      await press(bench, "Link to a record");
      await bench.page.getByRole("combobox", { name: "Find a record" }).fill("zzzz");
      await text(bench, "No record fits");
    },
  ],
  [
    "settings: rules of records",
    async (bench) => {
      await closeDialog(bench);
      await open(bench, "/settings/records", ({ fake }) => {
        fake.world.session = admin;
      });
      await text(bench, "Which mail is linked");
    },
  ],
  [
    "settings: an address that isn't one",
    async (bench) => {
      await bench.page.getByLabel("Ignored addresses").fill("nonsense");
      await press(bench, "Save");
      await text(bench, "Line 1:");
    },
  ],
  [
    "settings: a file is imported",
    async (bench) => {
      const file = {
        name: "records.csv",
        mimeType: "text/csv",
        buffer: Buffer.from("type,id,name,addresses"),
      };
      await bench.page.getByLabel("CSV file").setInputFiles(file);
      bench.fake.world.held.add("importRecords");
      await press(bench, "Import");
      await text(bench, "Reading the file");
    },
  ],
  [
    "settings: a file was imported",
    async (bench) => {
      bench.fake.world.release();
      await text(bench, "2 lines were left out");
    },
  ],
];
