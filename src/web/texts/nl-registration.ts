import type { RegistrationTexts } from "./en-registration.ts";

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
  expiresOnHint: "Zoals de portal het toont. U wordt 30, 14 en 3 dagen ervoor herinnerd.",
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
  signInAgainTitle: "Iedereen zal zich opnieuw moeten aanmelden",
  signInAgain: (mailboxes) =>
    `${mailboxes} kwamen met de eerdere client-id en tenant. Wat mensen daar hebben toegestaan, geldt niet voor andere. E-mail die hier is, blijft.`,
  saveAnyway: "Toch wijzigen",
};
