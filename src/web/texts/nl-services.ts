import type { GmailTexts, ServiceTexts } from "./en-services.ts";
import { formatted } from "./nl-numbers.ts";

export const servicesNl: ServiceTexts = {
  microsoft: {
    defaultName: "Office 365",
    clientIdHint: "Toepassings-id (client-id) van de app-registratie.",
    secretHint: "De Waarde, niet de Geheim-id. Wordt verzegeld bewaard en nooit meer getoond.",
    redirectHint: "Voeg hem toe aan de app-registratie onder Verificatie, platform Web.",
    permissionsHint:
      "Gedelegeerde machtigingen, onder API-machtigingen. Een beheerder van Microsoft 365 kan ze voor iedereen goedkeuren.",
    stepsTitle: "In het Microsoft Entra-beheercentrum",
    steps: [
      "App-registraties > Nieuwe registratie. Accounts: elke organisatie.",
      "Kopieer de toepassings-id (client-id) naar het veld hier.",
      "Certificaten en geheimen > Nieuw clientgeheim. Kopieer de Waarde.",
      "Sla hier op; voeg daarna de omleidings-URI’s en de machtigingen hieronder toe.",
    ],
  },
  google: {
    defaultName: "Google",
    clientIdHint: "Eindigt op .apps.googleusercontent.com.",
    secretHint:
      "Google toont het één keer, bij het maken van de client. Wordt verzegeld bewaard en nooit meer getoond.",
    redirectHint:
      "Voeg hem toe aan de client onder Geautoriseerde omleidings-URI's, precies zoals hij hier staat.",
    permissionsHint:
      "Onder Gegevenstoegang. De laatste is beperkt toegankelijk: voor IMAP heeft Google geen kleinere machtiging. Gebruikers vinken hem aan als ze verbinden.",
    stepsTitle: "In de Google Cloud-console",
    steps: [
      "Maak een eigen project en zet de Gmail API aan onder API's en services > Bibliotheek.",
      "Google Auth Platform > Doelgroep: Intern, als iedereen in uw Google Workspace zit. Google beoordeelt dan niets.",
      "Anders Extern, en App publiceren: zolang hij in de testfase is, laat Google elke toestemming na 7 dagen vervallen en moet iedereen opnieuw inloggen. In productie verifieert Google de app en laat het de beveiliging elk jaar beoordelen.",
      "Clients > Client maken > Webapplicatie. Kopieer client-id en clientgeheim naar de velden hier.",
      "Sla hier op; voeg daarna de omleidings-URI en de machtigingen hieronder toe.",
      "Beperkt uw Google Workspace apps of e-mailprogramma's: vertrouw deze client-id in de Beheerdersconsole onder Beveiliging > API-opties, en sta hem toe onder Apps > Gmail > Toegang voor eindgebruikers > POP- en IMAP-toegang.",
    ],
  },
};

export const gmailNl: GmailTexts = {
  labels: {
    inbox: "Postvak IN",
    all: "Alle e-mail",
    sent: "Verzonden berichten",
    drafts: "Concepten",
    junk: "Spam",
    trash: "Prullenbak",
  },
  unlistedTitle: (names) => `Gmail toont programma’s niet: ${names}`,
  unlisted:
    "E-mail die daar ligt, kan hier niet worden gelezen, gearchiveerd of verwijderd. In Gmail: Instellingen > Alle instellingen bekijken > Labels, vink “Weergeven in IMAP” aan; open dit daarna opnieuw.",
  limitTitle: (count) =>
    `Gmail toont programma’s alleen de nieuwste ${formatted(count)} berichten van elk label`,
  limit:
    "Oudere e-mail kan niet worden geïmporteerd, en wat door nieuwe e-mail wegvalt lijkt te zijn vertrokken. In Gmail: Instellingen > Alle instellingen bekijken > Doorsturen en POP/IMAP > Maximale mapgrootte, kies “Niet beperken”.",
};
