// The saver of one window: made once, told of every change, asked to hurry when the page may go away.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { DraftSaver } from "./draft-saver.ts";
import { forgetWriting, type KeptPlace, keepWriting } from "./kept-writing.ts";
import type { Begun } from "./load-writing.ts";
import type { Written } from "./written.ts";

export interface Writing {
  readonly written: Written;
  /** With what was changed since it was drawn. */
  readonly now: () => Written;
  readonly change: (part: Partial<Written>) => void;
  readonly saver: DraftSaver;
}

export function useSaving(place: KeptPlace, begun: Begun, onDraft: (messageId: string) => void): Writing {
  const client = useQueryClient();
  const [written, setWritten] = useState(begun.written);
  const latest = useRef(written);
  const [saver] = useState(() => {
    const { mailboxId } = place;
    const params = { mailboxId };
    /** The list and the message show what was saved. */
    const tell = <T extends { readonly id: string }>(saved: T): T => {
      onDraft(saved.id);
      void client.invalidateQueries({ queryKey: keys.message(mailboxId, saved.id) });
      return saved;
    };
    return new DraftSaver(
      {
        create: async (body, name) => tell(await call("createComposition", { params, body, name })),
        save: async (body, { id, revision }, name) => {
          const input = { params: { mailboxId, messageId: id }, body, ifMatch: revision, name };
          return tell(await call("saveComposition", input));
        },
        keep: (now, draft) => keepWriting(place, now, draft),
        forget: () => forgetWriting(place),
      },
      begun,
    );
  });
  useSyncExternalStore(saver.subscribe, () => saver.state);
  const change = useCallback(
    (part: Partial<Written>) => {
      latest.current = { ...latest.current, ...part };
      setWritten(latest.current);
      saver.change(latest.current);
    },
    [saver],
  );
  const begunUnsaved = useRef(begun.unsaved);
  useEffect(() => {
    if (begunUnsaved.current) saver.change(latest.current);
    begunUnsaved.current = false;
    const hurry = (): void => {
      if (document.visibilityState === "hidden") void saver.flush();
    };
    const online = (): void => {
      if (saver.state.kind === "waiting") void saver.flush();
    };
    document.addEventListener("visibilitychange", hurry);
    window.addEventListener("online", online);
    window.addEventListener("focus", online);
    return () => {
      document.removeEventListener("visibilitychange", hurry);
      window.removeEventListener("online", online);
      window.removeEventListener("focus", online);
      // The page goes on to another one: what was typed is saved, or stays kept in the browser.
      void saver.flush();
    };
  }, [saver]);
  return { written, now: () => latest.current, change, saver };
}
