// Folders made, renamed, moved and deleted here, over HTTP: at the provider when the answer is given, under the ids that
// folders and messages have, with the server's worker running beside it.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AnswerOf } from "../api/operations.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import type { ProfileName } from "../playground/imap/profiles.ts";
import type { ApiClient } from "./testing/api-client.ts";
import { ADA, type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { connectByForms } from "./testing/sign-in-by-forms.ts";

type Folders = AnswerOf<"listFolders">;
const LOOK_MS = 50;

describe.each(["exchange", "minimal"] satisfies ProfileName[])("at %s", (profile) => {
  let twinbox: RunningTwinbox;
  let control: PlaygroundControl;
  let ada: ApiClient;
  let mailboxId: string;
  beforeAll(async () => {
    twinbox = await startTwinbox({ profile });
    control = twinbox.playground.control;
    ada = await twinbox.signIn(ADA);
    mailboxId = await connectByForms(ada, ADA);
    const picker = await ada.call("readFolderPicker", { params: { mailboxId } });
    const idOf = (path: string) => picker.folders.find((each) => each.path === path)?.id ?? "";
    const mappings = [
      { role: "inbox" as const, name: "Inbox", remoteFolderId: idOf("INBOX"), subtree: false },
      { role: null, name: "Clients", remoteFolderId: idOf("Clients"), subtree: true },
    ];
    await ada.call("saveMappings", { params: { mailboxId }, body: { mappings, importWindow: "all" } });
    await until(async () => (await ada.call("readEmailSettings")).mailbox?.state === "inSync");
  });
  afterAll(() => twinbox?.close());

  /** Until the worker has done something nobody can be told of; the test's own time limit ends it. */
  async function until(done: () => Promise<boolean>): Promise<void> {
    while (!(await done())) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  const there = (): readonly string[] =>
    control
      .listFolders(ADA)
      .map(({ path }) => path)
      .filter((path) => /Clients|Customers|Vacanc|ACME|Acme/.test(path));
  const folders = (): Promise<Folders> => ada.call("listFolders", { params: { mailboxId } });
  /** "Clients/ACME" as the lists show it. */
  const pathOf = (all: Folders, { name, parentId }: Folders[number]): string => {
    const parent = all.find(({ id }) => id === parentId);
    return parent === undefined ? name : `${pathOf(all, parent)}/${name}`;
  };
  const shown = (all: Folders): readonly string[] => all.map((each) => pathOf(all, each)).sort();
  async function idOf(path: string): Promise<string> {
    const all = await folders();
    return all.find((each) => pathOf(all, each) === path)?.id ?? "";
  }
  async function messagesIn(folder: string): Promise<readonly string[]> {
    const { messages } = await ada.call("listMessages", { params: { mailboxId }, query: { folder } });
    return messages.map(({ id }) => id).sort();
  }
  /** Nothing else happens because of it. */
  async function settled(): Promise<void> {
    await control.deliver(ADA, { subject: "Settled" });
    await until(async () => {
      const found = await ada.call("searchMessages", { params: { mailboxId }, query: { q: "settled" } });
      return found.messages.length > 0;
    });
  }

  test("they are on both sides what was asked, ids stay, and nothing is fetched again", async () => {
    const clients = await idOf("Clients");
    const acme = await idOf("Clients/ACME");
    const before = { clients: await messagesIn(clients), acme: await messagesIn(acme) };
    expect(before.acme.length).toBeGreaterThan(0);
    const fetched = control.fetchesOf(ADA);

    const created = await ada.call("createFolder", {
      params: { mailboxId },
      body: { name: "Initech", parentId: clients },
    });
    expect(shown(created)).toContain("Clients/Initech");
    expect(there()).toContain("Clients/Initech");

    const renamed = await ada.call("changeFolder", {
      params: { mailboxId, folderId: clients },
      body: { name: "Customers" },
    });
    expect(shown(renamed)).toEqual(
      [
        "Customers",
        "Customers/ACME",
        "Customers/ACME/2026",
        "Customers/Globex",
        "Customers/Initech",
        "Inbox",
      ].sort(),
    );
    expect(there()).toEqual(expect.arrayContaining(["Customers", "Customers/ACME", "Customers/Initech"]));
    expect(there().filter((path) => path.startsWith("Clients"))).toEqual([]);

    const moved = await ada.call("changeFolder", {
      params: { mailboxId, folderId: acme },
      body: { name: "Acme Corp.", parentId: await idOf("Customers/Globex") },
    });
    expect(shown(moved)).toContain("Customers/Globex/Acme Corp./2026");
    expect(there()).toContain("Customers/Globex/Acme Corp./2026");

    await settled();
    expect({ clients: await messagesIn(clients), acme: await messagesIn(acme) }).toEqual(before);
    // One came in the meantime: its headers and its body.
    expect(control.fetchesOf(ADA) - fetched).toBeLessThanOrEqual(2);
    await control.deliver(ADA, { folder: "Customers/Globex/Acme Corp.", subject: "To the moved one" });
    await until(async () => (await messagesIn(acme)).length === before.acme.length + 1);
  });

  test("deleted, a folder lies in the provider's Deleted with its mail, and the lists don't show it", async () => {
    const made = await ada.call("createFolder", {
      params: { mailboxId },
      body: { name: "Vacancies", parentId: null },
    });
    const vacancies = made.find(({ name }) => name === "Vacancies");
    expect(vacancies).toMatchObject({ role: null, parentId: null, messages: 0 });
    await control.deliver(ADA, { folder: "Vacancies", subject: "An applicant" });
    await until(async () => (await messagesIn(vacancies?.id ?? "")).length === 1);
    const [id = ""] = await messagesIn(vacancies?.id ?? "");

    const left = await ada.call("removeFolder", { params: { mailboxId, folderId: vacancies?.id ?? "" } });
    expect(shown(left)).not.toContain("Vacancies");
    expect(there()).not.toContain("Vacancies");
    const [path = ""] = there().filter((each) => each.endsWith("/Vacancies"));
    expect(control.listMessages(ADA, path, 5).map(({ subject }) => subject)).toEqual(["An applicant"]);
    const found = await ada.call("searchMessages", {
      params: { mailboxId },
      query: { q: "subject:applicant" },
    });
    expect(found.messages).toEqual([]);

    // Fetched out of Deleted there, it comes back as the message it was.
    await control.move(ADA, path, control.uidsOf(ADA, path), "INBOX");
    await until(async () => (await messagesIn(await idOf("Inbox"))).includes(id));
  });

  test("what can't be is said, and changes nothing", async () => {
    const [inbox, customers] = [await idOf("Inbox"), await idOf("Customers")];
    const before = { there: there(), here: shown(await folders()) };
    const ask = (folderId: string, name: string) =>
      ada.ask("changeFolder", { params: { mailboxId, folderId }, body: { name } });
    expect(await ask(inbox, "Post")).toMatchObject({ status: 422, body: { code: "standardFolder" } });
    expect(await ask(customers, "archive")).toMatchObject({ status: 422 });
    expect(await ask(customers, "a/b")).toMatchObject({
      status: 422,
      body: { errors: [{ field: "name", message: "A name can’t contain /" }] },
    });
    expect(await ask(customers, "")).toMatchObject({ status: 422 });
    control.setSwitch(ADA, "imapOff", true);
    expect((await ask(customers, "Later")).status).toBeGreaterThanOrEqual(500);
    control.clearSwitches();
    expect({ there: there(), here: shown(await folders()) }).toEqual(before);
  });
});
