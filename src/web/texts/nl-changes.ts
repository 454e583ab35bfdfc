// The Dutch texts about changes that wait, and of what was changed.
import type { changesEn } from "./en-changes.ts";
import { formatted, many } from "./nl-numbers.ts";

export const changesNl: typeof changesEn = {
  open: (count, provider) =>
    `${many(count, "hier gemaakte wijziging wacht", "hier gemaakte wijzigingen wachten")} op ${provider}`,
  finish: "Ze eerst afmaken",
  finishMore: (provider) =>
    `Duurt enkele seconden zolang ${provider} bereikbaar is. U ziet het gebeuren en kunt annuleren.`,
  drop: "Ze laten vervallen",
  dropMore: (provider) => `${provider} krijgt ze nooit, en de lijsten tonen weer wat daar staat.`,
  finishing: (count, provider) =>
    count === 0
      ? `${provider} heeft ze allemaal.`
      : `${many(count, "wijziging is", "wijzigingen zijn")} onderweg naar ${provider}.`,
  finishingMore: "Dit gaat vanzelf verder zodra ze er zijn.",
  finishingHeld: "Wat gewist is, kan nog tien seconden ongedaan gemaakt worden, en gaat daarna.",
  finishingTrouble:
    "Het wordt vanzelf opnieuw geprobeerd. U kunt wachten, of de wijzigingen laten vervallen.",
  finishingCancel: "Annuleren",

  title: "Wat Twinbox in uw mailbox wijzigde",
  intro: (provider) =>
    `Wat hier met e-mail gedaan is en wat daarvan bij ${provider} geworden is, nieuwste eerst.`,
  empty: "Nog niets",
  emptyMore: "Wat u hier leest, markeert, verplaatst of verwijdert, staat vanaf nu in deze lijst.",
  older: "Oudere tonen",
  backToSettings: "E-mailinstellingen",
  of: (subject, count) => (count === 1 ? subject : `${subject} en nog ${formatted(count - 1)}`),
  moved: (from, to) => `Verplaatst van ${from} naar ${to}`,
  erased: (from) => `Gewist uit ${from}`,
  appended: (to) => `Bewaard in ${to}`,
  somewhere: "een map die er niet meer is",
  flags: {
    seen: { add: "Als gelezen gemarkeerd", remove: "Als ongelezen gemarkeerd" },
    flagged: { add: "Gemarkeerd", remove: "Markering weggehaald" },
    answered: { add: "Als beantwoord gemarkeerd", remove: "“Beantwoord” weggehaald" },
    forwarded: { add: "Als doorgestuurd gemarkeerd", remove: "“Doorgestuurd” weggehaald" },
    draft: { add: "Als concept gemarkeerd", remove: "“Concept” weggehaald" },
    deleted: { add: "Als verwijderd gemarkeerd", remove: "“Verwijderd” weggehaald" },
  },
  outcomes: { waiting: "wacht", done: "gedaan", refused: "geweigerd", undone: "ongedaan gemaakt" },
};
