import { describe, expect, test } from "vitest";
import { readInvitations } from "./calendar.ts";

const AMSTERDAM = `BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE`;

function calendar(method: string, event: string, zone = ""): string {
  const lines = `BEGIN:VCALENDAR\nVERSION:2.0\nMETHOD:${method}\n${zone}\nBEGIN:VEVENT\nUID:1\nDTSTAMP:20261101T000000Z\n${event}\nEND:VEVENT\nEND:VCALENDAR`;
  return lines.replace(/\n+/g, "\r\n");
}
const read = (event: string, zone = "", method = "REQUEST") =>
  readInvitations([calendar(method, event, zone)])[0];

test("an invitation tells what, when, where and who", () => {
  const event = `SUMMARY:Interview\\, second round
LOCATION:Room 3\\nFirst floor
DTSTART;TZID=W. Europe Standard Time:20261201T090000
DTEND;TZID=W. Europe Standard Time:20261201T100000
ORGANIZER;CN=Eva de Wit:mailto:eva@example.nl
ATTENDEE;CN="Jansen, Ada";PARTSTAT=ACCEPTED:mailto:ada@contoso.example
ATTENDEE:mailto:bram@contoso.example`;
  expect(read(event, AMSTERDAM)).toEqual({
    method: "request",
    summary: "Interview, second round",
    location: "Room 3 First floor",
    allDay: false,
    start: "2026-12-01T08:00:00.000Z",
    end: "2026-12-01T09:00:00.000Z",
    zone: "W. Europe Standard Time",
    organizer: { name: "Eva de Wit", address: "eva@example.nl" },
    attendees: [
      { name: "Jansen, Ada", address: "ada@contoso.example", answer: "accepted" },
      { name: "", address: "bram@contoso.example", answer: "none" },
    ],
    repeats: null,
  });
});

describe("the time of an invitation", () => {
  test.each([
    ["DTSTART:20260701T090000Z\nDURATION:PT1H", "2026-07-01T09:00:00.000Z", null],
    // A zone that the file doesn't tell.
    ["DTSTART;TZID=Europe/Amsterdam:20260701T090000", "2026-07-01T07:00:00.000Z", "Europe/Amsterdam"],
    ["DTSTART;TZID=Europe/Amsterdam:20261201T090000", "2026-12-01T08:00:00.000Z", "Europe/Amsterdam"],
    ["DTSTART;TZID=Nowhere:20260701T090000", "2026-07-01T09:00:00", "Nowhere"],
    ["DTSTART:20260701T090000", "2026-07-01T09:00:00", null],
    ["DTSTART;VALUE=DATE:20260701\nDTEND;VALUE=DATE:20260703", "2026-07-01", null],
  ])("of %j is %s", (event, start, zone) => {
    expect(read(event)).toMatchObject({ start, zone });
  });

  test("is by the zone of its own file, not by that of an earlier one", () => {
    const event = "DTSTART;TZID=W. Europe Standard Time:20260701T090000";
    const shifted = AMSTERDAM.replaceAll("+0200", "-0500").replaceAll("+0100", "-0600");
    expect(read(event, AMSTERDAM)?.start).toBe("2026-07-01T07:00:00.000Z");
    expect(read(event, shifted)?.start).toBe("2026-07-01T14:00:00.000Z");
  });
});

test.each([
  ["FREQ=DAILY", { every: "day", interval: 1, days: [] }],
  [
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE;UNTIL=20261231T235959Z",
    { every: "week", interval: 2, days: [1, 3], until: "2026-12-31" },
  ],
  ["FREQ=MONTHLY;COUNT=6", { every: "month", count: 6 }],
  ["FREQ=MONTHLY;BYDAY=2TU", { every: "other" }],
  ["FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1", { every: "year" }],
  ["FREQ=HOURLY", { every: "other" }],
])("%s is told as far as it is simple", (rule, repeats) => {
  expect(read(`DTSTART:20260701T090000Z\nRRULE:${rule}`)?.repeats).toMatchObject(repeats);
});

test("what is no invitation, or broken, or hostile, is none, and ends", () => {
  const none = [
    "",
    "BEGIN:VCALENDAR",
    "not a calendar",
    calendar("REFRESH", "DTSTART:20260701T090000Z"),
    calendar("REQUEST", "SUMMARY:never"),
    calendar("REQUEST", "DTSTART:20269999T990000Z\nDTEND:x"),
    "BEGIN:VCALENDAR\r\n".repeat(20_000),
    "BEGIN:VEVENT\r\n".repeat(20_000),
    `X:${"a".repeat(1_000_000)}`,
  ];
  expect(
    readInvitations(none).filter(({ start }) => /^\d{4}-\d\d-\d\dT/.test(start) && start.length > 30),
  ).toEqual([]);
  const many = "ATTENDEE:mailto:a@b.example\n".repeat(5_000);
  expect(read(`DTSTART:20260701T090000Z\n${many}`)?.attendees).toHaveLength(200);
});

test.each(["FREQ=SECONDLY", "FREQ=YEARLY;BYHOUR=1,2;BYSECOND=1,2", "FREQ=DAILY;INTERVAL=1"])(
  "a zone that changes by %s is none, and isn't counted",
  (rule) => {
    const zone = AMSTERDAM.replace(/FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=\d+/g, rule);
    const event = "DTSTART;TZID=W. Europe Standard Time:20260701T090000";
    expect(read(event, zone)?.start).toBe("2026-07-01T09:00:00");
  },
);

test.each(["REQUEST", "CANCEL", "REPLY"])("METHOD:%s is told", (method) => {
  expect(read("DTSTART:20260701T090000Z", "", method)?.method).toBe(method.toLowerCase());
});
