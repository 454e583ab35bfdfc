// Settings of providers that many people have, so that nobody needs to be asked: by the domain of the address, or by
// whose servers take the domain's mail (MX). As on the providers' help pages; where implicit TLS is offered it is used.
import type { ServerAddress } from "../../engine/ports/mail.ts";

export interface KnownProvider {
  readonly domains: readonly string[];
  /** The end of the names of its mail exchangers. */
  readonly exchangers: readonly string[];
  readonly incoming: ServerAddress;
  readonly outgoing: ServerAddress;
  /** Where an app password is made; null: the password of the account is taken, or nobody knows. */
  readonly appPasswordUrl: string | null;
}

/** Only their own sign-in leads to these mailboxes. */
const SIGN_IN_ELSEWHERE = {
  microsoft: {
    domains:
      /^(?:(?:hotmail|outlook|live)\.(?:com|[a-z]{2}|co\.[a-z]{2}|com\.[a-z]{2})|msn\.com|passport\.com)$/,
    exchangers: [".protection.outlook.com", ".mx.microsoft"],
  },
  google: { domains: /^(?:gmail|googlemail)\.com$/, exchangers: [".google.com", ".googlemail.com"] },
} as const;

const PROVIDERS: readonly KnownProvider[] = [
  known("imap.mail.yahoo.com", "smtp.mail.yahoo.com", {
    domains: [
      ...["com", "de", "es", "fr", "it", "nl", "be", "ca", "in", "co.uk", "co.in", "com.br", "com.au"].map(
        (end) => `yahoo.${end}`,
      ),
      "ymail.com",
      "rocketmail.com",
    ],
    exchangers: [".yahoodns.net"],
    appPasswordUrl: "https://login.yahoo.com/account/security",
  }),
  known("imap.aol.com", "smtp.aol.com", {
    domains: ["aol.com", "aol.de", "aol.fr", "aol.co.uk", "aim.com"],
    appPasswordUrl: "https://login.aol.com/account/security",
  }),
  known("imap.mail.me.com", "smtp.mail.me.com:587", {
    domains: ["icloud.com", "me.com", "mac.com"],
    exchangers: [".mail.icloud.com"],
    appPasswordUrl: "https://account.apple.com/account/manage",
  }),
  known("imap.fastmail.com", "smtp.fastmail.com", {
    domains: ["fastmail.com", "fastmail.fm", "messagingengine.com"],
    exchangers: [".messagingengine.com"],
    appPasswordUrl: "https://app.fastmail.com/settings/security/integrations",
  }),
  known("imap.gmx.net", "mail.gmx.net", { domains: ["gmx.net", "gmx.de", "gmx.at", "gmx.ch"] }),
  known("imap.gmx.com", "mail.gmx.com", { domains: ["gmx.com", "gmx.us", "gmx.co.uk"] }),
  known("imap.web.de", "smtp.web.de:587", { domains: ["web.de"] }),
  known("secureimap.t-online.de", "securesmtp.t-online.de", {
    domains: ["t-online.de", "magenta.de"],
    appPasswordUrl: "https://account.idm.telekom.com/account-manager/",
  }),
  known("imap.kpnmail.nl", "smtp.kpnmail.nl:587", { domains: ["kpnmail.nl"] }),
  known("imap.ziggo.nl", "smtp.ziggo.nl:587", { domains: ["ziggo.nl"] }),
  known("imap.xs4all.nl", "smtp.xs4all.nl", { domains: ["xs4all.nl"] }),
  known("imap.orange.fr", "smtp.orange.fr", { domains: ["orange.fr", "wanadoo.fr"] }),
  known("imap.free.fr", "smtp.free.fr", { domains: ["free.fr"] }),
  known("imapmail.libero.it", "smtp.libero.it", { domains: ["libero.it"] }),
  known("imap.comcast.net", "smtp.comcast.net", { domains: ["comcast.net"] }),
  known("imap.mail.ru", "smtp.mail.ru", {
    domains: ["mail.ru", "inbox.ru", "list.ru", "bk.ru"],
    appPasswordUrl: "https://account.mail.ru/user/2-step-auth/passwords/",
  }),
  known("imap.yandex.com", "smtp.yandex.com", {
    domains: ["yandex.com", "yandex.ru", "ya.ru"],
    exchangers: ["mx.yandex.net", "mx.yandex.ru"],
    appPasswordUrl: "https://id.yandex.com/security/app-passwords",
  }),
  known("imap.zoho.eu", "smtp.zoho.eu", {
    domains: ["zohomail.eu"],
    exchangers: [".zoho.eu"],
    appPasswordUrl: "https://accounts.zoho.eu/home#security/app_password",
  }),
  known("imap.zoho.com", "smtp.zoho.com", {
    domains: ["zoho.com", "zohomail.com"],
    exchangers: [".zoho.com"],
    appPasswordUrl: "https://accounts.zoho.com/home#security/app_password",
  }),
  known("imap.mailbox.org", "smtp.mailbox.org", { domains: ["mailbox.org"], exchangers: [".mailbox.org"] }),
  known("posteo.de", "posteo.de", { domains: ["posteo.de", "posteo.net"] }),
  known("imap.ionos.de", "smtp.ionos.de", { exchangers: [".kundenserver.de", ".ionos.de"] }),
  known("imap.strato.de", "smtp.strato.de", { exchangers: [".rzone.de"] }),
  known("ssl0.ovh.net", "ssl0.ovh.net", { exchangers: [".mail.ovh.net"] }),
  known("mail.gandi.net", "mail.gandi.net", { exchangers: [".mail.gandi.net"] }),
  known("imap.hostinger.com", "smtp.hostinger.com", { exchangers: [".hostinger.com"] }),
  known("imap.transip.email", "smtp.transip.email", { exchangers: [".transip.email"] }),
];

export function knownByDomain(domain: string): KnownProvider | "microsoft" | "google" | null {
  for (const name of ["microsoft", "google"] as const) {
    if (SIGN_IN_ELSEWHERE[name].domains.test(domain)) return name;
  }
  return PROVIDERS.find(({ domains }) => domains.includes(domain)) ?? null;
}

/** `exchangers`: the names of the domain's mail exchangers, the preferred one first. */
export function knownByExchangers(
  exchangers: readonly string[],
): KnownProvider | "microsoft" | "google" | null {
  for (const exchanger of exchangers) {
    const ends = (ending: string): boolean => `.${exchanger}`.endsWith(ending);
    for (const name of ["microsoft", "google"] as const) {
      if (SIGN_IN_ELSEWHERE[name].exchangers.some(ends)) return name;
    }
    const found = PROVIDERS.find((provider) => provider.exchangers.some(ends));
    if (found !== undefined) return found;
  }
  return null;
}

/** IMAP at 993; SMTP at 465, or with STARTTLS at 587 where that is written. */
function known(
  imap: string,
  smtp: string,
  more: Partial<Pick<KnownProvider, "domains" | "exchangers" | "appPasswordUrl">>,
): KnownProvider {
  const [host = "", port] = smtp.split(":");
  return {
    domains: [],
    exchangers: [],
    appPasswordUrl: null,
    ...more,
    incoming: { host: imap, port: 993, security: "implicit" },
    outgoing:
      port === undefined
        ? { host, port: 465, security: "implicit" }
        : { host, port: Number(port), security: "starttls" },
  };
}
