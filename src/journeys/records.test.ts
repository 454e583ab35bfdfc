// J14 in two browsers: Ada's mail is on a candidate, and Bram, her colleague, sees of it what she and the settings allow.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser, type Person } from "./testing/browser.ts";
import { mapProposals, panelUntil } from "./testing/by-hand.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const PATIENCE_MS = 30_000;

describe.runIf(hasBrowser)("mail on records", () => {
  let twinbox: RunningTwinbox;
  let recordId: string;
  beforeAll(async () => {
    twinbox = await startTwinbox();
    for (const address of [ADA, BRAM]) {
      const client = await twinbox.signIn(address);
      await connectByForms(client, address);
      await mapProposals(client);
      await panelUntil(client, ({ mailbox }) => mailbox?.state === "inSync");
    }
    const admin = await twinbox.signIn(ADMIN);
    const record = {
      type: "candidate",
      externalId: "7",
      name: "Eva de Wit",
      addresses: ["eva@adatum.example"],
    };
    await admin.call("pushRecords", { body: { records: [record] } });
    recordId = (await admin.call("findRecords", { query: { q: "eva" } })).records[0]?.id ?? "";
    const { control } = twinbox.playground;
    const head = (id: string, subject: string) =>
      `Message-ID: <${id}@x>\r\nFrom: Eva de Wit <eva@adatum.example>\r\nTo: <${ADA}>\r\nSubject: ${subject}\r\n`;
    await control.deliver(ADA, {
      raw: Buffer.from(`${head("1", "Salary and terms")}\r\nI would like to talk about it.\r\n`),
    });
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  const onRecord = (person: Person) => person.page.getByRole("heading", { name: "Eva de Wit" });
  const row = (person: Person) => person.page.getByRole("button", { name: /Salary and terms/ });

  /** By its address, as from a bookmark: what was read before counts no more. */
  async function visit({ page }: Person, path: string): Promise<void> {
    await page.goto(`${twinbox.url}${path}`);
    await page.evaluate("window.neverReloaded = true");
  }

  async function openRecord(person: Person): Promise<void> {
    await visit(person, `/records/${recordId}`);
    await onRecord(person).waitFor();
  }

  async function see(ada: Person, setting: string): Promise<void> {
    await visit(ada, "/account/email-settings");
    await ada.page.getByRole("combobox", { name: "What colleagues see of your mail on records" }).click();
    const saved = ada.page.waitForResponse((response) => response.url().endsWith("/record-visibility"));
    await ada.page.getByRole("option", { name: setting }).click();
    expect((await saved).status()).toBe(200);
  }

  test("a colleague sees the subject at first, then all, then nothing; and nothing that is private", async () => {
    await mailOn(twinbox, recordId);
    await asPerson(twinbox, async (ada) => {
      await asPerson(twinbox, async (bram) => {
        await ada.signIn(ADA, "/mail");
        await bram.signIn(BRAM, "/records");
        await bram.page.getByRole("link", { name: /Eva de Wit/ }).click();
        await onRecord(bram).waitFor();
        await row(bram).click();
        await bram.page
          .getByText("Only the subject and the people of this message are shown to you.")
          .waitFor();
        expect(await bram.page.getByText("I would like to talk about it.").count()).toBe(0);

        await see(ada, "All of it");
        await openRecord(bram);
        await row(bram).click();
        await bram.page.getByText("I would like to talk about it.").last().waitFor();

        await visit(ada, "/mail");
        await ada.page.getByRole("option", { name: /Salary and terms/ }).click();
        const records = ada.page.getByRole("region", { name: "Records" });
        await records.getByRole("link", { name: /Eva de Wit/ }).waitFor();
        await records.getByRole("button", { name: "Colleagues see all of it" }).click();
        await ada.page.getByRole("menuitemcheckbox", { name: /^Private/ }).click();
        await records.getByText("Private: colleagues see nothing").waitFor();
        await openRecord(bram);
        await bram.page.getByText("No mail on this record yet").waitFor();
        await openRecord(ada);
        await row(ada).waitFor();

        await visit(ada, "/mail");
        await ada.page.getByRole("option", { name: /Salary and terms/ }).click();
        await records.getByRole("button", { name: "Private: colleagues see nothing" }).click();
        await ada.page.getByRole("menuitemcheckbox", { name: /^Private/ }).click();
        await records.getByText("Colleagues see all of it").waitFor();
        await see(ada, "Nothing");
        await openRecord(bram);
        await bram.page.getByText("No mail on this record yet").waitFor();
        await see(ada, "Subject and people");
        await openRecord(bram);
        await row(bram).waitFor();
      });
    });
  });

  test("what is taken off is off for all, and back with Undo", async () => {
    await asPerson(twinbox, async (ada) => {
      await ada.signIn(ADA, "/mail");
      await ada.page.getByRole("option", { name: /Salary and terms/ }).click();
      const records = ada.page.getByRole("region", { name: "Records" });
      await records.getByRole("button", { name: "Take this conversation off Eva de Wit" }).click();
      await ada.page.getByText("The conversation is off Eva de Wit.").waitFor();
      expect(await mailOn(twinbox, recordId, 0)).toEqual([]);
      await ada.page.getByRole("button", { name: "Undo" }).click();
      await records.getByRole("link", { name: /Eva de Wit/ }).waitFor();
      expect(await mailOn(twinbox, recordId)).toMatchObject([{ how: "address" }]);
    });
  });
});

/** Once so much mail is on it. */
async function mailOn(twinbox: RunningTwinbox, recordId: string, count = 1) {
  const ada = await twinbox.signIn(ADA);
  const ask = () => ada.call("listRecordMessages", { params: { recordId }, query: {} });
  await expect.poll(async () => (await ask()).messages.length, { timeout: PATIENCE_MS }).toBe(count);
  return (await ask()).messages;
}
