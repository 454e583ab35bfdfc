// What goes wrong on the way to a server, as SyncErrors.
import { SyncError } from "../../base/sync-error.ts";

const SAID_MAX = 300;
const TLS_CODES =
  /^(?:CERT_|ERR_TLS|ERR_SSL|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|EPROTO|HOSTNAME_MISMATCH|INVALID_CA)/;

/** For errors of sockets and TLS, with their own codes (ENOTFOUND, CERT_HAS_EXPIRED): causes are told by them. */
export function connectionError(error: unknown, connected: boolean): SyncError {
  if (error instanceof SyncError) return error;
  const code = (error as NodeJS.ErrnoException | null)?.code ?? "";
  const message = error instanceof Error ? error.message : String(error);
  const said = plain(code === "" || message.includes(code) ? message : `${code}: ${message}`);
  const detail = { scope: "mailbox", said, cause: error } as const;
  if (TLS_CODES.test(code)) return new SyncError("tlsFailed", { ...detail, retry: "askUser" });
  return new SyncError(connected ? "disconnected" : "unreachable", { ...detail, retry: "later" });
}

/** One line of what the other side said, for the log. */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, SAID_MAX);
}

/** Servers that don't understand a line may say it again, with the password in it: that must not go to the log. */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  return secrets.reduce((left, secret) => (secret === "" ? left : left.replaceAll(secret, "***")), text);
}
