// Calendar invitations (RFC 5545, RFC 5546) as far as a reader needs them: what, when, where, who. Nothing is answered from
// here. The library reads zones and dates; what it makes of a hostile file is bounded by the length of the part.
import ICAL from "ical.js";
import type { AnswerOf } from "../api/operations.ts";

type Invitation = AnswerOf<"readMessage">["invitations"][number];
type Repeats = NonNullable<Invitation["repeats"]>;

const EVENTS_MAX = 5;
const ATTENDEES_MAX = 200;
const ZONES_MAX = 20;
/** Of a zone: those of Outlook have two, those of IANA some dozens. */
const CHANGES_MAX = 200;
const ZONE_PARTS = new Set(["BYMONTH", "BYDAY", "BYMONTHDAY"]);
/** "The first Sunday after the 7th" is seven days of the month. */
const ZONE_VALUES_MAX = 7;
const TEXT_MAX = 2_000;
const METHODS = ["request", "cancel", "reply", "publish", "counter"] as const;
const DAYS = ["SU", "MO", "TU", "WE", "TH", "FR", "SA"] as const;

/** Never throws: what can't be read is no invitation, and a file among the attachments all the same. */
export function readInvitations(calendars: readonly string[]): Invitation[] {
  return calendars.flatMap((text) => {
    try {
      return readCalendar(text);
    } catch {
      return [];
    }
  });
}

function readCalendar(text: string): Invitation[] {
  const calendar = new ICAL.Component(ICAL.parse(text));
  const said = String(calendar.getFirstPropertyValue("method") ?? "publish").toLowerCase();
  const method = METHODS.find((each) => each === said);
  if (method === undefined) return [];
  for (const [at, zone] of calendar.getAllSubcomponents("vtimezone").entries()) {
    if (at >= ZONES_MAX || !isZone(zone)) calendar.removeSubcomponent(zone);
  }
  return calendar
    .getAllSubcomponents("vevent")
    .slice(0, EVENTS_MAX)
    .map((event) => invitationOf(event, method));
}

/** The library counts a zone's changes one by one, from when they began: a file may ask for one a second since 1601. */
function isZone(zone: ICAL.Component): boolean {
  const changes = zone.getAllSubcomponents();
  return changes.length <= CHANGES_MAX && changes.every(isYearly);
}

function isYearly(change: ICAL.Component): boolean {
  const rule = change.getFirstPropertyValue("rrule");
  if (change.getAllProperties("rrule").length > 1 || change.getAllProperties("rdate").length > CHANGES_MAX)
    return false;
  if (!(rule instanceof ICAL.Recur)) return rule === null;
  const parts = Object.entries(rule.parts);
  return (
    rule.freq === "YEARLY" &&
    parts.every(([name, values]) => ZONE_PARTS.has(name) && [values].flat().length <= ZONE_VALUES_MAX)
  );
}

function invitationOf(component: ICAL.Component, method: Invitation["method"]): Invitation {
  const event = new ICAL.Event(component);
  const { startDate, endDate } = event;
  const zone = zoneOf(component, startDate);
  return {
    method,
    summary: textOf(event.summary),
    location: textOf(event.location),
    allDay: startDate.isDate,
    start: timeOf(startDate, zone),
    end: timeOf(endDate, zone),
    zone,
    organizer: component.hasProperty("organizer") ? personOf(component.getFirstProperty("organizer")) : null,
    attendees: event.attendees.slice(0, ATTENDEES_MAX).map((each) => ({
      ...personOf(each),
      answer: answerOf(each.getFirstParameter("partstat")),
    })),
    repeats: event.isRecurring() ? repeatsOf(component) : null,
  };
}

/** The name of the zone that it was made in; null: in none (everywhere at that hour), or in UTC. */
function zoneOf(component: ICAL.Component, { zone, isDate }: ICAL.Time): string | null {
  if (isDate || zone === ICAL.Timezone.utcTimezone) return null;
  const named = component.getFirstProperty("dtstart")?.getFirstParameter("tzid");
  return named === undefined ? null : textOf(named).slice(0, 100);
}

/** As an instant where that is known, else as the hour on the wall: "2026-12-01T09:00:00", or the day: "2026-12-01". */
function timeOf(time: ICAL.Time, zone: string | null): string {
  const isFloating = time.zone === ICAL.Timezone.localTimezone;
  if (time.isDate) return time.toString().slice(0, 10);
  if (!isFloating) return time.toJSDate().toISOString();
  const wall = time.toString().slice(0, 19);
  return zone === null ? wall : (instantIn(wall, zone) ?? wall);
}

/** A zone that the file names and doesn't tell is taken for one of IANA's. Null: it is none. */
function instantIn(wall: string, timeZone: string): string | null {
  try {
    const asUtc = Date.parse(`${wall}Z`);
    const format = new Intl.DateTimeFormat("sv", {
      ...{ timeZone, hourCycle: "h23" },
      ...({ year: "numeric", month: "2-digit", day: "2-digit" } as const),
      ...({ hour: "2-digit", minute: "2-digit", second: "2-digit" } as const),
    });
    const shown = (ms: number): number => Date.parse(`${format.format(ms).replace(" ", "T")}Z`);
    const guess = asUtc - (shown(asUtc) - asUtc);
    return new Date(guess - (shown(guess) - asUtc)).toISOString();
  } catch {
    return null;
  }
}

function personOf(property: ICAL.Property | null): { readonly name: string; readonly address: string } {
  const name = property?.getFirstParameter("cn") ?? "";
  const value = String(property?.getFirstValue() ?? "");
  return { name: textOf(name).slice(0, 500), address: textOf(value.replace(/^mailto:/i, "")).slice(0, 998) };
}

function answerOf(said: string | undefined): Invitation["attendees"][number]["answer"] {
  switch (said?.toUpperCase()) {
    case "ACCEPTED":
      return "accepted";
    case "DECLINED":
      return "declined";
    case "TENTATIVE":
      return "tentative";
    default:
      return "none";
  }
}

/** Told in words where it is simple; `other`: that it repeats is all that is said. */
function repeatsOf(component: ICAL.Component): Repeats {
  const rule = component.getFirstPropertyValue("rrule");
  const other: Repeats = { every: "other", interval: 1, days: [], until: null, count: null };
  if (!(rule instanceof ICAL.Recur)) return other;
  const every = { DAILY: "day", WEEKLY: "week", MONTHLY: "month", YEARLY: "year" }[String(rule.freq)];
  const days = (rule.parts.BYDAY ?? []).map((day) => DAYS.indexOf(String(day) as (typeof DAYS)[number]));
  const parts = Object.keys(rule.parts).filter((part) => part !== "BYDAY" || every !== "week");
  const isSimple = parts.every((part) => /^BY(?:MONTH|MONTHDAY)$/.test(part)) && !days.includes(-1);
  if (every === undefined || !isSimple) return other;
  return {
    every: every as Repeats["every"],
    interval: rule.interval,
    days,
    until: rule.until === null ? null : rule.until.toString().slice(0, 10),
    count: rule.count,
  };
}

function textOf(value: unknown): string {
  return String(value ?? "")
    .replace(/[\p{Cc}]+/gu, " ")
    .trim()
    .slice(0, TEXT_MAX);
}
