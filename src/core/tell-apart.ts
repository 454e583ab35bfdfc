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
  readonly otherWays?: OtherWays;
  /** How long ago the permission was given that has ended. */
  readonly grantAgeMs?: number;
  /** Another permission of the same registration has lived longer than an application in testing is given. */
  readonly outlivedTesting?: boolean;
}

/** What other ways to the mailbox answered the same permission at the moment of the refusal: they opened, or why not.
 *  Absent: not asked, or the answer tells nothing. */
export interface OtherWays {
  /** Signing in at the submission server. */
  readonly smtp?: "opened" | DiagnosisId;
  /** Microsoft Graph, or the sign-in service when it was asked for a token for that. */
  readonly graph?: "opened" | DiagnosisId;
  /** IMAP, for another mailbox of the same organization. */
  readonly others?: "opened" | "refused";
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
  | "noNumber"
  | "saidElsewhere"
  | "graphFindsNone"
  | "graphOpens"
  | "graphDenies"
  | "smtpOpens"
  | "smtpKnowsIt"
  | "refusedEverywhere"
  | "othersOpen"
  | "othersRefused"
  | "sevenDays";

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
/** What another way is told instead of "failed", and counts for IMAP too. */
const SAYS_WHY: ReadonlySet<DiagnosisId> = new Set([
  "ms-ca-block",
  "ms-device",
  "ms-mfa",
  "ms-signin-frequency",
  "ms-account-state",
  "ms-assignment",
  "ms-app-disabled",
]);
/** Submission knows the account, and is switched off for mail programs. */
const SMTP_IS_OFF: ReadonlySet<DiagnosisId> = new Set([
  "smtp-auth-tenant",
  "smtp-auth-mailbox",
  "smtp-secdefaults",
]);
/** What is allowed an application in testing ends after seven days (developers.google.com "Using OAuth 2.0 to access
 *  Google APIs", refresh token expiration). That is found when the next token is asked for: an access token lives an hour. */
export const TESTING_MS = 7 * 24 * 3_600_000;
const FOUND_EARLY_MS = 15 * 60_000;
const FOUND_LATE_MS = 2 * 3_600_000;
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
    case "g-invalid-grant":
      return endedByTesting(known) ? { id: "g-testing", because: "sevenDays", runnerUp: id } : { id };
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

/** Google says the same of every permission that has ended. */
function endedByTesting({ grantAgeMs, outlivedTesting }: Circumstances): boolean {
  if (grantAgeMs === undefined || outlivedTesting === true) return false;
  const late = grantAgeMs - TESTING_MS;
  return late >= -FOUND_EARLY_MS && late <= FOUND_LATE_MS;
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
  return (
    byOtherWays(known.otherWays ?? {}) ??
    (wasOpened(stage, known)
      ? { id: "exo-imap-disabled", because: "openedBefore", runnerUp: "ms-no-exo" }
      : { id: "exo-imap-disabled", because: "usually", runnerUp: "ms-wrong-account" })
  );
}

/** null: they tell nothing. What one way opens proves more than what another refuses. */
function byOtherWays({ smtp, graph, others }: OtherWays): Likely | null {
  // A rule for all of the organization would keep the others out too.
  const rule = others === "opened" ? {} : ({ runnerUp: "ms-ca-block" } as const);
  const onlyImap = (because: Because): Likely => ({ id: "exo-imap-disabled", because, ...rule });
  const instead = (id: DiagnosisId, because: Because): Likely => ({
    id,
    because,
    runnerUp: "exo-imap-disabled",
  });
  if (graph === "opened") return onlyImap("graphOpens");
  if (smtp === "opened") return onlyImap("smtpOpens");
  const told = [graph, smtp].find((each) => each !== undefined && SAYS_WHY.has(each));
  if (told !== undefined) return instead(told, "saidElsewhere");
  if (graph === "graph-no-mailbox") return instead(graph, "graphFindsNone");
  if (graph === "graph-forbidden") return instead(graph, "graphDenies");
  if (others === "refused") return instead("ms-ca-block", "othersRefused");
  if (smtp !== undefined && SMTP_IS_OFF.has(smtp)) return onlyImap("smtpKnowsIt");
  if (graph === "graph-unauthorized" && smtp === "smtp-auth-token") {
    return { id: "ms-ca-block", because: "refusedEverywhere", runnerUp: "graph-no-mailbox" };
  }
  return others === "opened"
    ? { id: "exo-imap-disabled", because: "othersOpen", runnerUp: "graph-no-mailbox" }
    : null;
}

/** "User is authenticated but not connected." */
function whyNotOpened(stage: DiagnosisStage | undefined, known: Circumstances): Likely {
  if (known.byApp) return NO_ACCESS;
  const { smtp, graph } = known.otherWays ?? {};
  const opensElsewhere = graph === "opened" || smtp === "opened";
  if (graph === "graph-no-mailbox") {
    return { id: graph, because: "graphFindsNone", runnerUp: "exo-not-connected-new" };
  }
  if (wasOpened(stage, known)) {
    if (opensElsewhere) {
      return { id: "exo-not-connected-known", because: "openedBefore", runnerUp: "exo-imap-disabled" };
    }
    return { id: "exo-not-connected-known", because: "openedBefore", runnerUp: "exo-not-connected-new" };
  }
  if (isOther(known)) {
    return { id: "ms-wrong-account", because: "otherAddress", runnerUp: "exo-not-connected-new" };
  }
  if (opensElsewhere) {
    const because = graph === "opened" ? "graphOpens" : "smtpOpens";
    return { id: "exo-imap-disabled", because, runnerUp: "exo-not-connected-new" };
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
