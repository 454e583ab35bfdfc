import type { byHandEn } from "./en-by-hand.ts";

export const byHandNl: typeof byHandEn = {
  password: "Wachtwoord",
  promise:
    "Het wachtwoord gaat alleen naar deze servers, over een gecontroleerde beveiligde verbinding, en wordt versleuteld bewaard.",
  passwordOf: (userName) => `Wachtwoord van ${userName}`,
  stillRefused: "Dat lukte niet",
  tooManyTries: "Te veel pogingen. Wacht tien minuten en probeer het dan opnieuw.",
  typeAddress: "Typ het adres: de rest wordt ingevuld voor zover die te vinden is.",
  looking: (domain) => `De instellingen van ${domain} worden gezocht`,
  found: {
    known: (domain) => `Ingevuld: de instellingen van ${domain} zijn bekend.`,
    autoconfig: (domain) => `Ingevuld zoals ${domain} ze bekendmaakt.`,
    srv: (domain) => `Ingevuld zoals ${domain} ze bekendmaakt.`,
    guess: (domain) =>
      `Ingevuld door de gebruikelijke namen van ${domain} te proberen. Controleer ze voordat u begint.`,
  },
  foundNothing: (domain) =>
    `Over ${domain} is niets gevonden. De instellingen staan op de helppagina's van uw provider.`,
  appPasswordTitle: "U hebt een app-wachtwoord nodig",
  appPassword:
    "Deze provider neemt hier niet het wachtwoord van uw account aan, maar een wachtwoord dat u hiervoor aanmaakt.",
  appPasswordLink: "App-wachtwoord aanmaken",
  elsewhereTitle: (company) => `Deze mailbox is bij ${company}`,
  elsewhere: (name) => `Daar kan het niet met een wachtwoord. Kies “${name}” en meld u daar aan.`,
  elsewhereMissing: (company) =>
    `Bij ${company} kan het niet met een wachtwoord, en aanmelden bij ${company} is hier nog niet ingesteld. Vraag uw beheerder.`,
  choose: (name) => `${name} kiezen`,
  hostHint: "Een naam of een adres, zonder schuine strepen en spaties",
  test: "Verbinding testen",
  testTitle: "Test van de verbinding",
  testGood: "Alles werkt",
  testGoodMore: "Er is nog niets verbonden: druk op “E-mailsynchronisatie starten”.",
  testFailed: (server) => `${server} werkt nog niet`,
  steps: {
    name: "Naam van de server opzoeken",
    connection: "Server bereiken",
    tls: "Verbinding beveiligen, certificaat controleren",
    greeting: "Antwoord van een mailserver krijgen",
    starttls: "Om STARTTLS vragen",
    signIn: "Aanmelden",
    folders: "Mappen opvragen",
  },
  stepStates: { done: "gelukt", running: "bezig", failed: "mislukt", waiting: "nog niet geprobeerd" },
  readOnly: "Alleen lezen zolang de mailbox verbonden is.",
};
