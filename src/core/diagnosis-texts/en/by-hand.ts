import { text } from "./phrases.ts";

const TYPE_AGAIN = "Correct it and try again.";
const ASK_PROVIDER = "Tell the provider of your mail; you can’t mend it yourself.";

export const EN_BY_HAND = {
  "server-unknown": text("There is no server of this name.", [
    "Check how the name is spelled; the provider of your mail tells it on its help pages.",
    TYPE_AGAIN,
  ]),
  "server-port-closed": text("The server is there, but nothing answers at this port.", [
    "The usual ports are 993 (IMAP with TLS), 143 (IMAP with STARTTLS), 465 and 587 (SMTP).",
    TYPE_AGAIN,
  ]),
  "server-silent": text("The server doesn’t answer.", [
    "Check its name and port.",
    "If they are right, a firewall may be in between, or the server is down: try again later.",
  ]),
  "tls-expired": text("The server’s certificate has expired, so nothing was sent to it.", [
    ASK_PROVIDER,
    TYPE_AGAIN,
  ]),
  "tls-wrong-name": text("The server’s certificate is for another name, so nothing was sent to it.", [
    "Use the server’s own name, as the provider of your mail tells it.",
    TYPE_AGAIN,
  ]),
  "tls-untrusted": text(
    "The server’s certificate comes from nobody that is trusted here, so nothing was sent to it.",
    [ASK_PROVIDER, "If it is your organization’s own authority, tell the people who run this application."],
    "The mail server’s certificate is signed by an authority that this installation doesn’t know. Give the authority’s certificate to Node (NODE_EXTRA_CA_CERTS), or use a certificate of a public one.",
  ),
  "tls-old": text("The server speaks only old versions of TLS, which are not safe any more.", [
    ASK_PROVIDER,
    TYPE_AGAIN,
  ]),
  "tls-not-spoken": text("The server doesn’t speak TLS at this port.", [
    "Choose STARTTLS for the ports 143 and 587, TLS for 993 and 465.",
    TYPE_AGAIN,
  ]),
  "starttls-missing": text("The server offers no secure connection here, so no password was sent.", [
    "Choose TLS instead of STARTTLS, with port 993 (IMAP) or 465 (SMTP).",
    TYPE_AGAIN,
  ]),
  "no-mail-server": text("What answers there isn’t a mail server, or not one of this kind.", [
    "Check name, port and security: IMAP and SMTP have different ones.",
    TYPE_AGAIN,
  ]),
  "server-hung-up": text("The server broke the connection off.", [
    "Check name, port and security: IMAP and SMTP have different ones.",
    "If they are right, try again later: some servers turn one away after several wrong passwords.",
  ]),
  "service-forbidden": text("The address of the sign-in service may not be reached from here.", [
    "An administrator of this application checks the own hosts in System settings > Mail providers.",
    "If they are in a private network, the people who run this application name it in TWINBOX_MAIL_NETWORKS.",
  ]),
  "server-forbidden": text(
    "From here only mail servers on the internet may be reached, at the ports of mail.",
    [
      "Use the name and port that the provider of your mail tells: 993 or 143 for IMAP, 465 or 587 for SMTP.",
      "If the server is in your own network, tell the people who run this application.",
    ],
  ),
};
