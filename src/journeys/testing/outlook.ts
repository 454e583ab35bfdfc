// The other window: the playground's "Outlook" of a person, beside the pages of Twinbox in the same browser.
import type { Locator, Page } from "playwright-core";
import type { RunningTwinbox } from "./running-twinbox.ts";

export class Outlook {
  readonly #page: Page;
  readonly #address: string;
  readonly #url: string;

  private constructor(page: Page, url: string, address: string) {
    this.#page = page;
    this.#url = url;
    this.#address = address;
  }

  /** In a window of its own: what lies behind another in the same window is drawn once a second. */
  static async open({ playground }: RunningTwinbox, beside: Page, address: string): Promise<Outlook> {
    const context = await beside.context().browser()?.newContext();
    if (context === undefined) throw new Error("the browser has gone");
    const page = await context.newPage();
    const outlook = new Outlook(page, playground.pageUrl, address);
    const query = new URLSearchParams({ who: address });
    await page.goto(`${outlook.#url}?${query}`);
    return outlook;
  }

  async folder(path: string): Promise<void> {
    const query = new URLSearchParams({ who: this.#address, folder: path });
    await this.#page.goto(`${this.#url}?${query}`);
  }

  /** Everything in the folder that is looked at. */
  get rows(): Locator {
    return this.#page.locator(".messages li");
  }

  row(subject: string): Locator {
    return this.rows.filter({ hasText: subject });
  }

  /** Unread, flagged: as the page shows it. */
  unread(subject: string): Locator {
    return this.#page.locator(".messages li.unread").filter({ hasText: subject });
  }

  read(subject: string): Locator {
    return this.#page.locator(".messages li:not(.unread)").filter({ hasText: subject });
  }

  flagged(subject: string): Locator {
    return this.row(subject).filter({ hasText: "⚑" });
  }

  /** Ticks these messages and presses a button. */
  async press(button: string, subjects: readonly string[]): Promise<void> {
    for (const subject of subjects) await this.row(subject).getByRole("checkbox").check();
    await this.#page.getByRole("button", { name: button, exact: true }).click();
  }

  async moveTo(folder: string, subjects: readonly string[]): Promise<void> {
    await this.#page.getByRole("combobox", { name: "Move to" }).selectOption(folder);
    await this.press("Move", subjects);
  }

  /** Everything in this folder, for good. */
  async empty(folder: string): Promise<void> {
    await this.folder(folder);
    for (const box of await this.rows.getByRole("checkbox").all()) await box.check();
    await this.#page.getByRole("button", { name: "Delete for good", exact: true }).click();
  }
}
