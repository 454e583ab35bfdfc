// What a message shows beside its text, and that nothing of it is more than text.
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { bundleFrame } from "./testing/bundled-frame.ts";
import { fakeRow, type Message } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const INVITATION: Message["invitations"][number] = {
  method: "request",
  summary: "Interview",
  location: "Room 3",
  allDay: false,
  start: "2026-12-01T08:00:00.000Z",
  end: "2026-12-01T09:00:00.000Z",
  zone: "W. Europe Standard Time",
  organizer: { name: "Eva de Wit", address: "eva@example.nl" },
  attendees: [{ name: "", address: "ada@contoso.example", answer: "accepted" }],
  repeats: { every: "week", interval: 2, days: [1], until: "2026-12-31", count: null },
};

async function open({ fake, page }: Bench, special: Partial<Message>): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  fake.world.special.set(fakeRow(1, 99_999).id, special);
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").first().click();
  await page.getByRole("article").getByRole("heading", { level: 2 }).waitFor();
}

browserTest(
  "an invitation is read in one's own zone, with the one it was made in",
  async (bench) => {
    await open(bench, { invitations: [INVITATION], text: "See you" });
    const card = bench.page.getByRole("region", { name: "Invitation" });
    const text = (await card.innerText()).replace(/\s+/g, " ");
    expect(text).toMatch(/Interview When Tue, 1 December 2026(?:,| at) 09:00\s?–\s?10:00 Your time/);
    expect(text).toContain("W. Europe Standard Time");
    expect(text).toContain("Repeats every 2 weeks on Monday, until 31 December 2026");
    expect(text).toContain("ada@contoso.example – accepted");
    expect(await axeViolations(bench.page)).toEqual([]);
  },
  { timezoneId: "Europe/Amsterdam" },
);

browserTest(
  "a doubtful sender, an encrypted and a cut message are told, and the source is read here",
  async (bench) => {
    const { page } = bench;
    await open(bench, { senderDoubt: "otherAddress", protection: "smimeEncrypted", whole: false, text: "x" });
    await page.getByText("The sender’s name shows another address.").waitFor();
    await page.getByText("Encrypted with S/MIME.").waitFor();
    await page.getByText("This message is larger than what can be shown of it.").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole("button", { name: "View source" }).press("Enter");
    const dialog = page.getByRole("dialog", { name: "Source of this message" });
    await dialog.getByText("Received: from <script>alert(1)</script>").waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  },
);

browserTest("several attachments are downloaded at once, and quotes unfold by keyboard", async (bench) => {
  const { page } = bench;
  const file = { contentType: "a/b", size: 1, contentId: null, inline: false };
  await open(bench, {
    text: "Fine!\n\nOn Tuesday, Eva <eva@example.nl> wrote:\n> Tuesday?",
    attachmentList: [
      { ...file, part: "2", fileName: "a.pdf" },
      { ...file, part: "3", fileName: "b.pdf" },
    ],
  });
  const all = page.getByRole("link", { name: "Download all" });
  expect(await all.getAttribute("href")).toMatch(/\/attachments\.zip$/);
  expect(await page.getByText("> Tuesday?").isVisible()).toBe(false);
  await page.getByText("Show quoted text").press("Enter");
  await page.getByText("> Tuesday?").waitFor();
});

const FOLDED: readonly string[] = [
  `<div>Fine!</div><div class="gmail_quote"><div class="gmail_attr">On Tuesday, Eva wrote:</div><blockquote>OLD</blockquote></div>`,
  `<p>Fine!</p><blockquote type="cite"><p>OLD</p></blockquote>`,
  `<p>Fine!</p><div id="appendonsend"></div><hr><div id="divRplyFwdMsg">From: Eva</div><div>OLD</div>`,
  `<div class="WordSection1"><p>Fine!</p><div><div style="border:none;border-top:solid #E1E1E1 1.0pt"><p>Van: Eva</p></div></div><p>OLD</p></div>`,
];
const WHOLE: readonly string[] = [
  `<blockquote type="cite"><p>OLD</p></blockquote>`,
  `<blockquote type="cite"><p>OLD</p></blockquote><p>answer</p><blockquote type="cite">OLD</blockquote><p>end</p>`,
  `<p>Fine!</p><blockquote><p>OLD</p></blockquote>`,
];

browserTest(
  "the mail before is folded away in HTML too, unless there is nothing else or an answer in it",
  async (bench) => {
    await open(bench, { text: "x" });
    await bench.page.evaluate(await bundleFrame());
    const clean = (html: string) =>
      bench.page.evaluate<string>(`mailFrame.sanitise(${JSON.stringify(html)}).html`);
    for (const html of FOLDED) {
      const [shown = "", folded = ""] = (await clean(html)).split("<details");
      expect(shown, html).toContain("Fine!");
      expect(shown, html).not.toContain("OLD");
      expect(folded, html).toContain("OLD");
    }
    const table = `<table width="600" align="center" cellpadding="4" bgcolor="#fafafa"><tbody><tr><td valign="top">x</td></tr></tbody></table>`;
    expect(await clean(table)).toBe(table);
    for (const html of WHOLE) expect(await clean(html), html).not.toContain("<details");
  },
);

const ANSWER = "<div>Yes, Tuesday suits me.</div><div><br></div><div>Kind regards,<br>Eva</div>";
const SENTENCE = "We have looked at your application and would like to hear more of you. ";
const HEIGHTS = [
  ANSWER,
  `<p>${SENTENCE.repeat(3)}</p><p>${SENTENCE}</p><ul><li>one</li><li>two</li></ul>`,
  `<table><tr><td>${SENTENCE.repeat(4)}</td><td>${SENTENCE}</td></tr><tr><td>x</td><td>y</td></tr></table>`,
  `<p>Fine!</p><img width="300" height="120" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><pre>a\nb\nc</pre>`,
  `${ANSWER}<div style="display:none">${SENTENCE.repeat(50)}</div><p>On Tuesday Eva wrote:</p><blockquote type="cite">${SENTENCE.repeat(50)}</blockquote>`,
];

browserTest("how high a mail will be is known before it is shown, roughly", async ({ page }) => {
  await page.evaluate(await bundleFrame());
  for (const html of HEIGHTS) {
    const [estimated = 0, real = 0] = await page.evaluate<number[]>(`(async () => {
      const html = mailFrame.sanitise(${JSON.stringify(html)}).html;
      const frame = Object.assign(document.createElement("iframe"), { srcdoc: mailFrame.walled(html) });
      frame.style.cssText = "width:700px;height:20px";
      document.body.append(frame);
      await new Promise((resolve) => { frame.onload = resolve; });
      const { documentElement } = frame.contentDocument;
      return [mailFrame.estimatedHeight(html, 656, 900), documentElement.scrollHeight];
    })()`);
    expect(estimated / real, html).toBeGreaterThan(0.9);
    expect(estimated / real, html).toBeLessThan(1.6);
  }
});

const EVIL = `"><img src=x onerror=alert(1)><script>alert(2)</script>{{7*7}}`;

browserTest(
  "check 34: whatever stands in a header, a file name or a folder's is text, wherever it is shown",
  async (bench) => {
    const { fake, page } = bench;
    const dialogs: string[] = [];
    page.on("dialog", async (dialog) => {
      dialogs.push(dialog.message());
      await dialog.dismiss();
    });
    const person = { name: EVIL, address: `a@b.example${EVIL}` };
    const people = { from: [person], to: [person], cc: [person], bcc: [person], replyTo: [person] };
    fake.world.folders = fake.world.folders.map((each) =>
      each.role === null ? { ...each, name: EVIL } : each,
    );
    await open(bench, {
      ...{ ...people, subject: EVIL, snippet: EVIL, text: EVIL, senderDoubt: "malformed" },
      attachmentList: [
        { part: "2", fileName: EVIL, contentType: EVIL, size: 1, contentId: null, inline: false },
      ],
      invitations: [{ ...INVITATION, summary: EVIL, location: EVIL, zone: EVIL, organizer: person }],
    });
    const shown = page.getByText(EVIL.slice(0, 20));
    expect(await shown.count()).toBeGreaterThan(8);
    await page.getByRole("button", { name: "View source" }).click();
    await page.getByRole("dialog").getByText("<script>").waitFor();
    await page.keyboard.press("Escape");
    for (const place of ["/mail", "/changes", "/account"]) {
      await page.goto(`${fake.url}${place}`);
      await page.getByRole("heading").first().waitFor();
      expect(await page.locator(`img[src="x"], script:not([src])`).count(), place).toBe(0);
    }
    expect(dialogs).toEqual([]);
  },
);
