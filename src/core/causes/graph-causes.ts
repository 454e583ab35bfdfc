// What Microsoft Graph answers: the error's code, never its message (learn.microsoft.com/graph/errors).
import type { Cause, DiagnosisStage } from "./cause.ts";

const GRAPH: readonly DiagnosisStage[] = ["graph"];

export const GRAPH_CAUSES = [
  {
    id: "graph-no-mailbox",
    who: "mailAdmin",
    retry: "afterFix",
    said: /MailboxNotEnabledForRESTAPI|inactive, soft-deleted, or is hosted on-premise/i,
  },
  {
    id: "graph-forbidden",
    who: "mailAdmin",
    retry: "afterFix",
    said: /\b(?:ErrorAccessDenied|accessDenied|extensionError)\b/,
  },
  {
    id: "graph-throttled",
    who: "nobody",
    retry: "auto",
    said: /\b(?:ApplicationThrottled|MailboxConcurrency|activityLimitReached)\b/,
    at: { stages: GRAPH, status: [429, 429] },
  },
  {
    id: "graph-resync",
    who: "nobody",
    retry: "auto",
    said: /\b(?:syncStateNotFound|resyncRequired|InvalidSyncStateData)\b/i,
    at: { stages: GRAPH, status: [410, 410] },
  },
  {
    id: "graph-subscription",
    who: "nobody",
    retry: "auto",
    said: /\b(?:subscriptionRemoved|reauthorizationRequired)\b|\bvalidation timed out|lifecycleEvent\W{1,4}missed\b/i,
    at: { stages: GRAPH, said: /\bmissed\b/i },
  },
  {
    id: "graph-unauthorized",
    who: "user",
    retry: "reconnect",
    said: /\bInvalidAuthenticationToken\b|\bInvalid audience\b/,
    at: { stages: GRAPH, said: /\b401\b/ },
  },
] as const satisfies readonly Cause[];
