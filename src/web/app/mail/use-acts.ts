// Does acts: shown at once, sent, taken back when the server says no, and undone for ten seconds.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { problemOf } from "../problem-error.ts";
import { useTexts } from "../words/words-provider.tsx";
import { ACTING, endActing, missWhileActing, stopReading } from "./acting.ts";
import { type Act, ALL_MAX, bodyOf, flagsOf, folderAfter, type Target } from "./acts.ts";
import { type AppFolder, folderLabel } from "./app-folder.ts";
import { showAct } from "./show-act.ts";

type Accepted = AnswerOf<"changeMessages">;

/** As long as the server waits before it erases anything. */
const UNDO_MS = 10_000;
const SAID_MS = 6000;

interface Order {
  readonly act: Act;
  readonly target: Target;
  /** Nothing is said about it, and it isn't undone. */
  readonly quiet: boolean;
}

interface Undoable {
  readonly key: number;
  readonly text: string;
  readonly accepted: Promise<Accepted>;
  /** The open message went with it: undoing opens it again. */
  readonly reopen: (() => void) | null;
  /** How it is taken back, where that is no change of the mailbox. */
  readonly takeBack?: (() => Promise<unknown>) | undefined;
}

export interface Toast {
  readonly key: string;
  readonly kind: "done" | "said" | "failed";
  readonly text: string;
  readonly undo: boolean;
}

export interface Acts {
  readonly toast: Toast | null;
  readonly act: (act: Act, target: Target, reopen: (() => void) | null) => void;
  /** Without a word. */
  readonly actQuietly: (act: Act, target: Target) => void;
  /** The latest act that can still be taken back; false where there is none. */
  readonly undo: () => boolean;
  readonly say: (text: string) => void;
  /** What isn't a refusal. */
  readonly tell: (text: string) => void;
  /** What was done elsewhere can be taken back like an act. */
  readonly offerUndo: (
    text: string,
    accepted: Promise<Accepted>,
    reopen: () => void,
    takeBack?: () => Promise<unknown>,
  ) => void;
  /** Under way already: a key that is pressed faster than the screen follows must not act on them again. */
  readonly isLeaving: (ids: Target["ids"]) => boolean;
}

export function useActs(mailboxId: string): Acts {
  const t = useTexts();
  const client = useQueryClient();
  const { said, say } = useSaid();
  const [undoables, setUndoables] = useState<readonly Undoable[]>([]);
  const drop = useCallback((key: number) => {
    setUndoables((old) => old.filter((each) => each.key !== key));
  }, []);
  const change = useMutation({
    mutationKey: ACTING,
    // Without a network it fails at once instead of waiting for one: nothing may look done that isn't.
    networkMode: "always",
    mutationFn: async ({ act, target }: Order) => {
      const body = bodyOf(act, target);
      if (body === null) throw new Error("an act on nothing");
      return call("changeMessages", { params: { mailboxId }, body });
    },
    onMutate: ({ act, target }) => {
      stopReading(client, mailboxId);
      // Flags and their counts are shown exactly; of what moved only the server knows where it lies now.
      if (flagsOf(act) === null || target.ids === "all") missWhileActing(client);
      return showAct(client, mailboxId, act, target);
    },
    onError: (error, { act: tried, quiet }, restore) => {
      restore?.();
      missWhileActing(client);
      if (!quiet) say("failed", refusalText(error, tried, t));
    },
    onSettled: () => endActing(client, mailboxId),
  });
  const takeBack = useMutation({
    mutationKey: ACTING,
    networkMode: "always",
    mutationFn: (changeId: string) => call("undoChange", { params: { mailboxId, changeId } }),
    onMutate: () => missWhileActing(client),
    onSettled: () => endActing(client, mailboxId),
  });

  const counter = useRef(0);
  const leaving = useRef(new Set<string>());
  const act = useCallback(
    (wanted: Act, target: Target, reopen: (() => void) | null) => {
      const folders = client.getQueryData<readonly AppFolder[]>(keys.folders(mailboxId)) ?? [];
      counter.current += 1;
      const key = counter.current;
      const going = flagsOf(wanted) === null && target.ids !== "all" ? target.ids : [];
      for (const id of going) leaving.current.add(id);
      const accepted = change.mutateAsync({ act: wanted, target, quiet: false });
      say(null);
      const text = doneText(wanted, target.count, folders, t);
      setUndoables((old) => [...old, { key, text, accepted, reopen }]);
      accepted.then(
        ({ messages }) => {
          if (messages === 0) {
            drop(key);
            say("said", t.act.nothingToDo);
          }
          const counted = doneText(wanted, messages, folders, t);
          setUndoables((old) => old.map((each) => (each.key === key ? { ...each, text: counted } : each)));
          setTimeout(() => drop(key), UNDO_MS);
        },
        () => drop(key),
      );
      const arrived = () => {
        for (const id of going) leaving.current.delete(id);
      };
      accepted.then(arrived, arrived);
    },
    [client, mailboxId, change.mutateAsync, drop, say, t],
  );

  const offerUndo = useCallback(
    (
      text: string,
      accepted: Promise<Accepted>,
      reopen: () => void,
      takeBackElse?: () => Promise<unknown>,
    ) => {
      counter.current += 1;
      const key = counter.current;
      say(null);
      setUndoables((old) => [...old, { key, text, accepted, reopen, takeBack: takeBackElse }]);
      accepted.then(
        () => setTimeout(() => drop(key), UNDO_MS),
        () => {
          drop(key);
          say("failed", t.act.failed);
        },
      );
    },
    [drop, say, t],
  );

  const undo = useCallback(() => {
    const last = undoables.at(-1);
    if (last === undefined) return false;
    drop(last.key);
    last.accepted.then(
      async ({ id }) => {
        try {
          await (last.takeBack?.() ?? takeBack.mutateAsync(id));
          say("said", t.act.undone);
          last.reopen?.();
        } catch (error) {
          say("failed", problemOf(error).code === "too_late" ? t.act.tooLate : t.act.undoFailed);
        }
      },
      // It has been told that it wasn't done at all.
      () => undefined,
    );
    return true;
  }, [undoables, drop, takeBack.mutateAsync, say, t]);

  const { mutate } = change;
  const latest = undoables.at(-1);
  const toast = useMemo(() => said ?? undoToast(latest), [said, latest]);
  return useMemo(
    () => ({
      toast,
      act,
      undo,
      actQuietly: (wanted, target) => mutate({ act: wanted, target, quiet: true }),
      say: (text) => say("failed", text),
      tell: (text) => say("said", text),
      offerUndo,
      isLeaving: (ids) => ids !== "all" && ids.every((id) => leaving.current.has(id)),
    }),
    [toast, act, undo, offerUndo, mutate, say],
  );
}

function undoToast(latest: Undoable | undefined): Toast | null {
  return latest === undefined
    ? null
    : { key: `act ${latest.key}`, kind: "done", text: latest.text, undo: true };
}

function useSaid() {
  const [said, setSaid] = useState<Toast | null>(null);
  const counter = useRef(0);
  const say = useCallback((kind: "said" | "failed" | null, text = "") => {
    counter.current += 1;
    setSaid(kind === null ? null : { key: `said ${counter.current}`, kind, text, undo: false });
  }, []);
  useEffect(() => {
    if (said === null) return;
    const timer = setTimeout(() => setSaid(null), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  return { said, say };
}

type Texts = ReturnType<typeof useTexts>;

function doneText(act: Act, count: number, folders: readonly AppFolder[], t: Texts): string {
  if (act.name !== "move") return t.act.done[act.name](count);
  const folder = folderAfter(act, folders);
  return t.act.movedTo(count, folder === null ? "" : folderLabel(folder, t));
}

function refusalText(error: unknown, { name }: Act, t: Texts): string {
  const { code, diagnosis } = problemOf(error);
  switch (code) {
    case "offline":
      return t.act.offline;
    case "no_folder":
      return name === "move" || name === "erase" ? t.act.folderGone : t.act.noSuchFolder;
    case "folderGone":
      return t.act.folderGone;
    case "too_many":
      return t.act.tooManyAll(ALL_MAX);
    default:
      return diagnosis?.what ?? t.act.failed;
  }
}
