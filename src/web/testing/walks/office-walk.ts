// The pages before one is signed in, those of the administrator and of the operator, the menu, and the pages of the
// connect tab.
import type { OperationName } from "../../../api/operations.ts";
import { donePage, failedPage, questionPage } from "../../../server/tab-pages.ts";
import type { Bench } from "../browser.ts";
import { endSoon, expiringSecret } from "../fake-providers.ts";
import { adminConsent } from "../fake-settings.ts";
import { admin, operator } from "../fake-world.ts";
import { erasePersonWalk } from "./erase-person-walk.ts";
import { organisationWalk } from "./organisation-walk.ts";
import { closeDialog, follow, open, press, type Step, shown, text } from "./walk.ts";

const TOKEN = "Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r";

async function signIn({ page }: Bench, password: string): Promise<void> {
  await page.getByLabel("Email address").fill("ben@contoso.example");
  await page.getByRole("textbox", { name: "Password" }).fill(password);
  await page.keyboard.press("Enter");
}

/** What was held back is refused. */
async function refuse(bench: Bench, operation: OperationName): Promise<void> {
  const { world } = bench.fake;
  world.refusals.set(operation, { status: 403, problem: { title: "It can't be read now.", code: "no" } });
  world.release();
  await text(bench, "It can't be read now.");
  world.refusals.clear();
}

export const officeWalk: readonly Step[] = [
  [
    "welcome: first operator",
    async (bench) => {
      await open(bench, `/welcome#operator=${TOKEN}`, ({ fake }) => {
        fake.world.session = null;
        fake.world.account = admin;
      });
      await text(bench, "You are the first operator of this installation.");
    },
  ],
  [
    "welcome: link incomplete",
    async (bench) => {
      await follow(bench, "/nonsense");
      await text(bench, "There is nothing here");
      await follow(bench, "/welcome");
      await text(bench, "This link is incomplete.");
    },
  ],
  [
    "a page that isn't there",
    async (bench) => {
      await follow(bench, "/nonsense");
      await text(bench, "There is nothing here");
    },
  ],
  [
    "welcome: password too short",
    async (bench) => {
      await follow(bench, `/welcome#invite=${TOKEN}`);
      await bench.page.getByRole("textbox", { name: "Password" }).fill("short");
      await bench.page.keyboard.press("Enter");
      await shown(bench.page.getByText("At least 10 characters.", { exact: true }));
    },
  ],
  [
    "sign-in",
    async (bench) => {
      await follow(bench, "/sign-in?to=%2Fsettings%2Fusers");
      await shown(bench.page.getByRole("heading", { name: "Sign in" }));
    },
  ],
  [
    "sign-in: refused",
    async (bench) => {
      await signIn(bench, "wrong");
      await text(bench, "don't belong together");
    },
  ],
  [
    "users: loading",
    async (bench) => {
      bench.fake.world.held.add("listUsers");
      await signIn(bench, "correct horse");
      await shown(bench.page.locator("main .mantine-Skeleton-root").first());
    },
  ],
  ["users: could not be read", (bench) => refuse(bench, "listUsers")],
  [
    "users",
    async (bench) => {
      await press(bench, "Try again");
      await shown(bench.page.getByRole("table"));
    },
  ],
  [
    "users: why there is a problem",
    async (bench) => {
      await press(bench, "Why is there a problem with eva@contoso.example?");
      await text(bench, "Microsoft refuses IMAP for this mailbox.");
    },
  ],
  [
    "leaving: of a shared mailbox",
    async (bench) => {
      await press(bench, "When they leave: Eva de Wit");
      await text(bench, "2 colleagues use this mailbox too");
      await closeDialog(bench);
    },
  ],
  [
    "leaving: connected",
    async (bench) => {
      await press(bench, "When they leave: Ada Jansen");
      await text(bench, "Stopping ends the permission");
    },
  ],
  [
    "leaving: erase what is here",
    async (bench) => {
      await press(bench, "Erase what is here so far");
      await text(bench, "is not imported again");
    },
  ],
  [
    "leaving: changes wait",
    async (bench) => {
      await press(bench, "Erase what is here so far");
      await text(bench, "was erased");
      const problem = { title: "Changes made here still wait for the provider.", code: "changesWaiting" };
      bench.fake.world.refusals.set("stopForUser", { status: 409, problem });
      await press(bench, "Stop mail synchronization");
      await shown(bench.page.getByRole("button", { name: "Drop them and stop" }));
      bench.fake.world.refusals.clear();
    },
  ],
  [
    "leaving: kept",
    async (bench) => {
      await press(bench, "Drop them and stop");
      await text(bench, "ada@contoso.example is stopped");
    },
  ],
  [
    "leaving: on hold",
    async (bench) => {
      await bench.page.getByRole("switch", { name: "On hold" }).click();
      await shown(bench.page.getByRole("button", { name: "Erase", disabled: true }));
    },
  ],
  [
    "leaving: erase",
    async (bench) => {
      await bench.page.getByRole("switch", { name: "On hold" }).click();
      await shown(bench.page.getByRole("button", { name: "Erase", disabled: false }));
      await press(bench, "Erase");
      await text(bench, "This can't be undone.");
    },
  ],
  [
    "leaving: handed over",
    async (bench) => {
      await press(bench, "Cancel");
      await bench.page.getByRole("combobox", { name: /Let a colleague read it/ }).click();
      await bench.page.getByRole("option", { name: /Eva de Wit/ }).click();
      await press(bench, "Hand over");
      await text(bench, "was handed over to Eva de Wit");
      await closeDialog(bench);
    },
  ],
  [
    "users: add",
    async (bench) => {
      await press(bench, "Add a user");
      await shown(bench.page.getByRole("dialog").getByLabel("Email address"));
    },
  ],
  [
    "users: one-time link",
    async (bench) => {
      const dialog = bench.page.getByRole("dialog");
      await dialog.getByRole("textbox", { name: "Name" }).fill("Jo Klein");
      await dialog.getByLabel("Email address").fill("jo@contoso.example");
      await bench.page.keyboard.press("Enter");
      await text(bench, "Jo Klein was added");
    },
  ],
  ...erasePersonWalk,
  [
    "user menu",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "User menu of Ben Vermeer");
      await shown(bench.page.getByRole("menuitem", { name: "Sign out" }));
    },
  ],
  [
    "providers",
    async (bench) => {
      await bench.page.getByRole("menuitem", { name: "Mail providers" }).click();
      await shown(bench.page.getByRole("heading", { name: "Office 365" }));
    },
  ],
  [
    "providers: checked, and a secret that ends",
    async (bench) => {
      endSoon(bench.fake.world);
      bench.fake.push("reset", {});
      await text(bench, "Office 365: the client secret ends in 2 days");
      await press(bench, "Check Office 365");
      await text(bench, "The client secret of the app registration has expired.");
    },
  ],
  [
    "providers: a cloud of one's own, and a certificate",
    async (bench) => {
      await press(bench, "Edit Office 365");
      const dialog = bench.page.getByRole("dialog");
      await dialog.getByRole("combobox", { name: "Cloud" }).click();
      await bench.page.getByRole("option", { name: "Another one: own hosts" }).click();
      await dialog.getByRole("radio", { name: "a certificate" }).click();
      await dialog.getByRole("button", { name: "Make a certificate" }).click();
      await shown(dialog.getByText("New certificate, not in use yet"));
    },
  ],
  [
    "providers: edit",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "Edit Office 365");
      await shown(bench.page.getByRole("dialog").getByLabel("Redirect URI", { exact: true }));
    },
  ],
  [
    "providers: edit by hand",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "Edit Other (IMAP)");
      await shown(bench.page.getByRole("dialog").getByText("takes IMAP with a password"));
    },
  ],
  [
    "providers: can't be removed",
    async (bench) => {
      await closeDialog(bench);
      await bench.page.getByRole("button", { name: "Remove" }).first().click();
      await text(bench, "12 mailboxes use it.");
    },
  ],
  [
    "providers: remove",
    async (bench) => {
      await closeDialog(bench);
      await bench.page.getByRole("button", { name: "Remove" }).last().click();
      await text(bench, "Remove Other (IMAP)?");
    },
  ],
  [
    "providers: none, and the first one",
    async (bench) => {
      await closeDialog(bench);
      bench.fake.world.providers = [];
      bench.fake.push("reset", {});
      await text(bench, "No mail provider yet");
      await press(bench, "Add Microsoft");
      await shown(bench.page.getByRole("dialog").getByLabel("Client id"));
    },
  ],
  [
    "providers: Google",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "Add Google");
      await shown(bench.page.getByRole("dialog").getByText("In the Google Cloud console"));
    },
  ],
  [
    "organisation",
    async (bench) => {
      await closeDialog(bench);
      await organisationWalk[0]?.[1](bench);
    },
  ],
  ...organisationWalk.slice(1),
  [
    "operator: loading",
    async (bench) => {
      bench.fake.world.expiring = [expiringSecret];
      await closeDialog(bench);
      bench.fake.world.account = operator;
      await press(bench, "User menu of Ben Vermeer");
      await bench.page.getByRole("menuitem", { name: "Sign out" }).click();
      bench.fake.world.held.add("listWorkspaces");
      await signIn(bench, "correct horse");
      await shown(bench.page.locator("main .mantine-Skeleton-root").first());
    },
  ],
  ["operator: could not be read", (bench) => refuse(bench, "listWorkspaces")],
  [
    "operator",
    async (bench) => {
      await press(bench, "Try again");
      await shown(bench.page.getByRole("heading", { name: "Fabrikam" }));
    },
  ],
  [
    "operator: create",
    async (bench) => {
      await press(bench, "Create a workspace");
      await shown(bench.page.getByRole("dialog").getByLabel("Own email domains"));
    },
  ],
  [
    "operator: domains",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "Edit domains of Contoso Recruitment");
      const field = bench.page.getByRole("dialog").getByLabel("Own email domains");
      await field.fill("contoso.example, contoso");
      await press(bench, "Save");
      await text(bench, "Write each domain like contoso.example.");
    },
  ],
  [
    "operator: suspend",
    async (bench) => {
      await closeDialog(bench);
      await press(bench, "Suspend Contoso Recruitment");
      await text(bench, "Suspend email of Contoso Recruitment?");
    },
  ],
  tab(
    "question",
    questionPage("en", {
      asker: "Ada Jansen",
      workspace: "Contoso Recruitment",
      address: "jobs@contoso.example",
    }),
  ),
  tab("failed", failedPage("en", adminConsent)),
  tab("done", donePage("nl", "ada@contoso.example", "").replace("window.close()", "0")),
];

function tab(name: string, html: string): Step {
  return [
    `tab: ${name}`,
    async ({ page }) => {
      await page.goto("about:blank");
      await page.setContent(html);
    },
  ];
}
