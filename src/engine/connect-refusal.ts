import { SyncError, type SyncErrorCode } from "../base/sync-error.ts";

type ConnectRefusal = Extract<
  SyncErrorCode,
  "noProvider" | "notOffered" | "notActivated" | "alreadyConnected" | "notConnected" | "noPassword"
>;

/** What we say no to ourselves: no server was asked. */
export function connectRefusal(code: ConnectRefusal): SyncError {
  return new SyncError(code, { scope: "mailbox", retry: "askUser" });
}
