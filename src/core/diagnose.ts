// What a failure means for a person: which known cause it is, who can mend it, and how it goes on. The causes stand
// in `causes`, the words for them in `diagnosis-texts`. Pure, and safe to store: of what the other side said only its
// codes and its request ids are kept, never text that could name a server or carry a secret.
import { assert } from "../base/assert.ts";
import type { SyncError, SyncErrorCode } from "../base/sync-error.ts";
import type { Cause, DiagnosisProvider, DiagnosisStage } from "./causes/cause.ts";
import { COMMON_CAUSES } from "./causes/common-causes.ts";
import { EXCHANGE_CAUSES } from "./causes/exchange-causes.ts";
import { GOOGLE_CAUSES } from "./causes/google-causes.ts";
import { GRAPH_CAUSES } from "./causes/graph-causes.ts";
import { HOUSE_CAUSES } from "./causes/house-causes.ts";
import { MICROSOFT_CAUSES } from "./causes/microsoft-causes.ts";
import { SENDING_CAUSES } from "./causes/sending-causes.ts";
import { aadstsIn, isCode, referenceOf, statusIn } from "./error-codes.ts";
import { type Because, type Circumstances, type Likely, tellApart } from "./tell-apart.ts";

export type { DiagnosisProvider, DiagnosisStage };

export interface Symptom {
  /** Absent: only what somebody else saw is known, and may have pasted. */
  readonly code?: SyncErrorCode;
  readonly stage?: DiagnosisStage;
  readonly provider?: DiagnosisProvider;
  /** "AADSTS65001", or the error word of OAuth ("access_denied"). */
  readonly providerCode?: string;
  /** What the other side said, one line. */
  readonly said?: string;
  /** What else is known, for causes of which the other side says the same. */
  readonly circumstances?: Circumstances;
}

export interface Diagnosis {
  readonly id: DiagnosisId;
  /** Who can mend it. */
  readonly who: Cause["who"];
  /** auto: goes on by itself; reconnect: sign in again; afterFix: "Try again" once it is mended. */
  readonly retry: Cause["retry"];
  /** `reference`: what the provider's support needs to find the failure. `address`: whose it is. `mailbox`: which one
   *  was meant, where `signedIn` signed in. `retryAt`: until when a server asked us to wait, ISO 8601. */
  readonly params: Readonly<Record<string, string>>;
  /** Where other causes look the same: why this one is the most likely, and which comes next. */
  readonly because?: Because;
  readonly runnerUp?: DiagnosisId;
}

const ROWS = [
  ...MICROSOFT_CAUSES,
  ...EXCHANGE_CAUSES,
  ...SENDING_CAUSES,
  ...GRAPH_CAUSES,
  ...GOOGLE_CAUSES,
  ...COMMON_CAUSES,
  ...HOUSE_CAUSES,
] as const;

export type DiagnosisId = (typeof ROWS)[number]["id"];
type KnownCause = Cause & { readonly id: DiagnosisId };
export const CAUSES: readonly KnownCause[] = ROWS;

export const DIAGNOSIS_IDS: readonly DiagnosisId[] = ROWS.map(({ id }) => id);
/** The error words of OAuth that tell a cause. */
export const OAUTH_WORDS: readonly string[] = [...new Set(CAUSES.flatMap(({ words = [] }) => words))];

/** Never fails: what fits no row is "unknown". */
export function diagnose(symptom: Symptom): Diagnosis {
  const { code, stage, circumstances, providerCode = "", said = "" } = symptom;
  const numbers = aadstsIn(`${providerCode} ${said}`);
  const params = referenceParams(symptom, numbers);
  const found = findCause(symptom, numbers);
  if (found === undefined) {
    return knownDiagnosis("unknown", code === undefined ? params : { reference: code, ...params });
  }
  const [number] = numbers;
  const likely = tellApart(found.id, stage, {
    ...circumstances,
    ...(number === undefined ? {} : { number }),
  });
  return { ...knownDiagnosis(likely.id, { ...params, ...accountParams(likely, circumstances) }), ...likely };
}

/** Which account signed in in place of which. */
function accountParams(
  { because }: Likely,
  { signedInAs, names }: Circumstances = {},
): Readonly<Record<string, string>> {
  const [mailbox] = names ?? [];
  if (because !== "otherAddress" || signedInAs === undefined || mailbox === undefined) return {};
  return { signedIn: signedInAs, mailbox };
}

/** Of an error of ours. */
export function diagnoseError(
  error: SyncError,
  around: Pick<Symptom, "stage" | "provider" | "circumstances">,
): Diagnosis {
  return diagnose({
    ...around,
    code: error.code,
    ...(error.providerCode === undefined ? {} : { providerCode: error.providerCode }),
    ...(error.said === undefined ? {} : { said: error.said }),
  });
}

/** A cause that was found without an error of a provider. */
export function knownDiagnosis(id: DiagnosisId, params: Readonly<Record<string, string>> = {}): Diagnosis {
  const cause = CAUSES.find((each) => each.id === id);
  assert(cause !== undefined, `no diagnosis ${id}`);
  return { id: cause.id, who: cause.who, retry: cause.retry, params };
}

function findCause(symptom: Symptom, numbers: readonly number[]): KnownCause | undefined {
  const said = symptom.said ?? "";
  return (
    CAUSES.find(({ decisive }) => decisive?.test(said)) ??
    firstOf(numbers, (number) => CAUSES.find(({ aadsts }) => aadsts?.includes(number))) ??
    findByWords(symptom, said)
  );
}

function findByWords({ provider, stage, providerCode, code }: Symptom, said: string): KnownCause | undefined {
  const status = statusIn(said);
  const isHere = (stages: readonly DiagnosisStage[]) => stage !== undefined && stages.includes(stage);
  const evidence: readonly ((cause: KnownCause) => boolean | undefined)[] = [
    (cause) => cause.said?.test(said),
    ({ words }) => providerCode !== undefined && words?.includes(providerCode),
    ({ at }) => at !== undefined && isHere(at.stages) && (at.said?.test(said) || within(status, at.status)),
    ({ codes, stages }) =>
      code !== undefined && codes?.includes(code) && (stages === undefined || isHere(stages)),
    ({ pasted, provider: whose }) =>
      code === undefined && (whose === undefined || whose === provider) && pasted?.test(said),
  ];
  const possible = CAUSES.filter(
    (cause) => cause.provider === undefined || provider === undefined || cause.provider === provider,
  );
  return firstOf(evidence, (holds) => possible.find(holds));
}

function firstOf<T, R>(values: readonly T[], find: (value: T) => R | undefined): R | undefined {
  for (const value of values) {
    const found = find(value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function within(status: number | null, range: readonly [from: number, to: number] | undefined): boolean {
  return status !== null && range !== undefined && status >= range[0] && status <= range[1];
}

function referenceParams(
  { providerCode, said = "" }: Symptom,
  [number]: readonly number[],
): Readonly<Record<string, string>> {
  // A provider's code is only carried on when it looks like one.
  const word = providerCode !== undefined && isCode(providerCode) ? providerCode : undefined;
  const code = number === undefined ? word : `AADSTS${number}`;
  const reference = referenceOf(code === undefined ? [] : [code], said);
  return reference === null ? {} : { reference };
}
