import { text } from "./phrases.ts";

const TYPE_AGAIN = "Verbeter het en probeer het opnieuw.";
const ASK_PROVIDER = "Meld het aan uw e-mailprovider; zelf kunt u dit niet verhelpen.";

export const NL_BY_HAND = {
  "server-unknown": text("Er is geen server met deze naam.", [
    "Controleer de spelling; uw e-mailprovider noemt de naam op zijn helppagina’s.",
    TYPE_AGAIN,
  ]),
  "server-port-closed": text("De server is er, maar op deze poort antwoordt niets.", [
    "Gebruikelijk zijn 993 (IMAP met TLS), 143 (IMAP met STARTTLS), 465 en 587 (SMTP).",
    TYPE_AGAIN,
  ]),
  "server-silent": text("De server antwoordt niet.", [
    "Controleer de naam en de poort.",
    "Kloppen die, dan zit er misschien een firewall tussen of ligt de server stil: probeer het later opnieuw.",
  ]),
  "tls-expired": text("Het certificaat van de server is verlopen; er is niets naartoe gestuurd.", [
    ASK_PROVIDER,
    TYPE_AGAIN,
  ]),
  "tls-wrong-name": text(
    "Het certificaat van de server is voor een andere naam; er is niets naartoe gestuurd.",
    ["Gebruik de eigen naam van de server, zoals uw e-mailprovider die noemt.", TYPE_AGAIN],
  ),
  "tls-untrusted": text(
    "Het certificaat van de server komt van een partij die hier niet vertrouwd wordt; er is niets naartoe gestuurd.",
    [
      ASK_PROVIDER,
      "Is het de eigen certificaatautoriteit van uw organisatie, meld het dan aan de beheerders van deze applicatie.",
    ],
    "Het certificaat van de mailserver is ondertekend door een autoriteit die deze installatie niet kent. Geef het certificaat van die autoriteit aan Node (NODE_EXTRA_CA_CERTS), of gebruik een certificaat van een publieke autoriteit.",
  ),
  "tls-old": text("De server spreekt alleen oude versies van TLS, die niet meer veilig zijn.", [
    ASK_PROVIDER,
    TYPE_AGAIN,
  ]),
  "tls-not-spoken": text("De server spreekt op deze poort geen TLS.", [
    "Kies STARTTLS bij de poorten 143 en 587, TLS bij 993 en 465.",
    TYPE_AGAIN,
  ]),
  "starttls-missing": text(
    "De server biedt hier geen beveiligde verbinding; er is geen wachtwoord verstuurd.",
    ["Kies TLS in plaats van STARTTLS, met poort 993 (IMAP) of 465 (SMTP).", TYPE_AGAIN],
  ),
  "no-mail-server": text("Wat daar antwoordt is geen mailserver, of niet van deze soort.", [
    "Controleer naam, poort en beveiliging: die van IMAP en SMTP verschillen.",
    TYPE_AGAIN,
  ]),
  "server-hung-up": text("De server verbrak de verbinding.", [
    "Controleer naam, poort en beveiliging: die van IMAP en SMTP verschillen.",
    "Kloppen die, probeer het dan later opnieuw: sommige servers weigeren iemand na een paar foute wachtwoorden.",
  ]),
  "service-forbidden": text("Het adres van de aanmelddienst mag van hieruit niet worden bereikt.", [
    "Een beheerder van deze applicatie controleert de eigen hosts in Systeeminstellingen > E-mailproviders.",
    "Staan ze in een privénetwerk, dan noemen de beheerders van deze installatie dat in TWINBOX_MAIL_NETWORKS.",
  ]),
  "server-forbidden": text(
    "Van hieruit zijn alleen mailservers op internet bereikbaar, op de poorten voor mail.",
    [
      "Gebruik de naam en poort die uw e-mailprovider noemt: 993 of 143 voor IMAP, 465 of 587 voor SMTP.",
      "Staat de server in uw eigen netwerk, meld het dan aan de beheerders van deze applicatie.",
    ],
  ),
};
