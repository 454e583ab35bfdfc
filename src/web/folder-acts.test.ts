import { expect } from "vitest";
import { type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeId } from "./testing/fake-mail.ts";
import { type EmailSettings, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

const CLIENTS = fakeId(7, 0);
const ACME = fakeId(8, 0);

async function openFolder({ fake, page }: Bench, folder: string): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail/${folder}`);
  await page.locator(".mail-rail").getByRole("link", { name: "Clients" }).waitFor();
}

async function choose({ page }: Bench, item: string): Promise<void> {
  await page.getByRole("button", { name: "More for this folder" }).click();
  await page.getByRole("menuitem", { name: item }).click();
}

const dialog = ({ page }: Bench) => page.getByRole("dialog");
const inRail = ({ page }: Bench, name: string) => page.locator(".mail-rail").getByRole("link", { name });
const asked = ({ fake }: Bench) =>
  fake.world.bodies.flatMap(({ name, body }) => (/Folder$/.test(name) ? [[name, body]] : []));

browserTest(
  "a new folder is made by keyboard alone, opened at once, and may not have another's name",
  async (bench) => {
    const { page } = bench;
    await openFolder(bench, CLIENTS);
    await page.locator(".mail-rail").getByRole("button", { name: "New folder" }).press("Enter");
    await page.locator(":focus[data-autofocus]").waitFor();
    await page.keyboard.type("archive");
    await page.keyboard.press("Enter");
    await dialog(bench).getByText("There is a folder of this name already.").waitFor();
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Vacancies");
    await page.keyboard.press("Enter");
    await inRail(bench, "Vacancies").waitFor();
    await dialog(bench).waitFor({ state: "hidden" });
    await expect.poll(() => inRail(bench, "Vacancies").getAttribute("aria-current")).toBe("page");
    expect(asked(bench).at(-1)).toEqual(["createFolder", { name: "Vacancies", parentId: null }]);

    await choose(bench, "New folder in it");
    await dialog(bench).getByRole("heading", { name: "New folder in Vacancies" }).waitFor();
    await page.keyboard.press("Escape");
    await dialog(bench).waitFor({ state: "hidden" });
  },
);

browserTest("a folder is renamed, moved and deleted from its menu; a standard one is not", async (bench) => {
  const { page, fake } = bench;
  await openFolder(bench, ACME);
  await page.locator(".mail-rail").getByRole("button", { name: "New folder" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("Partners");
  await page.keyboard.press("Enter");
  await inRail(bench, "Partners").click();
  await inRail(bench, "ACME").click();

  await choose(bench, "Rename or move folder");
  await page.getByRole("textbox", { name: "Name" }).fill("ACME");
  const places = page.getByLabel("In", { exact: true });
  await expect.poll(() => places.locator("option").allTextContents()).toEqual(["Clients", "Partners"]);
  await places.selectOption({ label: "Partners" });
  await page.getByRole("button", { name: "Save" }).click();
  await dialog(bench).waitFor({ state: "hidden" });
  const partners = fake.world.folders.find(({ name }) => name === "Partners")?.id;
  expect(asked(bench).at(-1)).toEqual(["changeFolder", { name: "ACME", parentId: partners }]);
  expect(fake.world.folders.find(({ id }) => id === ACME)).toMatchObject({
    name: "ACME",
    parentId: partners,
  });

  await choose(bench, "Delete folder …");
  await dialog(bench)
    .getByText(/go to Deleted in Office 365/)
    .waitFor();
  await page.getByRole("button", { name: "Delete folder" }).click();
  await page.locator(".notice").getByText("ACME deleted.").waitFor();
  await inRail(bench, "ACME").waitFor({ state: "detached" });
  await expect.poll(() => inRail(bench, "Inbox").getAttribute("aria-current")).toBe("page");

  await page.getByRole("button", { name: "More for this folder" }).click();
  await page.getByRole("menuitem", { name: "Keyboard" }).waitFor();
  expect(await page.getByRole("menuitem", { name: /folder/ }).count()).toBe(0);
});

browserTest(
  "what the provider can't do is told where it was asked, and loses nothing that was typed",
  async (bench) => {
    const { page, fake } = bench;
    await openFolder(bench, CLIENTS);
    fake.world.refusals.set("changeFolder", {
      status: 502,
      problem: { title: "The mail server didn’t answer.", code: "unreachable" },
    });
    await choose(bench, "Rename folder");
    await page.getByRole("textbox", { name: "Name" }).fill("Relations");
    await page.getByRole("button", { name: "Save" }).click();
    await dialog(bench).getByText("The mail server didn’t answer.").waitFor();
    expect(await page.getByRole("textbox", { name: "Name" }).inputValue()).toBe("Relations");
    fake.world.refusals.clear();
    await page.getByRole("button", { name: "Save" }).click();
    await inRail(bench, "Relations").waitFor();
  },
);
