// Something that must not happen before the provider has what was changed here (Stop, receive only): the server
// refuses it until then, and it is asked for again.
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import type { BodyOf } from "../../../api/operations.ts";
import { problemOf } from "../problem-error.ts";
import type { Mailbox } from "./use-email-settings.ts";

export type Outbox = Mailbox["outbox"];
export type WaitingChanges = BodyOf<"stopMailbox">["outbox"];

/** How often the server is asked again once nothing seems to wait any more. */
const AGAIN_MS = 1000;

export interface WhenTold {
  /** Changes must reach the provider first; somebody is watching. */
  readonly waiting: boolean;
  readonly pending: boolean;
  readonly error: Error | null;
  readonly start: (outbox: WaitingChanges) => void;
  readonly cancel: () => void;
}

export function useWhenTold<T>(input: {
  readonly outbox: Outbox;
  readonly ask: (outbox: WaitingChanges) => Promise<T>;
  readonly onDone: (answer: T) => void;
}): WhenTold {
  const [waiting, setWaiting] = useState(false);
  /** What was refused before is no news. */
  const known = useRef(0);
  /** Whoever cancelled doesn't wait for what was asked before. */
  const wanted = useRef(false);
  const { mutate, reset, isPending, error } = useMutation({
    mutationFn: input.ask,
    onSuccess: (answer) => {
      setWaiting(false);
      input.onDone(answer);
    },
    onError: (problem) => {
      // The server knows of changes that this page may not have heard of yet.
      setWaiting(wanted.current && problemOf(problem).code === "changesWaiting");
    },
  });
  const open = openChanges(input.outbox);
  const refused = input.outbox.refused.length;
  useEffect(() => {
    if (!waiting || open > 0 || isPending) return;
    if (refused > known.current) {
      // Not everything was taken: whoever wanted this must know before it is too late to do anything about it.
      wanted.current = false;
      setWaiting(false);
      return;
    }
    const timer = setTimeout(() => mutate("finish"), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [waiting, open, refused, isPending, mutate]);
  return {
    waiting,
    pending: isPending && !waiting,
    error: error !== null && problemOf(error).code !== "changesWaiting" ? error : null,
    start: (outbox) => {
      known.current = refused;
      wanted.current = outbox === "finish";
      setWaiting(outbox === "finish" && open > 0);
      mutate(outbox);
    },
    cancel: () => {
      wanted.current = false;
      setWaiting(false);
      reset();
    },
  };
}

/** All that the provider hasn't got, those too that can still be undone. */
export function openChanges({ waiting, held }: Outbox): number {
  return waiting + held;
}
