import { expect } from "vitest";
import { axeViolations, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId } from "./testing/fake-mail.ts";
import { adminConsent, attempt, choose, type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { user } from "./testing/fake-world.ts";

closeBrowserAtEnd();

const PANEL = "/account/email-settings";

browserTest(
  "connecting goes from the choice to filled-in fields without touching the page",
  async (bench) => {
    const { fake, page, context } = bench;
    await page.goto(fake.url + PANEL);
    await page.getByRole("combobox", { name: "Mail client" }).click();
    await expect
      .poll(() => page.getByRole("option").allTextContents())
      .toEqual(["Office 365", "Other (IMAP)"]);
    await page.getByRole("option", { name: "Office 365" }).click();
    const [tab] = await Promise.all([
      context.waitForEvent("page"),
      page.getByRole("button", { name: "Start mail synchronization" }).click(),
    ]);
    await tab.getByRole("heading", { name: "The provider's page" }).waitFor();
    expect(await tab.evaluate("window.opener")).toBeNull();
    await page.getByText("Waiting for you to sign in at Office 365").waitFor();
    // The person closes the tab: the page must not care, it asks the server only.
    await tab.close();

    fake.setSettings(panelStates.question as EmailSettings);
    await page.getByText("Is jobs@contoso.example the right mailbox?").waitFor();
    fake.setSettings(panelStates.connecting as EmailSettings);
    await page.getByText("Connecting ada@contoso.example").waitFor();
    fake.setSettings(panelStates.unmapped as EmailSettings);
    await page.getByText("Almost ready: map your folders").waitFor();
    const address = page.getByRole("textbox", { name: "Email address" });
    expect(await address.inputValue()).toBe("ada@contoso.example");
    expect(await address.getAttribute("readonly")).not.toBeNull();
    const incoming = page.getByRole("group", { name: "Incoming (IMAP)" });
    expect(await incoming.getByLabel("Server").inputValue()).toBe("outlook.office365.com");
    expect(await incoming.getByLabel("Port").inputValue()).toBe("993");
    fake.setSettings(panelStates.importing as EmailSettings);
    await page.getByText("12,400 of 20,000").waitFor();
    fake.setSettings(panelStates.inSync as EmailSettings);
    await page.getByText("20,113 messages").waitFor();
  },
);

browserTest("while the live stream is down the panel asks by itself", async ({ fake, page }) => {
  fake.world.settings = { ...choose, attempt: attempt({}) };
  fake.cutStreams(false);
  await page.goto(fake.url + PANEL);
  await page.getByText("Waiting for you to sign in").waitFor();
  fake.world.settings = { ...choose, attempt: attempt({ state: "failed", diagnosis: adminConsent }) };
  await page.getByText("Your organisation approves new apps itself").waitFor();
  await page.getByText("Live updates are interrupted").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  fake.cutStreams(true);
  await page.getByText("Live updates are interrupted").waitFor({ state: "hidden" });
});

browserTest("a failure says what happened, who can fix it, and starts again in a new tab", async (bench) => {
  const { fake, page, context } = bench;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  fake.world.settings = panelStates.failed as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByText("Who can fix it: your Microsoft 365 administrator").waitFor();
  await page.getByText("AADSTS90094").waitFor();
  await page.getByRole("button", { name: "Copy text for the administrator" }).click();
  await page.getByText("Copied").waitFor();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(adminConsent.forAdministrator);
  const [tab] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("button", { name: "Try again" }).click(),
  ]);
  await tab.getByRole("heading").waitFor();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByText("Waiting for you").waitFor({ state: "hidden" });
});

browserTest(
  "an error that was seen at the provider is pasted and looked up while one waits",
  async (bench) => {
    const { fake, page } = bench;
    fake.world.settings = panelStates.waiting as EmailSettings;
    await page.goto(fake.url + PANEL);
    await page.getByRole("button", { name: "Did you see an error?" }).click();
    const field = page.getByLabel("The error you saw");
    expect(await page.getByRole("button", { name: "Look it up" }).isDisabled()).toBe(true);
    await field.fill("AADSTS90094: needs approval");
    await page.getByRole("button", { name: "Look it up" }).click();
    await page.getByRole("region", { name: "What the error means" }).waitFor();
    await page.getByText("AADSTS90094: needs a").waitFor();
    await field.waitFor({ state: "hidden" });
    // The attempt goes on: the tab may come back once an administrator has approved.
    await page.getByText("Waiting for you to sign in at Office 365").waitFor();
    fake.setSettings(panelStates.unmapped as EmailSettings);
    await page.getByText("Almost ready: map your folders").waitFor();
  },
);

browserTest("a problem says why it is thought so, and what it may be instead", async ({ fake, page }) => {
  fake.world.settings = panelStates.problem as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByText("Most likely, because this mailbox could be opened before").waitFor();
  const step = page.getByText("Ask your administrator whether the license is still there.");
  expect(await step.isVisible()).toBe(false);
  await page.getByText("If it isn’t that:").click();
  await step.waitFor();
});

browserTest("who never signed in isn't asked to sign in again", async ({ fake, page }) => {
  const revoked = panelStates.reconnect as EmailSettings;
  fake.world.settings = revoked;
  await page.goto(fake.url + PANEL);
  await page.getByRole("button", { name: "Sign in again" }).waitFor();
  const mailbox = revoked.mailbox && { ...revoked.mailbox, setUpBy: "administrator" as const };
  fake.setSettings({ ...revoked, mailbox });
  await page.getByText("Your administrator set this mailbox up").waitFor();
  await page.getByRole("button", { name: "Try again" }).waitFor();
  expect(await page.getByRole("button", { name: "Sign in again" }).count()).toBe(0);
});

browserTest("a workspace without email says why and asks for activation", async ({ fake, page }) => {
  fake.world.settings = panelStates.inactive as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByRole("button", { name: "Ask for activation" }).click();
  await page.getByText(/^Asked on/).waitFor();
  expect(await page.getByRole("button", { name: "Start mail synchronization" }).count()).toBe(0);
  fake.setSettings(panelStates.noProvider as EmailSettings);
  await page.getByText("An administrator can add one: Ben Vermeer.").waitFor();
});

browserTest(
  "Stop says what goes and what stays, keeps mail unless told otherwise, and leaves a receipt",
  async (bench) => {
    const { fake, page } = bench;
    fake.world.settings = panelStates.inSync as EmailSettings;
    await page.goto(fake.url + PANEL);
    await page.getByRole("button", { name: "Stop mail synchronization" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Your mailbox at Office 365: nothing is changed or deleted there.").waitFor();
    expect(await dialog.getByRole("radio", { name: "Keep it here" }).isChecked()).toBe(true);
    await dialog.getByRole("button", { name: "Stop", exact: true }).click();
    await page.getByText("Stopped: ada@contoso.example is no longer connected").waitFor();
    await page.getByText("permission, settings and folder mappings").waitFor();
    await page.getByText("20,113 messages").waitFor();
    await page.getByText("Your provider may still list Twinbox. You can remove it there:").waitFor();
    // The button that was pressed has gone: the focus goes to the head of the panel.
    await page.getByRole("heading", { name: "Email settings" }).and(page.locator(":focus")).waitFor();
    const list = page.getByRole("link", { name: /My Apps \(Microsoft\)/ });
    expect(await list.getAttribute("rel")).toBe("noopener noreferrer");
    // Empty, and no place to type: who signs in at Office 365 types nothing here.
    const fields = page.locator(".fields").getByRole("textbox");
    expect(await fields.count()).toBe(10);
    for (const field of await fields.all()) {
      expect(await field.inputValue()).toBe("");
      expect(await field.isDisabled()).toBe(true);
    }
    expect(fake.world.bodies.find(({ name }) => name === "stopMailbox")?.body).toEqual({
      mail: "keep",
      outbox: "finish",
    });
  },
);

browserTest("a departure is shown until it was read", async ({ fake, page }) => {
  fake.world.settings = panelStates.departures as EmailSettings;
  await page.goto(fake.url + PANEL);
  await page.getByText(/1,204 messages left Inbox/).waitFor();
  await page.getByRole("button", { name: "Got it" }).click();
  await page.getByText(/1,204 messages left Inbox/).waitFor({ state: "hidden" });
});

browserTest(
  "messages that left a folder are kept here, or removed once one has read what that means",
  async ({ fake, page }) => {
    fake.world.settings = panelStates.departures as EmailSettings;
    await page.goto(fake.url + PANEL);
    const inbox = page.getByText(/1,204 messages left Inbox/);
    const clients = page.getByText(/1 message left Clients\/Northwind/);
    await inbox.waitFor();
    await page.getByRole("button", { name: "Remove now: Inbox" }).click();
    const dialog = page.getByRole("dialog", { name: "Remove 1,204 messages that left Inbox?" });
    await dialog.getByText(/What Office 365 has is not touched/).waitFor();
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await dialog.waitFor({ state: "hidden" });
    await inbox.waitFor();
    await page.getByRole("button", { name: "Keep them: Inbox" }).click();
    await inbox.waitFor({ state: "detached" });
    await page.getByText("1,204 messages are kept here, also after that time.").waitFor();
    await page.getByRole("heading", { name: "Email settings" }).and(page.locator(":focus")).waitFor();

    fake.world.refusals.set("removeDepartures", {
      status: 409,
      problem: { title: "Nothing of this mailbox may be erased now.", code: "onHold" },
    });
    await page.getByRole("button", { name: "Remove now: Clients/Northwind" }).click();
    const remove = page.getByRole("dialog").getByRole("button", { name: "Remove now" });
    await remove.click();
    await page.getByText("Nothing of this mailbox may be erased now.").waitFor();
    fake.world.refusals.clear();
    await remove.click();
    await clients.waitFor({ state: "detached" });
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const asked = fake.world.bodies.filter(({ name }) => /^(?:keep|remove)Departures$/.test(name));
    expect(asked.map(({ name, body }) => [name, (body as { until: string }).until !== ""])).toEqual([
      ["keepDepartures", true],
      ["removeDepartures", true],
      ["removeDepartures", true],
    ]);
  },
);

browserTest(
  "what an administrator holds can't be removed, and what stays for ever needn't be kept",
  async ({ fake, page }) => {
    const { mailbox } = panelStates.departures as EmailSettings;
    const held = mailbox?.departures.map((each) => ({ ...each, erasedAfterDays: null, removable: false }));
    fake.world.settings = {
      ...(panelStates.departures as EmailSettings),
      mailbox: mailbox && { ...mailbox, departures: held ?? [] },
    };
    await page.goto(fake.url + PANEL);
    await page.getByText("They stay here.").waitFor();
    expect(await page.getByRole("button", { name: /^(?:Keep them|Remove now)/ }).count()).toBe(0);
  },
);

browserTest(
  "older mail that came in large numbers is offered: it is imported or left, folder by folder",
  async ({ fake, page }) => {
    fake.world.settings = panelStates.offers as EmailSettings;
    await page.goto(fake.url + PANEL);
    const archive = page.getByText("30,112 older messages were put into Archive at once.");
    const older = page.getByText("812 older messages were put into Archive/2019 at once.");
    await archive.waitFor();
    await older.waitFor();
    await page.getByRole("button", { name: "Import them: Archive", exact: true }).click();
    await page.getByText("They are being imported.").waitFor();
    await archive.waitFor({ state: "detached" });
    // Whoever works by keyboard goes on in the panel although the button has gone.
    await page.getByRole("heading", { name: "Email settings" }).and(page.locator(":focus")).waitFor();

    fake.world.held.add("answerOffer");
    await page.getByRole("button", { name: "Leave them: Archive/2019" }).click();
    const other = page.getByRole("button", { name: "Import them: Archive/2019" });
    await other.and(page.locator(":disabled")).waitFor();
    fake.world.release();
    await page.getByText("They stay at the provider.").waitFor();
    await older.waitFor({ state: "detached" });
    const answers = fake.world.bodies.filter(({ name }) => name === "answerOffer");
    expect(answers.map(({ body }) => body)).toEqual([{ answer: "import" }, { answer: "leave" }]);
    const asked = fake.world.requests.filter((request) => request.includes("/offers/"));
    expect(asked.map((request) => request.split("/").at(-1))).toEqual([fakeId(0xf, 50), fakeId(0xf, 51)]);
  },
);

browserTest("an offer that could not be answered stays and says why", async ({ fake, page }) => {
  fake.world.settings = panelStates.offers as EmailSettings;
  fake.world.refusals.set("answerOffer", {
    status: 409,
    problem: { title: "Somebody else is changing this mailbox.", code: "busy" },
  });
  await page.goto(fake.url + PANEL);
  await page.getByRole("button", { name: "Import them: Archive", exact: true }).click();
  await page.getByText("Somebody else is changing this mailbox.").waitFor();
  await page.getByRole("button", { name: "Leave them: Archive", exact: true }).waitFor();
});

browserTest(
  "an admin adds Google: its own steps, no tenant, and the restricted permission named",
  async ({ fake, page }) => {
    fake.world.session = { ...user, role: "admin" };
    fake.world.providers = [];
    await page.goto(`${fake.url}/settings/providers`);
    await page.getByRole("button", { name: "Add Google" }).click();
    const dialog = page.getByRole("dialog", { name: "Add Google" });
    await dialog.getByText("In the Google Cloud console").waitFor();
    await dialog
      .getByText(/as long as it is in testing, Google ends every permission after 7 days/)
      .waitFor();
    expect(await dialog.getByLabel("Microsoft tenant").count()).toBe(0);
    await dialog.getByRole("textbox", { name: "Client id" }).fill("1024-x.apps.googleusercontent.com");
    await dialog.getByRole("textbox", { name: "Client secret" }).fill("GOCSPX-s3cret");
    await dialog.getByRole("button", { name: "Save" }).click();
    const saved = page.getByRole("dialog", { name: "Edit Google" });
    const uri = saved.getByRole("textbox", { name: "Redirect URI" });
    await uri.waitFor();
    expect(await uri.inputValue()).toContain("/oauth/google/callback");
    await saved.getByText("https://mail.google.com/").waitFor();
  },
);

browserTest("an admin adds a provider, and finds its redirect URI at once", async ({ fake, page }) => {
  fake.world.session = { ...user, role: "admin" };
  fake.world.providers = [];
  await page.goto(`${fake.url}/settings/providers`);
  await page.getByRole("button", { name: "Add Microsoft" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Client id" }).fill("2f6c1b1e-9f2a-4c3e-8f53-0d5a3b7c9e10");
  await dialog.getByRole("textbox", { name: "Client secret" }).fill("s3cret");
  await dialog.getByRole("button", { name: "Save" }).click();
  const uri = dialog.getByRole("textbox", { name: "Redirect URI" });
  await uri.waitFor();
  expect(await uri.inputValue()).toContain("/oauth/microsoft/callback");
  // Write-only: it is nowhere in the page any more.
  expect(await dialog.getByRole("textbox", { name: "Client secret" }).inputValue()).toBe("");
  await dialog.getByRole("button", { name: "Close" }).last().click();
  await page.getByRole("heading", { name: "Office 365" }).waitFor();
});
