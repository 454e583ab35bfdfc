// The Date header (RFC 5322 section 3.3) with its obsolete and broken forms.

const RAW_MAX = 200;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** RFC 5322 section 4.3, in minutes. */
const ZONES: Readonly<Record<string, number>> = {
  ut: 0,
  utc: 0,
  gmt: 0,
  z: 0,
  est: -300,
  edt: -240,
  cst: -360,
  cdt: -300,
  mst: -420,
  mdt: -360,
  pst: -480,
  pdt: -420,
  cet: 60,
  cest: 120,
  met: 60,
  mest: 120,
  bst: 60,
  jst: 540,
};

/** Milliseconds since 1970 UTC; null when no date can be read. */
export function parseDate(raw: string): number | null {
  const text = raw
    .slice(0, RAW_MAX)
    .replace(/\([^)]*\)/g, " ")
    .replace(/\s+/g, " ")
    .trim();
  const match =
    /(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{2,4})[ ,]+(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?(?:\s*([+-])\s*(\d{1,2}):?(\d{2})|\s*([A-Za-z]{1,5}))?/.exec(
      text,
    );
  if (match === null) return parseOther(text);
  const [, day, month, rawYear, hours, minutes, seconds = "0", sign, zoneHours, zoneMinutes, zoneName] =
    match;
  const index = MONTHS.indexOf((month ?? "").toLowerCase());
  if (index < 0 || Number(hours) > 23 || Number(minutes) > 59 || Number(day) > 31) return null;
  let year = Number(rawYear);
  if ((rawYear ?? "").length === 2) year += year < 50 ? 2000 : 1900;
  else if ((rawYear ?? "").length === 3) year += 1900;
  const local = Date.UTC(
    year,
    index,
    Number(day),
    Number(hours),
    Number(minutes),
    Math.min(59, Number(seconds)),
  );
  const offset =
    sign === undefined
      ? (ZONES[(zoneName ?? "").toLowerCase()] ?? 0)
      : (Number(zoneHours) * 60 + Number(zoneMinutes)) * (sign === "-" ? -1 : 1);
  return valid(local - offset * 60_000);
}

/** ISO 8601 and the C library's "Tue Nov 23 09:00:00 2026". */
function parseOther(text: string): number | null {
  const c = /([A-Za-z]{3}) +(\d{1,2}) (\d{2}:\d{2}:\d{2})(?: [A-Z]{3,4})? (\d{4})/.exec(text);
  if (c !== null) return valid(Date.parse(`${c[2]} ${c[1]} ${c[4]} ${c[3]} UTC`));
  const iso =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?) ?(Z|[+-]\d{2}:\d{2})?)?/i.exec(text);
  // Without a zone Date.parse would take this machine's.
  if (iso !== null) return valid(Date.parse(`${iso[1]}T${iso[2] ?? "00:00"}${iso[3] ?? "Z"}`));
  return null;
}

function valid(ms: number): number | null {
  // What a database and a browser can show: years 1 to 9999.
  return Number.isFinite(ms) && ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? ms : null;
}
