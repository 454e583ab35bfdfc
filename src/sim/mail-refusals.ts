// How a server refuses, in the words of the port: what src/providers makes of the real answers.
import { SyncError } from "../base/sync-error.ts";

export function cut(): SyncError {
  return new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "the connection was cut" });
}

export function timedOut(): SyncError {
  return new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "no answer in time" });
}

export function bye(expired: boolean): SyncError {
  return expired
    ? new SyncError("sessionExpired", { scope: "mailbox", retry: "now", said: "AccessTokenExpired" })
    : new SyncError("disconnected", { scope: "mailbox", retry: "later", said: "Connection closed. 14" });
}

export function unreachable(): SyncError {
  return new SyncError("unreachable", { scope: "mailbox", retry: "later", said: "connection refused" });
}

export function notSignedIn(): SyncError {
  const said = "AUTHENTICATE failed.";
  return new SyncError("authenticationFailed", { scope: "mailbox", retry: "askUser", said });
}

export function throttled(retryAfterMs: number): SyncError {
  const said = `Request is throttled. Suggested Backoff Time: ${retryAfterMs} milliseconds`;
  return new SyncError("throttled", { scope: "mailbox", retry: "later", retryAfterMs, said });
}

export function busy(): SyncError {
  return new SyncError("serverBusy", { scope: "mailbox", retry: "later", said: "Server Unavailable. 15" });
}

/** NO for a reason that nobody has a code for. */
export function refused(inFolder: boolean): SyncError {
  const scope = inFolder ? "folder" : "mailbox";
  return new SyncError("refused", { scope, retry: "later", said: "NO not now" });
}

export function readOnly(): SyncError {
  return new SyncError("refused", { scope: "folder", retry: "never", said: "[READ-ONLY]" });
}

export function overQuota(): SyncError {
  return new SyncError("refused", { scope: "folder", retry: "later", said: "[OVERQUOTA] full" });
}

export function folderGone(): SyncError {
  return new SyncError("folderGone", { scope: "folder", retry: "later", said: "[NONEXISTENT]" });
}

export function folderChanged(said: string): SyncError {
  return new SyncError("folderChanged", { scope: "folder", retry: "now", said });
}

export function protocol(said: string): SyncError {
  return new SyncError("protocol", { scope: "mailbox", retry: "later", said });
}

export function storeDown(said: string): SyncError {
  return new SyncError("storeDown", { scope: "installation", retry: "later", said });
}

export function diskFull(): SyncError {
  return new SyncError("diskFull", { scope: "installation", retry: "later", said: "ENOSPC" });
}
