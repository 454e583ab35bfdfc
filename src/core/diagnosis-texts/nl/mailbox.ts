import {
  ASK_ADMIN,
  ASK_GOOGLE_ADMIN,
  RECONNECT,
  TELL_ADMIN,
  TRY_AGAIN,
  text,
  WAIT,
  WE_TRY_AGAIN,
} from "./phrases.ts";

export const NL_MAILBOX = {
  "exo-auth-aud": text(
    "De toegang die Microsoft gaf, is niet voor mailboxen bedoeld.",
    [TELL_ADMIN],
    "Controleer de machtigingen van de registratie: IMAP.AccessAsUser.All van Office 365 Exchange Online (gedelegeerd) moet erbij staan, met toestemming.",
  ),
  "exo-imap-disabled": text(
    "Microsoft accepteerde uw aanmelding, maar de mailbox weigert IMAP.",
    [ASK_ADMIN, "Een wijziging daar werkt pas na hooguit een uur.", TRY_AGAIN],
    "Wilt u IMAP voor deze mailbox aanzetten? Microsoft 365-beheercentrum > Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren > IMAP. Controleer ook of de gebruiker een Exchange Online-licentie heeft.",
  ),
  "exo-app-no-access": text(
    "Een beheerder heeft deze mailbox ingesteld, en Microsoft laat de applicatie er niet in.",
    ["U hoeft zich niet aan te melden: de beheerder kan dit verhelpen.", ASK_ADMIN, TRY_AGAIN],
    "Controleer in Exchange Online PowerShell of de applicatie deze mailbox zelf mag openen: New-ServicePrincipal is uitgevoerd met de toepassings-id en de object-id van de bedrijfsapp (niet die van de app-registratie), Add-MailboxPermission gaf haar volledige toegang tot deze mailbox, en IMAP staat aan (Get-CASMailbox). Een wijziging werkt na hooguit een uur.",
  ),
  "exo-not-connected-new": text(
    "U bent aangemeld, maar dit account kan de mailbox niet openen.",
    [
      "Is het uw eigen mailbox? Dan staat IMAP waarschijnlijk uit, of ontbreekt de licentie: stuur de tekst hieronder.",
      "Is het een gedeelde mailbox? Dan hebt u er volledige toegang voor nodig.",
      TRY_AGAIN,
    ],
    "Exchange opent de mailbox niet via IMAP. Controleer: IMAP staat aan (Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren), de gebruiker heeft een Exchange Online-licentie, en bij een gedeelde mailbox volledige toegang.",
  ),
  "exo-not-connected-known": text(
    "Microsoft opent de mailbox op dit moment niet, terwijl dat eerder wel lukte.",
    [WAIT, "Duurt het langer dan een uur, stuur dan de tekst hieronder naar uw Microsoft 365-beheerder."],
    "Exchange opent de mailbox niet meer via IMAP. Controleer of IMAP er nog voor aanstaat (Actieve gebruikers > de gebruiker > E-mail > E-mailapps beheren), de licentie, en volledige toegang als hij gedeeld is.",
  ),
  "exo-token-expired-session": text("Microsoft beëindigde de sessie omdat die een uur had geduurd.", [WAIT]),
  "exo-throttled": text("Microsoft vroeg ons het bij deze mailbox rustiger aan te doen.", [WAIT]),
  "exo-server-unavailable": text("De mailserver van Microsoft heeft het op dit moment druk.", [WAIT]),
  "g-imap-off": text(
    "IMAP staat uit voor deze mailbox.",
    [ASK_GOOGLE_ADMIN, TRY_AGAIN],
    "Wilt u IMAP aanzetten? Google-beheerdersconsole > Apps > Google Workspace > Gmail > Eindgebruikerstoegang. Is het tot gekozen programma’s beperkt, voeg dan onze applicatie toe.",
  ),
  "g-web-login": text("Google wil u eerst in een browser zien.", [
    "Open Gmail in een browser en beantwoord wat het vraagt.",
    TRY_AGAIN,
  ]),
  "g-auth-failed": text("Google weigert de aanmelding bij deze mailbox.", [RECONNECT]),
  "g-connections": text("Er zijn te veel programma’s met uw Gmail verbonden.", [
    WAIT,
    "Het helpt om mailprogramma’s te sluiten die u niet gebruikt.",
  ]),
  "g-quota": text("De daglimiet van Google voor mail is bereikt.", [WAIT]),
  "sign-in-refused": text("De mailserver weigert de gebruikersnaam of het wachtwoord.", [
    "Controleer gebruikersnaam en wachtwoord; sommige providers vragen om een app-wachtwoord.",
    "Probeer het daarna opnieuw.",
  ]),
  "imap-conn-limit": text("Er zijn te veel programma’s met deze mailbox verbonden.", [
    WAIT,
    "Het helpt om mailprogramma’s te sluiten die u niet gebruikt.",
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
  "folder-gone": text("Een map die u gekoppeld had, is er bij de provider niet meer.", [
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
    [WE_TRY_AGAIN, "Blijft het duren, vertel het dan wie deze applicatie draaiende houdt."],
    "De mailserver stuurde iets dat tegen het protocol of onze grenzen ingaat. De bijzonderheden staan in het logboek; meld dit.",
  ),
  "imap-refused": text(
    "De mailserver weigerde, om een reden die we niet kennen.",
    [WE_TRY_AGAIN, "Blijft het duren, stuur dan de tekst hieronder naar de beheerder van uw mail."],
    "De mailserver weigert een opdracht van de synchronisatie. Controleer de rechten op de mailbox en zijn mappen.",
  ),
  "olc-imap-off": text("IMAP staat uit in uw Outlook.com-mailbox, zoals altijd tot u het aanzet.", [
    "Open Outlook.com in een browser: Instellingen > E-mail > Doorsturen en IMAP.",
    "Zet “Apparaten en apps toestaan IMAP te gebruiken” aan en sla op.",
    TRY_AGAIN,
  ]),
  "exo-size": text(
    "Een bericht is groter dan de mailbox aanneemt.",
    ["Maak het bericht kleiner, bijvoorbeeld met een link in plaats van een bijlage.", ASK_ADMIN],
    "Exchange weigert een bericht om de grootte. Moeten grotere toegestaan zijn: Set-Mailbox met -MaxReceiveSize en -MaxSendSize (hooguit 150MB).",
  ),
  "exo-rev2": text(
    "De mailserver van Microsoft gebruikt een nieuwe versie van het protocol die nog niet werkt.",
    [WAIT],
  ),
  "exo-command-error": text(
    "De mailserver van Microsoft weigerde één stap; de rest van de mailbox gaat door.",
    [WE_TRY_AGAIN, "Blijft het duren, vertel het dan wie deze applicatie draaiende houdt."],
    "Exchange weigert de vorm van een opdracht, of een bericht is te groot of heeft te lange regels. De bijzonderheden staan in het logboek; meld dit.",
  ),
  "exo-message-set": text("De mailbox veranderde tijdens het lezen; we lezen hem opnieuw.", [WAIT]),
  "mass-delete-guard": text(
    "Er zijn in één keer veel berichten uit een map verdwenen. Hier blijven ze tot u gekeken hebt.",
    [
      "Kijk bij de provider of ze daar met opzet verplaatst of verwijderd zijn.",
      "Zeg bij E-mailinstellingen of ze hier moeten blijven.",
    ],
  ),
  "folders-empty": text(
    "De provider toont in deze mailbox geen mappen voor mail.",
    [
      "Druk op “Opnieuw proberen”.",
      "Verandert er niets, controleer dan of dit het juiste account is: meld u opnieuw aan en kies een ander.",
      "Blijft het duren, stuur dan de tekst hieronder naar de beheerder van uw mail.",
    ],
    "De mailbox noemt geen map waarin mail kan staan. Controleer of er een mailbox en een licentie is, en of wie zich aanmeldt hem mag openen.",
  ),
};
