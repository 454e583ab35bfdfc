// J13 over HTTP: an error that was seen at the provider is explained, a mailbox in trouble says what is most likely and
// what comes next, and the operator sees all of it by cause.
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import { SyncError } from "../base/sync-error.ts";
import { describeOutcome, describeStep, examineMailbox } from "../cli/commands/doctor-mailbox.ts";
import { diagnoseError } from "../core/diagnose.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, ADMIN, BRAM, OPERATOR, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms, toCallback } from "./testing/sign-in-by-forms.ts";

const CORRELATION = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee";
const LOOK_MS = 50;
const MAIN = fileURLToPath(new URL("../cli/main.ts", import.meta.url));
const run = promisify(execFile);

let twinbox: RunningTwinbox;
beforeAll(async () => {
  twinbox = await startTwinbox();
});
afterAll(() => twinbox?.close());

async function settings(client: ApiClient): Promise<AnswerOf<"readEmailSettings">> {
  return client.call("readEmailSettings");
}

async function startedBy(client: ApiClient): Promise<string> {
  const { attempt } = await client.call("startAttempt", { body: { providerId: twinbox.providerId } });
  return attempt.id;
}

/** Connects a mailbox and maps its Inbox. */
async function synced(client: ApiClient, address: string): Promise<string> {
  const mailboxId = await connectByForms(client, address);
  const picker = await client.call("readFolderPicker", { params: { mailboxId } });
  expect(picker.diagnosis).toBeNull();
  const remoteFolderId = picker.folders.find(({ role }) => role === "inbox")?.id ?? "";
  const mappings = [{ role: "inbox" as const, name: "Inbox", remoteFolderId, subtree: false }];
  await client.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
  await until(async () => (await settings(client)).mailbox?.state === "inSync");
  return mailboxId;
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

test("an error of Microsoft's page that is pasted while the attempt waits is explained, and stays there", async () => {
  const bram = await twinbox.signIn(BRAM);
  const attemptId = await startedBy(bram);
  const text = `Need admin approval\nAADSTS90094: token=hunter2\nCorrelation Id: ${CORRELATION}`;
  const answer = await bram.call("explainError", { body: { text, attemptId } });
  expect(answer).toMatchObject({
    id: "ms-admin-consent",
    who: "mailAdmin",
    reference: `AADSTS90094 (correlation id ${CORRELATION})`,
  });
  expect(answer.forAdministrator).toContain(`client ID ${twinbox.playground.clientId}`);
  expect(answer.forAdministrator).toMatch(
    /\nUser: bram@contoso\.example\nTime: .* UTC\nReference: AADSTS90094/,
  );
  const { attempt } = await settings(bram);
  expect(attempt).toMatchObject({ id: attemptId, state: "waiting", diagnosis: { id: "ms-admin-consent" } });
  expect(JSON.stringify(attempt)).not.toContain("hunter2");
  // The tab may come back all the same, once an administrator has approved.
  await connectByForms(bram, BRAM);
  expect((await settings(bram)).attempt).toMatchObject({ state: "connected" });
});

test("only one's own attempt is asked about, and only of a text that a person can have seen", async () => {
  const [ada, admin] = [await twinbox.signIn(ADA), await twinbox.signIn(ADMIN)];
  const attemptId = await startedBy(ada);
  expect((await admin.ask("explainError", { body: { text: "AADSTS50011", attemptId } })).status).toBe(404);
  expect((await settings(ada)).attempt?.diagnosis).toBeNull();
  for (const text of ["", "x".repeat(8001)]) {
    expect((await ada.ask("explainError", { body: { text } })).status).toBe(422);
  }
  const operator = await twinbox.signIn(OPERATOR);
  expect((await operator.ask("explainError", { body: { text: "AADSTS50011" } })).status).toBe(403);
  const unknown = await ada.call("explainError", { body: { text: `AADSTS999999 ${CORRELATION}` } });
  expect(unknown).toMatchObject({ id: "unknown", reference: "AADSTS999999" });
});

test("an attempt that nobody came back from asks for the error that Microsoft may have shown", async () => {
  const ada = await twinbox.signIn(ADA);
  await toCallback(ada, ADA);
  await twinbox.sql("update twinbox.connect_attempt set expires_at = expires_at - 11 * 60000");
  const { attempt } = await settings(ada);
  expect(attempt).toMatchObject({ state: "expired", diagnosis: { id: "ms-no-callback", who: "user" } });
});

test("a mailbox in trouble says what is most likely and what comes next; operator and admin see it", async () => {
  const ada = await twinbox.signIn(ADA);
  const mailboxId = await synced(ada, ADA);
  const { control } = twinbox.playground;
  const retry = () => ada.call("retryMailbox", { params: { mailboxId } });
  const diagnosis = async () => (await settings(ada)).mailbox?.diagnosis;
  control.setSwitch(ADA, "throttledMs", 61_000);
  await retry();
  await until(async () => (await diagnosis())?.id === "exo-throttled");
  const again = Date.parse((await diagnosis())?.retryAt ?? "");
  expect(again - Date.now()).toBeGreaterThan(30_000);
  control.setSwitch(ADA, "throttledMs", 0);
  control.setSwitch(ADA, "imapOff", true);
  await retry();
  await until(async () => (await diagnosis())?.id === "exo-not-connected-known");
  // By Graph it opens.
  expect((await diagnosis())?.runnerUp?.id).toBe("exo-imap-disabled");
  control.setSwitch(ADA, "loginRefused", true);
  control.setSwitch(ADA, "imapOff", false);
  await retry();
  await until(async () => (await diagnosis())?.id === "exo-imap-disabled");
  const told = await diagnosis();
  expect(told).toMatchObject({
    because:
      "Most likely, because the mailbox opens by another way (Microsoft Graph) with the same permission: only IMAP is refused.",
    runnerUp: { id: "ms-ca-block" },
  });
  expect(told?.forAdministrator).toContain(`Mailbox: ${ADA}`);

  const operator = await twinbox.signIn(OPERATOR);
  expect(await operator.call("listProblems")).toEqual([
    {
      id: "exo-imap-disabled",
      who: "mailAdmin",
      whoText: "your Microsoft 365 administrator",
      what: "Microsoft accepted your sign-in, but the mailbox refuses IMAP.",
      mailboxes: 1,
      since: told?.since,
      workspaces: [{ id: twinbox.workspace.id, name: "Contoso Recruitment", mailboxes: 1 }],
    },
  ]);
  expect((await ada.ask("listProblems")).status).toBe(403);

  const admin = await twinbox.signIn(ADMIN);
  const row = (await admin.call("listUsers")).find(({ email }) => email === ADA);
  expect(row?.mailbox).toMatchObject({ state: "problem", diagnosis: { id: "exo-imap-disabled" } });

  control.setSwitch(ADA, "loginRefused", false);
  await retry();
  await until(async () => (await settings(ada)).mailbox?.state === "inSync");
  expect(await operator.call("listProblems")).toEqual([]);
});

test("the way to a mailbox is gone step by step, to the step that fails and what that means", async () => {
  const { house, playground } = twinbox;
  const mailbox = (await house.connections.listMailboxes()).find(({ address }) => address === ADA);
  if (mailbox === undefined) throw new Error("Ada isn't connected");
  const lines: string[] = [];
  const examine = () => examineMailbox(house, mailbox, (step) => lines.push(describeStep(step, "en")));
  const well = await examine();
  expect(well.steps.map(({ name, object, ok }) => [name, object, ok])).toEqual([
    ["dns", undefined, true],
    ["tcp", undefined, true],
    ["greeting", undefined, true],
    ["access", undefined, true],
    ["sign-in", undefined, true],
    ["list", undefined, true],
    ["folder", "INBOX", true],
  ]);
  expect(well.diagnosis).toBeNull();
  expect(describeOutcome(well, "en")).toMatch(/^All steps went well/);

  playground.control.setSwitch(ADA, "loginRefused", true);
  const ill = await examine();
  expect(ill.steps.slice(-4)).toMatchObject([
    { name: "sign-in", ok: false, found: "AUTHENTICATE failed." },
    { name: "smtp", ok: true, found: "opened" },
    { name: "graph", ok: true, found: "opened" },
    // Bram is connected, but no folder of his is mapped.
    { name: "others", ok: true, found: "nobody to ask" },
  ]);
  expect(ill.diagnosis).toMatchObject({ id: "exo-imap-disabled", because: "graphOpens" });
  expect(describeOutcome(ill, "nl")).toMatch(/^exo-imap-disabled {2}Microsoft accepteerde/);
  expect(describeOutcome(ill, "en")).toMatch(
    /organization at this provider: 0 without a problem, 0 with one\.$/,
  );
  playground.control.setSwitch(ADA, "loginRefused", false);

  const [connection] = await house.connections.connectionsOfMailbox(mailbox.workspaceId, mailbox.id);
  if (connection === undefined) throw new Error("Ada isn't connected");
  const credential = await house.tokens.credential(mailbox, connection);
  if (credential.kind !== "bearer") throw new Error("Ada has a password");
  expect(lines.join("\n")).toContain("ok     greeting");
  expect(lines.join("\n")).not.toContain(credential.token);
});

test("beside a running server the command tells the same, and ends with how it went", async () => {
  const { dataFolder, databaseUrl, mailNetworks } = twinbox.house.config;
  const env = {
    PATH: process.env.PATH,
    TWINBOX_DATA: dataFolder,
    DATABASE_URL: databaseUrl ?? "",
    // The playground isn't at a public address.
    TWINBOX_MAIL_NETWORKS: mailNetworks.map(({ address, port }) => `${address}:${port}`).join(","),
    LANG: "nl_NL",
  };
  const doctorWith = (settings: Readonly<Record<string, string>>, ...args: readonly string[]) =>
    run(process.execPath, [MAIN, "doctor", ...args], { env: { ...env, ...settings } }).then(
      ({ stdout }) => ({ code: 0, stdout, stderr: "" }),
      (error: { code: number; stdout: string; stderr: string }) => error,
    );
  const doctor = (...args: readonly string[]) => doctorWith({}, ...args);
  const well = await doctor(ADA);
  expect(well).toMatchObject({ code: 0 });
  expect(well.stdout).toMatch(/^ada@contoso\.example \(microsoft\), inSync, \d+ messages/);
  expect(well.stdout).toMatch(/^ok {5}map INBOX +\d+ ms {2}\d+ messages$/m);
  expect(well.stdout).toMatch(/\nAlle stappen gingen goed[^\n]*\n$/);

  const elsewhere = await doctorWith({ TWINBOX_MAIL_NETWORKS: "", LANG: "en_US" }, ADA);
  expect(elsewhere).toMatchObject({ code: 2 });
  expect(elsewhere.stdout).toMatch(
    /\nNothing is known to be wrong with this mailbox: [^\n]*TWINBOX_MAIL_NETWORKS/,
  );
  expect(elsewhere.stdout).not.toContain("server-forbidden");
  const asData = await doctorWith({ TWINBOX_MAIL_NETWORKS: "" }, ADA, "--json");
  expect(JSON.parse(asData.stdout)).toMatchObject({ settingsDiffer: true, diagnosis: null });

  twinbox.playground.control.setSwitch(ADA, "loginRefused", true);
  const ill = await doctor(ADA, "--json");
  twinbox.playground.control.setSwitch(ADA, "loginRefused", false);
  expect(ill).toMatchObject({ code: 1 });
  expect(JSON.parse(ill.stdout)).toMatchObject({
    mailbox: { address: ADA },
    diagnosis: { id: "exo-imap-disabled", because: { id: "graphOpens" }, runnerUp: { id: "ms-ca-block" } },
    others: { well: 0, ill: 0 },
  });
  const nobody = await doctor("nobody@contoso.example");
  expect(nobody).toMatchObject({ code: 2, stdout: "" });
  expect(nobody.stderr).toContain("There is no mailbox nobody@contoso.example in ");
});

test("whoever opens a mailbox that nobody looked at for a while makes its loop look, once", async () => {
  const ada = await twinbox.signIn(ADA);
  const mailboxId = (await settings(ada)).mailbox?.id ?? "";
  const woken: string[] = [];
  const unsubscribe = twinbox.house.hints.subscribe((hint) => {
    if (hint.kind === "wake") woken.push(hint.mailboxId);
  });
  twinbox.house.looked.clear();
  for (let times = 0; times < 2; times++) await ada.call("listFolders", { params: { mailboxId } });
  unsubscribe();
  expect(woken).toEqual([mailboxId]);
});

test("Edit folders says why there is nothing to choose from", async () => {
  const ada = await twinbox.signIn(ADA);
  const mailboxId = (await settings(ada)).mailbox?.id ?? "";
  twinbox.playground.control.setSwitch(ADA, "emptyList", true);
  const answer = await ada.ask("readFolderPicker", { params: { mailboxId } });
  twinbox.playground.control.setSwitch(ADA, "emptyList", false);
  expect(answer).toMatchObject({ status: 502, body: { diagnosis: { id: "folders-empty", who: "user" } } });
});

test("of a server that isn't there the first step says so", async () => {
  const [mailbox] = await twinbox.house.connections.listMailboxes();
  if (mailbox === undefined) throw new Error("nobody is connected");
  const incoming = { host: "mail.invalid", port: 993, security: "implicit" } as const;
  const examined = await examineMailbox(twinbox.house, { ...mailbox, incoming }, () => undefined);
  expect(examined.steps.map(({ name, ok }) => [name, ok])).toEqual([["dns", false]]);
  expect(examined.diagnosis?.id).toBe("net");
});

test("of a server that this installation may not reach, a mailbox in trouble says so", async () => {
  const [mailbox] = await twinbox.house.connections.listMailboxes();
  if (mailbox === undefined) throw new Error("nobody is connected");
  const house = { ...twinbox.house, config: { ...twinbox.house.config, mailNetworks: [] } };
  const unreachable = new SyncError("unreachable", { scope: "mailbox", retry: "later" });
  const diagnosis = diagnoseError(unreachable, { stage: "sync", provider: "imap" });
  const examined = await examineMailbox(house, { ...mailbox, diagnosis }, () => undefined);
  expect(examined).toMatchObject({ settingsDiffer: false, diagnosis: { id: "server-forbidden" } });
});
