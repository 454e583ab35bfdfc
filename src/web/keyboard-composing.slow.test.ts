// J5 by keyboard alone: written, sent, taken back, answered, forwarded, discarded and opened again.
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { BodyOf } from "../api/operations.ts";
import { type Bench, closeBrowserAtEnd } from "./testing/browser.ts";
import { hasFocus, press, type } from "./testing/by-keyboard.ts";
import { fakeId, inboxId } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";
import { keyboardTest, openPage } from "./testing/keyboard-test.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });
type Composition = BodyOf<"createComposition">;

async function openMail(bench: Bench): Promise<void> {
  const { fake, page } = bench;
  fake.world.settings = panelStates.inSync as EmailSettings;
  await openPage(bench, `/mail/${inboxId}`);
  await page.getByRole("option").nth(3).waitFor();
  await page.keyboard.press("j");
}

const compose = ({ page }: Bench) => page.locator(".compose");
const to = (bench: Bench) => compose(bench).getByRole("combobox", { name: "To", exact: true });
const subject = (bench: Bench) => compose(bench).getByLabel("Subject");
const editor = ({ page }: Bench) => page.getByRole("textbox", { name: "Message text" });
const button = (place: Locator, name: string) => place.getByRole("button", { name, exact: true });
const list = ({ page }: Bench) => page.getByRole("listbox", { name: /^Messages in/ });
const gone = (bench: Bench) => compose(bench).waitFor({ state: "detached" });
const saved = ({ fake }: Bench) =>
  fake.world.bodies
    .filter(({ name }) => /^(?:create|save)Composition$/.test(name))
    .map(({ body }) => body as Composition);

keyboardTest("a message with a list, a link and a file is written, sent and taken back", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await page.keyboard.press("c");
  await hasFocus(to(bench));
  await page.keyboard.type("eva");
  await page.locator(".people-found").getByText("Eva de Wit").waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.type("nobody@example.nl,");
  // Another one is taken off again.
  await press(button(compose(bench), "Remove nobody@example.nl"));
  await hasFocus(to(bench));
  await press(button(compose(bench), "Cc"));
  await hasFocus(compose(bench).getByRole("combobox", { name: "Cc" }));
  await page.keyboard.type("milan@bakker.example,");
  await type(subject(bench), "Interview");

  await press(button(compose(bench), "List"));
  await hasFocus(editor(bench));
  await page.keyboard.type("bring your diploma");
  await page.keyboard.press("Enter");
  await page.keyboard.type("see ");
  await press(button(compose(bench), "Link"));
  await hasFocus(page.getByPlaceholder("https://"));
  await page.keyboard.type("example.nl/route");
  await page.keyboard.press("Enter");
  await hasFocus(editor(bench));
  const chooser = page.waitForEvent("filechooser");
  await press(button(compose(bench), "Attach files"));
  await (await chooser).setFiles(["CV.pdf", "wrong.pdf"].map(pdf));
  await press(button(compose(bench), "Remove wrong.pdf"));
  await hasFocus(compose(bench));
  await press(button(compose(bench), "Send"));
  await gone(bench);
  await hasFocus(list(bench));
  expect(saved(bench).at(-1)).toMatchObject({
    to: [{ name: "Eva de Wit", address: "eva.dewit@example.nl" }],
    cc: [{ name: "", address: "milan@bakker.example" }],
    subject: "Interview",
    body: {
      html: '<ul><li><div>bring your diploma</div></li><li><div>see <a href="https://example.nl/route">https://example.nl/route</a></div></li></ul>',
    },
    attachments: [{ kind: "uploaded" }],
  });
  expect(fake.world.sends.map((send) => send.subject)).toEqual(["Interview"]);

  await press(page.locator(".act-toast").getByRole("button", { name: "Undo" }));
  await eventually(() => fake.world.sends).toEqual([]);
  await hasFocus(list(bench));
});

keyboardTest(
  "mail is answered, answered to all and forwarded, from the key and from the button",
  async (bench) => {
    const { fake, page } = bench;
    await openMail(bench);
    await page.keyboard.press("Enter");
    const reply = button(page.locator(".message-tools"), "Reply");
    await page.getByText("Kind regards").waitFor();
    await press(reply);
    await hasFocus(editor(bench));
    await page.keyboard.type("Gladly.");
    await page.keyboard.press("Control+Enter");
    await gone(bench);
    // Where one was before.
    await hasFocus(reply);
    await page.getByText("Sending “Re:").waitFor();
    await page.keyboard.press("z");
    await eventually(() => fake.world.sends).toEqual([]);
    await tabTo(list(bench));
    for (const [key, kind] of [
      ["a", "replyAll"],
      ["f", "forward"],
    ] as const) {
      await page.keyboard.press(key);
      if (kind === "forward") {
        await hasFocus(to(bench));
        await page.keyboard.type("milan@bakker.example,");
      } else await hasFocus(editor(bench));
      await press(button(compose(bench), "Send"));
      await gone(bench);
      await hasFocus(list(bench));
      expect(saved(bench).at(-1)).toMatchObject({ answers: { kind } });
    }
    expect(fake.world.sends.map((send) => send.subject.slice(0, 3))).toEqual(["Fw:", "Re:"]);
  },
);

keyboardTest("a draft is closed, opened again, discarded and taken back", async (bench) => {
  const { fake, page } = bench;
  await openMail(bench);
  await press(button(page.locator(".mail-rail"), "New message"));
  await hasFocus(to(bench));
  await type(subject(bench), "Never mind");
  await press(button(compose(bench), "Minimise"));
  await hasFocus(button(compose(bench), "Go on writing: Never mind"));
  await page.keyboard.press("Enter");
  await hasFocus(button(compose(bench), "Minimise"));
  await page.keyboard.press("Escape");
  await gone(bench);
  await hasFocus(button(page.locator(".mail-rail"), "New message"));
  await eventually(() => fake.world.writing.drafts.size).toBe(1);
  await press(page.locator(".mail-rail").getByRole("link", { name: "Drafts" }));
  await page.locator(`#row-${fakeId(3, 3)}`).waitFor();
  await tabTo(list(bench));
  await page.keyboard.press("Enter");
  await hasFocus(to(bench));
  await type(subject(bench), "Salary");
  await eventually(() => saved(bench).at(-1)?.subject).toBe("Salary");
  await press(button(compose(bench), "Discard draft"));
  await gone(bench);
  await hasFocus(list(bench));
  await eventually(() => fake.world.writing.drafts.size).toBe(1);
  await page.keyboard.press("z");
  await hasFocus(to(bench));
  expect(await subject(bench).inputValue()).toBe("Salary");
});

function pdf(name: string) {
  return { name, mimeType: "application/pdf", buffer: Buffer.from("%PDF") };
}
