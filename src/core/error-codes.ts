// What errors of mail providers and sign-in services are known by: numbers, words, statuses and request ids. Found in
// whatever text they stand in, so that nothing else of the text needs to be kept.

const UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
/** "Trace ID: x" on a page, "trace_id":"x" in JSON. */
const ids = (name: string) => new RegExp(`\\b${name}[ _-]?id["']?\\s*[:=]?\\s*["']?(${UUID})`, "i");
const REFERENCES = [
  ["trace id", ids("trace")],
  ["request id", ids("(?<!client[ _-])request")],
  ["correlation id", ids("correlation")],
] as const;

interface ReferenceId {
  readonly name: "trace id" | "request id" | "correlation id";
  readonly id: string;
}

/** What the provider's support needs to find the failure in its logs. */
function referenceIds(text: string): readonly ReferenceId[] {
  return REFERENCES.flatMap(([name, pattern]) => {
    const id = pattern.exec(text)?.[1];
    return id === undefined ? [] : [{ name, id }];
  });
}

/** "AADSTS50011, invalid_grant (trace id x, correlation id y)"; null where there is neither a code nor an id. */
export function referenceOf(codes: readonly string[], text: string): string | null {
  const ids = referenceIds(text).map(({ name, id }) => `${name} ${id}`);
  if (codes.length === 0) return ids.length === 0 ? null : ids.join(", ");
  return ids.length === 0 ? codes.join(", ") : `${codes.join(", ")} (${ids.join(", ")})`;
}

/** The numbers of Microsoft Entra errors, in their order: "AADSTS50011", "error_codes":[50011], and "Error Code: 50011"
 *  of Microsoft's pages. */
export function aadstsIn(text: string): readonly number[] {
  const named = text.matchAll(/\bAADSTS[ :-]?(\d{4,8})\b/gi);
  const listed = text.matchAll(/"error_codes"\s*:\s*\[\s*(\d{4,8})/g);
  const shown = text.matchAll(/\berror[ _]code\s*[:=]?\s*(\d{5,8})\b/gi);
  return [...new Set([...named, ...listed, ...shown].map(([, digits]) => Number(digits)))];
}

/** The status of HTTP that a text names: "HTTP 429", "HTTP/1.1 503", "status": 410, "status code 401", or a text that
 *  is nothing but one. A whole class ("HTTP 5xx") counts as its first. */
export function statusIn(text: string): number | null {
  const found =
    /\bHTTP(?:\/\d(?:\.\d)?)?\s*(?:status|error)?\s*[: ]\s*(\d{3}|\dxx)\b/i.exec(text) ??
    /\bstatus(?:[ _]?code)?["']?\s*(?:[:=]|\b)\s*["']?(\d{3})\b/i.exec(text) ??
    /^\s*([45]\d\d)(?:\s+[A-Z]|\s*$)/.exec(text);
  return found === null ? null : Number(found[1]?.replace("xx", "00"));
}

/** Something a person can look up, and nothing else. */
export function isCode(text: string): boolean {
  return /^[A-Za-z][\w.-]{1,63}$/.test(text);
}
