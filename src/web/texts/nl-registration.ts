import type { RegistrationTexts } from "./en-registration.ts";
import { many } from "./nl-numbers.ts";

export const registrationNl: RegistrationTexts = {
  cloud: "Cloud",
  cloudHint: "Waar de Microsoft 365 van de organisatie is. De app moet in dezelfde cloud geregistreerd zijn.",
  clouds: {
    worldwide: "Wereldwijd (ook GCC)",
    gccHigh: "Amerikaanse overheid GCC High",
    dod: "Amerikaanse overheid DoD",
    china: "China, beheerd door 21Vianet",
    own: "Een andere: eigen hosts",
  },
  ownHint:
    "Voor een cloud die niet in de lijst staat. De adressen moeten openbaar zijn, of toegestaan door de beheerder van deze installatie.",
  authority: "Aanmeldadres",
  mailResource: "E-mailmachtigingen beginnen met",
  graphResource: "Graph-machtigingen beginnen met",
  credential: "Twinbox bewijst zichzelf met",
  secretKind: "een clientgeheim",
  certificateKind: "een certificaat",
  expiresOn: "Geheim is geldig tot",
  expiresOnHint: "Zoals de portal het toont; u wordt herinnerd.",
  madeAtSave:
    "Twinbox maakt een sleutel en een certificaat zodra dit wordt opgeslagen. De sleutel verlaat Twinbox nooit; het certificaat downloadt u daarna hier en uploadt u bij Microsoft.",
  certificateUsed: "Certificaat in gebruik",
  certificateNext: "Nieuw certificaat, nog niet in gebruik",
  uploadHint:
    "Download het en upload het in de app-registratie onder Certificaten en geheimen > Certificaten. De vingerafdruk moet daar dezelfde zijn.",
  useNext: "Het is geüpload: gebruik het vanaf nu",
  make: "Certificaat maken",
  makeAnother: "Nieuw certificaat maken",
  thumbprint: "Vingerafdruk",
  validUntil: (date) => `Geldig tot ${date}`,
  download: "Downloaden",
  paste: "Een eigen certificaat gebruiken",
  pem: "Privésleutel en certificaat (PEM)",
  pemHint: "RSA, zonder wachtwoord. De sleutel wordt verzegeld bewaard en nooit meer getoond.",
  ends: {
    secret: (days) =>
      days === 0
        ? "het clientgeheim is verlopen"
        : `het clientgeheim verloopt over ${many(days, "dag", "dagen")}`,
    certificate: (days) =>
      days === 0
        ? "het certificaat is verlopen"
        : `het certificaat verloopt over ${many(days, "dag", "dagen")}`,
  },
  endsMore: (date) =>
    `${date}. Vanaf dan kan niemand zich aanmelden en wachten alle mailboxen ervan. Maak bij de dienst een nieuwe en voer die in onder Bewerken; verder verandert er niets.`,
  moreAllowed: (count) =>
    `aanmeldingen krijgen ${many(count, "machtiging", "machtigingen")} waar Twinbox niet om vraagt`,
  moreAllowedMore:
    "Twinbox gebruikt ze niet; wie een token in handen krijgt, kan dat wel. Haal ze weg bij de registratie, en waar een beheerder ze heeft goedgekeurd. Bij opslaan van de provider wordt dit vergeten; laat een aanmelding het nog steeds zien, dan staat het hier weer.",
  expiringTitle: "Geheimen en certificaten die verlopen",
  guide: "Stap voor stap, met elke naam van de portal (Engels)",
  ready: "Gereed",
  notProven: "Nog niet bewezen",
  notProvenMore: "Verbind één mailbox: alleen een aanmelding laat zien dat alles klopt.",
  check: "Controleren",
  checkOf: (name) => `${name} controleren`,
  checkTitle: "Wat is gecontroleerd",
  checkGood: "Er is niets verkeerds gevonden",
  checkGoodMore:
    "Voor zover dat zonder aanmelding te zien is. Of mensen de machtigingen mogen toestaan, blijkt bij de eerste mailbox die wordt verbonden.",
  steps: {
    reach: "Aanmelddienst en tenant",
    redirect: "Client-id en omleidings-URI voor gebruikers",
    approval: "Omleidings-URI voor de goedkeuring van een beheerder",
    credential: "Clientgeheim of certificaat",
  },
  stepUnknown: "dat zegt de dienst niet zonder aanmelding",
  stepStates: { done: "klaar", failed: "mislukt", unknown: "niet bekend", waiting: "niet geprobeerd" },
  signInAgainTitle: "Iedereen zal zich opnieuw moeten aanmelden",
  signInAgain: (mailboxes) =>
    `${mailboxes} kwamen met de eerdere client-id en tenant. Wat mensen daar hebben toegestaan, geldt niet voor andere. E-mail die hier is, blijft.`,
  saveAnyway: "Toch wijzigen",
};
