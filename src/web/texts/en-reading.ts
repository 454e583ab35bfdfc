// The English texts of a message that is read.
import type { AnswerOf } from "../../api/operations.ts";

type Repeats = NonNullable<AnswerOf<"readMessage">["invitations"][number]["repeats"]>;

const DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const UNITS = {
  day: ["day", "days"],
  week: ["week", "weeks"],
  month: ["month", "months"],
  year: ["year", "years"],
};

function repeats({ every, interval, days, until, count }: Repeats): string {
  if (every === "other") return "Repeats";
  const [one = "", many = ""] = UNITS[every];
  const on = days.length === 0 ? "" : ` on ${days.map((day) => DAYS[day]).join(", ")}`;
  const end = until !== null ? `, until ${dateOf(until)}` : count !== null ? `, ${count} times` : "";
  return `Repeats every ${interval === 1 ? one : `${interval} ${many}`}${on}${end}`;
}

function dateOf(iso: string): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));
}

export const readingEn = {
  showImages: "Show images",
  images: {
    blocked: "Images from the internet aren’t loaded: that would tell the sender that you opened this.",
    loading: "Loading images…",
    shown:
      "Images from the internet are shown. Twinbox fetched them, so the sender doesn’t see where you are.",
  },
  always: (address: string) => `Always for ${address}`,
  imagesAlways: (address: string) => `Images of ${address} are always shown.`,
  askAgain: "Ask again",
  notSaved: "That couldn’t be saved. Try again.",
  sourceTitle: "Source of this message",
  downloadOriginal: "Download the original (.eml)",
  sourceFailed: "The source couldn’t be read. Try again.",
  sourceCut: "The source is very long and was cut here. The original has all of it.",
  downloadAll: "Download all",
  notWhole: "This message is larger than what can be shown of it. “View source” has the original.",
  doubts: {
    otherAddress: (address: string) =>
      `The sender’s name shows another address. This message comes from ${address}.`,
    hidden: (address: string) =>
      `The sender’s name has hidden characters that can make it look like another’s. This message comes from ${address || "an unknown address"}.`,
    malformed: (address: string) =>
      `The sender’s address isn’t a normal one: ${address}. Don’t trust what it looks like.`,
    several: (address: string) =>
      `This message names more than one sender. Mail programs may show different ones; here it is ${address || "nobody"}.`,
  },
  protections: {
    smimeSigned:
      "Signed with S/MIME. Twinbox doesn’t verify signatures; the signature is among the attachments.",
    smimeEncrypted:
      "Encrypted with S/MIME. Twinbox can’t read it; open the attachment in a program that has your key.",
    pgpSigned: "Signed with PGP. Twinbox doesn’t verify signatures; the signature is among the attachments.",
    pgpEncrypted:
      "Encrypted with PGP. Twinbox can’t read it; open the attachment in a program that has your key.",
  },
  showQuoted: "Show quoted text",
  longText: "This text is very long.",
  showAll: "Show all",
  invitation: {
    methods: {
      request: "Invitation",
      cancel: "Cancelled",
      reply: "Answer to an invitation",
      publish: "Event",
      counter: "Another time is proposed",
    },
    noTitle: "(no title)",
    when: "When",
    where: "Where",
    organizer: "Organiser",
    attendees: "Invited",
    allDay: "all day",
    madeIn: (zone: string) => `Your time. It was made in the zone ${zone}.`,
    wallTime: (zone: string) => (zone === "" ? "Local time, without a zone." : `Time in the zone ${zone}.`),
    answers: { accepted: "accepted", declined: "declined", tentative: "maybe" },
    viewOnly: "Answer it in your own calendar program.",
    repeats,
  },
};
