// The compose windows of a mailbox: at most three, one of them before the others where there is little room.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { prefetchWhenIdle } from "../shell/idle-prefetch.ts";
import { identitiesQuery } from "./identities-query.ts";
import { takeKept } from "./kept-writing.ts";
import type { Start } from "./load-writing.ts";

export const WINDOWS_MAX = 3;
/** Two windows beside each other and the list still seen. */
const WIDE_PX = 1500;

export interface OpenWindow {
  readonly key: string;
  readonly start: Start;
  readonly minimised: boolean;
}

export interface Composer {
  readonly windows: readonly OpenWindow[];
  /** False: there are three already. */
  readonly open: (start: Start) => boolean;
  readonly close: (key: string) => void;
  readonly show: (key: string) => void;
  readonly minimise: (key: string) => void;
  /** What is written there is this draft now. */
  readonly nameDraft: (key: string, messageId: string) => void;
}

/** `userId` null: nobody writes in this mailbox. */
export function useComposer(mailboxId: string, userId: string | null): Composer {
  const [windows, setWindows] = useState<readonly OpenWindow[]>([]);
  const counter = useRef(0);
  const drafts = useRef(new Map<string, string>());
  const latest = useRef(windows);
  useEffect(() => {
    latest.current = windows;
  });
  const show = useCallback((key: string) => {
    setWindows((old) => shown(old, key));
  }, []);
  const open = useCallback(
    (start: Start): boolean => {
      const same = latest.current.find(
        (each) =>
          start.kind === "draft" &&
          (drafts.current.get(each.key) === start.messageId ||
            (each.start.kind === "draft" && each.start.messageId === start.messageId)),
      );
      if (same !== undefined) {
        show(same.key);
        return true;
      }
      if (latest.current.length >= WINDOWS_MAX) return false;
      counter.current += 1;
      // Also the name of what is kept in the browser: another tab must not take the same.
      const key = `${Date.now().toString(36)}${counter.current}`;
      const next = shown([...latest.current, { key, start, minimised: false }], key);
      latest.current = next;
      setWindows(next);
      return true;
    },
    [show],
  );
  const close = useCallback((key: string) => {
    drafts.current.delete(key);
    setWindows((old) => old.filter((each) => each.key !== key));
  }, []);
  const minimise = useCallback((key: string) => {
    setWindows((old) => old.map((each) => (each.key === key ? { ...each, minimised: true } : each)));
  }, []);
  const nameDraft = useCallback((key: string, messageId: string) => {
    drafts.current.set(key, messageId);
  }, []);
  const client = useQueryClient();
  useEffect(() => {
    if (userId !== null) prefetchWhenIdle(() => client.prefetchQuery(identitiesQuery(mailboxId)));
  }, [client, userId, mailboxId]);
  useEffect(() => {
    if (userId === null) return;
    for (const kept of takeKept(userId, mailboxId).slice(0, WINDOWS_MAX)) open({ kind: "kept", kept });
  }, [userId, mailboxId, open]);
  return useMemo(
    () => ({ windows, open, close, show, minimise, nameDraft }),
    [windows, open, close, show, minimise, nameDraft],
  );
}

/** Where there is room for one, the others give way. */
function shown(windows: readonly OpenWindow[], key: string): readonly OpenWindow[] {
  const isWide = window.innerWidth >= WIDE_PX;
  const others = windows.filter((each) => each.key !== key && !each.minimised);
  const leaving = isWide ? others.slice(0, Math.max(0, others.length - 1)) : others;
  return windows.map((each) => {
    if (each.key === key) return { ...each, minimised: false };
    return leaving.includes(each) ? { ...each, minimised: true } : each;
  });
}
