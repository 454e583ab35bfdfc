// An error that a person saw somewhere and pasted: a page of Microsoft's, a line of a mail server, the JSON of a token
// endpoint or of Graph, an error of Node. It may hold anything, secrets too: only codes and request ids of it are kept.
import type { DiagnosisProvider, DiagnosisStage } from "./causes/cause.ts";
import { type Diagnosis, diagnose, OAUTH_WORDS } from "./diagnose.ts";
import { aadstsIn, referenceOf, statusIn } from "./error-codes.ts";
import type { Circumstances } from "./tell-apart.ts";

/** What is longer is cut: the error stands at the beginning of what people copy. */
export const PASTED_LENGTH_MAX = 20_000;
const CODES_MAX = 6;

export interface Explained {
  readonly diagnosis: Diagnosis;
  /** What can be looked up: "AADSTS50011", "invalid_grant", "535 5.7.3", "HTTP 429". */
  readonly codes: readonly string[];
}

export interface Place {
  readonly stage?: DiagnosisStage;
  readonly provider?: DiagnosisProvider;
}

export function explainText(pasted: string, place: Place = {}): Explained {
  const text = plainText(pasted.slice(0, PASTED_LENGTH_MAX));
  const word = oauthWordIn(text);
  const provider = place.provider ?? providerOf(text, word);
  const stage = place.stage ?? stageOf(text, place.provider);
  const diagnosis = diagnose({
    said: text,
    circumstances: circumstancesIn(text),
    ...(stage === undefined ? {} : { stage }),
    ...(provider === undefined ? {} : { provider }),
    ...(word === undefined ? {} : { providerCode: word }),
  });
  const codes = codesIn(text, word);
  const reference = referenceOf(codes, text);
  return { diagnosis: { ...diagnosis, params: reference === null ? {} : { reference } }, codes };
}

/** One line as a person would read it: without tags and escapes of HTML, addresses and JSON. */
function plainText(pasted: string): string {
  const isAddress = /[?&]error(?:_description)?=/.test(pasted);
  const decoded = isAddress ? pasted.replace(/\+/g, " ").replace(/%([0-7][0-9a-f])/gi, fromHex) : pasted;
  return decoded
    .replace(/<\/?[a-z!][^<>]{0,500}>/gi, " ")
    .replace(
      /&(quot|apos|amp|lt|gt|nbsp|#39|#x27|#34);/gi,
      (_, name: string) => ENTITIES[name.toLowerCase()] ?? " ",
    )
    .replace(/\\u(00[0-9a-f]{2})/gi, fromHex)
    .replace(/\\[rnt]/g, " ")
    .replace(/\\"/g, '"')
    .replace(/^\s*(\d{5,8})\s*$/, "AADSTS$1")
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, " ")
    .trim();
}

const ENTITIES: Readonly<Record<string, string>> = {
  quot: '"',
  apos: "'",
  amp: "&",
  lt: "<",
  gt: ">",
  "#39": "'",
  "#x27": "'",
  "#34": '"',
};

function fromHex(_: string, hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}

/** What says more comes first: Microsoft's suberror, the error, the word on Google's page, the word alone. */
function oauthWordIn(text: string): string | undefined {
  const found = [
    /\bsuberror["']?\s*[:=]\s*["']?([a-z_]{3,40})/i,
    /\berror["']?\s*[:=]\s*["']?([a-z_]{3,40})/i,
    /\bError [45]\d\d: ([a-z_]{3,40})/,
    new RegExp(`\\b(${OAUTH_WORDS.join("|")})\\b`),
  ].flatMap((pattern) => pattern.exec(text)?.[1] ?? []);
  return found.find((word) => OAUTH_WORDS.includes(word)) ?? found.find((word) => word.includes("_"));
}

/** Microsoft writes a number or "error=" where Google says the word alone. */
function providerOf(text: string, word: string | undefined): DiagnosisProvider | undefined {
  const isMicrosoft =
    /AADSTS|microsoft|office365|outlook|exchange/i.test(text) || /(?:^|[?&\s])(?:sub)?error=/.test(text);
  const isGoogle = /google|gmail|gsmtp|\bError [45]\d\d: /i.test(text);
  if (isMicrosoft !== isGoogle) return isMicrosoft ? "microsoft" : "google";
  return word === "invalid_grant" || word === "invalid_client" ? "google" : undefined;
}

/** Statuses of HTTP mean something only by who said them. */
function stageOf(text: string, named: DiagnosisProvider | undefined): DiagnosisStage | undefined {
  const status = statusIn(text);
  if (status === null) return undefined;
  if (/\blogin host\b|login\.(?:microsoftonline|partner|live)|\/oauth2\//i.test(text)) return "token";
  if (/\bgraph(?:\.microsoft|\b)/i.test(text)) return "graph";
  if (named !== "microsoft") return undefined;
  return status >= 500 ? "token" : "graph";
}

function circumstancesIn(text: string): Circumstances {
  const audience = /\baud(?:ience)?["']?\s*(?:is|[:=])\s*["']?([^\s"',;)]+)/i.exec(text)?.[1];
  const directoryTenant = /\btid["']?\s*(?:is|[:=])\s*["']?([0-9a-f-]{36})/i.exec(text)?.[1];
  const opened = /\bworked before\b/i.test(text) ? true : /\bfirst connect\b/i.test(text) ? false : undefined;
  return {
    ...(audience === undefined ? {} : { audience }),
    ...(directoryTenant === undefined ? {} : { directoryTenant }),
    ...(opened === undefined ? {} : { openedBefore: opened }),
    clockIsOff: /\bclock\b|\b(?:nbf|iat)\b|\bin the future\b|\bserver time\b/i.test(text),
  };
}

/** Letters and digits of these few shapes only: whatever else stands in the text may be a secret. */
function codesIn(text: string, word: string | undefined): readonly string[] {
  const status = statusIn(text);
  const shapes = [
    /\[([A-Z][A-Z-]{2,30})\]/g,
    /"code"\s*:\s*"([A-Za-z]{3,60})"/g,
    /(?:^|\s)([45]\d\d[ -][45]\.\d{1,3}\.\d{1,3})\b/g,
    /\b(ENOTFOUND|EAI_AGAIN|ECONN[A-Z]+|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EPROTO|ENOSPC|(?:ERR_|CERT_|UNABLE_TO_|SELF_SIGNED)[A-Z_]{2,50})\b/g,
  ];
  const found = [
    ...aadstsIn(text).map((number) => `AADSTS${number}`),
    ...(word === undefined ? [] : [word]),
    ...shapes.flatMap((shape) => [...text.matchAll(shape)].map(([, code]) => code ?? "")),
    ...(status === null ? [] : [`HTTP ${status}`]),
  ];
  return [...new Set(found)].slice(0, CODES_MAX);
}
