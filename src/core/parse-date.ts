// The Date header (RFC 5322 section 3.3) with its obsolete forms (section 4.3), those of other standards, and what
// mailers make of them.

const RAW_MAX = 200;
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
/** In minutes. Zones of one letter were defined the wrong way round once: like unknown ones they count as UTC. */
const ZONES: Readonly<Record<string, number>> = {
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
const DAY_MINUTES = 24 * 60;

const MINUTES = String.raw`(?<hours>\d{1,2}) ?[:.] ?(?<minutes>\d{2})`;
const TIME = String.raw`${MINUTES}(?: ?[:.] ?(?<seconds>\d{2})(?:[.,](?<fraction>\d+))?)?`;
/** "+0100", "+01:00", "+1", "EST", "GMT+0100": a number counts more than a name. */
const ZONE = String.raw` ?(?<zone>[a-z]{1,5})?(?: ?(?<sign>[+-]) ?(?<offset>\d{1,2}:\d{2}|\d{1,4})(?!\d))?`;
const MONTH = String.raw`(?<month>${MONTHS.join("|")})[a-z]*\.?`;
const FORMS: readonly RegExp[] = [
  // 23 Nov 2026 10:00:00 +0100
  `(?<!\\d)(?<day>\\d{1,2})[ -]${MONTH}[ -](?<year>\\d{2,4})(?!\\d)(?:[ ,]+${TIME}${ZONE})?`,
  // Mon Nov 23 10:00:00 EST 2026, as C libraries write it
  `${MONTH} (?<day>\\d{1,2}) ${TIME}${ZONE} (?<year>\\d{4})(?!\\d)`,
  // Mon Nov 23 2026 10:00:00 GMT+0100, as browsers write it
  `${MONTH} (?<day>\\d{1,2}),? (?<year>\\d{4})(?!\\d)(?:[ ,]+${TIME}${ZONE})?`,
  // 2026-11-23T10:00:00+01:00 (ISO 8601)
  `^(?<year>\\d{4})-(?<number>\\d{2})-(?<day>\\d{2})(?:[T ]${TIME}${ZONE})?`,
  `^(?<year>\\d{4})(?<number>\\d{2})(?<day>\\d{2})T(?<hours>\\d{2})(?<minutes>\\d{2})(?<seconds>\\d{2})${ZONE}`,
].map((form) => new RegExp(form, "i"));

/** Milliseconds since 1970 UTC; null when no date can be read. */
export function parseDate(raw: string): number | null {
  const text = withoutComments(raw.slice(0, RAW_MAX)).replace(/\s+/g, " ").trim();
  for (const form of FORMS) {
    const groups = form.exec(text)?.groups;
    if (groups !== undefined) return dateOf(groups);
  }
  return null;
}

type Groups = Readonly<Record<string, string | undefined>>;

function dateOf(groups: Groups): number | null {
  const { number, month = "", fraction = "" } = groups;
  const index = number === undefined ? MONTHS.indexOf(month.toLowerCase()) : Number(number) - 1;
  const count = (name: string): number => Number(groups[name] ?? 0);
  const [day, hours, minutes, seconds] = [count("day"), count("hours"), count("minutes"), count("seconds")];
  if (index < 0 || index > 11 || day < 1 || day > 31 || minutes > 59 || seconds > 60) return null;
  // 24:00 is the end of the day, a sixtieth second a leap second: both are the moment that follows.
  if ((hours * 60 + minutes) * 60 + seconds > DAY_MINUTES * 60) return null;
  const local = new Date(0);
  local.setUTCFullYear(yearOf(groups.year ?? ""), index, day);
  local.setUTCHours(hours, minutes, seconds, Number(fraction.slice(0, 3).padEnd(3, "0")));
  return inRange(local.getTime() - offsetOf(groups) * 60_000);
}

/** Years of two and three digits count as RFC 5322 says, whatever zeros stand in front of them. */
function yearOf(digits: string): number {
  const year = Number(digits);
  if (year >= 1000) return year;
  return year < 50 ? year + 2000 : year + 1900;
}

/** In minutes; 0 for what no zone can have. */
function offsetOf({ zone = "", sign, offset = "" }: Groups): number {
  if (sign === undefined) return ZONES[zone.toLowerCase()] ?? 0;
  const digits = offset.replace(":", "");
  const hours = Number(digits.length > 2 ? digits.slice(0, -2) : digits);
  const minutes = Number(digits.length > 2 ? digits.slice(-2) : 0);
  const total = hours * 60 + minutes;
  if (total >= DAY_MINUTES || minutes > 59) return 0;
  return sign === "-" ? -total : total;
}

/** Comments may be nested. */
function withoutComments(text: string): string {
  if (!text.includes("(") && !text.includes(")")) return text;
  let rest = "";
  let depth = 0;
  for (const c of text) {
    if (c === "(") depth++;
    else if (c === ")") {
      depth = Math.max(0, depth - 1);
      rest += " ";
    } else if (depth === 0) rest += c;
  }
  return rest;
}

/** What a database and a browser can show: years 1 to 9999. */
function inRange(ms: number): number | null {
  return ms > -62_135_596_800_000 && ms < 253_402_300_800_000 ? ms : null;
}
