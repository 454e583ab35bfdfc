// The open corpus of real, nasty messages, each opened in the page with its real frame, and read as the parsers of others
// read it.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { openMessage } from "../core/open-message.ts";
import { scanMessage } from "../core/scan-message.ts";
import { browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeRow, type Message } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const CORPUS = fileURLToPath(new URL("../../../shared/corpus/open/", import.meta.url));
const RIGHT_MIN = 300;

interface Expected {
  readonly subject?: string | null;
  readonly textContains?: readonly string[];
  readonly attachments?: readonly { readonly filename?: string | null }[];
}

browserTest(
  "every message of the open corpus is opened, and 300 of 304 show what they should",
  async (bench) => {
    if (!existsSync(CORPUS)) {
      console.log("left out: the open corpus is absent (../shared/corpus/open)");
      return;
    }
    const { fake, page } = bench;
    const expected: Readonly<Record<string, { readonly expect: Expected }>> = JSON.parse(
      readFileSync(path.join(CORPUS, "expected.json"), "utf8"),
    );
    fake.world.settings = panelStates.inSync as EmailSettings;
    const files = readdirSync(path.join(CORPUS, "eml")).sort();
    for (const [at, file] of files.entries()) fake.world.special.set(idAt(at), opened(file));
    await page.goto(`${fake.url}/mail`);
    await page.getByRole("option").first().waitFor();
    await page.getByRole("listbox").focus();
    await page.keyboard.press("Home");
    const wrong: string[] = [];
    for (const [at, file] of files.entries()) {
      if (at > 0) await page.keyboard.press("j");
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.pathname.includes(idAt(at)));
      const article = page.getByRole("article");
      await article.locator(".mail-frame, .plain-text, .no-body, .empty").first().waitFor();
      await page.evaluate(
        `document.querySelectorAll("article details").forEach((fold) => (fold.open = true))`,
      );
      // What is expected is of the plain form as often as of the HTML; a picture that stands in the HTML is shown there.
      const { html, text, attachmentList = [] } = opened(file);
      const inHtml = attachmentList.filter(({ contentId }) => html?.includes(`cid:${contentId}`) === true);
      const names = inHtml.map(({ fileName }) => fileName);
      const body = [await shownText(page), html == null ? "" : (text ?? ""), ...names].join(" ");
      const faults = faultsOf(expected[file]?.expect ?? {}, await article.innerText(), body);
      if (faults.length > 0) wrong.push(`${file}: ${faults.join(", ")}`);
    }
    console.log(`not as expected:\n${wrong.join("\n")}`);
    expect(304 - wrong.length).toBeGreaterThanOrEqual(RIGHT_MIN);
    bench.broken.length = 0;
  },
);

/** From the newest on. */
function idAt(at: number): string {
  return fakeRow(1, 99_999 - at).id;
}

function opened(file: string): Partial<Message> {
  const bytes = readFileSync(path.join(CORPUS, "eml", file));
  const { subject, from, to, cc, bcc, replyTo } = scanMessage(bytes);
  const { text, html, attachments, protection, senderDoubt, whole, understood } = openMessage(bytes);
  return {
    ...{ subject, from: [...from], to: [...to], cc: [...cc], bcc: [...bcc], replyTo: [...replyTo] },
    ...{ text, html, protection, senderDoubt, whole, understood, attachmentList: [...attachments] },
  };
}

async function shownText(page: Page): Promise<string> {
  if ((await page.locator(".mail-frame").count()) === 0) return page.getByRole("article").innerText();
  const body = page.frameLocator(".mail-frame").locator("body");
  return (await body.textContent()) ?? "";
}

function faultsOf(expected: Expected, article: string, body: string): readonly string[] {
  const shown = folded(`${article} ${body}`);
  const faults = (expected.textContains ?? []).filter((text) => !holds(shown, text)).map(() => "text");
  if (expected.subject != null && !holds(shown, expected.subject)) faults.push("subject");
  for (const { filename } of expected.attachments ?? []) {
    if (filename != null && !holds(shown, filename)) faults.push(`attachment ${filename}`);
  }
  return [...new Set(faults)];
}

/** Where the expectation itself lost a character (U+FFFD), ours may know it. */
function holds(shown: string, wanted: string): boolean {
  const parts = folded(wanted).split("\ufffd");
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join(".{1,2}");
  return parts.length === 1 ? shown.includes(parts[0] ?? "") : new RegExp(pattern, "su").test(shown);
}

/** White space and what deceives are shown as spaces. */
function folded(text: string): string {
  return text
    .replace(/[\p{Cc}\u00a0\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/gu, " ")
    .replace(/\s+/g, "")
    .toLowerCase();
}
