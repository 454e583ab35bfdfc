// Email settings in all its states, and Edit folders in all of its own.
import { fakeId } from "../fake-mail.ts";
import { connectionTests, type EmailSettings, MAILBOX_ID, panelStates } from "../fake-settings.ts";
import { closeDialog, open, press, type Step, shown, text } from "./walk.ts";

const PANEL = "/account/email-settings";
type State = keyof typeof panelStates;

/** Pushed to the page, which changes by itself; `seen` is what only this state shows. */
function state(name: State, seen: string | RegExp): Step {
  return [
    `panel: ${name}`,
    async (bench) => {
      bench.fake.setSettings(panelStates[name] as EmailSettings);
      await text(bench, seen);
    },
  ];
}

export const panelWalk: readonly Step[] = [
  [
    "nobody known yet",
    async (bench) => {
      await open(bench, PANEL, ({ fake }) => fake.world.held.add("readSession"));
      await shown(bench.page.locator("main [aria-busy=true]"));
    },
  ],
  [
    "panel: loading",
    async (bench) => {
      const { world } = bench.fake;
      world.release();
      world.held.add("readEmailSettings");
      await shown(bench.page.locator(".panel [aria-busy=true]"));
    },
  ],
  [
    "panel: could not be read",
    async (bench) => {
      const { world } = bench.fake;
      world.refusals.set("readEmailSettings", { status: 403, problem: { title: "Not now.", code: "no" } });
      world.release();
      await text(bench, "Not now.");
      world.refusals.clear();
      await press(bench, "Try again");
    },
  ],
  ["panel: choose", (bench) => shown(bench.page.getByPlaceholder("Choose where your mail lives"))],
  [
    "panel: clients",
    async ({ page }) => {
      await page.getByRole("combobox", { name: "Mail client" }).click();
      await shown(page.getByRole("option", { name: "Office 365" }));
    },
  ],
  [
    "panel: by hand",
    async (bench) => {
      await bench.page.getByRole("option", { name: "Other (IMAP)" }).click();
      await shown(bench.page.getByLabel("Password", { exact: true }));
    },
  ],
  [
    "panel: by hand, filled in, with an app password",
    async (bench) => {
      await bench.page.getByLabel("Email address").fill("ada@fruit.example");
      await text(bench, "An app password is needed");
    },
  ],
  [
    "panel: by hand, tested and bad",
    async (bench) => {
      const { page, fake } = bench;
      await page.getByLabel("Password", { exact: true }).fill("pass");
      fake.world.test = connectionTests.bad;
      await press(bench, "Test connection");
      await text(bench, "Incoming (IMAP) doesn't work yet");
    },
  ],
  [
    "panel: by hand, tested and good",
    async (bench) => {
      bench.fake.world.test = connectionTests.good;
      await press(bench, "Test connection");
      await text(bench, "Everything works");
    },
  ],
  [
    "panel: by hand, at Microsoft",
    async (bench) => {
      await bench.page.getByLabel("Email address").fill("ada@office.example");
      await text(bench, "This mailbox is at Microsoft");
    },
  ],
  state("inactive", "Ask for activation"),
  state("requested", /^Asked on/),
  state("suspended", "Email is suspended for your organisation"),
  state("noProvider", "No mail provider has been set up yet"),
  state("waiting", "Waiting for you to sign in at Office 365"),
  [
    "panel: an error is pasted",
    async (bench) => {
      await press(bench, "Did you see an error? Look up what it means");
      await shown(bench.page.getByLabel("The error you saw"));
    },
  ],
  state("explained", "What the error means"),
  state("question", "Is jobs@contoso.example the right mailbox?"),
  state("connecting", "Connecting ada@contoso.example"),
  state("failed", "Your organisation approves new apps itself"),
  state("approvalNeeded", "Your organisation’s administrator must approve first"),
  state("approved", "Your administrator has approved it"),
  state("asked", "Your administrator has to approve this first"),
  state("consentRefused", "Your administrator hasn’t approved it yet"),
  state("consentGiven", "Your administrator has approved it"),
  state("expired", "Nobody signed in, so this ended"),
  state("lost", "Microsoft’s page did not come back to us."),
  state("unmapped", "Almost ready: map your folders"),
  [
    "picker: loading",
    async (bench) => {
      bench.fake.world.held.add("readFolderPicker");
      await press(bench, "Edit folders");
      await shown(bench.page.getByRole("dialog").locator("[aria-busy=true]"));
    },
  ],
  [
    "picker: unreachable",
    async (bench) => {
      const { world } = bench.fake;
      world.refusals.set("readFolderPicker", {
        status: 502,
        problem: { title: "", code: "down", diagnosis },
      });
      world.release();
      await text(bench, "Your folders can't be shown now");
      world.refusals.clear();
      await press(bench, "Try again");
    },
  ],
  [
    "picker: proposals and counts",
    async (bench) => {
      await text(bench, "about 385 MB");
      const counts = [{ id: fakeId(0xf, 1), messages: 12_031, unseen: 4 }];
      bench.fake.push("folderCounts", { mailboxId: MAILBOX_ID, counts });
      await text(bench, "12,031");
    },
  ],
  [
    "picker: the tree",
    async ({ page }) => {
      await page.getByRole("combobox", { name: "Remote folder for Archive" }).click();
      await shown(page.getByRole("option", { name: /Client 03/ }));
    },
  ],
  [
    "picker: nothing of that name",
    async (bench) => {
      await bench.page.getByRole("combobox", { name: "Remote folder for Archive" }).fill("calendar");
      await text(bench, "No folder of that name");
    },
  ],
  [
    "picker: system folders",
    async ({ page }) => {
      await page.keyboard.press("Escape");
      await page.getByRole("checkbox", { name: "Show system folders" }).check();
      await page.getByRole("combobox", { name: "Remote folder for Archive" }).fill("calendar");
      await shown(page.getByRole("option", { name: /Calendar/ }));
    },
  ],
  [
    "picker: a subtree, a conflict and a row that isn't finished",
    async (bench) => {
      const { page } = bench;
      await page.getByRole("combobox", { name: "Remote folder for Archive" }).fill("sent");
      await page.getByRole("option", { name: /Sent Items/ }).click();
      await press(bench, "Add a folder");
      await page.getByRole("combobox", { name: "Remote folder for New folder" }).fill("clients");
      await page
        .getByRole("option", { name: /^Clients/ })
        .first()
        .click();
      await page.getByRole("checkbox", { name: "Clients: and all folders below it" }).check();
      await press(bench, "Add a folder");
      await press(bench, "Save");
      await text(bench, "Choose a folder, or remove this line.");
      await text(bench, "This folder is already mapped to Sent.");
    },
  ],
  [
    "picker: refused by the server",
    async (bench) => {
      const { page, fake } = bench;
      await press(bench, "Remove New folder");
      await page.getByRole("combobox", { name: "Remote folder for Archive" }).fill("");
      fake.world.refusals.set("saveMappings", {
        status: 422,
        problem: {
          title: "These folders can't be mapped like this.",
          code: "invalid_mappings",
          errors: [{ field: "mappings.3", message: "Junk Email was removed meanwhile." }],
        },
      });
      await page.keyboard.press("Escape");
      await press(bench, "Save");
      await text(bench, "Junk Email was removed meanwhile.");
      fake.world.refusals.clear();
    },
  ],
  [
    "panel: reading the folders",
    async (bench) => {
      await closeDialog(bench);
      const importing = panelStates.importing as EmailSettings;
      const mailbox = importing.mailbox && { ...importing.mailbox, progress: null };
      bench.fake.setSettings({ ...importing, mailbox });
      await text(bench, "Reading your folders");
    },
  ],
  state("importing", "12,400 of 20,000"),
  state("problem", "Microsoft refuses IMAP for this mailbox."),
  state("reconnect", "The permission for this mailbox has ended"),
  state("passwordChanged", "Password of ada@contoso.example"),
  state("departures", /1,204 messages left Inbox/),
  [
    "departures: removing them",
    async (bench) => {
      await press(bench, "Remove now: Inbox");
      await text(bench, "Remove 1,204 messages that left Inbox?");
    },
  ],
  ["departures: not removing them", closeDialog],
  state("offers", "30,112 older messages were put into Archive at once."),
  state("inSync", "In sync"),
  [
    "stop dialog",
    async (bench) => {
      await press(bench, "Stop mail synchronization");
      await bench.page.getByRole("radio", { name: "Delete it here" }).click();
      await shown(bench.page.getByRole("button", { name: "Stop and delete here" }));
    },
  ],
  [
    "panel: stopped",
    async (bench) => {
      await closeDialog(bench);
      bench.fake.setSettings(panelStates.stopped as EmailSettings);
      await text(bench, "Stopped: ada@contoso.example is no longer connected");
    },
  ],
];

const diagnosis = {
  id: "net",
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
};
