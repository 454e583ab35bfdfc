import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd, settle } from "./testing/browser.ts";
import { choose, type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { admin, operator, user } from "./testing/fake-world.ts";

closeBrowserAtEnd();

const PHONE = 390;

interface Look {
  readonly name: string;
  readonly path: string;
  readonly prepare?: (bench: Bench) => void;
  /** Brings the page where it is looked at, and waits until it is there. */
  readonly reach: (bench: Bench) => Promise<unknown>;
}

const heading = (name: string) => (bench: Bench) =>
  bench.page.getByRole("heading", { name }).first().waitFor();

/** One of each kind of thing that the panel shows. */
const STATES = ["requested", "waiting", "failed", "unmapped", "importing", "departures", "stopped"] as const;

const looks: readonly Look[] = [
  { name: "sign-in", path: "/sign-in", prepare: signedOut, reach: heading("Sign in") },
  {
    name: "first operator",
    path: "/welcome#operator=Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r",
    prepare: signedOut,
    reach: heading("Welcome to Twinbox"),
  },
  ...STATES.map(
    (name): Look => ({
      name: `panel ${name}`,
      path: "/account/email-settings",
      prepare: ({ fake }) => {
        fake.world.settings = panelStates[name] as EmailSettings;
      },
      reach: ({ page }) =>
        page
          .getByText(/Filled in by themselves|set by Office 365|operator of this installation/)
          .first()
          .waitFor(),
    }),
  ),
  { name: "providers", path: "/settings/providers", prepare: asAdmin, reach: heading("Office 365") },
  {
    name: "provider form",
    path: "/settings/providers",
    prepare: asAdmin,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Edit Office 365" }).click();
      await page.getByRole("dialog").getByLabel("Redirect URI").waitFor();
    },
  },
  {
    name: "users",
    path: "/settings/users",
    prepare: asAdmin,
    reach: ({ page }) => page.getByRole("table").waitFor(),
  },
  {
    name: "user menu",
    path: "/settings/users",
    prepare: asAdmin,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "User menu of Ben Vermeer" }).click();
      await page.getByRole("menuitem", { name: "Sign out" }).waitFor();
    },
  },
  {
    name: "operator console",
    path: "/operator",
    prepare: ({ fake }) => {
      fake.world.session = operator;
    },
    reach: heading("Fabrikam"),
  },
  {
    name: "stop dialog",
    path: "/account/email-settings",
    prepare: inSync,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Stop mail synchronization" }).click();
      await page.getByRole("radio", { name: "Delete it here" }).waitFor();
    },
  },
  {
    name: "edit folders",
    path: "/account/email-settings",
    prepare: inSync,
    reach: async ({ page }) => {
      await page.getByRole("button", { name: "Edit folders" }).click();
      await page.getByRole("combobox", { name: "Remote folder for Archive" }).click();
      await page.getByRole("option", { name: /Client 03/ }).waitFor();
    },
  },
  {
    name: "mail",
    path: "/mail",
    prepare: inSync,
    reach: ({ page }) => page.getByRole("option").first().waitFor(),
  },
  {
    name: "message",
    path: "/mail",
    prepare: inSync,
    reach: async ({ page }) => {
      await page.getByRole("option").nth(2).click();
      await page.getByText("Kind regards").waitFor();
    },
  },
  {
    name: "mail without a mailbox",
    path: "/mail",
    prepare: ({ fake }) => {
      fake.world.settings = choose;
    },
    reach: ({ page }) => page.getByRole("button", { name: "Connect my mailbox" }).waitFor(),
  },
  { name: "a page that isn't there", path: "/nonsense", reach: heading("There is nothing here") },
];

browserTest(
  "every page passes axe in light and in dark, and is no wider than a phone",
  async (bench) => {
    const { page } = bench;
    const found: string[] = [];
    for (const look of looks) {
      await goLook(bench, look);
      await page.emulateMedia({ colorScheme: "light" });
      await settle(page);
      const light = await axeViolations(page);
      await page.emulateMedia({ colorScheme: "dark" });
      await settle(page);
      // The dark scheme differs in its colours only.
      const dark = await axeViolations(page, ["color-contrast"]);
      await page.setViewportSize({ width: PHONE, height: 844 });
      const wide = await page.evaluate<number>("document.documentElement.scrollWidth");
      await page.setViewportSize({ width: 1280, height: 800 });
      // A menu that is open follows a change of size a moment later.
      if (wide > PHONE && look.name !== "user menu")
        found.push(`${look.name}: ${wide} pixels wide on a phone`);
      for (const violation of [...light, ...dark]) found.push(`${look.name}: ${violation}`);
    }
    expect(found).toEqual([]);
  },
  { reducedMotion: "reduce" },
);

browserTest(
  "whoever isn't signed in comes back to where they wanted to go, and only within Twinbox",
  async ({ fake, page }) => {
    fake.world.session = null;
    await page.goto(`${fake.url}/account/email-settings`);
    await page.getByLabel("Email address").fill("ada@contoso.example");
    await page.getByRole("textbox", { name: "Password" }).fill("wrong");
    await page.keyboard.press("Enter");
    await page.getByText("don't belong together").waitFor();
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Email settings" }).waitFor();
    expect(new URL(page.url()).pathname).toBe("/account/email-settings");

    fake.world.session = null;
    await page.goto(`${fake.url}/sign-in?to=${encodeURIComponent("//evil.example/x")}`);
    await page.getByLabel("Email address").fill("ada@contoso.example");
    await page.getByRole("textbox", { name: "Password" }).fill("correct horse");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${fake.url}/mail`);
  },
);

browserTest("a session that ends in the middle leads to the sign-in page", async ({ fake, page }) => {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByText("In sync").waitFor();
  fake.world.session = null;
  fake.world.refusals.set("dismissDepartures", {
    status: 401,
    problem: { title: "", code: "not_signed_in" },
  });
  fake.cutStreams(false);
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  expect(new URL(page.url()).searchParams.get("to")).toBe("/account/email-settings");
});

browserTest(
  "a one-time link opens an account, and its token leaves the address bar",
  async ({ fake, page }) => {
    fake.world.session = null;
    await page.goto(`${fake.url}/welcome#invite=Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r`);
    await page.getByRole("textbox", { name: "Password" }).fill("short");
    await page.getByRole("button", { name: "Open my account" }).click();
    await page.getByText("At least 10 characters.", { exact: true }).waitFor();
    expect(page.url()).not.toContain("invite");
    await page.getByRole("textbox", { name: "Password" }).fill("long enough for all");
    await page.getByRole("button", { name: "Open my account" }).click();
    await page.waitForURL(`${fake.url}/mail`);
    expect(fake.world.bodies.find(({ name }) => name === "welcome")?.body).toEqual({
      token: "Zm9yLXRlc3Rpbmctb25seS1vbmUtdGltZS1saW5r",
      password: "long enough for all",
    });
  },
);

browserTest("the pages speak Dutch when asked to, and remember it", async ({ fake, page }) => {
  await page.goto(`${fake.url}/account/email-settings`);
  await page.getByRole("button", { name: "User menu of Ada Jansen" }).click();
  await page.getByRole("menuitemradio", { name: "Nederlands" }).click();
  await page.getByRole("heading", { name: "E-mailinstellingen" }).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: "E-mailinstellingen" }).waitFor();
  expect(await page.locator("html").getAttribute("lang")).toBe("nl");
});

async function goLook(bench: Bench, look: Look): Promise<void> {
  const { fake, page } = bench;
  fake.world.session = user;
  look.prepare?.(bench);
  await page.goto("about:blank");
  await page.goto(fake.url + look.path);
  await look.reach(bench);
}

function signedOut({ fake }: Bench): void {
  fake.world.session = null;
}

function asAdmin({ fake }: Bench): void {
  fake.world.session = admin;
}

function inSync({ fake }: Bench): void {
  fake.world.settings = panelStates.inSync as EmailSettings;
}
