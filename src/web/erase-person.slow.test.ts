// A person's mail is erased by their address (J16): counted first, asked for, and told of afterwards.
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { admin } from "./testing/fake-world.ts";
import { tabTo } from "./testing/tab-to.ts";

closeBrowserAtEnd();

/** On a busy machine too. */
const eventually = <T>(ask: () => T) => expect.poll(ask, { timeout: 30_000, interval: 50 });

const EVA = "eva@adatum.example";
const NARROW = { width: 390, height: 844 };

async function openUsers({ fake, page }: Bench): Promise<void> {
  fake.world.session = admin;
  await page.goto(`${fake.url}/settings/users`);
  await page.getByRole("table").waitFor();
}

const panel = ({ page }: Bench) => page.getByRole("region", { name: "Erase a person's mail" });
const field = (bench: Bench) => panel(bench).getByLabel("Email address");
const told = (bench: Bench) => panel(bench).getByRole("status");
const eraseButton = (bench: Bench) => panel(bench).getByRole("button", { name: /^Erase/ });
const focused = ({ page }: Bench) => page.evaluate("document.activeElement?.textContent");
const erasures = ({ fake }: Bench) => fake.world.bodies.filter(({ name }) => name === "erasePerson");

/** Of what the panel says nothing is below the edge. */
async function isWithin(bench: Bench): Promise<boolean> {
  const box = await panel(bench).boundingBox();
  return box !== null && box.y + box.height <= NARROW.height;
}

async function find(bench: Bench, address: string): Promise<void> {
  await field(bench).fill(address);
  await bench.page.keyboard.press("Enter");
}

/** In both schemes, the other differs in its colours only; and nothing is wider than a telephone. */
async function passes({ page }: Bench): Promise<void> {
  await page.emulateMedia({ colorScheme: "light" });
  expect(await axeViolations(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.locator(":root[data-mantine-color-scheme=dark]").waitFor();
  expect(await axeViolations(page, ["color-contrast"])).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  const size = page.viewportSize();
  await page.setViewportSize(NARROW);
  expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(NARROW.width);
  if (size !== null) await page.setViewportSize(size);
}

browserTest("a person's mail is found and erased by keyboard alone, with a receipt", async (bench) => {
  const { fake, page } = bench;
  fake.world.persons.set(EVA, { messages: 1204, mailboxes: 3, held: 0, waiting: 2 });
  await openUsers(bench);
  await tabTo(field(bench));
  await page.keyboard.type(` ${EVA}`);
  fake.world.held.add("findPersonMail");
  await page.keyboard.press("Enter");
  await told(bench).getByText("Looking…").waitFor();
  fake.world.release();
  await told(bench).getByText(`1,204 messages in 3 mailboxes are from, to or copied to ${EVA}.`).waitFor();
  expect(await told(bench).textContent()).not.toContain("hold");
  await passes(bench);
  await tabTo(eraseButton(bench));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: `Erase the mail of ${EVA}?` });
  for (const text of [
    "1,204 messages from, to or copied to this address go for good",
    "in all mailboxes of this workspace, and on records too. This can't be undone.",
    "not imported again. The mail at the provider is not touched.",
  ]) {
    await dialog.getByText(text).waitFor();
  }
  // Whoever presses Enter without reading erases nothing.
  await eventually(() => focused(bench)).toBe("Cancel");
  await passes(bench);
  const confirm = dialog.getByRole("button", { name: "Erase 1,204 messages" });
  // What the server refuses is said there, and can be tried again.
  const problem = { title: "Not now.", code: "no" };
  fake.world.refusals.set("erasePerson", { status: 409, problem });
  fake.world.held.add("erasePerson");
  await tabTo(confirm);
  await page.keyboard.press("Enter");
  // A button that is busy loses the focus.
  await eventually(() => page.evaluate("document.activeElement?.tagName")).not.toBe("BUTTON");
  fake.world.release();
  await dialog.getByText(problem.title).waitFor();
  await eventually(() => focused(bench)).toBe("Erase 1,204 messages");
  fake.world.refusals.clear();
  fake.world.held.add("erasePerson");
  await page.keyboard.press("Enter");
  // What has begun can't be called off.
  await dialog.locator("button[data-loading]").waitFor();
  await page.keyboard.press("Escape");
  expect(await dialog.getByRole("button", { name: "Cancel" }).isDisabled()).toBe(true);
  fake.world.release();
  await told(bench).getByText(`The mail of ${EVA} was erased`).waitFor();
  await told(bench).getByText("1,202 messages in 3 mailboxes are gone for good.").waitFor();
  await told(bench).getByText("2 messages stayed, because changes of them wait").waitFor();
  expect(await told(bench).locator("time").count()).toBe(1);
  expect(await told(bench).textContent()).not.toContain("hold");
  await dialog.waitFor({ state: "detached" });
  await eventually(() => focused(bench)).toBe("Find");
  expect(await eraseButton(bench).count()).toBe(0);
  expect(erasures(bench).at(-1)?.body).toEqual({ address: EVA });
  await passes(bench);
  // The rest, as the receipt says.
  await page.keyboard.press("Enter");
  await told(bench).getByText("2 messages in 2 mailboxes are from").waitFor();
  await eraseButton(bench).click();
  await dialog.getByRole("button", { name: "Erase 2 messages" }).click();
  await told(bench).getByText("2 messages in 2 mailboxes are gone for good.").waitFor();
  expect(await told(bench).textContent()).not.toContain("stayed");
});

browserTest("what is on hold stays, and is told before and after", async (bench) => {
  const { fake, page } = bench;
  fake.world.persons.set(EVA, { messages: 1204, mailboxes: 3, held: 12, waiting: 0 });
  await page.setViewportSize(NARROW);
  await openUsers(bench);
  await find(bench, EVA);
  await told(bench).getByText("12 of them are in mailboxes on hold and stay.").waitFor();
  await eventually(() => isWithin(bench)).toBe(true);
  await eraseButton(bench).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("12 messages in mailboxes on hold stay.").waitFor();
  await dialog.getByRole("button", { name: "Erase 1,192 messages" }).click();
  await told(bench).getByText("1,192 messages in 3 mailboxes are gone for good.").waitFor();
  await told(bench).getByText("12 messages stayed, in mailboxes on hold.").waitFor();
  await eventually(() => isWithin(bench)).toBe(true);
  // Now all of it is.
  await find(bench, EVA);
  await told(bench).getByText("All of it is in mailboxes on hold and stays.").waitFor();
  expect(await eraseButton(bench).isDisabled()).toBe(true);
  await passes(bench);
});

browserTest("where nothing is found nothing can be erased, and a wrong address is told", async (bench) => {
  const { fake, page } = bench;
  await openUsers(bench);
  await find(bench, "nobody@adatum.example");
  await told(bench).getByText("There is no mail of this address here.").waitFor();
  expect(await eraseButton(bench).count()).toBe(0);
  // Of another address it says nothing.
  await field(bench).fill("eva");
  expect(await told(bench).textContent()).toBe("");
  await panel(bench).getByRole("button", { name: "Find" }).click();
  await panel(bench).getByText("This is no email address.").waitFor();
  expect(await field(bench).getAttribute("aria-invalid")).toBe("true");
  await eventually(() => page.evaluate("document.activeElement?.tagName")).toBe("INPUT");
  await passes(bench);
  await find(bench, EVA);
  await told(bench).getByText("1,204 messages").waitFor();
  expect(await field(bench).getAttribute("aria-invalid")).not.toBe("true");
  // What comes late is of another address too.
  fake.world.held.add("findPersonMail");
  await find(bench, EVA);
  await field(bench).fill("y");
  const answer = page.waitForResponse(/person-mail/);
  fake.world.release();
  await (await answer).finished();
  expect(await told(bench).textContent()).toBe("");
});

browserTest("who cancels erases nothing", async (bench) => {
  const { page } = bench;
  await openUsers(bench);
  await find(bench, EVA);
  for (const leave of [
    () => page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click(),
    () => page.keyboard.press("Escape"),
  ]) {
    await eraseButton(bench).click();
    await page.getByRole("dialog").getByText("go for good").waitFor();
    await leave();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await eventually(() => focused(bench)).toBe("Erase 1,204 messages");
  }
  expect(erasures(bench)).toEqual([]);
  await told(bench).getByText("1,204 messages in 3 mailboxes").waitFor();
});
