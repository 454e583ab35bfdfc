// Changing mail, as the real server does it: shown at once, then told to a provider that confirms when the test says
// so (`world.provider`), taken back as long as that is possible, listed, refused.
import type { AnswerOf, BodyOf } from "../../api/operations.ts";
import { ChangeMessages } from "../../api/schemas.ts";
import { messagesOf } from "./fake-conversations.ts";
import { fakeId, type MessageRow } from "./fake-mail.ts";
import type { FakeStore } from "./fake-store.ts";
import type { World } from "./fake-world.ts";
import { Refusal } from "./refusal.ts";

type Body = BodyOf<"changeMessages">;
type Act = Body["act"];
type Entry = AnswerOf<"listChanges">["changes"][number];
type Why = NonNullable<Entry["why"]>;
type Flags = MessageRow["flags"];

const ALL_MAX = 20_000;
const UNDO_MS = 10_000;
const PAGE = 100;
const ROLES = { archive: "archive", junk: "junk", notJunk: "inbox", delete: "deleted" } as const;

interface OneChange {
  readonly id: string;
  /** Null for flags. */
  readonly from: string | null;
  /** Null: in no mapped folder any more. */
  readonly to: string | null;
  readonly flagsBefore: Flags;
}

export interface FakeAct {
  readonly entry: Entry;
  readonly changes: readonly OneChange[];
  state: Entry["outcome"];
  why: Why | null;
  seen: boolean;
}

export function changeMessages(world: World, body: Body): AnswerOf<"changeMessages"> {
  onlyConnected(world);
  if (!ChangeMessages.safeParse(body).success) {
    throw new Refusal(422, { title: "This isn't right.", code: "invalid" });
  }
  const { act, messages } = body;
  const to = targetOf(world, act);
  if (to === undefined) {
    throw new Refusal(409, { title: "The mailbox has no folder for this.", code: "no_folder" });
  }
  const ids = chosenIds(world, messages);
  const changes = ids.flatMap((id) => changeOf(world.mail, act, to, id));
  const number = world.acts.length + 1;
  const entry: Entry = {
    id: fakeId(0xac, number),
    kind: act.kind === "flags" ? "flags" : act.kind === "erase" ? "erase" : "move",
    add: act.kind === "flags" ? act.add : [],
    remove: act.kind === "flags" ? act.remove : [],
    from: folderName(world, changes[0]?.from ?? null),
    to: folderName(world, to),
    count: changes.length,
    subject: changes[0] === undefined ? "" : (world.mail.row(changes[0].id)?.subject ?? ""),
    outcome: "waiting",
    why: null,
    at: new Date().toISOString(),
  };
  for (const change of changes) show(world, act, change);
  // What is erased the provider learns only when nobody can want it back.
  const state = world.provider === "prompt" && act.kind !== "erase" ? "done" : "waiting";
  world.acts.push({ entry, changes, state, why: null, seen: false });
  world.tell(changes.map(({ id }) => id));
  return { id: entry.id, messages: changes.length };
}

export function undoChange(world: World, id: string): void {
  onlyConnected(world);
  const act = world.acts.find(({ entry }) => entry.id === id);
  const possible =
    act !== undefined &&
    act.changes.length > 0 &&
    (act.state === "waiting" || (act.state === "done" && act.entry.kind !== "erase"));
  if (!possible) throw new Refusal(409, { title: "This can't be undone any more.", code: "too_late" });
  for (const { id: message, from, to, flagsBefore } of act.changes) {
    if (from === null) world.mail.setFlags(message, flagsBefore);
    else world.mail.move(message, to, from);
  }
  act.state = "undone";
  world.tell(act.changes.map((change) => change.id));
}

/** The provider answers everything that waits. */
export function answerOutbox(world: World, why: Why | null): void {
  for (const act of world.acts) {
    if (act.state !== "waiting") continue;
    act.state = why === null ? "done" : "refused";
    act.why = why;
    if (why === null) continue;
    for (const { id, from, to, flagsBefore } of act.changes) {
      if (from === null) world.mail.setFlags(id, flagsBefore);
      else world.mail.move(id, to, from);
    }
  }
  world.tell(world.acts.flatMap(({ changes }) => changes.map(({ id }) => id)));
}

export function listChanges(world: World, cursor: string | undefined): AnswerOf<"listChanges"> {
  onlyConnected(world);
  const all = world.acts
    .filter(({ changes }) => changes.length > 0)
    .map(({ entry, state, why }) => ({ ...entry, outcome: state, why }))
    .toReversed();
  const from = Number(cursor ?? 0);
  const next = from + PAGE < all.length ? String(from + PAGE) : null;
  return { changes: all.slice(from, from + PAGE), next };
}

/** Before nothing may be told to the provider any more. */
export function settleOutbox(world: World, outbox: BodyOf<"stopMailbox">["outbox"]): void {
  const open = world.acts.filter(({ state }) => state === "waiting");
  if (open.length === 0) return;
  if (outbox === "finish") {
    throw new Refusal(409, { title: "Changes made here still wait.", code: "changesWaiting" });
  }
  for (const { entry } of open.toReversed()) undoChange(world, entry.id);
}

export function dismissRefusals(world: World): void {
  onlyConnected(world);
  for (const act of world.acts) act.seen = true;
  world.tell([]);
}

type Outbox = NonNullable<World["settings"]["mailbox"]>["outbox"];

export function outboxOf(world: World): Outbox {
  const open = world.acts.filter(({ state }) => state === "waiting");
  const isHeld = ({ entry }: FakeAct): boolean =>
    entry.kind === "erase" && Date.now() - Date.parse(entry.at) < UNDO_MS;
  const count = (acts: readonly FakeAct[]): number =>
    acts.reduce((sum, { changes }) => sum + changes.length, 0);
  const waiting = open.filter((act) => !isHeld(act));
  return {
    waiting: count(waiting),
    since: waiting[0]?.entry.at ?? null,
    held: count(open.filter(isHeld)),
    refused: world.acts
      .filter(({ state, seen }) => state === "refused" && !seen)
      .map(({ entry: { id, kind, count, at }, why }) => ({ id, kind, why: why ?? "refused", count, at })),
  };
}

/** Kept mail of a stopped mailbox is for reading. */
function onlyConnected({ settings }: World): void {
  if (settings.mailbox === null || settings.mailbox.state === "stopped") {
    throw new Refusal(404, { title: "Not found.", code: "not_found" });
  }
}

/** Null: nowhere; undefined: there is no such folder. */
function targetOf({ folders }: World, act: Act): string | null | undefined {
  if (act.kind === "flags" || act.kind === "erase") return null;
  if (act.kind === "move") return folders.find(({ id }) => id === act.to)?.id;
  const role = ROLES[act.kind];
  return folders.find((folder) => folder.role === role)?.id;
}

function chosenIds(world: World, messages: Body["messages"]): readonly string[] {
  if (Array.isArray(messages)) return messages;
  return "all" in messages
    ? everything(world, messages.all)
    : messagesOf(world, messages.conversations, messages.folder);
}

function everything(world: World, folderId: string): readonly string[] {
  const total = world.mail.total(folderId);
  if (total > ALL_MAX) {
    throw new Refusal(409, { title: "At most 20,000 messages can be changed at once.", code: "too_many" });
  }
  return world.mail.ids(folderId, 0, total);
}

/** Empty when it changes nothing. */
function changeOf(mail: FakeStore, act: Act, to: string | null, id: string): readonly OneChange[] {
  const row = mail.row(id);
  if (row === null) return [];
  const { flags: flagsBefore } = row;
  if (act.kind === "flags") {
    const after = withFlags(flagsBefore, act);
    return same(after, flagsBefore) ? [] : [{ id, from: null, to: null, flagsBefore }];
  }
  const from = act.from ?? row.folderId;
  if (row.folderId !== from || from === to) return [];
  return [{ id, from, to, flagsBefore }];
}

function show({ mail }: World, act: Act, { id, from, to, flagsBefore }: OneChange): void {
  if (act.kind === "flags") mail.setFlags(id, withFlags(flagsBefore, act));
  else if (from !== null) mail.move(id, from, to);
}

function withFlags(flags: Flags, { add, remove }: { readonly add: Flags; readonly remove: Flags }): Flags {
  return [...new Set([...flags, ...add])].filter((flag) => !remove.includes(flag));
}

function same(a: Flags, b: Flags): boolean {
  return a.length === b.length && a.every((flag) => b.includes(flag));
}

/** The provider's name for it. */
function folderName({ folders }: World, id: string | null): string | null {
  const folder = folders.find((each) => each.id === id);
  if (folder === undefined) return null;
  return folder.role === "inbox" ? "INBOX" : folder.role === "deleted" ? "Deleted Items" : folder.name;
}
