// What submission servers say when they refuse, as SyncErrors.
import { SyncError } from "../../base/sync-error.ts";
import { plain } from "../net/connection-error.ts";

export interface Reply {
  readonly code: number;
  /** Without the code. */
  readonly lines: readonly string[];
}

export function smtpRefusal({ code, lines }: Reply, stage: "greeting" | "signIn" | "message"): SyncError {
  const said = plain(`${code} ${lines.join(" ")}`);
  const detail = { scope: "mailbox", said } as const;
  // 530 "Must issue a STARTTLS command first", 538 "Encryption required" (RFC 3207, RFC 4954).
  if (code === 538 || (code === 530 && /starttls|encrypt/i.test(said))) {
    return new SyncError("tlsMissing", { ...detail, retry: "askUser" });
  }
  if (code >= 400 && code < 500) return new SyncError("serverBusy", { ...detail, retry: "later" });
  if (stage === "signIn" && code >= 500) {
    return new SyncError("authenticationFailed", { ...detail, retry: "askUser" });
  }
  if (stage === "message" && code >= 500) {
    return new SyncError("refused", { scope: "message", said, retry: "never" });
  }
  // A server that turns us away at the door is one all the same (554 of RFC 5321 section 3.1).
  if (code >= 500) return new SyncError("refused", { ...detail, retry: "later" });
  return smtpProtocolError(said);
}

export function smtpProtocolError(said: string): SyncError {
  return new SyncError("protocol", { scope: "mailbox", retry: "later", said: plain(said) });
}
