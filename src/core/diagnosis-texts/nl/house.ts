import { GOES_ON, START_AGAIN, TELL_OPERATOR, text, WAIT } from "./phrases.ts";

/** Het paneel biedt er soms meer dan één weg voor. */
const BEGIN_AGAIN = "Ga terug naar E-mailinstellingen en begin daar opnieuw.";

export const NL_HOUSE = {
  "moved-elsewhere": text("Een ander deel van de server zorgt nu voor deze mailbox.", [WAIT]),
  stopped: text("De synchronisatie werd onderbroken.", [WAIT]),
  "receive-only": text("Deze mailbox ontvangt alleen: bij de provider wordt niets gewijzigd.", [
    "Open E-mailinstellingen en zet “Alleen ontvangen” uit; heeft uw organisatie het aangezet, vraag het dan aan de beheerder ervan.",
  ]),
  "changes-waiting": text("Hier gemaakte wijzigingen wachten nog op de provider.", [
    "Ze worden vanzelf afgemaakt.",
    "Wilt u niet wachten, laat ze dan vervallen.",
  ]),
  "on-hold": text("Wat hier van deze mailbox is, wordt vastgehouden: er mag niets van verwijderd worden.", [
    "Vraag de beheerder van deze toepassing om het vrij te geven, of bewaar de mail.",
  ]),
  "store-down": text(
    "Onze eigen database is op dit moment niet bereikbaar. Er is niets kwijt.",
    [WAIT],
    "De database antwoordt niet. Controleer of hij draait en verbindingen aanneemt.",
  ),
  "disk-full": text(
    "Onze eigen opslag is vol. Uw mail bij de provider is veilig.",
    [TELL_OPERATOR, GOES_ON],
    "De schijf met de datamap of de database is vol. Maak ruimte; meer is niet nodig.",
  ),
  "secret-unreadable": text(
    "Deze server kan de bewaarde toegang tot de mailbox niet openen.",
    [TELL_OPERATOR],
    "De hoofdsleutel ontbreekt, of is niet die waarmee de geheimen verzegeld zijn. Zet de juiste sleutel terug en start opnieuw.",
  ),
  "attempt-link-used": text("Deze link is al gebruikt, of te oud.", [BEGIN_AGAIN]),
  "attempt-state-wrong": text("Dit antwoord hoort niet bij een aanmelding die hier begonnen is.", [
    BEGIN_AGAIN,
  ]),
  "attempt-other-browser": text("Deze aanmelding is in een andere browser begonnen.", [
    "Ga verder in de browser waarin u begon.",
    "Of begin in deze opnieuw.",
  ]),
  "attempt-cancelled": text("Deze aanmelding is gestopt, dus er is niets verbonden.", [
    "Wilt u toch verbinden, begin dan opnieuw.",
  ]),
  "attempt-used-twice": text("Deze aanmelding is al afgehandeld.", [
    "Sluit dit tabblad en kijk bij uw e-mailinstellingen: daar ziet u hoe het is afgelopen.",
  ]),
  "attempt-expired": text("Deze aanmelding duurde te lang en is beëindigd.", [START_AGAIN]),
  "attempt-other-account": text("U hebt zich aangemeld als {signedIn}, maar hier is {mailbox} verbonden.", [
    "Meld u opnieuw aan en kies {mailbox}.",
    "Wilt u hier juist {signedIn}? Stop dan eerst de mailsynchronisatie.",
  ]),
  "no-provider": text("Zo’n mailprovider is hier niet (meer).", [
    "Laad de pagina opnieuw en kies er een uit de lijst.",
    "Staat er geen, vraag de beheerder van deze applicatie dan om er een toe te voegen.",
  ]),
  "provider-not-offered": text("Deze mailprovider staat hier niet aan, of wordt niet zo verbonden.", [
    "Kies bij E-mailinstellingen een andere.",
    "Of vraag de beheerder van deze applicatie om hem aan te zetten.",
  ]),
  "not-activated": text("E-mail staat voor uw organisatie niet aan.", [
    "Open E-mailinstellingen: daar staat hoe het ervoor staat, en hoe u erom vraagt.",
  ]),
  "already-connected": text("U bent hier al met een mailbox verbonden.", [
    "Wilt u een andere verbinden, stop dan eerst de mailsynchronisatie van deze.",
  ]),
  "not-connected": text("U bent niet (meer) met deze mailbox verbonden.", [
    "Laad de pagina opnieuw: E-mailinstellingen toont hoe het ervoor staat.",
  ]),
  "no-password": text("Bij deze mailbox wordt niet met een wachtwoord aangemeld.", [
    "Open E-mailinstellingen: daar staat hoe u zich er opnieuw bij aanmeldt.",
  ]),
  "address-not-allowed": text("In deze werkruimte mag {address} niet verbonden worden.", [
    "Kies een ander account.",
    "Of vraag de beheerder van deze applicatie welke adressen mogen.",
  ]),
  unknown: text(
    "Er ging iets mis, en deze oorzaak kennen we nog niet (kenmerk: {reference}).",
    [
      "Probeer het opnieuw.",
      "Komt het terug, stuur dan het kenmerk naar wie deze applicatie draaiende houdt.",
    ],
    "Een fout zonder bekende oorzaak. Meld hem met het kenmerk.",
  ),
};
