// Numbers, sizes and dates in the reader's language and time zone.
import { useTexts } from "./words-provider.tsx";

const DAY_MS = 86_400_000;

export interface Format {
  readonly number: (value: number) => string;
  readonly size: (bytes: number) => string;
  /** "23 Nov 2026, 09:41". */
  readonly exact: (iso: string) => string;
  /** With seconds and time zone, for hovering. */
  readonly full: (iso: string) => string;
  readonly date: (iso: string) => string;
  readonly clock: (iso: string) => string;
  /** As short as a list needs: time today, day this year, else date. */
  readonly short: (iso: string, now: number) => string;
  /** When something happened: the time, and the day too unless it is today. */
  readonly when: (iso: string, now: number) => string;
  /** "12 minutes ago". */
  readonly ago: (value: number, unit: "minute" | "hour") => string;
}

/** Making a formatter takes a thousand times as long as using it, and every row of a list formats. */
const formats = new Map<string, Format>();

export function useFormat(): Format {
  const { locale } = useTexts();
  const made = formats.get(locale) ?? makeFormat(locale);
  formats.set(locale, made);
  return made;
}

function makeFormat(locale: string): Format {
  const number = new Intl.NumberFormat(locale);
  const decimal = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const exact = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const full = new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "long" });
  const date = new Intl.DateTimeFormat(locale, { dateStyle: "long" });
  const clock = new Intl.DateTimeFormat(locale, { timeStyle: "short" });
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
  const year = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  return {
    number: (value) => number.format(value),
    size: (bytes) => sizeText(bytes, decimal),
    exact: (iso) => exact.format(new Date(iso)),
    full: (iso) => full.format(new Date(iso)),
    date: (iso) => date.format(new Date(iso)),
    clock: (iso) => clock.format(new Date(iso)),
    short: (iso, now) => {
      const at = new Date(iso);
      const today = new Date(now);
      if (at.toDateString() === today.toDateString()) return clock.format(at);
      const age = now - at.getTime();
      if (age >= 0 && age < 6 * DAY_MS) return weekday.format(at);
      return at.getFullYear() === today.getFullYear() ? day.format(at) : year.format(at);
    },
    when: (iso, now) => {
      const at = new Date(iso);
      const isToday = at.toDateString() === new Date(now).toDateString();
      return isToday ? clock.format(at) : exact.format(at);
    },
    ago: (value, unit) => relative.format(-value, unit),
  };
}

function sizeText(bytes: number, decimal: Intl.NumberFormat): string {
  const units = ["B", "kB", "MB", "GB", "TB"] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${decimal.format(value >= 10 ? Math.round(value) : value)} ${units[unit] ?? "B"}`;
}
