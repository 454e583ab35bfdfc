// J3 in a real browser, with a large mailbox: the newest mail is read while the rest still comes in, and how far it
// has come is seen without a reload. And what a mail from elsewhere may load.
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ApiClient } from "./testing/api-client.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser } from "./testing/browser.ts";
import { ADA, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const FIRST = 50;
const PATIENCE_MS = 30_000;
/** Every command waits this long: an import that is held up so has minutes to go. */
const HELD_MS = 2_000;

describe.runIf(hasBrowser)("reading", () => {
  let twinbox: RunningTwinbox;
  const asked: string[] = [];
  beforeAll(async () => {
    const fetch = async (address: string) => {
      asked.push(address);
      return { type: "image/gif", bytes: PIXEL };
    };
    twinbox = await startTwinbox({ size: "demo", images: { fetch } });
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  /** Once the first messages are here, the provider becomes so slow that the import can't end meanwhile. */
  async function holdImport(api: ApiClient): Promise<void> {
    await expect
      .poll(async () => (await api.call("readEmailSettings")).mailbox?.messages ?? 0, {
        interval: 20,
        timeout: PATIENCE_MS,
      })
      .toBeGreaterThanOrEqual(FIRST);
    twinbox.playground.control.setSwitch(ADA, "latencyMs", HELD_MS);
  }

  test("images from elsewhere come when they are asked for, by our server, and only those of the mail", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      const api = await twinbox.signIn(BRAM);
      const mailboxId = await connectByForms(api, BRAM);
      const { folders } = await api.call("readFolderPicker", { params: { mailboxId } });
      const remoteFolderId = folders.find(({ path }) => path === "INBOX")?.id ?? "";
      const inbox = { role: "inbox", name: "Inbox", remoteFolderId, subtree: false } as const;
      await api.call("saveMappings", {
        params: { mailboxId },
        body: { mappings: [inbox], importWindow: "1m" },
      });
      await twinbox.playground.control.deliver(BRAM, { raw: NEWSLETTER });
      await person.signIn(BRAM, "/mail");
      await page.getByRole("option", { name: /Weekly jobs/ }).click();
      const banner = page.frameLocator("iframe").getByAltText("banner");
      await banner.waitFor();
      expect(asked).toEqual([]);
      await page.getByRole("button", { name: "Always for news@jobs.example" }).click();
      await expect
        .poll(() => banner.getAttribute("src"), { timeout: PATIENCE_MS })
        .toMatch(/^data:image\/gif;base64,/);
      expect(asked).toEqual(["http://tracker.example/banner.gif"]);
      // It is kept, and it is no proxy for anything else.
      const { messages } = await api.call("searchMessages", {
        params: { mailboxId },
        query: { q: "weekly" },
      });
      const messageId = messages[0]?.id ?? "";
      expect((await api.call("readMessage", { params: { mailboxId, messageId } })).imagesAlways).toBe(true);
      const images = `/v1/mailboxes/${mailboxId}/messages/${messageId}/images`;
      for (const address of [
        "http://tracker.example/",
        "http://169.254.169.254/",
        "",
        "file:///etc/passwd",
      ]) {
        expect((await api.visit(`${images}?address=${encodeURIComponent(address)}`)).status, address).toBe(
          404,
        );
      }
      const image = await api.visit(`${images}?address=${encodeURIComponent(asked[0] ?? "")}`);
      expect(image.headers.get("content-type")).toBe("image/gif");
      expect(image.headers.get("content-security-policy")).toBe("default-src 'none'; sandbox");
      expect(new Set(asked)).toEqual(new Set(["http://tracker.example/banner.gif"]));
    }));

  test("the pages travel compressed", async () => {
    const page = await (await fetch(twinbox.url)).text();
    const script = /src="([^"]+\.js)"/.exec(page)?.[1] ?? "";
    const answer = await fetch(new URL(script, twinbox.url), { headers: { "accept-encoding": "gzip" } });
    expect(answer.headers.get("content-encoding")).toBe("gzip");
    const plain = await fetch(new URL(script, twinbox.url), { headers: { "accept-encoding": "identity" } });
    expect(plain.headers.get("content-encoding")).toBeNull();
    expect(await answer.text()).toBe(await plain.text());
  });

  test("the newest 50 of Inbox are read while the import of 19,000 still runs", () =>
    asPerson(twinbox, async (person) => {
      const { page } = person;
      const { control } = twinbox.playground;
      const api = await twinbox.signIn(ADA);
      await person.signIn(ADA);
      await person.connect(ADA);
      await person.mapAll();
      await holdImport(api);
      const inPanel = await progressIn(page);
      expect(inPanel.total).toBeGreaterThan(10_000);
      expect(inPanel.done).toBeLessThan(inPanel.total);

      await page.getByRole("link", { name: "Open mail" }).click();
      const newest = control.listMessages(ADA, "INBOX", FIRST);
      const list = page.getByRole("listbox", { name: "Messages in Inbox" });
      await list
        .getByRole("option", { name: newest[0]?.subject ?? "" })
        .first()
        .waitFor();
      for (const position of [1, FIRST]) {
        await list.focus();
        await page.keyboard.press("Home");
        for (let step = 1; step < position; step++) await page.keyboard.press("j");
        await page.keyboard.press("Enter");
        const subject = newest[position - 1]?.subject ?? "";
        await page.getByRole("article").getByRole("heading", { name: subject, exact: true }).waitFor();
        await page.locator(".plain-text, .mail-frame, .no-body").first().waitFor();
      }
      // All that was read while this is still so.
      const inMail = await progressIn(page);
      expect(inMail.done).toBeLessThan(inMail.total);
      expect((await api.call("readEmailSettings")).mailbox?.state).toBe("importing");

      control.clearSwitches();
      await expect
        .poll(async () => (await progressIn(page)).done, { timeout: PATIENCE_MS })
        .toBeGreaterThan(inMail.done);
      await page.getByText(/\d a second/).waitFor();
      await page.getByText(/ left$/).waitFor();
    }));
});

const PIXEL = Buffer.from("R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=", "base64");
const NEWSLETTER = Buffer.from(
  [
    "From: Jobs <news@jobs.example>",
    "To: bram@contoso.example",
    "Subject: Weekly jobs",
    "Message-ID: <weekly@jobs.example>",
    `Date: ${new Date().toUTCString()}`,
    "MIME-Version: 1.0",
    "Content-Type: text/html; charset=utf-8",
    "",
    `<p>Five candidates</p><img alt="banner" src="http://tracker.example/banner.gif">`,
    "",
  ].join("\r\n"),
);

/** As the page says it: "12,400 of 20,000". */
async function progressIn(page: Page): Promise<{ readonly done: number; readonly total: number }> {
  const text = await page.getByText(/^[\d,]+ of [\d,]+$/).textContent();
  const [done = Number.NaN, total = Number.NaN] = (text ?? "")
    .split(" of ")
    .map((part) => Number(part.replaceAll(",", "")));
  return { done, total };
}
