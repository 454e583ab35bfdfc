import type { SyncErrorCode } from "../../base/sync-error.ts";

export type DiagnosisStage =
  | "connect"
  | "authorize"
  | "token"
  | "imapLogin"
  | "imapSession"
  | "folders"
  | "sync"
  | "smtpLogin"
  | "smtpSend"
  | "graph"
  | "store";
export type DiagnosisProvider = "microsoft" | "google" | "imap";
export type Who = "user" | "mailAdmin" | "admin" | "operator" | "nobody";

/** A known cause and what tells it, strongest first. Within one kind of evidence the first row that fits is the
 *  diagnosis, so the order of rows counts. */
export interface Cause {
  readonly id: string;
  /** Who can mend it. */
  readonly who: Who;
  /** auto: goes on by itself; reconnect: sign in again; afterFix: "Try again" once it is mended. */
  readonly retry: "auto" | "reconnect" | "afterFix";
  /** Only for mail of this provider. A number of Microsoft's tells its cause all the same. */
  readonly provider?: DiagnosisProvider;
  /** What decides although a number stands beside it. */
  readonly decisive?: RegExp;
  /** Numbers of Microsoft Entra errors. */
  readonly aadsts?: readonly number[];
  /** What servers say in the field. */
  readonly said?: RegExp;
  /** Error words of OAuth (RFC 6749 sections 4.1.2.1 and 5.2), where no number says more. */
  readonly words?: readonly string[];
  /** Too weak to tell it anywhere else: what is said at these stages, or the status of HTTP (from, to). */
  readonly at?: {
    readonly stages: readonly DiagnosisStage[];
    readonly said?: RegExp;
    readonly status?: readonly [from: number, to: number];
  };
  /** Our own codes. */
  readonly codes?: readonly SyncErrorCode[];
  /** Where `codes` tell it; without: anywhere. */
  readonly stages?: readonly DiagnosisStage[];
  /** What tells it in a text that came without a code of ours: pasted by a person. A provider's own needs the provider
   *  to be known. */
  readonly pasted?: RegExp;
}
