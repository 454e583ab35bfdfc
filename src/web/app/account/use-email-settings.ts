import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useLive } from "../live/live-provider.tsx";

export type EmailSettings = AnswerOf<"readEmailSettings">;
export type Mailbox = NonNullable<EmailSettings["mailbox"]>;
export type Attempt = NonNullable<EmailSettings["attempt"]>;

/** Events can be lost on the way; whoever waits for the other tab must not wait for ever. */
const ASK_MS = 5000;

/** The attempt while it runs, else null. */
export function runningAttempt(attempt: Attempt | null): Attempt | null {
  return attempt !== null && ["waiting", "question", "connecting"].includes(attempt.state) ? attempt : null;
}

/** The connected mailbox: one that was stopped is not. */
export function connectedMailbox(settings: EmailSettings): Mailbox | null {
  return settings.mailbox === null || settings.mailbox.state === "stopped" ? null : settings.mailbox;
}

export function useEmailSettings() {
  const { connected } = useLive();
  return useQuery({
    queryKey: keys.emailSettings,
    queryFn: ({ signal }) => call("readEmailSettings", { signal }),
    refetchInterval: ({ state }) =>
      !connected || runningAttempt(state.data?.attempt ?? null) !== null ? ASK_MS : false,
    refetchIntervalInBackground: true,
  });
}
