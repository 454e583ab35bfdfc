// Brings lists up to date after what was told. While an import runs that happens many times a second: they follow at
// most once a second.
import type { Query, QueryClient } from "@tanstack/react-query";
import { keys } from "../keys.ts";

const REFRESH_MS = 1000;

export interface OutOfDate {
  /** Folders with other messages than before. */
  readonly lists: ReadonlySet<string> | "all";
  /** Folders of which only the conversations are out of date. */
  readonly regrouped: Iterable<string>;
  /** What was asked for before something was told, and may know nothing of it. */
  readonly overtaken: Iterable<Query>;
}

interface Refreshing {
  /** When it was done last, ms. */
  at: number;
  timer: ReturnType<typeof setTimeout> | undefined;
  lists: Set<string> | "all";
  regrouped: Set<string>;
  overtaken: Set<Query>;
}

const ofClient = new WeakMap<QueryClient, Map<string, Refreshing>>();

/** What of a mailbox's mail is being read now. */
export function beingRead(client: QueryClient, mailboxId: string): readonly Query[] {
  return [keys.lists(mailboxId), keys.conversations(mailboxId), keys.messages(mailboxId)].flatMap(
    (queryKey) => client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" }),
  );
}

export function refreshSoon(client: QueryClient, mailboxId: string, told: OutOfDate): void {
  const state = stateOf(client, mailboxId);
  if (state.lists !== "all")
    state.lists = told.lists === "all" ? "all" : new Set([...state.lists, ...told.lists]);
  for (const folder of told.regrouped) state.regrouped.add(folder);
  for (const query of told.overtaken) state.overtaken.add(query);
  if (state.timer !== undefined || isNothing(state)) return;
  state.timer = setTimeout(
    () => refresh(client, mailboxId, state),
    Math.max(0, state.at + REFRESH_MS - Date.now()),
  );
}

function refresh(client: QueryClient, mailboxId: string, state: Refreshing): void {
  const waiting = { ...state };
  Object.assign(state, { ...nothing(), at: Date.now() });
  const predicate = (query: Query) =>
    waiting.overtaken.has(query) || isOutOfDate(query.queryKey, mailboxId, waiting);
  const overtaken = beingRead(client, mailboxId).filter(predicate);
  void client.invalidateQueries({ predicate }, { cancelRefetch: false });
  // Begun anew each time, a slow answer would never come: what is being read is read once more after it.
  refreshSoon(client, mailboxId, { lists: new Set(), regrouped: [], overtaken });
}

function isOutOfDate(queryKey: readonly unknown[], mailboxId: string, waiting: Refreshing): boolean {
  const [kind, mailbox, folder] = queryKey;
  if (mailbox !== mailboxId) return false;
  const { lists, regrouped } = waiting;
  if (kind === keys.conversations(mailboxId)[0]) return lists === "all" || lists.size > 0;
  if (kind !== keys.lists(mailboxId)[0]) return false;
  // The third part of a list's key is the folder, empty for a search over all of them; the last, whether it is grouped.
  if (lists === "all" || (queryKey[5] === true && regrouped.has(String(folder)))) return true;
  return lists.size > 0 && (folder === "" || lists.has(String(folder)));
}

function isNothing({ lists, regrouped, overtaken }: Refreshing): boolean {
  return lists !== "all" && lists.size + regrouped.size + overtaken.size === 0;
}

function nothing(): Refreshing {
  return { at: 0, timer: undefined, lists: new Set(), regrouped: new Set(), overtaken: new Set() };
}

function stateOf(client: QueryClient, mailboxId: string): Refreshing {
  const states = ofClient.get(client) ?? new Map<string, Refreshing>();
  ofClient.set(client, states);
  const state = states.get(mailboxId) ?? nothing();
  states.set(mailboxId, state);
  return state;
}
