// "Autoconfiguration" as Thunderbird reads it: a description of settings that a domain publishes for mail programs.
// developer.thunderbird.net/thunderbird-development/codebase-overview/mail-configuration-files
import type { ServerAddress } from "../../engine/ports/mail.ts";
import { parseXml, type XmlElement } from "./parse-xml.ts";

export interface PublishedSettings {
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress | null;
  readonly userName: string;
}

/** Over https only: what isn't signed by anybody could send a password anywhere. The address itself isn't told. */
export function autoconfigUrls(domain: string): readonly string[] {
  return [
    `https://autoconfig.${domain}/mail/config-v1.1.xml`,
    `https://${domain}/.well-known/autoconfig/mail/config-v1.1.xml`,
  ];
}

/** Null: nothing in it that is reached with TLS and a password. */
export function parseAutoconfig(text: string, address: string): PublishedSettings | null {
  const root = parseXml(text);
  if (root?.name !== "clientConfig") return null;
  const provider = root.children.find(({ name }) => name === "emailProvider");
  if (provider === undefined) return null;
  const fill = (value: string): string => {
    const at = address.lastIndexOf("@");
    return value
      .replaceAll("%EMAILADDRESS%", address)
      .replaceAll("%EMAILLOCALPART%", address.slice(0, at))
      .replaceAll("%EMAILDOMAIN%", address.slice(at + 1));
  };
  const incoming = best(provider, "incomingServer", "imap", fill);
  if (incoming === null) return null;
  const outgoing = best(provider, "outgoingServer", "smtp", fill);
  return {
    incoming: incoming.server,
    outgoing: outgoing?.server ?? null,
    userName: incoming.userName ?? address,
  };
}

interface Candidate {
  readonly server: ServerAddress;
  readonly userName: string | null;
}

/** TLS from the first byte before STARTTLS, else in the order given. */
function best(
  provider: XmlElement,
  element: string,
  type: string,
  fill: (value: string) => string,
): Candidate | null {
  const candidates = provider.children
    .filter(({ name, attributes }) => name === element && attributes.type === type)
    .flatMap((each) => candidate(each, fill) ?? []);
  return candidates.find(({ server }) => server.security === "implicit") ?? candidates[0] ?? null;
}

function candidate(element: XmlElement, fill: (value: string) => string): Candidate | null {
  const texts = (name: string): readonly string[] =>
    element.children.filter((child) => child.name === name).map(({ text }) => text);
  const [host = ""] = texts("hostname").map(fill);
  const port = Number(texts("port")[0]);
  const kind = texts("socketType")[0]?.toUpperCase();
  const security = kind === "SSL" ? "implicit" : kind === "STARTTLS" ? "starttls" : null;
  const takesPasswords = texts("authentication").some((each) => /^password-/.test(each) || each === "plain");
  if (!isHostName(host) || !Number.isInteger(port) || port < 1 || port > 65_535) return null;
  if (security === null || !takesPasswords) return null;
  return { server: { host, port, security }, userName: texts("username").map(fill)[0] ?? null };
}

export function isHostName(text: string): boolean {
  return text.length <= 253 && /^(?!-)[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+$/u.test(text);
}
