// J9 in a real browser: a workspace without email sync, and a provider that is switched off and on.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { asPerson, closeBrowserAtEnd, hasBrowser } from "./testing/browser.ts";
import { ADMIN, BRAM, EVE, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";

describe.runIf(hasBrowser)("not activated, not offered", () => {
  let twinbox: RunningTwinbox;
  beforeAll(async () => {
    twinbox = await startTwinbox();
  });
  afterAll(() => twinbox?.close());
  closeBrowserAtEnd();

  test("a user asks, the operator activates, and the user's panel changes by itself", () =>
    asPerson(twinbox, async (eve) => {
      await eve.signIn(EVE);
      await eve.page.getByText("Email is not switched on for your organisation yet").waitFor();
      expect(await eve.start.count()).toBe(0);
      await eve.page.getByRole("button", { name: "Ask for activation" }).click();
      await eve.page.getByText(/^Asked on /).waitFor();
      await asPerson(twinbox, async (operator) => {
        await operator.signIn(OPERATOR, "/operator");
        const row = operator.page.getByRole("listitem").filter({ hasText: "Fabrikam Staffing" });
        await row.getByText(/Eve Fischer/).waitFor();
        await row.getByRole("button", { name: /activate/i }).click();
        await row.getByRole("button", { name: /suspend/i }).waitFor();
      });
      await eve.start.waitFor();
      await eve.page.getByRole("combobox", { name: "Mail client" }).click();
      expect(await eve.page.getByRole("option").allTextContents()).toEqual(["Office 365"]);
    }));

  test("what the admin switches off leaves the user's list, and comes back", () =>
    asPerson(twinbox, async (bram) => {
      await bram.signIn(BRAM);
      await bram.start.waitFor();
      await asPerson(twinbox, async (admin) => {
        await admin.signIn(ADMIN, "/settings/providers");
        const offered = admin.page.getByRole("switch", { name: /Office 365/ });
        await offered.click();
        await bram.page.getByText("No mail provider has been set up yet").waitFor();
        await bram.page.getByText("An administrator can add one: Mila Bakker.").waitFor();
        expect(await bram.start.count()).toBe(0);
        await offered.click();
        await bram.start.waitFor();
      });
    }));
});
