import type { DiagnosisStage } from "./causes/cause.ts";
import type { Place } from "./explain-text.ts";

const STAGES: readonly (readonly [pattern: RegExp, stage: DiagnosisStage])[] = [
  [/^(?:authorize|callback|admin consent|sign.?in)/, "authorize"],
  [/^(?:token|refresh)/, "token"],
  [/^imap ?(?:auth|login)/, "imapLogin"],
  [/^imap sync|^sync/, "sync"],
  [/^imap connect/, "connect"],
  [/^imap/, "imapSession"],
  [/^(?:edit )?folders?/, "folders"],
  [/^smtp ?(?:auth|login|connect)/, "smtpLogin"],
  [/^smtp/, "smtpSend"],
  [/^graph/, "graph"],
  [/^connect/, "connect"],
  [/^store/, "store"],
];

/** What people call the moment of an error ("imap auth", "google token", "authorize page"); null: none of them. */
export function placeNamed(words: string): Place | null {
  const plain = words.trim().toLowerCase();
  const own = plain.replace(/^google\b ?/, "");
  const stage = STAGES.find(([pattern]) => pattern.test(own))?.[1];
  if (stage === undefined) return null;
  return own === plain ? { stage } : { stage, provider: "google" };
}

/** For whoever wrote another one. */
export const STAGE_WORDS =
  "authorize, callback, token, refresh, imap auth, imap open, imap any, smtp auth, smtp send, graph, connect";
