// Causes of which the other side says the same, word for word: what else is known tells which is the most likely, why,
// and which comes next. Of an access token only what stands here is looked at, and nothing of it is kept.
import type { DiagnosisStage } from "./causes/cause.ts";
import type { DiagnosisId } from "./diagnose.ts";
import { microsoft } from "./sign-in/microsoft.ts";

export interface Circumstances {
  /** Of the access token that was refused: what it is for ("https://outlook.office.com"). */
  readonly audience?: string;
  /** Of the access token: what it allows. */
  readonly scopes?: readonly string[];
  /** Of the access token: the directory (tenant) of who signed in. */
  readonly directoryTenant?: string;
  /** Of the access token: who signed in. */
  readonly signedInAs?: string;
  /** Of the access token: no person signed in, the application did. */
  readonly byApp?: boolean;
  /** The names of the mailbox that was to be opened: its address, and with which it was opened before. */
  readonly names?: readonly string[];
  /** The mailbox could be opened before. */
  readonly openedBefore?: boolean;
  /** Something tells that a clock is wrong. */
  readonly clockIsOff?: boolean;
}

/** Why a cause is the most likely; the words are in the catalogue. */
export type Because =
  | "otherAudience"
  | "noPermission"
  | "personalAccount"
  | "otherAddress"
  | "openedBefore"
  | "neverOpened"
  | "usually"
  | "clockIsOff"
  | "noNumber";

export interface Likely {
  readonly id: DiagnosisId;
  readonly because?: Because;
  readonly runnerUp?: DiagnosisId;
}

/** All personal Microsoft accounts are in this directory. */
export const PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad";
/** Exchange Online by its address in each cloud, by the worldwide one's other name, and by its number. */
const MAIL_AUDIENCES: readonly string[] = [
  ...Object.values(microsoft.clouds).map(({ mailScope }) => new URL(mailScope).host),
  "outlook.office365.com",
  "00000002-0000-0ff1-ce00-000000000000",
];
/** Microsoft says them of a certificate that it doesn't know, and of a time that is not its own. */
const CERTIFICATE_OR_CLOCK: readonly number[] = [700027, 500133];

/** Microsoft doesn't know the application in the directory that was asked. */
const UNKNOWN_THERE = 700016;
/** What Exchange says of an application that signed in as itself: it wasn't let in, or IMAP is off. */
const NO_ACCESS: Likely = { id: "exo-app-no-access", because: "usually", runnerUp: "exo-imap-disabled" };

/** `number`: the AADSTS number that was said, if one was. */
export function tellApart(
  id: DiagnosisId,
  stage: DiagnosisStage | undefined,
  known: Circumstances & { readonly number?: number },
): Likely {
  switch (id) {
    case "exo-imap-disabled":
      return whyRefused(stage, known);
    case "exo-not-connected-new":
      return whyNotOpened(stage, known);
    case "ms-secret-wrong":
      if (known.number === undefined || !CERTIFICATE_OR_CLOCK.includes(known.number)) return { id };
      return known.clockIsOff
        ? { id: "clock", because: "clockIsOff", runnerUp: id }
        : { id, because: "usually", runnerUp: "clock" };
    case "ms-declined":
      // Who leaves the page about an administrator's approval comes back with the same word.
      return known.number === undefined ? { id, because: "noNumber", runnerUp: "ms-admin-consent" } : { id };
    case "ms-app-not-approved":
      // A directory where nothing was approved doesn't know the application, and nor does it where the ID is wrong.
      return known.number === UNKNOWN_THERE ? { id, because: "usually", runnerUp: "ms-clientid" } : { id };
    case "smtp-auth-token":
      return allows(known, "SMTP.Send") === false
        ? { id, because: "noPermission" }
        : { id, because: "usually", runnerUp: "smtp-auth-mailbox" };
    default:
      return { id };
  }
}

/** "NO AUTHENTICATE failed." says Exchange for each of these. */
function whyRefused(stage: DiagnosisStage | undefined, known: Circumstances): Likely {
  const { audience, directoryTenant } = known;
  if (audience !== undefined && !isForMail(audience)) {
    return { id: "exo-auth-aud", because: "otherAudience" };
  }
  if (known.byApp) return NO_ACCESS;
  if (allows(known, "IMAP.AccessAsUser.All") === false) {
    return { id: "ms-partial-scope", because: "noPermission" };
  }
  if (directoryTenant?.toLowerCase() === PERSONAL_TENANT) {
    return { id: "olc-imap-off", because: "personalAccount", runnerUp: "ms-wrong-account" };
  }
  if (isOther(known)) {
    return { id: "ms-wrong-account", because: "otherAddress", runnerUp: "exo-imap-disabled" };
  }
  return wasOpened(stage, known)
    ? { id: "exo-imap-disabled", because: "openedBefore", runnerUp: "ms-no-exo" }
    : { id: "exo-imap-disabled", because: "usually", runnerUp: "ms-wrong-account" };
}

/** "User is authenticated but not connected." */
function whyNotOpened(stage: DiagnosisStage | undefined, known: Circumstances): Likely {
  if (known.byApp) return NO_ACCESS;
  if (wasOpened(stage, known)) {
    return { id: "exo-not-connected-known", because: "openedBefore", runnerUp: "exo-not-connected-new" };
  }
  if (isOther(known)) {
    return { id: "ms-wrong-account", because: "otherAddress", runnerUp: "exo-not-connected-new" };
  }
  return known.openedBefore === false || stage !== undefined
    ? { id: "exo-not-connected-new", because: "neverOpened", runnerUp: "exo-imap-disabled" }
    : { id: "exo-not-connected-new", because: "usually", runnerUp: "exo-not-connected-known" };
}

/** A mailbox is synchronized only after it was opened once. */
function wasOpened(stage: DiagnosisStage | undefined, { openedBefore }: Circumstances): boolean {
  return openedBefore ?? stage === "sync";
}

function isOther({ signedInAs, names }: Circumstances): boolean {
  if (signedInAs === undefined || names === undefined) return false;
  return names.every((name) => name.toLowerCase() !== signedInAs.toLowerCase());
}

function isForMail(audience: string): boolean {
  return MAIL_AUDIENCES.includes(audience.toLowerCase().replace(/^https:\/\/|\/$/g, ""));
}

/** null: the token doesn't say. */
function allows({ scopes }: Circumstances, permission: string): boolean | null {
  if (scopes === undefined || scopes.length === 0) return null;
  return scopes.some((scope) => scope.toLowerCase().endsWith(permission.toLowerCase()));
}
