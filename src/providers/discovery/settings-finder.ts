// From an address to the settings of its mailbox, in the order of how sure it is: providers that are known, what the
// domain publishes (autoconfig, SRV), names that are usual and answer. Only the domain is told to anybody. Whatever is
// asked goes through the guard, since the domain was typed by a user.
import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import { within } from "../../base/within.ts";
import { domainOf } from "../../core/check-address.ts";
import type { Lookup, SettingsFinder } from "../../engine/ports/by-hand.ts";
import type { ServerAddress } from "../../engine/ports/mail.ts";
import { imapAnswers } from "../imap/imap-answers.ts";
import { type Network, type NetworkOptions, networkOf } from "../net/open-socket.ts";
import { smtpAnswers } from "../smtp/smtp-answers.ts";
import { autoconfigUrls, isHostName, type PublishedSettings, parseAutoconfig } from "./autoconfig.ts";
import { guardedGet } from "./guarded-get.ts";
import { type KnownProvider, knownByDomain, knownByExchangers } from "./known-providers.ts";
import { createNames, type Names } from "./names.ts";

const PUBLISHED_MS_MAX = 5_000;
const GUESSED_MS_MAX = 6_000;

export interface FinderOptions extends NetworkOptions {
  readonly clock: Clock;
  readonly log: Log;
  readonly names?: Names;
  readonly get?: typeof guardedGet;
  readonly answers?: { readonly imap: Answers; readonly smtp: Answers };
}

/** Rejects unless such a server is there. */
type Answers = (server: ServerAddress, network: Network, signal: AbortSignal) => Promise<void>;

type Search = FinderOptions & { readonly network: Network; readonly names: Names };

export function createSettingsFinder(options: FinderOptions): SettingsFinder {
  const search = { ...options, network: networkOf(options), names: options.names ?? createNames() };
  return {
    async find(address) {
      const domain = domainOf(address);
      if (!isHostName(domain)) return { kind: "nothing" };
      const found = (await find(search, address, domain)) ?? ({ kind: "nothing" } as const);
      options.log.info("settings.looked", {
        kind: found.kind,
        ...(found.kind === "settings" ? { by: found.source } : {}),
      });
      return found;
    },
  };
}

async function find(search: Search, address: string, domain: string): Promise<Lookup | null> {
  const byDomain = knownByDomain(domain);
  if (byDomain !== null) return ofKnown(byDomain, address);
  const exchangers = await search.names.exchangers(domain);
  const byExchangers = knownByExchangers(exchangers);
  if (byExchangers !== null) return ofKnown(byExchangers, address);
  const [published, services] = await Promise.all([
    readPublished(search, address, [domain, ...domainsOf(exchangers).filter((each) => each !== domain)]),
    readServices(search.names, domain),
  ]);
  if (published !== null) return settings("autoconfig", published);
  if (services !== null) return settings("srv", { ...services, userName: address });
  const guessed = await guess(search, domain);
  return guessed === null ? null : settings("guess", { ...guessed, userName: address });
}

function ofKnown(found: KnownProvider | "microsoft" | "google", address: string): Lookup {
  if (typeof found === "string") return { kind: "signInElsewhere", provider: found };
  const { incoming, outgoing, appPasswordUrl } = found;
  return { kind: "settings", source: "known", incoming, outgoing, userName: address, appPasswordUrl };
}

function settings(source: "autoconfig" | "srv" | "guess", found: PublishedSettings): Lookup {
  return { kind: "settings", source, ...found, appPasswordUrl: null };
}

/** The domain that the preferred exchanger belongs to, as far as names tell: "mx1.mail.provider.example" is of
 *  "mail.provider.example" or "provider.example". What may be a registry's ("co.uk") is left out: whoever has
 *  "autoconfig" there could send anybody's password to himself. */
function domainsOf([exchanger]: readonly string[]): readonly string[] {
  const labels = exchanger?.split(".") ?? [];
  return [3, 2].flatMap((count) => {
    if (labels.length <= count) return [];
    const part = labels.slice(-count);
    const [first = "", last = ""] = [part.at(-2), part.at(-1)];
    return count === 2 && last.length === 2 && first.length <= 3 ? [] : [part.join(".")];
  });
}

/** All are asked at once, and the first in this order that has something is taken. */
async function readPublished(
  { network, clock, get = guardedGet, log }: Search,
  address: string,
  domains: readonly string[],
): Promise<PublishedSettings | null> {
  return within(clock, PUBLISHED_MS_MAX, async (signal) => {
    const asked = domains.flatMap(autoconfigUrls).map(async (url) => {
      try {
        const text = await get(url, network, signal);
        return text === null ? null : parseAutoconfig(text, address);
      } catch (error) {
        log.debug("autoconfig.nothing", { error: error instanceof Error ? error.name : "unknown" });
        return null;
      }
    });
    return firstOf(asked);
  });
}

/** RFC 6186 and RFC 8314. */
async function readServices(
  names: Names,
  domain: string,
): Promise<Pick<PublishedSettings, "incoming" | "outgoing"> | null> {
  const service = async (name: string, security: "implicit" | "starttls"): Promise<ServerAddress | null> => {
    const [record] = await names.services(`${name}._tcp.${domain}`);
    const host = record?.name.replace(/\.$/, "") ?? "";
    return record === undefined || !isHostName(host) ? null : { host, port: record.port, security };
  };
  const [imaps, imap, submissions, submission] = await Promise.all([
    service("_imaps", "implicit"),
    service("_imap", "starttls"),
    service("_submissions", "implicit"),
    service("_submission", "starttls"),
  ]);
  const incoming = imaps ?? imap;
  return incoming === null ? null : { incoming, outgoing: submissions ?? submission };
}

/** Names that are usual, tried as far as the greeting with TLS: no name and no password is told. */
async function guess(
  { network, clock, answers = { imap: imapAnswers, smtp: smtpAnswers } }: Search,
  domain: string,
): Promise<Pick<PublishedSettings, "incoming" | "outgoing"> | null> {
  const at = (first: string, implicit: number, starttls: number): readonly ServerAddress[] => [
    { host: `${first}.${domain}`, port: implicit, security: "implicit", guarded: true },
    { host: `mail.${domain}`, port: implicit, security: "implicit", guarded: true },
    { host: `${first}.${domain}`, port: starttls, security: "starttls", guarded: true },
    { host: `mail.${domain}`, port: starttls, security: "starttls", guarded: true },
  ];
  return within(clock, GUESSED_MS_MAX, async (signal) => {
    const [incoming, outgoing] = await Promise.all([
      firstOf(at("imap", 993, 143).map((server) => answering(answers.imap, server))),
      firstOf(at("smtp", 465, 587).map((server) => answering(answers.smtp, server))),
    ]);
    return incoming === null ? null : { incoming, outgoing };

    async function answering(ask: Answers, server: ServerAddress): Promise<ServerAddress | null> {
      const { host, port, security } = server;
      return ask(server, network, signal).then(
        () => ({ host, port, security }),
        () => null,
      );
    }
  });
}

/** The first that isn't null, in the order given; later ones aren't waited for. */
async function firstOf<T>(asked: readonly Promise<T | null>[]): Promise<T | null> {
  for (const each of asked) {
    const answer = await each;
    if (answer !== null) return answer;
  }
  return null;
}
