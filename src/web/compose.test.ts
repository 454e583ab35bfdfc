// The compose window in a browser: what is typed is saved, nothing typed is lost, and all of it by keyboard.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId, inboxId } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const DRAFTS = fakeId(3, 0);
/** For what the page does by itself: a busy machine takes its time. */
const PATIENCE = { timeout: 30_000 };
type Composition = BodyOf<"createComposition">;

async function openMail({ fake, page }: Bench, folder = inboxId): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail/${folder}`);
  await page.getByRole("option").first().waitFor();
}
/** The windows are dialogs that leave the page to its user. */
const windows = ({ page }: Bench) => page.locator(".compose");
const editor = ({ page }: Bench) => page.getByRole("textbox", { name: "Message text" });
const said = ({ page }: Bench, text: string | RegExp) => page.locator(".compose").getByText(text).waitFor();
const toast = ({ page }: Bench, text: string) => page.locator(".act-toast").getByText(text).waitFor();
/** Hurries the clock that waits until typing rests. */
async function rested({ page }: Bench): Promise<void> {
  await page.clock.runFor(2100);
}
const sent = ({ fake }: Bench, name: "createComposition" | "saveComposition") =>
  fake.world.bodies.filter((each) => each.name === name).map(({ body }) => body as Composition);
/** Nothing lies on it. */
const inReach = (control: Locator) => control.click({ trial: true, timeout: 10_000 });
const VIEWPORTS = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
];

/** What was saved last. */
const latest = ({ fake }: Bench) =>
  fake.world.bodies.findLast(({ name }) => name === "createComposition" || name === "saveComposition")
    ?.body as Composition | undefined;

browserTest("what is typed is saved when typing rests, and again on closing", async (bench) => {
  const { page } = bench;
  await page.clock.install();
  await openMail(bench);
  await page.keyboard.press("c");
  await windows(bench).getByLabel("To", { exact: true }).fill("eva");
  await page.clock.runFor(200);
  await page.getByRole("option", { name: "Eva de Wit" }).and(page.locator(".people-found *")).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("milan@bakker.example,");
  await page.getByLabel("Subject").fill("Interview");
  await editor(bench).click();
  await page.keyboard.type("Good morning,");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+b");
  await page.keyboard.type("see you");
  await rested(bench);
  await expect
    .poll(() => latest(bench), PATIENCE)
    .toEqual({
      ...{ from: "ada@contoso.example", cc: [], bcc: [], subject: "Interview", attachments: [] },
      to: [
        { name: "Eva de Wit", address: "eva.dewit@example.nl" },
        { name: "", address: "milan@bakker.example" },
      ],
      body: {
        ...{ kind: "html", quote: null },
        html: "<div>Good morning,</div><div><strong>see you</strong></div>",
      },
      answers: null,
    });
  await said(bench, /^Saved/);
  expect(await axeViolations(page)).toEqual([]);
  await page.keyboard.type(" soon");
  await page.keyboard.press("Escape");
  await windows(bench).waitFor({ state: "detached" });
  await expect
    .poll(() => latest(bench)?.body, PATIENCE)
    .toMatchObject({ html: "<div>Good morning,</div><div><strong>see you soon</strong></div>" });
  expect(sent(bench, "createComposition"), "one draft").toHaveLength(1);
});

browserTest(
  "an answer begins with what it answers, and a change to plain text keeps what is quoted",
  async (bench) => {
    const { page } = bench;
    await openMail(bench);
    await page.getByRole("option").first().click();
    await page.getByText("Kind regards").waitFor();
    await page.keyboard.press("r");
    await editor(bench).waitFor();
    await page.keyboard.press("Escape");
    await windows(bench).waitFor({ state: "detached" });
    expect(sent(bench, "createComposition"), "nothing was written").toEqual([]);
    await page.keyboard.press("r");
    await page.locator(".ProseMirror:focus").waitFor();
    await page.getByRole("button", { name: "Show quoted text" }).click();
    await page.frameLocator(".compose-quote-frame").getByText("Hello Ada").waitFor();
    await page.getByRole("button", { name: "Plain text" }).click();
    await expect.poll(() => page.locator(".compose-plain").inputValue()).toContain("> Hello Ada");
    await page.getByRole("button", { name: "Formatted text" }).click();
    await page.keyboard.press("Escape");
    await windows(bench).waitFor({ state: "detached" });
    await expect.poll(() => sent(bench, "createComposition").length, PATIENCE).toBe(1);
  },
);

browserTest("a draft that was changed elsewhere stays, and this becomes another", async (bench) => {
  const { fake, page } = bench;
  await page.clock.install();
  await openMail(bench, DRAFTS);
  await page.getByRole("option").first().click();
  await editor(bench).getByText("From elsewhere").waitFor();
  fake.world.refusals.set("saveComposition", {
    ...{ status: 412, problem: { title: "Saved meanwhile.", code: "other_revision" } },
  });
  await editor(bench).click();
  await page.keyboard.type("Mine. ");
  await rested(bench);
  await said(bench, /Both are kept/);
  expect(sent(bench, "createComposition")).toHaveLength(1);
});

browserTest(
  "without a network nothing typed is lost: it is kept in the browser, and opened again",
  async (bench) => {
    const { context, page } = bench;
    await page.clock.install();
    await openMail(bench);
    await page.keyboard.press("c");
    await editor(bench).waitFor();
    await context.setOffline(true);
    await page.getByLabel("Subject").fill("Not lost");
    await rested(bench);
    await said(bench, /kept in this browser/);
    await context.setOffline(false);
    bench.fake.world.held.add("createComposition");
    await page.reload();
    await page.getByLabel("Subject").waitFor();
    expect(await page.getByLabel("Subject").inputValue()).toBe("Not lost");
    bench.fake.world.release();
    await rested(bench);
    await said(bench, /^Saved/);
    expect(
      await page.evaluate("Object.keys(localStorage).filter((name) => name.includes('writing'))"),
    ).toEqual([]);
  },
);

browserTest(
  "files are attached with their progress, and too many are refused before they travel",
  async (bench) => {
    const { page } = bench;
    await page.clock.install();
    await openMail(bench);
    await page.keyboard.press("c");
    await editor(bench).waitFor();
    // Made in the page: 26 MB needn't travel to the browser first.
    const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(2000)], "CV.pdf", { type: "application/pdf" }));
    data.items.add(new File([new Uint8Array(26 * 1024 * 1024)], "film.mp4", { type: "video/mp4" }));
    return data;
  })()`);
    await windows(bench).dispatchEvent("drop", { dataTransfer: dropped });
    await said(bench, /is too much/);
    await page.getByRole("button", { name: "Remove CV.pdf" }).waitFor();
    await rested(bench);
    await said(bench, /^Saved/);
    const id = [...bench.fake.world.writing.files.keys()][0];
    expect(sent(bench, "createComposition")[0]?.attachments).toEqual([
      { kind: "uploaded", id, contentId: null },
    ]);
    expect(await axeViolations(page)).toEqual([]);
  },
);

browserTest("what isn't an address is marked, kept, and not saved as one", async (bench) => {
  const { page } = bench;
  await page.clock.install();
  await openMail(bench);
  await page.keyboard.press("c");
  await windows(bench).getByLabel("To", { exact: true }).waitFor();
  await page.keyboard.type("eva@example.nl; not an address;");
  await page.locator(".chip[data-wrong]").waitFor();
  await rested(bench);
  await said(bench, /it isn't saved with the draft/);
  await expect.poll(() => latest(bench)?.to, PATIENCE).toEqual([{ name: "", address: "eva@example.nl" }]);
  expect(await axeViolations(page)).toEqual([]);
});

browserTest("of many recipients one scrolls the field, and all below it stays in reach", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  await page.keyboard.press("c");
  const to = windows(bench).getByLabel("To", { exact: true });
  await to.fill(Array.from({ length: 70 }, (_, index) => `colleague${index}@example.nl`).join(", "));
  await page.keyboard.press("Enter");
  await expect.poll(() => page.locator(".chip").count(), PATIENCE).toBe(70);
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    for (const control of [
      page.getByLabel("Subject"),
      editor(bench),
      page.getByRole("button", { name: "Send", exact: true }),
    ]) {
      await inReach(control);
    }
    await to.fill("eva");
    const found = page.getByRole("option", { name: "Eva de Wit" }).and(page.locator(".people-found *"));
    await inReach(found);
    await to.fill("");
  }
  await page.keyboard.type("milan@bakker.example,");
  await inReach(to);
  await inReach(page.getByRole("button", { name: "Remove milan@bakker.example" }));
  await page.getByRole("button", { name: "Remove colleague0@example.nl" }).click();
  await expect.poll(() => page.locator(".chip").count()).toBe(70);
  expect(await page.evaluate("document.querySelector('.people-chosen').scrollTop"), "where it was").toBe(0);
});

browserTest("Ctrl+Enter sends what was written, and nothing that is typed after it", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("c");
  await windows(bench).getByLabel("To", { exact: true }).fill("eva@example.nl");
  await page.getByLabel("Subject").fill("Interview");
  await editor(bench).click();
  await page.keyboard.type("See you");
  await page.keyboard.press("ArrowLeft");
  fake.world.held.add("sendDraft");
  const problem = { title: "Busy.", code: "busy" };
  fake.world.refusals.set("sendDraft", { status: 503, problem });
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Sending …" }).waitFor();
  const written = { subject: "Interview", from: "ada@contoso.example", body: { html: "<div>See you</div>" } };
  expect(latest(bench)).toMatchObject(written);
  await page.keyboard.type(" later");
  await page.getByRole("button", { name: "Bold" }).press("Enter");
  await page.getByRole("button", { name: "Remove eva@example.nl" }).press("Enter");
  await page.getByRole("combobox", { name: "From" }).selectOption("jobs@contoso.example");
  expect(await editor(bench).getAttribute("contenteditable")).toBe("false");
  expect(await page.getByLabel("Subject").isEditable()).toBe(false);
  await editor(bench).focus();
  fake.world.release();
  await said(bench, "It isn't sent. It is kept as a draft.");
  expect(latest(bench)).toMatchObject({ ...written, to: [{ address: "eva@example.nl" }] });

  // One goes on where one was.
  fake.world.refusals.clear();
  await page.locator(".ProseMirror:focus[contenteditable=true]").waitFor();
  await page.keyboard.press("End");
  await page.keyboard.type(" soon");
  await page.keyboard.press("Control+Enter");
  await windows(bench).waitFor({ state: "detached" });
  expect(latest(bench)).toMatchObject({ ...written, body: { html: "<div>See you soon</div>" } });
});

browserTest("it is saved before it is sent, and asks for the attachment that it mentions", async (bench) => {
  const { fake, page } = bench;
  await page.clock.install();
  await openMail(bench);
  await page.keyboard.press("c");
  await editor(bench).click();
  await page.keyboard.type("You find my CV attached.");
  await page.keyboard.press("Control+Enter");
  await said(bench, "Add somebody to send it to.");
  await windows(bench).getByLabel("To", { exact: true }).fill("eva@example.nl");
  await page.keyboard.press("Control+Enter");
  await said(bench, /You mention an attachment/);
  expect(fake.world.requests.filter((each) => each.endsWith("/send"))).toEqual([]);
  await page.getByRole("button", { name: "Send anyway" }).click();
  await windows(bench).waitFor({ state: "detached" });
  expect(sent(bench, "createComposition")[0]?.to).toEqual([{ name: "", address: "eva@example.nl" }]);
  expect(fake.world.requests.filter((each) => each.endsWith("/send"))).toHaveLength(1);
  await page.locator(".act-toast").getByRole("button", { name: "Undo" }).waitFor();
  expect(fake.world.writing.drafts.size).toBe(0);
});

browserTest("a discarded draft can be taken back", async (bench) => {
  const { fake, page } = bench;
  await page.clock.install();
  await openMail(bench);
  await page.keyboard.press("c");
  await page.getByLabel("Subject").fill("Never mind");
  await rested(bench);
  await said(bench, /^Saved/);
  await page.getByRole("button", { name: "Discard draft" }).click();
  await toast(bench, "Draft discarded.");
  expect(fake.world.writing.drafts.size).toBe(0);
  await page.getByRole("button", { name: "Undo" }).waitFor();
});

browserTest("what is told of a discarded draft lies beside what is still written", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  // The line stays as long as the answer isn't there.
  bench.fake.world.held.add("discardDraft");
  for (const subject of ["Still written", "Never mind"]) {
    await page.locator(".mail-rail").getByRole("button", { name: "New message" }).click();
    await windows(bench).last().getByLabel("Subject").fill(subject);
    await windows(bench)
      .last()
      .getByText(/^Saved/)
      .waitFor();
  }
  await windows(bench).last().getByRole("button", { name: "Discard draft" }).click();
  await toast(bench, "Draft discarded.");
  for (const viewport of VIEWPORTS) {
    await page.setViewportSize(viewport);
    await inReach(page.getByRole("button", { name: "Undo" }));
    await page.getByRole("button", { name: "Go on writing: Still written" }).click();
    for (const name of ["Send", "Attach files", "Plain text", "Discard draft"])
      await inReach(windows(bench).getByRole("button", { name, exact: true }));
    await page.getByRole("button", { name: "Minimise" }).click();
    await inReach(page.getByRole("button", { name: "Go on writing: Still written" }));
  }
});

browserTest("at most three are written at once, and the others wait as bars", async (bench) => {
  const { page } = bench;
  await openMail(bench);
  for (let count = 1; count <= 3; count++) {
    await page.getByRole("button", { name: "New message" }).first().click();
    await expect.poll(() => windows(bench).count(), PATIENCE).toBe(count);
    await editor(bench).waitFor();
  }
  expect(await page.locator(".compose[data-minimised]").count()).toBe(2);
  await page.getByRole("button", { name: "New message" }).first().click();
  await toast(bench, "At most three messages are written at the same time.");
  expect(await axeViolations(page)).toEqual([]);
});

browserTest("who only receives doesn't write", async (bench) => {
  const { fake, page } = bench;
  fake.world.settings = panelStates.receiveOnly as EmailSettings;
  await page.goto(`${fake.url}/mail/${inboxId}`);
  await page.getByRole("option").first().click();
  await page.getByText("Kind regards").waitFor();
  await page.keyboard.press("c");
  await page.keyboard.press("r");
  expect(await page.getByRole("button", { name: /New message|Reply/ }).count()).toBe(0);
  expect(await windows(bench).count()).toBe(0);
});
