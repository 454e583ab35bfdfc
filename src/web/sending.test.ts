// What the mail page says of mail on its way out.
import { expect } from "vitest";
import { axeViolations, type Bench, browserTest, closeBrowserAtEnd } from "./testing/browser.ts";
import { fakeSend, tooFast, unknownRecipient } from "./testing/fake-sends.ts";
import { type EmailSettings, MAILBOX_ID, panelStates } from "./testing/fake-settings.ts";

closeBrowserAtEnd();

async function goMail({ fake, page }: Bench): Promise<void> {
  fake.world.settings = panelStates.inSync as EmailSettings;
  await page.goto(`${fake.url}/mail`);
  await page.getByRole("option").nth(3).waitFor();
}

function tell({ fake }: Bench): void {
  fake.push("sends", { mailboxId: MAILBOX_ID, sends: fake.world.sends });
}

browserTest("what was just sent can be taken back, by keyboard too", async (bench) => {
  const { fake, page } = bench;
  await goMail(bench);
  fake.world.sends = [fakeSend(1, "Offer"), fakeSend(2, "")];
  tell(bench);
  await page.getByText("Sending “Offer” …").waitFor();
  await page.getByText("Sending a message without a subject …").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).first().press("Enter");
  await page.getByText("Sending “Offer” …").waitFor({ state: "detached" });
  expect(fake.world.sends.map(({ subject }) => subject)).toEqual([""]);
});

browserTest("what was refused, put off or is in doubt says why and what one can do", async (bench) => {
  const { fake, page } = bench;
  await goMail(bench);
  const refusedRecipients = ["evx@fabrikam.example"];
  fake.world.sends = [
    fakeSend(1, "Refused", { state: "refused", diagnosis: unknownRecipient, refusedRecipients }),
    fakeSend(2, "Put off", { diagnosis: tooFast }),
    fakeSend(3, "Sought", { state: "doubtful", looking: true }),
    fakeSend(4, "Lost", { state: "doubtful" }),
  ];
  tell(bench);
  const notice = (title: string) => page.locator(".panel-notice").filter({ hasText: title });
  await notice("“Refused” was not sent").getByText("Not taken: evx@fabrikam.example").waitFor();
  await notice("“Put off” hasn’t been sent yet")
    .getByText(/We try again at \d\d:\d\d\./)
    .waitFor();
  await notice("We don’t know whether “Sought” was sent").getByText("looking for it in Sent").waitFor();
  expect(await axeViolations(page)).toEqual([]);
  await notice("“Refused”").getByRole("button", { name: "OK" }).click();
  await notice("“Refused”").waitFor({ state: "detached" });
  await notice("“Put off”").getByRole("button", { name: "Don’t send it" }).click();
  await notice("“Put off”").waitFor({ state: "detached" });
  await notice("“Lost”").getByRole("button", { name: "It was sent" }).click();
  await notice("“Lost”").waitFor({ state: "detached" });
  expect(fake.world.sends.map(({ subject }) => subject)).toEqual(["Sought"]);
});
