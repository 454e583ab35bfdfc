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
  /** From one time to another: "Tue, 1 December 2026, 09:00 – 10:00"; as long as it is nothing else, the reader's zone. */
  readonly span: (start: string, end: string) => string;
  /** Whole days, `end` the day after the last: "1 – 2 July 2026". */
  readonly days: (start: string, end: string) => string;
  /** "12 minutes ago". */
  readonly ago: (value: number, unit: "minute" | "hour") => string;
}

const formats = new Map<string, Format>();

export function useFormat(): Format {
  const { locale } = useTexts();
  const made = formats.get(locale) ?? makeFormat(locale);
  formats.set(locale, made);
  return made;
}

/** Making a formatter takes a thousand times as long as using it: each is made when it is first used, and once. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function makeFormat(locale: string): Format {
  const dates = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(locale, options));
  const number = once(() => new Intl.NumberFormat(locale));
  const decimal = once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }));
  const exact = dates({ dateStyle: "medium", timeStyle: "short" });
  const full = dates({ dateStyle: "full", timeStyle: "long" });
  const date = dates({ dateStyle: "long" });
  const clock = dates({ timeStyle: "short" });
  const weekday = dates({ weekday: "short" });
  const day = dates({ day: "numeric", month: "short" });
  const year = dates({ day: "numeric", month: "short", year: "numeric" });
  const span = dates({
    ...({ weekday: "short", day: "numeric", month: "long", year: "numeric" } as const),
    ...({ hour: "2-digit", minute: "2-digit" } as const),
  });
  const days = dates({ dateStyle: "full", timeZone: "UTC" });
  const relative = once(() => new Intl.RelativeTimeFormat(locale, { numeric: "auto" }));
  return {
    number: (value) => number().format(value),
    size: (bytes) => sizeText(bytes, decimal()),
    exact: (iso) => exact().format(new Date(iso)),
    full: (iso) => full().format(new Date(iso)),
    date: (iso) => date().format(new Date(iso)),
    clock: (iso) => clock().format(new Date(iso)),
    short: (iso, now) => {
      const at = new Date(iso);
      const today = new Date(now);
      if (at.toDateString() === today.toDateString()) return clock().format(at);
      const age = now - at.getTime();
      if (age >= 0 && age < 6 * DAY_MS) return weekday().format(at);
      return at.getFullYear() === today.getFullYear() ? day().format(at) : year().format(at);
    },
    when: (iso, now) => {
      const at = new Date(iso);
      const isToday = at.toDateString() === new Date(now).toDateString();
      return isToday ? clock().format(at) : exact().format(at);
    },
    span: (start, end) => rangeText(span(), new Date(start), new Date(end)),
    days: (start, end) => rangeText(days(), new Date(start), new Date(Date.parse(end) - DAY_MS)),
    ago: (value, unit) => relative().format(-value, unit),
  };
}

/** Files of others may end before they begin, or be at no time at all. */
function rangeText(format: Intl.DateTimeFormat, start: Date, end: Date): string {
  if (Number.isNaN(start.getTime())) return "?";
  return end > start ? format.formatRange(start, end) : format.format(start);
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
