// The live stream: one per tab of a user. What it brings goes into the query cache, where the pages read it.
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from "react";
import { type Session, sessionQuery } from "../session.ts";
import { applyLiveEvent } from "./apply-live-event.ts";
import { EventStream } from "./event-stream.ts";

/** A short interruption is nobody's business. */
const TELL_AFTER_MS = 4000;

interface Live {
  /** False while the stream is down: whoever waits for something then asks by itself. */
  readonly connected: boolean;
  /** Down for long enough to say so. */
  readonly interrupted: boolean;
}

const Context = createContext<Live>({ connected: true, interrupted: false });

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
  const isUser = session.kind === "user";

  useEffect(() => {
    if (!isUser) return;
    const stream = new EventStream("/v1/events", {
      onEvent: (event) => applyLiveEvent(client, event),
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

  const live = useMemo(() => ({ connected, interrupted }), [connected, interrupted]);
  return <Context value={live}>{children}</Context>;
}
