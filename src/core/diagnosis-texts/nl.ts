import type { Catalogue, CauseText } from "../diagnosis-texts.ts";

const RECONNECT = "Druk op “Opnieuw aanmelden”.";
const START_AGAIN = "Druk opnieuw op “Mailsynchronisatie starten”.";
const WAIT = "Je hoeft niets te doen: we gaan vanzelf verder.";
const TRY_AGAIN = "Druk op “Opnieuw proberen” als dat gedaan is.";
const ASK_ADMIN = "Stuur de tekst hieronder naar je Microsoft 365-beheerder.";
const ASK_GOOGLE_ADMIN = "Stuur de tekst hieronder naar je Google Workspace-beheerder.";
const TYPE_AGAIN = "Verbeter het en probeer het opnieuw.";
const ASK_PROVIDER = "Meld het aan je e-mailprovider; zelf kun je dit niet verhelpen.";
const TELL_ADMIN = "Vertel het de beheerder van deze applicatie; zelf kun je dit niet verhelpen.";
const TELL_OPERATOR = "Vertel het wie deze applicatie draaiende houdt; zelf kun je dit niet verhelpen.";

function text(what: string, steps: readonly string[], forAdministrator: string | null = null): CauseText {
  return { what, steps, forAdministrator };
}

export const NL: Catalogue = {
  reference: "Kenmerk",
  unnamed: { address: "dit adres", reference: "geen" },
  causes: {
    "ms-admin-consent": text(
      "In jouw organisatie moet een beheerder deze applicatie goedkeuren voordat je je mailbox kunt verbinden.",
      [ASK_ADMIN, "Begin na de goedkeuring opnieuw."],
      "Wil je onze mailapplicatie voor de organisatie goedkeuren? Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen. Een wachtend verzoek staat onder Bedrijfsapps > Aanvragen voor beheerderstoestemming.",
    ),
    "ms-declined": text("De machtigingen zijn bij Microsoft niet geaccepteerd, dus er is niets verbonden.", [
      START_AGAIN,
      "Kies Accepteren op de pagina van Microsoft. Staat die knop er niet, dan moet een beheerder eerst goedkeuren.",
    ]),
    "ms-consent-missing": text(
      "Microsoft heeft (nu) geen goedkeuring om deze applicatie bij je mailbox te laten.",
      [
        RECONNECT,
        "Accepteer de machtigingen die Microsoft toont. Lukt dat niet, vraag het dan je beheerder.",
      ],
      "De applicatie heeft geen toestemming voor een gebruiker van jullie organisatie. Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen.",
    ),
    "ms-other-tenant": text(
      "Microsoft accepteert dit account hier niet: het hoort bij een andere organisatie.",
      [START_AGAIN, "Kies het werkaccount van je mailbox en let op de spelling."],
    ),
    "ms-session-stuck": text("De aanmeldpagina van Microsoft is je aanmelding kwijtgeraakt.", [
      "Sluit het tabblad van Microsoft.",
      START_AGAIN,
      "Kies je account uit de lijst.",
    ]),
    "ms-mfa": text("Microsoft wil dat je bevestigt wie je bent.", [
      RECONNECT,
      "Maak de tweede stap (app, code of sleutel) op de pagina van Microsoft af.",
    ]),
    "ms-account-state": text(
      "Microsoft laat dit account niet aanmelden: het is misschien geblokkeerd of uitgezet, of het wachtwoord is verlopen.",
      ["Kijk of je je mail in een browser kunt openen.", RECONNECT, `Zo niet: ${ASK_ADMIN}`],
      "Het account van een gebruiker kan niet aanmelden. De reden (geblokkeerd, uitgezet, wachtwoord verlopen) staat in de aanmeldingslogboeken van het Microsoft Entra-beheercentrum.",
    ),
    "ms-code-reused": text("Het antwoord van Microsoft op deze aanmelding is al gebruikt, of kwam te laat.", [
      START_AGAIN,
      "Blijf in één browser tot het tabblad zegt dat het klaar is.",
    ]),
    "ms-refresh-dead": text(
      "Je toestemming voor de mailbox is geëindigd, bijvoorbeeld door een nieuw wachtwoord of door overal af te melden.",
      [RECONNECT, "Je mail hier is veilig; wat intussen binnenkwam, volgt daarna."],
    ),
    "ms-assignment": text(
      "In jouw organisatie mogen alleen gekozen mensen deze applicatie gebruiken, en jij hoort daar nog niet bij.",
      [ASK_ADMIN, TRY_AGAIN],
      "Wil je de gebruiker aan de applicatie toevoegen? Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Gebruikers en groepen. Of zet Eigenschappen > Toewijzing vereist op Nee.",
    ),
    "ms-app-disabled": text(
      "Deze applicatie is in jouw organisatie uitgezet.",
      [ASK_ADMIN, TRY_AGAIN],
      "Bij de applicatie kan niemand aanmelden. Kijk bij Microsoft Entra-beheercentrum > Bedrijfsapps > de applicatie > Eigenschappen > Ingeschakeld voor aanmelden van gebruikers.",
    ),
    "ms-no-exo": text(
      "Microsoft vindt in jouw organisatie geen maildienst (Exchange Online) voor deze applicatie.",
      [ASK_ADMIN, TRY_AGAIN],
      "Controleer of de organisatie en de gebruiker een Exchange Online-licentie hebben. Beheerder van de applicatie: controleer de cloud (wereldwijd, GCC High, DoD, 21Vianet) van de mailprovider.",
    ),
    "ms-ca-block": text(
      "Een beveiligingsregel van jouw organisatie houdt deze verbinding tegen.",
      [ASK_ADMIN, RECONNECT],
      "Een beleid (voorwaardelijke toegang of beveiliging) houdt de applicatie tegen. Het aanmeldingslogboek van de gebruiker noemt het beleid (tabblad Voorwaardelijke toegang). Zonder de applicatie daarvan uit, of sta de adressen van haar server toe.",
    ),
    "ms-device": text(
      "Jouw organisatie staat deze aanmelding alleen toe op een apparaat dat zij beheert.",
      ["Open deze pagina op je werkcomputer.", RECONNECT],
      "Een beleid vraagt om een beheerd of compatibel apparaat. De applicatie vernieuwt haar toegang vanaf een server, en dat is er geen: zonder haar van dat beleid uit.",
    ),
    "ms-signin-frequency": text(
      "Jouw organisatie beëindigt aanmeldingen na een vaste tijd, en die is om.",
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
      "App-registraties > de applicatie > Certificaten en geheimen: maak een nieuw clientgeheim en vul de Waarde ervan in bij Systeeminstellingen > Mailproviders. Alle mailboxen van deze provider gaan dan verder.",
    ),
    "ms-secret-wrong": text(
      "Microsoft accepteert het geheim van de applicatie niet. Er is niets kwijt; de mail wacht.",
      [TELL_ADMIN],
      "Vul bij Systeeminstellingen > Mailproviders de Waarde van het clientgeheim in, niet de geheim-id; controleer bij een certificaat of het geüpload is en of de klok van de server goed staat.",
    ),
    "ms-redirect": text(
      "Microsoft kent het adres niet waarnaar het je moet terugsturen.",
      [TELL_ADMIN],
      "App-registraties > de applicatie > Verificatie > Web: voeg de omleidings-URI toe, precies zoals Systeeminstellingen > Mailproviders hem toont.",
    ),
    "ms-single-tenant": text(
      "De applicatie is voor één organisatie geregistreerd, maar vraagt om accounts van alle.",
      [TELL_ADMIN],
      "Vul bij Systeeminstellingen > Mailproviders de tenant-id van de organisatie in, of zet App-registraties > de applicatie > Verificatie > Ondersteunde accounttypen op accounts in elke organisatie.",
    ),
    "ms-clientid": text(
      "Microsoft herkent deze applicatie niet.",
      [TELL_ADMIN],
      "Vergelijk de toepassings-id (client-id), de tenant en de cloud bij Systeeminstellingen > Mailproviders met App-registraties > de applicatie > Overzicht.",
    ),
    "ms-permission-config": text(
      "De applicatie vraagt Microsoft om machtigingen die niet in haar registratie staan.",
      [TELL_ADMIN],
      "App-registraties > de applicatie > API-machtigingen: voeg alles toe wat Systeeminstellingen > Mailproviders noemt, en verleen daarna beheerderstoestemming.",
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
      [RECONNECT, "Accepteer alle machtigingen. Helpt dat niet, vraag het dan je beheerder."],
      "Geef de applicatie al haar gedelegeerde machtigingen: Bedrijfsapps > de applicatie > Machtigingen > Beheerderstoestemming verlenen.",
    ),
    "exo-auth-aud": text(
      "De toegang die Microsoft gaf, is niet voor mailboxen bedoeld.",
      [TELL_ADMIN],
      "Controleer de machtigingen van de registratie: IMAP.AccessAsUser.All van Office 365 Exchange Online (gedelegeerd) moet erbij staan, met toestemming.",
    ),
    "exo-imap-disabled": text(
      "Microsoft accepteerde je aanmelding, maar de mailbox weigert IMAP.",
      [ASK_ADMIN, "Een wijziging daar werkt pas na hooguit een uur.", TRY_AGAIN],
      "Wil je IMAP voor deze mailbox aanzetten? Microsoft 365-beheercentrum > Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren > IMAP. Controleer ook of de gebruiker een Exchange Online-licentie heeft.",
    ),
    "exo-not-connected-new": text(
      "Je bent aangemeld, maar dit account kan de mailbox niet openen.",
      [
        "Is het je eigen mailbox? Dan staat IMAP waarschijnlijk uit, of ontbreekt de licentie: stuur de tekst hieronder.",
        "Is het een gedeelde mailbox? Dan heb je er volledige toegang voor nodig.",
        TRY_AGAIN,
      ],
      "Exchange opent de mailbox niet via IMAP. Controleer: IMAP staat aan (Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren), de gebruiker heeft een Exchange Online-licentie, en bij een gedeelde mailbox volledige toegang.",
    ),
    "exo-not-connected-known": text(
      "Microsoft opent de mailbox op dit moment niet, terwijl dat eerder wel lukte.",
      [WAIT, "Duurt het langer dan een uur, stuur dan de tekst hieronder naar je Microsoft 365-beheerder."],
      "Exchange opent de mailbox niet meer via IMAP. Controleer of IMAP er nog voor aanstaat (Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren), de licentie, en volledige toegang als hij gedeeld is.",
    ),
    "exo-token-expired-session": text("Microsoft beëindigde de sessie omdat die een uur had geduurd.", [
      WAIT,
    ]),
    "exo-throttled": text("Microsoft vroeg ons het bij deze mailbox rustiger aan te doen.", [WAIT]),
    "exo-server-unavailable": text("De mailserver van Microsoft heeft het op dit moment druk.", [WAIT]),
    "g-not-verified": text(
      "Je Google-organisatie heeft deze applicatie niet goedgekeurd.",
      [ASK_GOOGLE_ADMIN, START_AGAIN],
      "Wil je de applicatie vertrouwen? Google-beheerdersconsole > Beveiliging > Toegangs- en gegevensbeheer > API-opties > Toegangsbeheer voor apps.",
    ),
    "g-redirect": text(
      "Google herkent deze applicatie, haar geheim of haar omleidingsadres niet.",
      [TELL_ADMIN],
      "Google Cloud-console > Google Auth Platform > Clients: vergelijk client-id, geheim en toegestane omleidings-URI met Systeeminstellingen > Mailproviders.",
    ),
    "g-invalid-grant": text(
      "Google beëindigde de toegang tot je mailbox, bijvoorbeeld na een nieuw wachtwoord.",
      [RECONNECT],
      "Gebeurt het elke 7 dagen? Dan staat de applicatie nog op testen: publiceer haar onder Google Auth Platform > Audience.",
    ),
    "g-scope-unticked": text("Google kreeg van jou geen toestemming voor mail.", [
      RECONNECT,
      "Vink op de pagina van Google het vakje over mail lezen en versturen aan.",
    ]),
    "g-imap-off": text(
      "IMAP staat uit voor deze mailbox.",
      [ASK_GOOGLE_ADMIN, TRY_AGAIN],
      "Wil je IMAP aanzetten? Google-beheerdersconsole > Apps > Google Workspace > Gmail > Eindgebruikerstoegang. Is het tot gekozen programma’s beperkt, voeg dan onze applicatie toe.",
    ),
    "g-web-login": text("Google wil je eerst in een browser zien.", [
      "Open Gmail in een browser en beantwoord wat het vraagt.",
      TRY_AGAIN,
    ]),
    "g-auth-failed": text("Google weigert de aanmelding bij deze mailbox.", [RECONNECT]),
    "g-connections": text("Er zijn te veel programma’s met je Gmail verbonden.", [
      WAIT,
      "Het helpt om mailprogramma’s te sluiten die je niet gebruikt.",
    ]),
    "g-quota": text("De daglimiet van Google voor mail is bereikt.", [WAIT]),
    "oauth-declined": text("De machtigingen zijn niet geaccepteerd, dus er is niets verbonden.", [
      START_AGAIN,
      "Accepteer de machtigingen. Lukt dat niet, vraag het dan de beheerder van je mail.",
    ]),
    "oauth-grant-ended": text("Je toestemming voor de mailbox is geëindigd.", [RECONNECT]),
    "oauth-client": text(
      "De aanmelddienst accepteert deze applicatie niet.",
      [TELL_ADMIN],
      "Controleer client-id, geheim en omleidingsadres bij Systeeminstellingen > Mailproviders.",
    ),
    "oauth-scope": text(
      "De gegeven toegang is niet voor deze mailbox bedoeld, of er ontbreekt een machtiging.",
      [TELL_ADMIN],
      "Controleer de machtigingen van de applicatie bij de aanmelddienst.",
    ),
    "oauth-down": text("De aanmelddienst is op dit moment niet bereikbaar.", [WAIT]),
    "server-unknown": text("Er is geen server met deze naam.", [
      "Controleer de spelling; je e-mailprovider noemt de naam op zijn helppagina’s.",
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
      ["Gebruik de eigen naam van de server, zoals je e-mailprovider die noemt.", TYPE_AGAIN],
    ),
    "tls-untrusted": text(
      "Het certificaat van de server komt van een partij die hier niet vertrouwd wordt; er is niets naartoe gestuurd.",
      [
        ASK_PROVIDER,
        "Is het de eigen certificaatautoriteit van je organisatie, meld het dan aan de beheerders van deze applicatie.",
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
    "server-forbidden": text(
      "Van hieruit zijn alleen mailservers op internet bereikbaar, op de poorten voor mail.",
      [
        "Gebruik de naam en poort die je e-mailprovider noemt: 993 of 143 voor IMAP, 465 of 587 voor SMTP.",
        "Staat de server in je eigen netwerk, meld het dan aan de beheerders van deze applicatie.",
      ],
    ),
    "sign-in-refused": text("De mailserver weigert de gebruikersnaam of het wachtwoord.", [
      "Controleer gebruikersnaam en wachtwoord; sommige providers vragen om een app-wachtwoord.",
      "Probeer het daarna opnieuw.",
    ]),
    "imap-conn-limit": text("Er zijn te veel programma’s met deze mailbox verbonden.", [
      WAIT,
      "Het helpt om mailprogramma’s te sluiten die je niet gebruikt.",
    ]),
    "imap-throttled": text("De mailserver vroeg ons het rustiger aan te doen.", [WAIT]),
    "imap-busy": text("De mailserver heeft het op dit moment druk.", [WAIT]),
    net: text(
      "De mailserver is niet bereikbaar.",
      [WAIT, "Blijft het duren, vertel het dan de beheerder van deze applicatie."],
      "Geen verbinding met de mailserver. Controleer servernaam, DNS en firewall: uitgaand moeten TCP 993, 587 en 443 open zijn.",
    ),
    tls: text(
      "De beveiligde verbinding met de mailserver is mislukt.",
      [TELL_ADMIN, TRY_AGAIN],
      "Het certificaat wordt niet vertrouwd of is voor een andere naam, of iets ertussen ontsleutelt het verkeer. Controleer poort en beveiliging bij de instellingen, en proxy’s die TLS inspecteren.",
    ),
    "tls-missing": text(
      "De mailserver biedt geen beveiligde verbinding, dus er is geen wachtwoord verstuurd.",
      [TELL_ADMIN, TRY_AGAIN],
      "Kies TLS (meestal poort 993), of zet STARTTLS op de mailserver aan.",
    ),
    disconnected: text("De verbinding met de mailserver is verbroken.", [WAIT]),
    "folder-gone": text("Een map die je gekoppeld had, is er bij de provider niet meer.", [
      "Open “Mappen bewerken” en kies een andere map.",
      "De mail uit die map blijft hier staan.",
    ]),
    "exo-reserved-folder": text(
      "Een map met die naam bestaat al, of de provider houdt de naam voor zichzelf.",
      ["Kies een andere naam."],
    ),
    uidvalidity: text("De provider heeft een map hernummerd; we lopen die helemaal opnieuw na.", [WAIT]),
    "exo-unfetchable": text("Eén bericht is op dit moment niet bij de provider op te halen.", [WAIT]),
    "imap-protocol": text(
      "De mailserver gaf een antwoord waar we niets mee kunnen.",
      [
        "We proberen het vanzelf opnieuw.",
        "Blijft het duren, vertel het dan wie deze applicatie draaiende houdt.",
      ],
      "De mailserver stuurde iets dat tegen het protocol of onze grenzen ingaat. De bijzonderheden staan in het logboek; meld dit.",
    ),
    "imap-refused": text(
      "De mailserver weigerde, om een reden die we niet kennen.",
      [
        "We proberen het vanzelf opnieuw.",
        "Blijft het duren, stuur dan de tekst hieronder naar de beheerder van je mail.",
      ],
      "De mailserver weigert een opdracht van de synchronisatie. Controleer de rechten op de mailbox en zijn mappen.",
    ),
    "moved-elsewhere": text("Een ander deel van de server zorgt nu voor deze mailbox.", [WAIT]),
    stopped: text("De synchronisatie werd onderbroken.", [WAIT]),
    "receive-only": text("Deze mailbox ontvangt alleen: bij de provider wordt niets gewijzigd.", [
      "Open E-mailinstellingen en zet “Alleen ontvangen” uit; heeft je organisatie het aangezet, vraag het dan aan de beheerder ervan.",
    ]),
    "changes-waiting": text("Hier gemaakte wijzigingen wachten nog op de provider.", [
      "Ze worden vanzelf afgemaakt.",
      "Wil je niet wachten, laat ze dan vervallen.",
    ]),
    "store-down": text(
      "Onze eigen database is op dit moment niet bereikbaar. Er is niets kwijt.",
      [WAIT],
      "De database antwoordt niet. Controleer of hij draait en verbindingen aanneemt.",
    ),
    "disk-full": text(
      "Onze eigen opslag is vol. Je mail bij de provider is veilig.",
      [TELL_OPERATOR, "Zodra er plaats is, gaat de mail vanzelf verder."],
      "De schijf met de datamap of de database is vol. Maak ruimte; meer is niet nodig.",
    ),
    "secret-unreadable": text(
      "Deze server kan de bewaarde toegang tot de mailbox niet openen.",
      [TELL_OPERATOR],
      "De hoofdsleutel ontbreekt, of is niet die waarmee de geheimen verzegeld zijn. Zet de juiste sleutel terug en start opnieuw.",
    ),
    "attempt-link-used": text("Deze link is al gebruikt, of te oud.", [START_AGAIN]),
    "attempt-state-wrong": text("Dit antwoord hoort niet bij een aanmelding die hier begonnen is.", [
      START_AGAIN,
    ]),
    "attempt-other-browser": text("Deze aanmelding is in een andere browser begonnen.", [
      "Ga verder in de browser waarin je begon.",
      "Of begin in deze opnieuw.",
    ]),
    "attempt-cancelled": text("Deze aanmelding is gestopt, dus er is niets verbonden.", [
      "Wil je toch verbinden, begin dan opnieuw.",
    ]),
    "attempt-used-twice": text("Deze aanmelding is al afgehandeld.", [
      "Sluit dit tabblad en kijk bij je e-mailinstellingen: daar zie je hoe het is afgelopen.",
    ]),
    "attempt-expired": text("Deze aanmelding duurde te lang en is beëindigd.", [START_AGAIN]),
    "attempt-other-account": text("Je hebt je aangemeld als {address}, maar hier is {mailbox} verbonden.", [
      "Meld je opnieuw aan en kies {mailbox}.",
      "Wil je hier juist {address}? Stop dan eerst de mailsynchronisatie.",
    ]),
    "provider-not-offered": text("Deze mailprovider staat hier niet aan.", [
      "Vraag de beheerder van deze applicatie om hem aan te zetten.",
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
  },
};
