// The live stream: one per tab of a user. What it brings goes into the query cache, where the pages read it.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Session, sessionQuery } from "../session.ts";
import { applyLiveEvent } from "./apply-live-event.ts";
import { type Event, EventStream } from "./event-stream.ts";

/** A short interruption is nobody's business. */
const TELL_AFTER_MS = 4000;

interface Live {
  /** False while the stream is down: whoever waits for something then asks by itself. */
  readonly connected: boolean;
  /** Down for long enough to say so. */
  readonly interrupted: boolean;
  /** For what isn't in the cache. Answers how to stop listening. */
  readonly listen: (listener: Listener) => () => void;
}
type Listener = (event: Event) => void;

const Context = createContext<Live>({
  connected: true,
  interrupted: false,
  listen: () => () => undefined,
});

export function useLive(): Live {
  return use(Context);
}

export function LiveProvider({
  session,
  children,
}: {
  readonly session: Session;
  readonly children: ReactNode;
}) {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  const [interrupted, setInterrupted] = useState(false);
  const listeners = useRef(new Set<Listener>());
  const isUser = session.kind === "user";

  useEffect(() => {
    if (!isUser) return;
    const stream = new EventStream("/v1/events", {
      onEvent: (event) => {
        applyLiveEvent(client, event);
        for (const listener of listeners.current) listener(event);
      },
      onState: setConnected,
      // What happened while the stream was down is asked for; a lost session shows itself that way too.
      onReturn: () => void client.invalidateQueries(),
      onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    });
    return () => stream.close();
  }, [client, isUser]);

  useEffect(() => {
    if (connected) {
      setInterrupted(false);
      return;
    }
    const timer = setTimeout(() => setInterrupted(true), TELL_AFTER_MS);
    return () => clearTimeout(timer);
  }, [connected]);

  const listen = useCallback((listener: Listener) => {
    listeners.current.add(listener);
    return () => {
      listeners.current.delete(listener);
    };
  }, []);
  const live = useMemo(() => ({ connected, interrupted, listen }), [connected, interrupted, listen]);
  return <Context value={live}>{children}</Context>;
}
