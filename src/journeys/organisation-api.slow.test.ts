// J11 without a browser: an administrator of the organisation approves the application, the admin here connects
// mailboxes for users who never sign in, and what goes wrong is told and mended by administrators alone.
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { AnswerOf, BodyOf } from "../api/operations.ts";
import { ApiClient } from "./testing/api-client.ts";
import {
  ADA,
  ADMIN,
  BRAM,
  EVE,
  GWEN,
  OPERATOR,
  type RunningTwinbox,
  startTwinbox,
} from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

const CHLOE = "chloe@contoso.example";
const JOBS = "jobs@contoso.example";
const IT = "it@contoso.example";
const PATIENCE_MS = 20_000;
const LOOK_MS = 50;

type AppAccess = AnswerOf<"readAppAccess">;

let twinbox: RunningTwinbox;
let admin: ApiClient;
let params: { readonly providerId: string };
beforeAll(async () => {
  twinbox = await startTwinbox();
  admin = await twinbox.signIn(ADMIN);
  params = { providerId: twinbox.providerId };
});
afterAll(() => twinbox?.close());
afterEach(() => twinbox.playground.control.clearSwitches());

async function until<T>(look: () => Promise<T>, isSo: (found: T) => boolean): Promise<T> {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    const found = await look();
    if (isSo(found)) return found;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

const access = () => admin.call("readAppAccess", { params });
const settled = () => until(access, ({ counts }) => counts.waiting + counts.connecting === 0);
const settingsOf = async (email: string) => (await twinbox.signIn(email)).call("readEmailSettings");

function byAddress({ mailboxes }: AppAccess): Record<string, string> {
  return Object.fromEntries(
    mailboxes.map(({ address, state, diagnosis }) => [address, diagnosis?.id ?? state]),
  );
}

function connect(
  mailboxes: BodyOf<"connectAppMailboxes">["mailboxes"],
  more: Partial<BodyOf<"connectAppMailboxes">> = {},
) {
  return admin.ask("connectAppMailboxes", {
    params,
    body: { mailboxes, importWindow: "all", createUsers: false, ...more },
  });
}

function own(...addresses: readonly string[]) {
  return addresses.map((address) => ({ email: address, address }));
}

async function preview(list: string, createUsers = false): Promise<readonly string[]> {
  const { mailboxes } = await admin.call("previewAppMailboxes", { params, body: { list, createUsers } });
  return mailboxes.map(({ line, email, problem }) => `${line} ${email} ${problem ?? "good"}`);
}

async function stop(email: string): Promise<void> {
  const client = await twinbox.signIn(email);
  const mailboxId = (await client.call("readEmailSettings")).mailbox?.id ?? "";
  await client.call("stopMailbox", { params: { mailboxId }, body: { mail: "keep", outbox: "drop" } });
}

/** In the browser of the organisation's administrator, who has never heard of us. */
async function answerAtMicrosoft(consentUrl: string, action: "accept" | "cancel"): Promise<string> {
  const stranger = new ApiClient(twinbox.url);
  const body = new URLSearchParams({ account: IT, password: "playground", action });
  const back = (await stranger.visit(consentUrl, { method: "POST", body })).headers.get("location") ?? "";
  return (await stranger.visit(back)).text();
}

describe("approval", () => {
  test("what the address says that comes back proves nothing: the sign-in service is asked", async () => {
    const before = await admin.call("checkAppAccess", { params });
    expect(before).toMatchObject({ ready: "yes", permission: "IMAP.AccessAsApp" });
    const [contoso, labs] = before.domains;
    expect(contoso).toMatchObject({
      domain: "contoso.example",
      approvedAt: null,
      diagnosis: { id: "ms-app-not-approved", who: "mailAdmin" },
    });
    expect(labs, "is at Google").toMatchObject({ directoryTenant: null, consentUrl: null, approvedAt: null });

    const forged = new URL("/oauth/microsoft/admin-consent", twinbox.url);
    forged.search = `?admin_consent=True&tenant=${contoso?.directoryTenant}&state=app-access`;
    const page = await (await new ApiClient(twinbox.url).visit(forged.href)).text();
    expect(page).toContain("Twinbox can find out now what was approved");
    expect((await admin.call("checkAppAccess", { params })).domains[0]?.approvedAt).toBeNull();
    expect(await preview(`${ADA}`)).toEqual([`1 ${ADA} notApproved`]);

    const url = contoso?.consentUrl ?? "";
    expect(new URL(url).searchParams.get("scope")).toBe("https://outlook.office365.com/.default");
    expect(await answerAtMicrosoft(url, "cancel")).toContain("Not approved");
    expect(await answerAtMicrosoft(url, "accept")).toContain("Approved, thank you");
    const after = await admin.call("checkAppAccess", { params });
    expect(after.domains[0]).toMatchObject({
      diagnosis: null,
      principalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(after.domains[0]?.approvedAt).not.toBeNull();
  });

  test("only admins have to do with it", async () => {
    const ada = await twinbox.signIn(ADA);
    expect(await ada.ask("readAppAccess", { params })).toMatchObject({ status: 403 });
    expect(await ada.ask("connectAppMailboxes", { params })).toMatchObject({ status: expect.any(Number) });
    expect(byAddress(await access())).toEqual({});
  });
});

describe("a list", () => {
  test("is told line by line, and nothing is done until all of it is right", async () => {
    expect(
      await preview(
        [
          "user;mailbox",
          `${ADA};${ADA}`,
          `nobody@contoso.example`,
          `${BRAM};ceo@fabrikam.example`,
          `${GWEN}`,
          `${ADMIN};${JOBS}`,
          `"${CHLOE};`,
          `${ADA}`,
        ].join("\r\n"),
      ),
    ).toEqual([
      `2 ${ADA} good`,
      "3 nobody@contoso.example unknownUser",
      `4 ${BRAM} notAllowed`,
      `5 ${GWEN} notApproved`,
      `6 ${ADMIN} notYours`,
      `7 "${CHLOE}; quote`,
      `8 ${ADA} twice`,
    ]);
    const refused = await connect(own(ADA, "nobody@contoso.example"));
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ field: "mailboxes.1", message: "unknownUser" }] },
    });
    expect(byAddress(await access())).toEqual({});
    expect(await preview("nobody@contoso.example", true)).toEqual(["1 nobody@contoso.example good"]);
  });

  test("leaves out what somebody has signed in to", async () => {
    const bram = await twinbox.signIn(BRAM);
    await connectByForms(bram, BRAM);
    expect(await preview(`${BRAM}\n${ADA},${BRAM}`)).toEqual([`1 ${BRAM} hasMailbox`, `2 ${ADA} signedIn`]);
    expect((await access()).candidates.map(({ email }) => email)).not.toContain(BRAM);
    await stop(BRAM);
  });
});

describe("mailboxes", () => {
  test("are connected with their folders for users who never sign in, and mail arrives", async () => {
    twinbox.playground.control.setSwitch(CHLOE, "appHasNoAccess", true);
    const asked = await connect([...own(ADA, CHLOE), { email: BRAM, address: JOBS }], { createUsers: true });
    expect(asked.status).toBe(200);
    const { created } = asked.body as unknown as AnswerOf<"connectAppMailboxes">;
    expect(created).toMatchObject([{ email: CHLOE, inviteUrl: expect.stringContaining("/welcome#invite=") }]);

    const first = await settled();
    expect(byAddress(first)).toEqual({
      [ADA]: "connected",
      [JOBS]: "connected",
      [CHLOE]: "exo-app-no-access",
    });
    const [failed] = first.mailboxes;
    expect(failed?.diagnosis?.forAdministrator).toContain("Add-MailboxPermission");
    expect(failed?.diagnosis?.forAdministrator, "which one it is").toContain(CHLOE);

    const panel = await until(
      () => settingsOf(ADA),
      ({ mailbox }) => mailbox?.state === "inSync",
    );
    expect(panel.mailbox).toMatchObject({ address: ADA, setUpBy: "administrator", diagnosis: null });
    expect(panel.mailbox?.messages).toBeGreaterThan(80);
    const ada = await twinbox.signIn(ADA);
    const folders = await ada.call("listFolders", { params: { mailboxId: panel.mailbox?.id ?? "" } });
    expect(folders.map(({ role }) => role)).toEqual([
      "inbox",
      "sent",
      "drafts",
      "archive",
      "junk",
      "deleted",
    ]);

    const audited = await twinbox.rows<{ actor: string; detail: Record<string, string> }>(
      "select actor, detail from twinbox.audit_entry where action = 'mailbox.connectedForUser'",
    );
    const { id: adminId } = await admin.call("readSession");
    expect(audited.map(({ actor }) => actor)).toEqual([`user:${adminId}`, `user:${adminId}`]);
    expect(audited.map(({ detail }) => detail.mailbox)).toContain(panel.mailbox?.id);

    twinbox.playground.control.setSwitch(CHLOE, "appHasNoAccess", false);
    const { userId = "" } = failed ?? {};
    await admin.call("retryAppMailboxes", { params, body: { userId } });
    expect(byAddress(await settled())).toMatchObject({ [CHLOE]: "connected" });
    expect((await access()).candidates.map(({ email }) => email).sort()).toEqual([ADMIN, GWEN]);
  });

  test("whose access is taken away say who can mend that, and go on by themselves once it is mended", async () => {
    const { control } = twinbox.playground;
    const ada = await twinbox.signIn(ADA);
    const mailbox = async () => (await ada.call("readEmailSettings")).mailbox;
    const tryAgain = async () =>
      ada.call("retryMailbox", { params: { mailboxId: (await mailbox())?.id ?? "" } });
    const diagnosed = (id: string | undefined) =>
      until(
        async () => {
          await tryAgain();
          return mailbox();
        },
        (found) => found?.diagnosis?.id === id,
      );

    control.setSwitch(ADA, "appHasNoAccess", true);
    control.cutSessions(ADA);
    expect((await diagnosed("exo-app-no-access"))?.diagnosis).toMatchObject({ who: "mailAdmin" });
    control.setSwitch(ADA, "appHasNoAccess", false);
    await diagnosed(undefined);

    await control.approveApplication(ADA, false);
    expect((await admin.call("checkAppAccess", { params })).domains[0]?.approvedAt).toBeNull();
    const lost = await diagnosed("ms-app-not-approved");
    expect(lost?.diagnosis).toMatchObject({ who: "mailAdmin", retry: "afterFix" });
    await control.approveApplication(ADA, true);
    await diagnosed(undefined);
    expect((await admin.call("checkAppAccess", { params })).domains[0]?.approvedAt).not.toBeNull();
  });

  test("are stopped by their users as any other, and connected again under the ids they had", async () => {
    const before = (await settingsOf(ADA)).mailbox;
    await stop(ADA);
    expect((await settingsOf(ADA)).receipt).toMatchObject({
      address: ADA,
      removed: expect.arrayContaining(["grant"]),
    });
    expect(byAddress(await access())).not.toHaveProperty([ADA]);
    await connect(own(ADA));
    await settled();
    expect((await settingsOf(ADA)).mailbox).toMatchObject({ id: before?.id, setUpBy: "administrator" });
  });

  test("that a process left behind are done again, to the same end", async () => {
    const before = (await settingsOf(ADA)).mailbox;
    await twinbox.sql(
      `update twinbox.app_mailbox set state = 'connecting', taken_until = 1 where address = '${ADA}'`,
    );
    await admin.call("retryAppMailboxes", { params, body: { userId: null } });
    expect(byAddress(await settled())).toMatchObject({ [ADA]: "connected" });
    expect((await settingsOf(ADA)).mailbox?.id).toBe(before?.id);
  });

  test("that are cancelled while they are tried leave nothing behind", async () => {
    await stop(ADA);
    const { control } = twinbox.playground;
    control.setSwitch(ADA, "loginMs", 2_000);
    // Once this one has answered, that one has too.
    control.setSwitch("info@contoso.example", "loginMs", 3_000);
    await connect(own(ADA));
    await until(access, (found) => byAddress(found)[ADA] === "connecting");
    const dropped = await admin.call("dropAppMailboxes", { params, body: { which: "waiting" } });
    expect(byAddress(dropped)).not.toHaveProperty([ADA]);
    await connect([{ email: GWEN, address: "info@contoso.example" }]);
    await settled();
    expect((await settingsOf(ADA)).mailbox).toMatchObject({ state: "stopped" });
    expect(byAddress(await access()), "there is no such mailbox").toMatchObject({
      "info@contoso.example": "exo-app-no-access",
    });
    const cleared = await admin.call("dropAppMailboxes", { params, body: { which: "ended" } });
    expect(byAddress(cleared)).toEqual({});
  });

  test("whose access is taken away go on by the sign-in of a colleague who has one", async () => {
    const { control } = twinbox.playground;
    const gwen = await twinbox.signIn(GWEN);
    await gwen.visit(await toCallback(gwen, JOBS));
    const answer = { method: "POST", body: new URLSearchParams({ answer: "allow" }) };
    await gwen.visit(`${twinbox.url}/connect/answer`, answer);
    const mailboxOf = async (email: string) => (await settingsOf(email)).mailbox;
    const works = (found: Awaited<ReturnType<typeof mailboxOf>>) => found?.state === "inSync";
    const { id, messages = 0 } = (await until(() => mailboxOf(BRAM), works)) ?? {};
    expect((await mailboxOf(GWEN))?.id).toBe(id);

    await control.approveApplication(JOBS, false);
    // The token that is held was given before.
    expect((await admin.call("checkAppAccess", { params })).domains[0]?.approvedAt).toBeNull();
    control.cutSessions(JOBS);
    await control.deliver(JOBS, { subject: "By the colleague's sign-in" });
    const gone = await until(
      () => mailboxOf(BRAM),
      (found) => works(found) && (found?.messages ?? 0) > messages,
    );
    expect(gone).toMatchObject({ setUpBy: "administrator", diagnosis: null });
    await control.approveApplication(JOBS, true);
    await admin.call("checkAppAccess", { params });
    await stop(GWEN);
  });
});

test("whose organisation it is the operator says: domains are checked, audited, and count at once", async () => {
  const operator = await twinbox.signIn(OPERATOR);
  const workspaceId = twinbox.workspace.id;
  const set = (...ownDomains: readonly string[]) =>
    operator.ask("setOwnDomains", { params: { workspaceId }, body: { ownDomains: [...ownDomains] } });
  const domains = async () => (await access()).domains.map(({ domain }) => domain);
  const before = await domains();
  expect(await set("contoso.example", "contoso")).toMatchObject({
    status: 422,
    body: { errors: [{ field: "ownDomains", message: "No domain: contoso" }] },
  });
  expect(await domains()).toEqual(before);
  expect(await set("@Contoso-Labs.example ")).toMatchObject({
    status: 200,
    body: { ownDomains: ["contoso-labs.example"] },
  });
  expect(await domains()).toEqual(["contoso-labs.example"]);
  expect(await preview(`${CHLOE}`), "what is connected stays").toEqual([`1 ${CHLOE} hasMailbox`]);
  expect((await set(...before)).status).toBe(200);
  const audited = await twinbox.rows<{ actor: string; detail: object }>(
    "select actor, detail from twinbox.audit_entry where action = 'workspace.ownDomains' order by at",
  );
  const both = before.join(" ");
  expect(audited.map(({ detail }) => detail)).toEqual([
    { before: both, after: "contoso-labs.example" },
    { before: "contoso-labs.example", after: both },
  ]);
  expect(audited[0]?.actor).toMatch(/^operator:/);
});

test("nothing is connected while the workspace is suspended", async () => {
  await twinbox.sql("update twinbox.workspace set activation = 'suspended'");
  expect(await connect(own(ADA))).toMatchObject({ status: 409, body: { code: "not_ready" } });
  await twinbox.sql("update twinbox.workspace set activation = 'active'");
});

test("another workspace gets none of them, whatever its policy and although it is one application", async () => {
  await twinbox.sql(`update twinbox.app_user set role = 'admin' where email = '${EVE}'`);
  const eve = await twinbox.signIn(EVE);
  const [provider] = await eve.call("listProviders");
  const theirs = { providerId: provider?.id ?? "" };
  const checked = await eve.call("checkAppAccess", { params: theirs });
  expect(checked.domains.map(({ domain, approvedAt }) => [domain, approvedAt])).toEqual([
    ["fabrikam.example", null],
  ]);
  const judged = async () => {
    const body = { list: `x@fabrikam.example,${ADA}`, createUsers: true };
    return (await eve.call("previewAppMailboxes", { params: theirs, body })).mailboxes[0]?.problem;
  };
  expect(await judged()).toBe("notAllowed");
  await twinbox.sql("update twinbox.workspace set address_policy = 'any'");
  expect(await judged()).toBe("notApproved");
  await twinbox.playground.control.approveApplication(EVE, true);
  await eve.call("checkAppAccess", { params: theirs });
  expect(await judged(), "its own organisation has approved it, contoso's hasn't for it").toBe("notApproved");
  expect(await eve.ask("readAppAccess", { params }), "another's provider").toMatchObject({ status: 404 });
});
