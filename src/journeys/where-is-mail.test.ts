// "Where is my mail?" (J13a): every answer there is, each brought about for real with Postgres and Playground 365. One
// mailbox goes through all of it; of each message the helpdesk's words are looked at as well.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newId, type WorkerId } from "../base/ids.ts";
import { SyncError } from "../base/sync-error.ts";
import { describeAnswer } from "../cli/commands/where.ts";
import { systemClock, systemRandom } from "../cli/system.ts";
import { parseClues, type TypedClues } from "../core/parse-clues.ts";
import type { WhereAnswer } from "../core/where-is-mail.ts";
import { Worker } from "../engine/worker.ts";
import type { PlaygroundControl } from "../playground/control.ts";
import { letterBytes } from "./testing/letter.ts";
import { type RunningTwinbox, startTwinbox } from "./testing/running-twinbox.ts";
import { SyncedMailbox } from "./testing/synced-mailbox.ts";

const CHLOE = "chloe@contoso.example";
const DAY_MS = 24 * 60 * 60_000;
const MAPPED: Readonly<Record<string, string>> = {
  Inbox: "INBOX",
  Drafts: "Drafts",
  Junk: "Junk Email",
  Deleted: "Deleted Items",
  Clients: "Clients",
};
/** Before the import date. */
const OLD = Date.now() - 120 * DAY_MS;
const OLD_SUBJECT = "Ancient offer";

let twinbox: RunningTwinbox;
let control: PlaygroundControl;
let mailbox: SyncedMailbox;
let count = 0;
const newSubject = (name: string): string => `${name} ${++count}`;

beforeAll(async () => {
  twinbox = await startTwinbox({ profile: "modern", serve: false });
  control = twinbox.playground.control;
  await control.createFolder(CHLOE, "Clients");
  await control.deliver(CHLOE, { folder: "Clients", subject: OLD_SUBJECT, date: OLD });
  const token = await control.issueToken(CHLOE, { seconds: 86_400 });
  mailbox = await SyncedMailbox.connect(twinbox.house, {
    workspace: twinbox.workspace.name,
    user: CHLOE,
    server: { ...twinbox.playground.imap, security: "none" },
    userName: CHLOE,
    grant: { kind: "command", command: `echo ${token}` },
    maps: Object.entries(MAPPED).map(([name, path]) => ({ name, path })),
    since: "1m",
  });
});
afterAll(() => twinbox?.close());

async function where(typed: TypedClues, askProvider = false): Promise<WhereAnswer> {
  const clues = parseClues(typed);
  if (clues === null) throw new Error("no clues");
  const answer = await twinbox.house.where.where(...mailbox.at, clues, { askProvider });
  if (answer === null) throw new Error("no mailbox");
  return answer;
}

/** "here Inbox", "ended erased": places of what was found, newest first. */
function places({ found }: WhereAnswer): readonly string[] {
  return found.map(({ place }) => {
    if (place.kind === "ended") return `ended ${place.how}`;
    const folder = place.folder?.name ?? "nowhere";
    return place.kind === "waiting" ? `waiting ${place.change} ${folder}` : `${place.kind} ${folder}`;
  });
}

/** "Archive unmapped 1". */
function hits({ provider }: WhereAnswer): readonly string[] {
  return (provider?.hits ?? []).map(({ path, kind, count: times }) => `${path} ${kind} ${times}`);
}

const gaps = (answer: WhereAnswer): readonly string[] =>
  answer.gaps.map(({ kind, folder, count: times }) => `${folder.name} ${kind} ${times}`);

async function delivered(name: string, folder = "INBOX", date?: number): Promise<string> {
  const subject = newSubject(name);
  await control.deliver(CHLOE, {
    folder,
    raw: letterBytes({ subject }),
    ...(date === undefined ? {} : { date }),
  });
  return subject;
}

function uidOf(folder: string, subject: string): number {
  const found = control.listMessages(CHLOE, folder, 1_000).find((each) => each.subject === subject);
  if (found === undefined) throw new Error(`${subject} is not in ${folder}`);
  return found.uid;
}

test("before the first reading nothing is known of any folder, and that is said", async () => {
  const answer = await where({ subject: "anything at all" });
  expect(answer.outcome).toBe("maybe");
  expect(gaps(answer)).toEqual(
    Object.keys(MAPPED)
      .map((name) => `${name} unread 0`)
      .sort(byFolder),
  );
  expect(answer.lookedAt.upTo).toBeNull();
  await mailbox.sync();
});

function byFolder(a: string, b: string): number {
  const path = (text: string): string => MAPPED[text.split(" ")[0] ?? ""] ?? "";
  return path(a) < path(b) ? -1 : 1;
}

describe("of a message that was here", () => {
  test.each([
    ["Inbox", "INBOX"],
    ["Junk", "Junk Email"],
    ["Deleted", "Deleted Items"],
    ["Clients", "Clients"],
  ])("in %s", async (name, path) => {
    const subject = await delivered("Lies", path);
    await mailbox.sync();
    const answer = await where({ messageId: `<${subject.replaceAll(" ", ".")}@adatum.example>` });
    expect(answer).toMatchObject({ outcome: "found", more: false, found: [{ subject }] });
    expect(places(answer)).toEqual([`here ${name}`]);
    const [found] = answer.found;
    expect(found?.takenAt).toBeGreaterThanOrEqual((found?.internalDate ?? 0) - 1_000);
    expect(places(await where({ subject: subject.toUpperCase(), from: "Eva <eva@adatum.example>" }))).toEqual(
      [`here ${name}`],
    );
    expect(places(await where({ subject, from: "bram" }))).toEqual([]);
    expect(describeAnswer(answer)).toContain(`in ${name}`);
    expect(describeAnswer(answer), "the helpdesk sees nothing of what it says").not.toContain(subject);
  });

  test("several are listed newest first, and a day picks out one", async () => {
    const name = newSubject("Twice");
    const now = Date.now();
    for (const [i, date] of [now - 10 * DAY_MS, now - 2 * DAY_MS].entries()) {
      const raw = letterBytes({ subject: name, messageId: `twice${i}@adatum.example` });
      await control.deliver(CHLOE, { raw, date });
    }
    await mailbox.sync();
    const { found } = await where({ subject: name });
    expect(found.map(({ internalDate }) => Math.round((now - internalDate) / DAY_MS))).toEqual([2, 10]);
    const day = new Date(now - 10 * DAY_MS).toISOString().slice(0, 10);
    expect((await where({ subject: name, day })).found).toHaveLength(1);
  });

  test("gone from its folder and still looked for, then departed; where it went is told only when the provider is asked", async () => {
    const subject = await delivered("Leaves");
    await mailbox.sync();
    await control.move(CHLOE, "INBOX", [uidOf("INBOX", subject)], "Archive");
    const dying = mailbox.through((store) => ({
      ...store,
      commit: async (ownership, changes) => {
        if ((changes.departed ?? []).length > 0) {
          throw new SyncError("storeDown", { scope: "installation", retry: "later" });
        }
        await store.commit(ownership, changes);
      },
    }));
    await expect(dying.sync()).rejects.toThrow();
    expect(places(await where({ subject }))).toEqual(["missed Inbox"]);
    await mailbox.syncUntil(async () => places(await where({ subject }))[0] === "departed Inbox");
    const answer = await where({ subject });
    expect(answer.found[0]?.place).toMatchObject({ kind: "departed", at: expect.any(Number) });
    expect(answer.provider).toBeNull();
    const uid = uidOf("Archive", subject);
    const before = control.timesFetched(CHLOE, "Archive", uid);
    const asked = await where({ subject }, true);
    expect(asked.outcome).toBe("found");
    expect(hits(asked)).toEqual(["Archive unmapped 1"]);
    expect(control.timesFetched(CHLOE, "Archive", uid), "nothing is read there").toBe(before);
    expect(await mailbox.find(subject), "nothing is imported").toEqual([]);
  });

  test("moved, deleted or put there here, and not confirmed yet; then confirmed", async () => {
    const subject = await delivered("Acted");
    await mailbox.sync();
    const id = await mailbox.idOf("Inbox", subject);
    await mailbox.act({ kind: "move", from: "Inbox", to: "Clients" }, [id]);
    const put = newSubject("Put");
    await mailbox.upload("Clients", letterBytes({ subject: put }));
    const moved = await where({ subject });
    expect(places(moved)).toEqual(["waiting move Clients"]);
    expect(describeAnswer(moved)).toContain(
      "shown in Clients: the provider hasn't confirmed that (move) since",
    );
    expect(places(await where({ subject: put }))).toEqual(["waiting append Clients"]);
    await mailbox.sync();
    await mailbox.sync();
    expect(places(await where({ subject }))).toEqual(["here Clients"]);
    expect(places(await where({ subject: put }))).toEqual(["here Clients"]);
  });

  test("erased here for good: before the provider knows, and after", async () => {
    const subject = await delivered("Erased", "Deleted Items");
    await mailbox.sync();
    await mailbox.act({ kind: "erase", from: "Deleted" }, [await mailbox.idOf("Deleted", subject)]);
    expect(places(await where({ subject }))).toEqual(["waiting erase nowhere"]);
    await twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
    await mailbox.sync();
    expect(places(await where({ subject }))).toEqual(["ended erased"]);
  });

  test("moved from here to a folder that isn't followed", async () => {
    const subject = await delivered("Archived");
    await mailbox.sync();
    const from = "Inbox";
    await mailbox.act({ kind: "moveToRole", from, role: "archive" }, [await mailbox.idOf(from, subject)]);
    await twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
    await mailbox.sync();
    expect(places(await where({ subject }))).toEqual(["ended moved"]);
  });

  test("a draft that was discarded before the provider had it", async () => {
    const subject = newSubject("Draft");
    await mailbox.discardDraft(await mailbox.newDraft(letterBytes({ subject })));
    expect(places(await where({ subject }))).toEqual(["waiting append nowhere"]);
    await twinbox.sql("update twinbox.change set due_at = 0 where state = 'waiting'");
    await mailbox.sync();
    expect(places(await where({ subject }))).toEqual(["ended erased"]);
  });

  test("put there, and refused by the provider", async () => {
    const subject = newSubject("Refused");
    control.setSwitch(CHLOE, "readOnlyFolders", "Clients");
    await mailbox.upload("Clients", letterBytes({ subject }));
    await mailbox.sync();
    control.clearSwitches();
    expect(places(await where({ subject }))).toEqual(["hereOnly Clients"]);
  });
});

describe("of one that was never here", () => {
  test("in a folder that isn't followed: only a search there finds it, with leave", async () => {
    const subject = await delivered("Filed", "Archive");
    await mailbox.sync();
    const answer = await where({ subject });
    expect(answer).toMatchObject({ outcome: "maybe", found: [], provider: null });
    expect(answer.unmapped).toContain("Archive");
    const asked = await where({ subject }, true);
    expect(asked.outcome).toBe("atProvider");
    expect(hits(asked)).toEqual(["Archive unmapped 1"]);
    expect(asked.provider?.failed).toEqual([]);
    expect(describeAnswer(asked)).toContain("Archive: 1 in a folder that isn't followed");
    const archived = uidOf("Archive", subject);
    expect(control.timesFetched(CHLOE, "Archive", archived)).toBe(0);
  });

  test("older than the import date", async () => {
    const subject = OLD_SUBJECT;
    const answer = await where({ subject });
    expect(answer.outcome).toBe("maybe");
    expect(gaps(answer)).toContain("Clients beforeImport 1");
    expect(answer.gaps.find(({ folder }) => folder.name === "Clients")?.importFrom).toBeLessThan(Date.now());
    const day = new Date(OLD).toISOString().slice(0, 10);
    expect((await where({ subject, day })).outcome).toBe("beforeImport");
    expect(hits(await where({ subject, day }, true))).toEqual(["Clients beforeImport 1"]);
  });

  test("one of many older ones that came at once", async () => {
    for (let i = 0; i < 501; i++)
      await control.deliver(CHLOE, { folder: "Clients", subject: `Moved in ${i}`, date: OLD });
    await mailbox.sync();
    const answer = await where({ subject: "Moved in" });
    expect(gaps(answer)).toContain("Clients offered 501");
    expect(hits(await where({ subject: "Moved in" }, true))).toEqual(["Clients offered 501"]);
  });

  test("the provider gives no readable copy", async () => {
    const subject = await delivered("Stub");
    control.setSwitch(CHLOE, "stubUids", String(uidOf("INBOX", subject)));
    await mailbox.syncUntil(async () => gaps(await where({ subject })).includes("Inbox aside 1"));
    expect((await where({ subject })).outcome).toBe("maybe");
    const asked = await where({ subject }, true);
    expect(hits(asked)).toEqual(["INBOX aside 1"]);
    expect(describeAnswer(asked)).toContain("no readable copy");
    control.clearSwitches();
    await mailbox.syncUntil(async () => (await where({ subject })).outcome === "found");
  });

  test("not read yet", async () => {
    const subject = await delivered("New");
    const asked = await where({ subject }, true);
    expect(asked.outcome).toBe("atProvider");
    expect(hits(asked)).toEqual(["INBOX notYet 1"]);
    await mailbox.sync();
  });

  test("not yet, since the provider asked us to wait", async () => {
    control.setSwitch(CHLOE, "throttledMs", 60_000);
    const worker = new Worker(twinbox.house.workerDeps, newId<WorkerId>(systemClock, systemRandom));
    const running = worker.run();
    let answer = await where({ subject: "nothing of it" });
    while (answer.outcome !== "notYet") answer = await where({ subject: "nothing of it" });
    await worker.close();
    await running;
    expect(answer.problem?.diagnosis.params.retryAt).toMatch(/^\d{4}-/);
    expect(describeAnswer(answer)).toMatch(/It goes on at \d{4}-/);
    control.clearSwitches();
    await mailbox.sync();
    expect((await where({ subject: "nothing of it" })).problem).toBeNull();
  });

  test("nowhere: nothing of the kind was ever seen, and what was looked at is told", async () => {
    const answer = await where({ messageId: "never@adatum.example" }, true);
    expect(answer).toMatchObject({ outcome: "nothing", found: [], lookedAt: { folders: 5 } });
    expect(answer.provider?.folders).toBe(control.listFolders(CHLOE).length + answer.unmapped.length - 2);
  });

  test("a word that isn't plain letters is left out of the search there, and that is told", async () => {
    const subject = await delivered("Één café", "Archive");
    const asked = await where({ subject }, true);
    expect(asked.provider?.leftOut).toEqual(["Één", "café"]);
  });
});

test("nobody finds mail of another mailbox, and a mailbox that is away has no answer", async () => {
  const [workspaceId] = mailbox.at;
  const clues = parseClues({ from: "eva" });
  if (clues === null) throw new Error("no clues");
  const other = newId<(typeof mailbox.at)[1]>(systemClock, systemRandom);
  expect(await twinbox.house.where.where(workspaceId, other, clues, { askProvider: false })).toBeNull();
});

test("after a Stop: what is kept is found, and nothing new has come since", async () => {
  await mailbox.stop();
  const kept = await where({ subject: "Lies 1" });
  expect(places(kept)).toEqual(["here Inbox"]);
  expect((await where({ subject: "nothing of it" })).outcome).toBe("stopped");
  await expect(where({ subject: "nothing of it" }, true)).rejects.toThrow(/stopped/);
});
