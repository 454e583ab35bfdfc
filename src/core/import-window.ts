/** From when on an import window takes messages: milliseconds UTC, null for everything. */
export function importStart(window: "1m" | "3m" | "1y" | "all", now: number): number | null {
  const months = { "1m": 1, "3m": 3, "1y": 12, all: null }[window];
  if (months === null) return null;
  const date = new Date(now);
  const day = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() - months);
  // The last day of a shorter month, not the first of the next.
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(day, lastDay));
  date.setUTCHours(0, 0, 0, 0);
  return date.getTime();
}

/** The day to ask SINCE for. SINCE compares days without a time zone (RFC 3501 section 6.4.4): one day earlier misses
 *  nothing (law 11). */
export function searchDay(from: number): string {
  return new Date(from - 24 * 60 * 60_000).toISOString().slice(0, 10);
}
