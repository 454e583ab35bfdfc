// J1 where an administrator has to approve first: the user asks, the administrator approves in another browser, and the
// user's panel goes on by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createConsents } from "../store/consents.ts";
import { ApiClient } from "./testing/api-client.ts";
import { asPerson, closeBrowserAtEnd, hasBrowser, Person, signInAt } from "./testing/browser.ts";
import { ADA, BRAM, EVE, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

const IT = "it@contoso.example";
const MINUTES_30_MS = 30 * 60_000;
const DAY_MS = 24 * 3_600_000;

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox();
  for (const person of [ADA, BRAM]) twinbox.playground.control.setSwitch(person, "consentNeedsAdmin", true);
});
afterAll(() => twinbox?.close());

async function asked(client: ApiClient): Promise<string> {
  const { url } = await client.call("askConsent", { body: { providerId: twinbox.providerId } });
  if (url === null) throw new Error("nothing to open");
  return url;
}

/** The administrator's browser, from the link to the answer of the service, which isn't visited. */
async function answerAtService(admin: ApiClient, link: string, action: "accept" | "cancel"): Promise<string> {
  const service = (await admin.visit(link, { method: "POST" })).headers.get("location") ?? "";
  const body = new URLSearchParams({ account: IT, password: "playground", action });
  return (await admin.visit(service, { method: "POST", body })).headers.get("location") ?? "";
}

async function consentOf(client: ApiClient) {
  return (await client.call("readEmailSettings")).consent;
}

describe("by HTTP", () => {
  test("a refusal is told, the link still works, and then everybody of the organisation sees the approval", async () => {
    const [ada, bram, admin] = [
      await twinbox.signIn(ADA),
      await twinbox.signIn(BRAM),
      new ApiClient(twinbox.url),
    ];
    expect(await consentOf(ada)).toBeNull();
    const link = await asked(ada);
    expect(await consentOf(bram)).toMatchObject({ state: "asked", askedBy: "Ada Jansen", url: link });
    expect(await asked(bram), "the same question").toBe(link);

    const page = await (await admin.visit(link)).text();
    expect(page).toContain("Ada Jansen at Contoso Recruitment asks you, as administrator of contoso.example");
    const refused = await answerAtService(admin, link, "cancel");
    expect(new URL(refused).searchParams.get("admin_consent"), "as Microsoft").toBe("True");
    expect(await (await admin.visit(refused)).text()).toContain("Not approved");
    expect(await consentOf(ada)).toMatchObject({ state: "refused", url: link });

    const given = await answerAtService(admin, link, "accept");
    expect(await (await admin.visit(given)).text()).toContain("Approved, thank you");
    expect(await consentOf(ada)).toMatchObject({ state: "given", url: null });
    expect(await consentOf(bram)).toMatchObject({ state: "given" });
    expect(await (await admin.visit(link)).text(), "opened once more").toContain("Approved, thank you");
    expect(await (await admin.visit(given)).text(), "an answer counts once").toContain(
      "doesn’t lead anywhere",
    );
  });

  test("of another organisation nobody sees it", async () => {
    await twinbox.sql(`update twinbox.workspace set activation = 'active'`);
    expect(await consentOf(await twinbox.signIn(EVE))).toBeNull();
  });

  test.each([
    ["in another browser", false, (state: string) => state],
    ["with another state", true, () => "x"],
    ["with another secret in its state", true, (state: string) => state.replace(/[^.]+$/, "c2VjcmV0")],
  ])("an answer %s approves nothing", async (_what, isSame, change) => {
    await twinbox.sql("delete from twinbox.consent_request");
    const ada = await twinbox.signIn(ADA);
    const admin = new ApiClient(twinbox.url);
    const answer = new URL(await answerAtService(admin, await asked(ada), "accept"));
    answer.searchParams.set("state", change(answer.searchParams.get("state") ?? ""));
    const shown = await (isSame ? admin : new ApiClient(twinbox.url)).visit(answer.href);
    expect(shown.status).toBe(400);
    expect(await consentOf(ada)).toMatchObject({ state: "asked" });
  });

  test("check 25: a link ends after thirty days, and another may be asked for", async () => {
    await twinbox.sql("delete from twinbox.consent_request");
    const ada = await twinbox.signIn(ADA);
    const link = await asked(ada);
    await twinbox.sql(
      `update twinbox.consent_request set expires_at = expires_at - ${30 * DAY_MS + MINUTES_30_MS}`,
    );
    expect((await new ApiClient(twinbox.url).visit(link)).status).toBe(400);
    expect(await consentOf(ada)).toBeNull();
    expect(await asked(ada)).not.toBe(link);
  });

  test("where nobody has to be asked that is said", async () => {
    const ada = await twinbox.signIn(ADA);
    const nobody = ada.call("askConsent", { body: { providerId: "00000000-0000-7000-8000-000000000000" } });
    await expect(nobody).rejects.toThrow(/409.*No administrator can be asked for this provider/);
  });
});

describe("before the tab opens", () => {
  const forget = () =>
    twinbox.sql("delete from twinbox.consent_request", "delete from twinbox.organisation_consent");
  const approvalOf = async (client: ApiClient) => {
    const { providers } = await client.call("readEmailSettings");
    return providers.find(({ id }) => id === twinbox.providerId)?.approval ?? null;
  };
  const untilItIs = async (client: ApiClient, wanted: "needed" | null) => {
    // What the service tells of a domain is there at the next look.
    while ((await approvalOf(client)) !== wanted) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  const approvalOnceKnown = async (client: ApiClient) => {
    await untilDomainIsKnown();
    return approvalOf(client);
  };
  const untilDomainIsKnown = async () => {
    const ada = await twinbox.signIn(ADA);
    await ada.call("readEmailSettings");
    const { readDomain } = createConsents(twinbox.house.database);
    const at = [twinbox.workspace.id, twinbox.playground.authority, "contoso.example"] as const;
    while ((await readDomain(...at)) === null) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  test("a wall that one person met is told to the next one of the organisation, until it is approved", async () => {
    await forget();
    const [ada, bram] = [await twinbox.signIn(ADA), await twinbox.signIn(BRAM)];
    expect(await approvalOnceKnown(bram)).toBeNull();
    twinbox.playground.control.setSwitch(ADA, "callbackError", "90094");
    await ada.visit(await toCallback(ada, ADA));
    twinbox.playground.control.setSwitch(ADA, "callbackError", "");
    await untilItIs(bram, "needed");
    expect((await bram.call("readEmailSettings")).consent, "nobody was asked").toBeNull();
    const admin = new ApiClient(twinbox.url);
    await admin.visit(await answerAtService(admin, await asked(bram), "accept"));
    expect(await approvalOf(ada)).toBe("given");
    expect(await consentOf(ada)).toMatchObject({ state: "given" });
  });

  test("an error that was pasted at the wall counts, and so does asking there", async () => {
    for (const how of ["pasted", "asked"]) {
      await forget();
      const [ada, bram] = [await twinbox.signIn(ADA), await twinbox.signIn(BRAM)];
      expect(await approvalOnceKnown(bram), how).toBeNull();
      const { attempt } = await ada.call("startAttempt", { body: { providerId: twinbox.providerId } });
      if (how === "asked") await asked(ada);
      else await ada.call("explainError", { body: { text: "AADSTS90094: x", attemptId: attempt.id } });
      expect(await approvalOf(bram), how).toBe("needed");
    }
  });

  test("whoever gets in, without our link too, tells all who wait", async () => {
    await forget();
    const [ada, bram] = [await twinbox.signIn(ADA), await twinbox.signIn(BRAM)];
    await asked(ada);
    expect(await approvalOf(bram)).toBe("needed");
    twinbox.playground.control.setSwitch(BRAM, "consentNeedsAdmin", false);
    await connectByForms(bram, BRAM);
    twinbox.playground.control.setSwitch(BRAM, "consentNeedsAdmin", true);
    expect(await approvalOf(ada)).toBe("given");
    expect(await consentOf(ada)).toMatchObject({ state: "given" });
    // Of another organisation and at another application nothing was learned.
    expect(await approvalOf(await twinbox.signIn(EVE))).toBeNull();
    const mailboxId = (await bram.call("readEmailSettings")).mailbox?.id ?? "";
    await bram.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  });
});

describe.runIf(hasBrowser)("in two browsers", () => {
  closeBrowserAtEnd();

  test("at the wall the user asks; the administrator approves; the panel goes on by itself", () =>
    asPerson(twinbox, async (person) => {
      await twinbox.sql("delete from twinbox.consent_request");
      for (const isOn of [false, true]) {
        twinbox.playground.control.setSwitch(BRAM, "consentNeedsAdmin", isOn);
      }
      await person.signIn(BRAM);
      const tab = await person.openTab();
      await signInAt(tab, BRAM);
      await tab.getByRole("heading", { name: "Need admin approval" }).waitFor();
      await person.page.getByRole("button", { name: "Ask my administrator" }).click();
      await person.page.getByText("Your administrator has to approve this first").waitFor();
      const link = await person.field("Link to send").inputValue();

      const administrator = await Person.at(twinbox);
      await administrator.page.goto(link);
      await administrator.page.getByText("as administrator of contoso.example").waitFor();
      await administrator.page.getByRole("button", { name: "Go on to Microsoft" }).click();
      await administrator.page.getByRole("button", { name: "Accept" }).click();
      await administrator.page.getByRole("heading", { name: "Approved, thank you" }).waitFor();

      await person.page.getByText("Your administrator has approved it").waitFor();
      const again = await person.openTab();
      await signInAt(again, BRAM);
      await again.getByRole("heading", { name: "Done, you can close this tab" }).waitFor();
      await person.page.getByText("Almost ready: map your folders").waitFor();
    }));
});
