// What a stranger, a hurried person or a wrong setting does over HTTP, and what is answered. Every case ends with a
// diagnosis and without a connection.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswerOf, BodyOf } from "../api/operations.ts";
import { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, signInByForms, toCallback } from "./testing/sign-in-by-forms.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

type Mappings = BodyOf<"saveMappings">["mappings"];

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox();
});
afterAll(() => twinbox?.close());

const LINK_USED = /link was already used|too old|works once/i;

async function panel(client: ApiClient): Promise<AnswerOf<"readEmailSettings">> {
  return client.call("readEmailSettings");
}

async function ticketOf(client: ApiClient): Promise<string> {
  const body = { providerId: twinbox.providerId };
  return (await client.call("startAttempt", { body })).url;
}

/** The tab was refused with a page for people, and nothing was connected. */
async function expectRefused(response: Response, client: ApiClient): Promise<string> {
  expect(response.status).toBe(400);
  const page = await response.text();
  expect(page).toContain("<h1>Nothing was connected</h1>");
  expect((await panel(client)).mailbox).toBeNull();
  return /<p class="lead">([^<]*)<\/p>/.exec(page)?.[1] ?? "";
}

describe("check 25: the one-time address of the tab", () => {
  test("leads to the provider once", async () => {
    const bram = await twinbox.signIn(BRAM);
    const ticket = await ticketOf(bram);
    expect((await bram.visit(ticket)).status).toBe(303);
    expect(await expectRefused(await bram.visit(ticket), bram)).toMatch(LINK_USED);
    // Who comes second has spoiled nothing for who came first.
    expect((await panel(bram)).attempt?.state).toBe("waiting");
  });

  test("is dead after its time", async () => {
    const bram = await twinbox.signIn(BRAM);
    const ticket = await ticketOf(bram);
    await twinbox.sql("update twinbox.connect_attempt set ticket_expires_at = ticket_expires_at - 61000");
    expect(await expectRefused(await bram.visit(ticket), bram)).toMatch(LINK_USED);
  });

  test("is dead when it was never given out", async () => {
    const bram = await twinbox.signIn(BRAM);
    await expectRefused(await bram.visit("/connect/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"), bram);
  });

  test("of an attempt that was cancelled is dead", async () => {
    const bram = await twinbox.signIn(BRAM);
    const ticket = await ticketOf(bram);
    const { attempt } = await panel(bram);
    await bram.call("cancelAttempt", { params: { attemptId: attempt?.id ?? "" } });
    await expectRefused(await bram.visit(ticket), bram);
  });
});

describe("check 1: the way back from the provider", () => {
  test("with a state that nobody gave out is refused", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = new URL(await toCallback(bram, BRAM));
    callback.searchParams.set("state", `${callback.searchParams.get("state")}x`);
    await expectRefused(await bram.visit(callback), bram);
    callback.searchParams.delete("state");
    await expectRefused(await bram.visit(callback), bram);
    expect((await panel(bram)).attempt?.state).toBe("waiting");
  });

  test("with a code that nobody gave out is refused, and the panel says so", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = new URL(await toCallback(bram, BRAM));
    callback.searchParams.set("code", "made-up");
    await expectRefused(await bram.visit(callback), bram);
    const { attempt } = await panel(bram);
    expect(attempt).toMatchObject({ state: "failed", diagnosis: { id: "ms-bad-request" } });
  });

  test("check 8: in another browser is refused, whoever is signed in there", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    const stranger = new ApiClient(twinbox.url);
    await expectRefused(await stranger.visit(callback), bram);
    // A victim who follows the link of somebody else has an attempt and a cookie of their own.
    const ada = await twinbox.signIn(ADA);
    await toCallback(ada, ADA);
    await expectRefused(await ada.visit(callback), ada);
    expect((await panel(bram)).mailbox).toBeNull();
  });

  test("check 4: at the callback of another service connects nothing, and the right one still does", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    await expectRefused(await bram.visit(callback.replace("/oauth/microsoft/", "/oauth/google/")), bram);
    expect((await panel(bram)).attempt?.state).toBe("waiting");
  });

  test("check 4: from another issuer than the one that was asked connects nothing", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = new URL(await toCallback(bram, BRAM));
    callback.searchParams.set("iss", "https://evil.example");
    await expectRefused(await bram.visit(callback.href), bram);
    expect((await panel(bram)).attempt).toMatchObject({ diagnosis: { id: "attempt-state-wrong" } });
  });

  test("after Cancel connects nothing", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    const { attempt } = await panel(bram);
    await bram.call("cancelAttempt", { params: { attemptId: attempt?.id ?? "" } });
    await expectRefused(await bram.visit(callback), bram);
    // The panel is as before the attempt.
    expect((await panel(bram)).attempt).toBeNull();
  });

  test("of an attempt that a newer one replaced connects nothing", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    await ticketOf(bram);
    await expectRefused(await bram.visit(callback), bram);
    expect((await panel(bram)).attempt?.state).toBe("waiting");
  });

  test("after its time connects nothing", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    await twinbox.sql("update twinbox.connect_attempt set expires_at = expires_at - 11 * 60000");
    await expectRefused(await bram.visit(callback), bram);
  });

  test("when the permissions were declined shows the diagnosis", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM, "cancel");
    expect(new URL(callback).searchParams.get("error")).toBe("access_denied");
    expect(await expectRefused(await bram.visit(callback), bram)).toMatch(/permissions were not accepted/);
    expect((await panel(bram)).attempt).toMatchObject({
      state: "failed",
      diagnosis: { id: "ms-declined", reference: expect.stringContaining("AADSTS65004") },
    });
  });

  test("check 13: works once: a reload of the tab and a replay after Stop connect nothing again", async () => {
    const ada = await twinbox.signIn(ADA);
    const callback = await toCallback(ada, ADA);
    expect((await ada.visit(callback)).status).toBe(200);
    const { mailbox } = await panel(ada);
    expect((await ada.visit(callback)).status).toBe(400);
    expect((await panel(ada)).mailbox).toMatchObject({ id: mailbox?.id, state: "unmapped" });
    await ada.call("stopMailbox", {
      params: { mailboxId: mailbox?.id ?? "" },
      body: { mail: "delete", outbox: "drop" },
    });
    const replayed = await ada.visit(callback);
    expect(replayed.status).toBe(400);
    expect((await panel(ada)).mailbox?.state ?? "stopped").toBe("stopped");
  });
});

describe("wrong settings of the administrator", () => {
  const secret = (text: string) => ({ kind: "secret", secret: text, expiresOn: null }) as const;

  async function save(change: Partial<BodyOf<"saveProvider">>): Promise<void> {
    const admin = await twinbox.signIn(ADMIN);
    const { providerId } = twinbox;
    const body = {
      kind: "microsoft",
      name: "Office 365",
      enabled: true,
      clientId: twinbox.playground.clientId,
      credential: secret(twinbox.playground.clientSecret),
      tenant: "organizations",
      ...change,
    } as const;
    await admin.call("saveProvider", { params: { providerId }, body });
  }

  test("a wrong secret is named, with who can mend it, and mending it is enough", async () => {
    const bram = await twinbox.signIn(BRAM);
    await save({ credential: secret("not-the-secret") });
    await expectRefused(await bram.visit(await toCallback(bram, BRAM)), bram);
    const { attempt } = await panel(bram);
    expect(attempt?.diagnosis).toMatchObject({ id: "ms-secret-wrong", who: "admin" });
    expect(attempt?.diagnosis?.forAdministrator).not.toBeNull();
    await save({});
    const bramAgain = await twinbox.signIn(BRAM);
    await connectByForms(bramAgain, BRAM);
    const mailboxId = (await panel(bramAgain)).mailbox?.id ?? "";
    await bramAgain.call("stopMailbox", { params: { mailboxId }, body: { mail: "delete", outbox: "drop" } });
  });

  test("a wrong client id ends on the provider's page; the panel waits and can be cancelled", async () => {
    const bram = await twinbox.signIn(BRAM);
    await save({ clientId: "00000000-0000-0000-0000-000000000000" });
    const location = (await bram.visit(await ticketOf(bram))).headers.get("location");
    await expect(signInByForms(bram, location ?? "", BRAM)).rejects.toThrow(/AADSTS700016/);
    const { attempt } = await panel(bram);
    expect(attempt?.state).toBe("waiting");
    await bram.call("cancelAttempt", { params: { attemptId: attempt?.id ?? "" } });
    await save({});
  });

  test("a tenant that doesn't exist is told before anybody leaves for the provider", async () => {
    const bram = await twinbox.signIn(BRAM);
    await save({ tenant: "4d3f6c0e-0000-4000-8000-000000000000" });
    const response = await bram.visit(await ticketOf(bram));
    await expectRefused(response, bram);
    const { attempt } = await panel(bram);
    await save({});
    expect(attempt).toMatchObject({ state: "failed", diagnosis: { id: "ms-clientid", who: "admin" } });
    expect(attempt?.diagnosis?.reference).toMatch(/AADSTS90002/);
  });

  test("a provider that was switched off meanwhile refuses the tab and the way back", async () => {
    const bram = await twinbox.signIn(BRAM);
    const callback = await toCallback(bram, BRAM);
    await save({ enabled: false });
    await expectRefused(await bram.visit(callback), bram);
    expect((await panel(bram)).attempt?.diagnosis?.id).toBe("provider-not-offered");
    expect((await panel(bram)).providers).toEqual([]);
    const refused = await bram.ask("startAttempt", { body: { providerId: twinbox.providerId } });
    expect(refused.status).toBe(409);
    await save({});
  });
});

describe("Edit folders", () => {
  let ada: ApiClient;
  let mailboxId: string;
  let picker: AnswerOf<"readFolderPicker">;
  beforeAll(async () => {
    ada = await twinbox.signIn(ADA);
    mailboxId = await connectByForms(ada, ADA);
    picker = await ada.call("readFolderPicker", { params: { mailboxId } });
  });

  const idOf = (path: string): string => picker.folders.find((each) => each.path === path)?.id ?? "";
  const own = (name: string, path: string): Mappings[number] => ({
    role: null,
    name,
    remoteFolderId: idOf(path),
    subtree: false,
  });
  const save = (mappings: Mappings) =>
    ada.ask("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "1m" } });

  test("refuses one folder twice and names the row", async () => {
    const answer = await save([own("One", "INBOX"), own("Also", "INBOX")]);
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field: "mappings.1" }] });
  });

  test("refuses a subtree inside another subtree", async () => {
    const subtree = true;
    const answer = await save([
      { ...own("Clients", "Clients"), subtree },
      { ...own("ACME", "Clients/ACME"), subtree },
    ]);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "mappings.1" }] } });
  });

  test("refuses two rows of one name and two of one role", async () => {
    const names = await save([own("Same", "INBOX"), own("Same", "Archive")]);
    expect(names).toMatchObject({ status: 422, body: { errors: [{ field: "mappings.1" }] } });
    const role = { role: "inbox", name: "Inbox" } as const;
    const roles = await save([
      { ...own("", "INBOX"), ...role },
      { ...own("", "Archive"), ...role },
    ]);
    expect(roles).toMatchObject({ status: 422, body: { errors: [{ field: "mappings.1" }] } });
  });

  test("refuses a folder that has gone, and names the row", async () => {
    await twinbox.playground.control.deleteFolder(ADA, "Clients/Globex");
    const answer = await save([own("One", "INBOX"), own("Globex", "Clients/Globex")]);
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ field: "mappings.1" }] } });
  });

  test("refuses a folder of nobody, no folder at all, and another's mailbox", async () => {
    const stray = { ...own("Stray", "INBOX"), remoteFolderId: crypto.randomUUID() };
    expect(await save([stray])).toMatchObject({ status: 422, body: { errors: [{ field: "mappings.0" }] } });
    expect((await save([])).status).toBe(422);
    const bram = await twinbox.signIn(BRAM);
    expect((await bram.ask("readFolderPicker", { params: { mailboxId } })).status).toBe(404);
    expect((await bram.ask("listFolders", { params: { mailboxId } })).status).toBe(404);
  });

  test("shows a cause, never an empty list, when the provider refuses", async () => {
    const { control } = twinbox.playground;
    for (const name of ["bye", "loginRefused", "emptyList"] as const) {
      control.setSwitch(ADA, name, true);
      const answer = await ada.ask("readFolderPicker", { params: { mailboxId } });
      control.setSwitch(ADA, name, false);
      expect(answer, name).toMatchObject({ status: 502, body: { diagnosis: { what: expect.any(String) } } });
    }
    expect((await ada.call("readFolderPicker", { params: { mailboxId } })).folders.length).toBeGreaterThan(5);
  });
});

test("Edit folders shows a cause when the provider can't be reached at all", async () => {
  const other = await startTwinbox();
  try {
    const ada = await other.signIn(ADA);
    const mailboxId = await connectByForms(ada, ADA);
    await other.playground.close();
    const answer = await ada.ask("readFolderPicker", { params: { mailboxId } });
    expect(answer).toMatchObject({ status: 502, body: { diagnosis: { id: "net", who: "nobody" } } });
  } finally {
    await other.close();
  }
});

test("a refused sign-in to a mailbox of another server is not explained as Microsoft's", async () => {
  const { control, imap } = twinbox.playground;
  const token = await control.issueToken(BRAM, { seconds: 600 });
  await SyncedMailbox.connect(twinbox.house, {
    workspace: twinbox.workspace.name,
    user: BRAM,
    server: { ...imap, security: "none" },
    userName: BRAM,
    grant: { kind: "command", command: `echo ${token}` },
    maps: [{ name: "Inbox", path: "INBOX" }],
    since: "1m",
  });
  const bram = await twinbox.signIn(BRAM);
  const mailboxId = (await panel(bram)).mailbox?.id ?? "";
  control.setSwitch(BRAM, "loginRefused", true);
  const ask = () => bram.ask("readFolderPicker", { params: { mailboxId } });
  // A session that signed in before may still be kept for the loop, or in use by it.
  let answer = await ask();
  while (answer.status === 200) answer = await ask();
  control.clearSwitches();
  expect(answer).toMatchObject({ status: 502, body: { diagnosis: { id: "sign-in-refused" } } });
});
