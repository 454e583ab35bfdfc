// Mail on records: whose addresses count, and what a colleague may see.
import { domainOf } from "./check-address.ts";
import type { MessageScan } from "./message.ts";

/** All of it; its subject, people and time; nothing. */
export type Shown = "full" | "subject" | "nothing";
/** record: what the record says. */
export type ColleaguesSee = Shown | "record";
/** Why a message is on a record. */
export type LinkedBy = "address" | "reply" | "hand";

const ADDRESS_MAX = 320;
/** Of one message. */
const PEOPLE_MAX = 200;

/** As it is compared: lower case; null: this is no address. */
export function recordAddress(text: string): string | null {
  const address = text.trim().toLowerCase();
  return address.length <= ADDRESS_MAX && /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;".]+$/.test(address)
    ? address
    : null;
}

/** An address or a domain, as it is compared; null: it is neither. */
export function ignoredEntry(text: string): string | null {
  const entry = text.trim().toLowerCase().replace(/^@/, "");
  if (entry.includes("@")) return recordAddress(entry);
  return recordAddress(`a@${entry}`) === null ? null : entry;
}

type People = Pick<MessageScan, "from" | "to" | "cc" | "bcc" | "replyTo">;

/** Lower case, each once; those who wrote it first. */
export function peopleOf({ from, to, cc, bcc, replyTo }: People): readonly string[] {
  const all = [...from, ...replyTo, ...to, ...cc, ...bcc].map(({ address }) => address.toLowerCase());
  return [...new Set(all)].filter((address) => address !== "").slice(0, PEOPLE_MAX);
}

export interface AboutSharing {
  /** Marked by an owner of the mailbox. */
  readonly isPrivate: boolean;
  /** As its sender says; null: not known. */
  readonly confidential: boolean | null;
  readonly people: readonly string[];
  readonly ownDomains: readonly string[];
  /** Addresses and domains. */
  readonly ignored: readonly string[];
  /** Of the mailbox. */
  readonly colleaguesSee: ColleaguesSee;
  /** Of the record. */
  readonly recordShown: Shown;
}

export interface Sharing {
  readonly shown: Shown;
  readonly why: "private" | "confidential" | "inside" | "ignored" | "mailbox" | "record";
}

/** What somebody sees of a message on a record who hasn't got it in a mailbox of their own. */
export function sharingOf(about: AboutSharing): Sharing {
  const { people, ownDomains, ignored, colleaguesSee } = about;
  if (about.isPrivate) return { shown: "nothing", why: "private" };
  if (about.confidential !== false) return { shown: "nothing", why: "confidential" };
  if (people.every((address) => ownDomains.includes(domainOf(address)))) {
    return { shown: "nothing", why: "inside" };
  }
  if (people.some((address) => ignored.includes(address) || ignored.includes(domainOf(address)))) {
    return { shown: "nothing", why: "ignored" };
  }
  if (colleaguesSee === "record") return { shown: about.recordShown, why: "record" };
  return { shown: colleaguesSee, why: "mailbox" };
}

/** Sensitivity (RFC 2156 section 2.2.1, RFC 4021 section 2.1.55): whatever says something else than "Normal" isn't for others. */
export function isConfidential(sensitivity: string): boolean {
  const value = sensitivity.trim().toLowerCase();
  return value !== "" && value !== "normal";
}
