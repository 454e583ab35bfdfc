import {
  ASK_ADMIN,
  ASK_GOOGLE_ADMIN,
  RECONNECT,
  START_AGAIN,
  TELL_ADMIN,
  TELL_OPERATOR,
  TRY_AGAIN,
  text,
  WAIT,
} from "./phrases.ts";

export const NL_SIGN_IN = {
  "ms-app-not-approved": text(
    "De organisatie heeft niet goedgekeurd dat deze applicatie zelf mailboxen opent, of heeft dat ingetrokken.",
    ["Gebruikers hoeven zich niet aan te melden: een beheerder kan dit verhelpen.", ASK_ADMIN, TRY_AGAIN],
    "Wilt u de eigen toegang van de applicatie tot mailboxen goedkeuren (toepassingsmachtiging IMAP.AccessAsApp van Office 365 Exchange Online)? Dat kan met de link bij Systeeminstellingen > E-mailproviders > Hele organisatie, of in het Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen. De machtiging moet eerst in haar registratie staan.",
  ),
  "ms-admin-consent": text(
    "In uw organisatie moet een beheerder deze applicatie goedkeuren voordat u uw mailbox kunt verbinden.",
    [ASK_ADMIN, "Begin na de goedkeuring opnieuw."],
    "Wilt u onze mailapplicatie voor de organisatie goedkeuren? Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen. Een wachtend verzoek staat onder Bedrijfsapps > Aanvragen voor beheerderstoestemming.",
  ),
  "ms-declined": text("De machtigingen zijn bij Microsoft niet geaccepteerd, dus er is niets verbonden.", [
    START_AGAIN,
    "Kies Accepteren op de pagina van Microsoft. Staat die knop er niet, dan moet een beheerder eerst goedkeuren.",
  ]),
  "ms-consent-missing": text(
    "Microsoft heeft (nu) geen goedkeuring om deze applicatie bij uw mailbox te laten.",
    [RECONNECT, "Accepteer de machtigingen die Microsoft toont. Lukt dat niet, vraag het dan uw beheerder."],
    "De applicatie heeft geen toestemming voor een gebruiker van uw organisatie. Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen.",
  ),
  "ms-other-tenant": text(
    "Microsoft accepteert dit account hier niet: het hoort bij een andere organisatie.",
    [START_AGAIN, "Kies het werkaccount van uw mailbox en let op de spelling."],
  ),
  "ms-session-stuck": text("De aanmeldpagina van Microsoft is uw aanmelding kwijtgeraakt.", [
    "Sluit het tabblad van Microsoft.",
    START_AGAIN,
    "Kies uw account uit de lijst.",
  ]),
  "ms-mfa": text("Microsoft wil dat u bevestigt wie u bent.", [
    RECONNECT,
    "Maak de tweede stap (app, code of sleutel) op de pagina van Microsoft af.",
  ]),
  "ms-account-state": text(
    "Microsoft laat dit account niet aanmelden: het is misschien geblokkeerd of uitgezet, of het wachtwoord is verlopen.",
    ["Kijk of u uw mail in een browser kunt openen.", RECONNECT, `Zo niet: ${ASK_ADMIN}`],
    "Het account van een gebruiker kan niet aanmelden. De reden (geblokkeerd, uitgezet, wachtwoord verlopen) staat in de aanmeldingslogboeken van het Microsoft Entra-beheercentrum.",
  ),
  "ms-code-reused": text("Het antwoord van Microsoft op deze aanmelding is al gebruikt, of kwam te laat.", [
    START_AGAIN,
    "Blijf in één browser tot het tabblad zegt dat het klaar is.",
  ]),
  "ms-refresh-dead": text(
    "Uw toestemming voor de mailbox is geëindigd, bijvoorbeeld door een nieuw wachtwoord of door overal af te melden.",
    [RECONNECT, "Uw mail hier is veilig; wat intussen binnenkwam, volgt daarna."],
  ),
  "ms-assignment": text(
    "In uw organisatie mogen alleen gekozen mensen deze applicatie gebruiken, en u hoort daar nog niet bij.",
    [ASK_ADMIN, TRY_AGAIN],
    "Wilt u de gebruiker aan de applicatie toevoegen? Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Gebruikers en groepen. Of zet Eigenschappen > Toewijzing vereist op Nee.",
  ),
  "ms-app-disabled": text(
    "Deze applicatie is in uw organisatie uitgezet.",
    [ASK_ADMIN, TRY_AGAIN],
    "Bij de applicatie kan niemand aanmelden. Kijk bij Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Eigenschappen > Ingeschakeld voor aanmelden van gebruikers.",
  ),
  "ms-no-exo": text(
    "Microsoft vindt in uw organisatie geen maildienst (Exchange Online) voor deze applicatie.",
    [ASK_ADMIN, TRY_AGAIN],
    "Controleer of de organisatie en de gebruiker een Exchange Online-licentie hebben. Beheerder van de applicatie: controleer de cloud (wereldwijd, GCC High, DoD, 21Vianet) van de mailprovider.",
  ),
  "ms-ca-block": text(
    "Een beveiligingsregel van uw organisatie houdt deze verbinding tegen.",
    [ASK_ADMIN, RECONNECT],
    "Een beleid (voorwaardelijke toegang of beveiliging) houdt de applicatie tegen. Het aanmeldingslogboek van de gebruiker noemt het beleid (tabblad Voorwaardelijke toegang). Zonder de applicatie daarvan uit, of sta de adressen van haar server toe.",
  ),
  "ms-device": text(
    "Uw organisatie staat deze aanmelding alleen toe op een apparaat dat zij beheert.",
    ["Open deze pagina op uw werkcomputer.", RECONNECT],
    "Een beleid vraagt om een beheerd of compatibel apparaat. De applicatie vernieuwt haar toegang vanaf een server, en dat is er geen: zonder haar van dat beleid uit.",
  ),
  "ms-signin-frequency": text(
    "Uw organisatie beëindigt aanmeldingen na een vaste tijd, en die is om.",
    [RECONNECT],
    "Een beleid voor voorwaardelijke toegang met een aanmeldingsfrequentie beëindigt de verbinding telkens. Zonder de applicatie daarvan uit.",
  ),
  "ms-spa": text(
    "De applicatie is bij Microsoft met het verkeerde soort omleidingsadres geregistreerd.",
    [TELL_ADMIN],
    "App-registraties > de applicatie > Verificatie: haal de omleidings-URI weg bij “Toepassing met één pagina” en voeg hem toe onder “Web”.",
  ),
  "ms-secret-expired": text(
    "Het geheim van de applicatie bij Microsoft is verlopen. Er is niets kwijt; de mail wacht.",
    [TELL_ADMIN],
    "App-registraties > de applicatie > Certificaten en geheimen: maak een nieuw clientgeheim en vul de Waarde ervan in bij Systeeminstellingen > E-mailproviders. Alle mailboxen van deze provider gaan dan verder.",
  ),
  "ms-secret-wrong": text(
    "Microsoft accepteert het geheim van de applicatie niet. Er is niets kwijt; de mail wacht.",
    [TELL_ADMIN],
    "Vul bij Systeeminstellingen > E-mailproviders de Waarde van het clientgeheim in, niet de geheim-id; controleer bij een certificaat of het geüpload is en of de klok van de server goed staat.",
  ),
  "ms-redirect": text(
    "Microsoft kent het adres niet waarnaar het u moet terugsturen.",
    [TELL_ADMIN],
    "App-registraties > de applicatie > Verificatie > Web: voeg de omleidings-URI toe, precies zoals Systeeminstellingen > E-mailproviders hem toont.",
  ),
  "ms-clientid": text(
    "Microsoft herkent deze applicatie niet.",
    [TELL_ADMIN],
    "Vergelijk de toepassings-id (client-id), de tenant en de cloud bij Systeeminstellingen > E-mailproviders met App-registraties > de applicatie > Overzicht. Is zij voor één organisatie geregistreerd (Ondersteunde accounttypen)? Vul dan de tenant-id van die organisatie in, of wijzig de registratie.",
  ),
  "ms-permission-config": text(
    "De applicatie vraagt Microsoft om machtigingen die niet in haar registratie staan.",
    [TELL_ADMIN],
    "App-registraties > de applicatie > API-machtigingen: voeg alles toe wat Systeeminstellingen > E-mailproviders noemt, en verleen daarna beheerderstoestemming.",
  ),
  "ms-bad-request": text(
    "Microsoft begreep ons verzoek niet. Dat is een fout van ons.",
    [TELL_OPERATOR],
    "Microsoft noemt het verzoek onjuist. Meld dit met het kenmerk.",
  ),
  "ms-loop": text("Microsoft vroeg ons minder vaak aan te melden.", [WAIT]),
  "ms-sts-transient": text("De aanmelddienst van Microsoft werkt op dit moment niet.", [WAIT]),
  "ms-no-refresh-token": text(
    "Microsoft gaf maar voor een uur toegang, zodat de mailbox niet bijgehouden kan worden.",
    [TELL_ADMIN],
    "Voeg de machtiging offline_access aan de registratie toe (API-machtigingen) en verleen toestemming.",
  ),
  "ms-partial-scope": text(
    "Niet alle machtigingen die nodig zijn, zijn gegeven.",
    [RECONNECT, "Accepteer alle machtigingen. Helpt dat niet, vraag het dan uw beheerder."],
    "Geef de applicatie al haar gedelegeerde machtigingen: Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen.",
  ),
  "g-not-verified": text(
    "Uw Google-organisatie heeft deze applicatie niet goedgekeurd.",
    [ASK_GOOGLE_ADMIN, START_AGAIN],
    "Wilt u de applicatie vertrouwen? Google-beheerdersconsole > Beveiliging > Toegangs- en gegevensbeheer > API-opties > Toegangsbeheer voor apps.",
  ),
  "g-redirect": text(
    "Google herkent deze applicatie, haar geheim of haar omleidingsadres niet.",
    [TELL_ADMIN],
    "Google Cloud-console > Google Auth Platform > Clients: vergelijk client-id, geheim en toegestane omleidings-URI met Systeeminstellingen > E-mailproviders.",
  ),
  "g-invalid-grant": text(
    "Google beëindigde de toegang tot uw mailbox, bijvoorbeeld na een nieuw wachtwoord.",
    [RECONNECT],
    "Gebeurt het elke 7 dagen? Dan staat de applicatie nog op testen: publiceer haar onder Google Auth Platform > Audience.",
  ),
  "g-testing": text(
    "Google beëindigde de toegang tot uw mailbox zeven dagen nadat die was gegeven, zoals het doet zolang een applicatie in de testfase is.",
    [RECONNECT, "Tot de applicatie is gepubliceerd, komt dit elke zeven dagen terug.", TELL_ADMIN],
    "Publiceer de applicatie: Google Auth Platform > Audience > Publish app (In production), of maak het gebruikerstype Internal als alle gebruikers bij uw eigen Google Workspace horen. Daarna meldt iedereen zich nog één keer aan.",
  ),
  "g-scope-unticked": text("Google kreeg van u geen toestemming voor mail.", [
    RECONNECT,
    "Vink op de pagina van Google het vakje over mail lezen en versturen aan.",
  ]),
  "oauth-declined": text("De machtigingen zijn niet geaccepteerd, dus er is niets verbonden.", [
    START_AGAIN,
    "Accepteer de machtigingen. Lukt dat niet, vraag het dan de beheerder van uw mail.",
  ]),
  "oauth-grant-ended": text("Uw toestemming voor de mailbox is geëindigd.", [RECONNECT]),
  "oauth-client": text(
    "De aanmelddienst accepteert deze applicatie niet.",
    [TELL_ADMIN],
    "Controleer client-id, geheim en omleidingsadres bij Systeeminstellingen > E-mailproviders.",
  ),
  "oauth-scope": text(
    "De gegeven toegang is niet voor deze mailbox bedoeld, of er ontbreekt een machtiging.",
    [TELL_ADMIN],
    "Controleer de machtigingen van de applicatie bij de aanmelddienst.",
  ),
  "oauth-down": text("De aanmelddienst is op dit moment niet bereikbaar.", [WAIT]),
  "ms-adminconsent-denied": text(
    "De goedkeuring door een beheerder is niet afgemaakt.",
    [ASK_ADMIN, "Begin na de goedkeuring opnieuw."],
    "De goedkeuring van de applicatie is geweigerd, of het gebruikte account mag die niet geven. Open de goedkeuring opnieuw als cloudtoepassingsbeheerder of beheerder van bevoorrechte rollen, en druk op Accepteren.",
  ),
  "ms-wrong-account": text("U hebt zich aangemeld met {signedIn}, en niet met het account van {mailbox}.", [
    "Meld u opnieuw aan en kies het account van {mailbox}.",
    "Is het een gedeelde mailbox, of een andere naam van u? Dan moet de beheerder ervan u er volledige toegang toe geven.",
    "Wilt u hier {signedIn}? Stop dan eerst de mailsynchronisatie.",
  ]),
  "ms-already-connected": text("Dit Microsoft-account is hier al door een andere gebruiker verbonden.", [
    "Vraag die gebruiker eerst de mailsynchronisatie te stoppen.",
    "Of verbind een andere mailbox.",
  ]),
  "ms-no-callback": text("De pagina van Microsoft is niet bij ons teruggekomen.", [
    "Toonde Microsoft een fout? Kopieer de tekst en plak die hier: we zoeken op wat hij betekent.",
    START_AGAIN,
  ]),
  clock: text(
    "De klok van deze server staat verkeerd, zodat Microsoft de verzoeken ervan niet aanneemt.",
    [TELL_OPERATOR],
    "De tijd van de server wijkt af van die van Microsoft. Zet NTP op de machine aan; meer is niet nodig.",
  ),
};
