// INTERNALDATE on the wire (RFC 3501 section 9, date-time) and as milliseconds since 1970 UTC.
import { assert } from "../../base/assert.ts";

export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** date-time of RFC 3501 section 9, " 1-Feb-2026 10:11:12 +0100"; null when it can't be read. */
export function parseInternalDate(text: string): number | null {
  const match = /^ ?(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d{2}):(\d{2}):(\d{2})(?: ([+-])(\d{2})(\d{2}))?$/.exec(
    text.trim(),
  );
  if (match === null) return null;
  const [, day, month, year, hours, minutes, seconds, sign, zoneHours, zoneMinutes] = match;
  const index = MONTHS.findIndex((name) => name.toLowerCase() === month?.toLowerCase());
  if (index < 0) return null;
  const local = Date.UTC(Number(year), index, Number(day), Number(hours), Number(minutes), Number(seconds));
  const zone = (Number(zoneHours ?? 0) * 60 + Number(zoneMinutes ?? 0)) * (sign === "-" ? -1 : 1);
  return Number.isNaN(local) ? null : local - zone * 60_000;
}

/** " 1-Feb-2026 09:11:12 +0000" */
export function formatInternalDate(ms: number): string {
  const date = new Date(ms);
  const year = date.getUTCFullYear();
  assert(year >= 1 && year <= 9_999, "a date that no server takes");
  const day = String(date.getUTCDate()).padStart(2, " ");
  const month = MONTHS[date.getUTCMonth()];
  return `${day}-${month}-${String(year).padStart(4, "0")} ${date.toISOString().slice(-13, -5)} +0000`;
}
