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
  signInAgainTitle: "Iedereen zal zich opnieuw moeten aanmelden",
  signInAgain: (mailboxes) =>
    `${mailboxes} kwamen met de eerdere client-id en tenant. Wat mensen daar hebben toegestaan, geldt niet voor andere. E-mail die hier is, blijft.`,
  saveAnyway: "Toch wijzigen",
};
