// J16: a person asked to be forgotten. What is here from, to or copied to their address goes, in all mailboxes of the workspace, and
// doesn't come back, whatever happens to it at the provider, which keeps its own.
import { afterAll, beforeAll, expect, test } from "vitest";
import type { MailboxId } from "../base/ids.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { mapProposals, panelUntil } from "./testing/by-hand.ts";
import { ADA, ADMIN, BRAM, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

const EVA = "eva@adatum.example";
const PATIENCE_MS = 30_000;

interface Side {
  readonly client: ApiClient;
  readonly mailboxId: string;
}

let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let admin: ApiClient;
let ada: Side;
let bram: Side;
beforeAll(async () => {
  twinbox = await startTwinbox();
  ({ control } = twinbox.playground);
  admin = await twinbox.signIn(ADMIN);
  const connect = async (address: string): Promise<Side> => {
    const client = await twinbox.signIn(address);
    const mailboxId = await connectByForms(client, address);
    await mapProposals(client);
    await panelUntil(client, ({ mailbox }) => mailbox?.state === "inSync");
    return { client, mailboxId };
  };
  ada = await connect(ADA);
  bram = await connect(BRAM);
});
afterAll(() => twinbox?.close());

async function deliver(to: string, subject: string, people: string, folder = "INBOX"): Promise<number> {
  const raw = Buffer.from(
    `Message-ID: <${subject}.${to}>\r\n${people}\r\nSubject: Erase ${subject}\r\n\r\nGood morning.\r\n`,
  );
  return control.deliver(to, { raw, folder });
}

async function subjects({ client, mailboxId }: Side): Promise<readonly string[]> {
  const page = await client.call("listMessages", { params: { mailboxId }, query: { limit: "200" } });
  return page.messages
    .map(({ subject }) => subject)
    .filter((subject) => subject.startsWith("Erase"))
    .toSorted();
}

const becomes = (side: Side, expected: readonly string[]) =>
  expect.poll(() => subjects(side), { timeout: PATIENCE_MS }).toEqual(expected);
const erase = (address = EVA) => admin.call("erasePerson", { body: { address } });

test("all of a person's mail goes, here alone, and stays away", async () => {
  const from = await deliver(ADA, "from", `From: Eva <${EVA.toUpperCase()}>\r\nTo: <${ADA}>`);
  await deliver(ADA, "copied", `From: <${BRAM}>\r\nTo: <${ADA}>\r\nCc: x@y.example, <${EVA}>`);
  await deliver(ADA, "other", `From: <eva@adatum.example.org>\r\nTo: <${ADA}>`);
  await deliver(BRAM, "to Bram", `From: <${EVA}>\r\nTo: <${BRAM}>`);
  await becomes(ada, ["Erase copied", "Erase from", "Erase other"]);
  await becomes(bram, ["Erase to Bram"]);
  const record = { type: "candidate", externalId: "1", name: "Eva", addresses: [EVA] };
  await admin.call("pushRecords", { body: { records: [record] } });

  expect(await admin.call("findPersonMail", { body: { address: ` ${EVA.toUpperCase()}` } })).toEqual({
    ...{ address: EVA, messages: 3, mailboxes: 2, held: 0 },
  });
  expect(await erase()).toMatchObject({ address: EVA, messages: 3, mailboxes: 2, held: 0, waiting: 0 });
  expect([await subjects(ada), await subjects(bram)]).toEqual([["Erase other"], []]);
  for (const table of ["message", "revision", "copy", "record_link"]) {
    const kept = `select count(*)::int as count from twinbox.${table} t where t::text ilike '%${EVA}%'`;
    const wanted =
      table === "message"
        ? `${kept} and search not like '%adatum.example.org%'`
        : `${kept} and t::text not ilike '%adatum.example.org%'`;
    expect(await twinbox.rows(wanted), table).toEqual([{ count: 0 }]);
  }

  // Moved, marked and followed by other mail at the provider it stays away.
  const [moved = 0] = await control.move(ADA, "INBOX", [from], "Archive");
  await control.setFlag(ADA, "Archive", moved, "\\Flagged", true);
  // What lies behind it there is read after it.
  await deliver(ADA, "later", `From: <z@y.example>\r\nTo: <${ADA}>`, "Archive");
  await becomes(ada, ["Erase later", "Erase other"]);
  await admin
    .call("findPersonMail", { body: { address: EVA } })
    .then((found) => expect(found.messages).toBe(0));
  expect(control.listMessages(ADA, "Archive").map(({ subject }) => subject)).toContain("Erase from");
  const trail = await twinbox.rows<{ detail: Record<string, number> }>(
    "select detail from twinbox.audit_entry where action = 'person.erased'",
  );
  expect(trail).toEqual([{ detail: { messages: 3, mailboxes: 2, held: 0, waiting: 0 } }]);

  await deliver(ADA, "new", `From: <${EVA}>\r\nTo: <${ADA}>`);
  await becomes(ada, ["Erase later", "Erase new", "Erase other"]);
  await erase();
  await becomes(ada, ["Erase later", "Erase other"]);
});

test("what is on hold stays, and what waits for the provider; both are told", async () => {
  await deliver(ADA, "held", `From: <${EVA}>\r\nTo: <${ADA}>`);
  await deliver(BRAM, "waits", `From: <${EVA}>\r\nTo: <${BRAM}>`);
  await becomes(ada, ["Erase held", "Erase later", "Erase other"]);
  await becomes(bram, ["Erase waits"]);
  await admin.call("setHold", { params: { mailboxId: ada.mailboxId }, body: { on: true } });
  control.setSwitch(BRAM, "unreachable", true);
  const { client, mailboxId } = bram;
  const { messages } = await client.call("listMessages", { params: { mailboxId }, query: {} });
  const id = messages.find(({ subject }) => subject === "Erase waits")?.id ?? "";
  const act = { kind: "flags" as const, add: ["flagged" as const], remove: [] };
  await client.call("changeMessages", { params: { mailboxId }, body: { act, messages: [id] } });
  expect(await admin.call("findPersonMail", { body: { address: EVA } })).toMatchObject({
    messages: 2,
    held: 1,
  });
  expect(await erase()).toMatchObject({ messages: 0, mailboxes: 0, held: 1, waiting: 1 });
  expect([await subjects(ada), await subjects(bram)]).toEqual([
    ["Erase held", "Erase later", "Erase other"],
    ["Erase waits"],
  ]);
  control.clearSwitches();
  await admin.call("setHold", { params: { mailboxId: ada.mailboxId }, body: { on: false } });
  twinbox.house.hints.publish({
    ...{ kind: "wake", workspaceId: twinbox.workspace.id, mailboxId: mailboxId as MailboxId },
  });
  await expect.poll(async () => (await erase()).waiting, { timeout: PATIENCE_MS, interval: 500 }).toBe(0);
  await becomes(ada, ["Erase later", "Erase other"]);
  await becomes(bram, []);
});

test("what is no address is refused, and nothing happens", async () => {
  for (const address of ["eva", "@adatum.example", "a@b, c@d.example"]) {
    const { status, body } = await admin.ask("erasePerson", { body: { address } });
    expect([status, body.errors]).toEqual([422, [expect.objectContaining({ field: "address" })]]);
  }
});
