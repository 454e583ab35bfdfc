// A person at a real browser: signs in, uses the panel, walks through the provider's pages in the new tab. What
// breaks in one of our pages fails the test.
import type { Browser, BrowserContext, Locator, Page } from "playwright-core";
import { afterAll, expect } from "vitest";
import { launchChromium } from "../../providers/testing/chromium.ts";
import { needs } from "../../providers/testing/needs.ts";
import { PASSWORD, type RunningTwinbox } from "./running-twinbox.ts";

/** Whatever a page needs it has well within this, on a busy machine too. */
const PATIENCE_MS = 10_000;
export const PLAYGROUND_PASSWORD = "playground";

/** Without Chromium the journeys are left out. */
export const hasBrowser = needs("chromium");

let browser: Promise<Browser> | undefined;

export class Person {
  readonly page: Page;
  readonly #twinbox: RunningTwinbox;
  readonly #context: BrowserContext;
  readonly #broken: string[] = [];

  constructor(twinbox: RunningTwinbox, context: BrowserContext, page: Page) {
    this.#twinbox = twinbox;
    this.#context = context;
    this.page = page;
    page.on("pageerror", (error) => this.#broken.push(error.message));
    page.on("console", (message) => {
      // A status of 4xx is an answer, which the browser logs by itself.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) {
        this.#broken.push(message.text());
      }
    });
  }

  static async at(twinbox: RunningTwinbox, locale = "en-GB"): Promise<Person> {
    browser ??= launchChromium();
    const context = await (await browser).newContext({
      viewport: { width: 1280, height: 900 },
      locale,
    });
    context.setDefaultTimeout(PATIENCE_MS);
    return new Person(twinbox, context, await context.newPage());
  }

  /** Signs in and opens an own page; the page must not be loaded again after that. */
  async signIn(email: string, path = "/account/email-settings"): Promise<void> {
    await this.page.goto(this.#twinbox.url + path);
    await this.page.getByLabel("Email address").fill(email);
    await this.page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("button", { name: /^User menu of/ }).waitFor();
    await this.page.evaluate("window.neverReloaded = true");
  }

  get start(): Locator {
    return this.page.getByRole("button", { name: "Start mail synchronization" });
  }

  field(name: string): Locator {
    return this.page.getByRole("textbox", { name, exact: true });
  }

  /** Chooses the provider and presses Start; answers the new tab at the account picker. */
  async openTab(provider: "Office 365" | "Google" = "Office 365"): Promise<Page> {
    const client = this.page.getByRole("combobox", { name: "Mail client" });
    await client.click();
    await this.page.getByRole("option", { name: provider }).click();
    const [tab] = await Promise.all([this.nextTab(), this.start.click()]);
    await (provider === "Google" ? chooser(tab) : picker(tab)).waitFor();
    return tab;
  }

  nextTab(): Promise<Page> {
    return this.#context.waitForEvent("page");
  }

  /** J1 from Start to the connected panel. Who has consented before isn't asked again. */
  async connect(address: string, consent: "asked" | "known" = "asked"): Promise<void> {
    const tab = await this.openTab();
    await signInAt(tab, address);
    if (consent === "asked") await tab.getByRole("button", { name: "Accept" }).click();
    await this.page.getByRole("button", { name: "Stop mail synchronization" }).waitFor();
  }

  /** Edit folders as proposed, everything that is there. */
  async mapAll(): Promise<void> {
    await this.page.getByRole("button", { name: "Edit folders" }).click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("radio", { name: /^Everything/ }).click();
    await dialog.getByRole("button", { name: "Save" }).click();
    await dialog.waitFor({ state: "hidden" });
  }

  /** Everything that changed did so by itself, and nothing broke. */
  async leave(): Promise<void> {
    try {
      expect(this.#broken, "errors in the page").toEqual([]);
      expect(await this.page.evaluate("window.neverReloaded"), "loaded only once").toBe(true);
    } finally {
      await this.#context.close();
    }
  }
}

export function picker(tab: Page): Locator {
  return tab.getByRole("heading", { name: "Pick an account" });
}

export function chooser(tab: Page): Locator {
  return tab.getByRole("heading", { name: "Choose an account" });
}

/** From Google's chooser to its consent. */
export async function signInAtGoogle(tab: Page, address: string): Promise<void> {
  await tab.getByRole("button", { name: address }).click();
  await tab.getByLabel("Enter your password").fill(PLAYGROUND_PASSWORD);
  await tab.getByRole("button", { name: "Next" }).click();
  await tab.getByRole("heading", { name: "Twinbox wants access to your Google Account" }).waitFor();
}

/** Everything that Google's consent asks for. */
export async function allow(tab: Page): Promise<void> {
  await tab.getByRole("checkbox", { name: /permanently delete all your email/ }).check();
  await tab.getByRole("button", { name: "Continue" }).click();
}

/** From the account picker to what follows the password. */
export async function signInAt(tab: Page, address: string): Promise<void> {
  await tab.getByRole("button", { name: address }).click();
  await tab.getByLabel("Password").fill(PLAYGROUND_PASSWORD);
  await tab.getByRole("button", { name: "Sign in" }).click();
}

/** Runs `visit` as somebody at a fresh browser. */
export async function asPerson(
  twinbox: RunningTwinbox,
  visit: (person: Person) => Promise<void>,
  locale?: string,
): Promise<void> {
  const person = await Person.at(twinbox, locale);
  try {
    await visit(person);
  } catch (error) {
    await person.leave().catch(() => undefined);
    throw error;
  }
  await person.leave();
}

/** Ends the browser; call once in each test file. */
export function closeBrowserAtEnd(): void {
  afterAll(async () => {
    const running = await browser;
    browser = undefined;
    await running?.close();
  });
}
