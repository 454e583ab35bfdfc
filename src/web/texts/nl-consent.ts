import type { ConsentTexts } from "./en-consent.ts";

export const consentNl: ConsentTexts = {
  ask: "Mijn beheerder vragen",
  wall: "Zegt Microsoft dat goedkeuring van een beheerder nodig is?",
  neededTitle: "De beheerder van uw organisatie moet dit eerst goedkeuren",
  needed:
    "Daarvoor laat Microsoft niemand van uw organisatie een mailbox verbinden. Deze pagina verandert vanzelf zodra het is goedgekeurd.",
  askedTitle: "Uw beheerder moet dit eerst goedkeuren",
  asked: (who, day) =>
    `Gevraagd door ${who} op ${day}. Stuur de link naar uw Microsoft 365-beheerder. Deze pagina gaat vanzelf verder zodra het is goedgekeurd.`,
  refusedTitle: "Uw beheerder heeft het nog niet goedgekeurd",
  refused: (day) =>
    `Microsoft meldde op ${day} dat de goedkeuring is geweigerd of niet is voltooid. De link werkt nog.`,
  givenTitle: "Uw beheerder heeft het goedgekeurd",
  given: "Druk op “E-mailsynchronisatie starten” en log in.",
  givenGoOn: "Ga verder in het andere tabblad, of open het opnieuw.",
  expiredLink: "De link is verlopen: vraag het opnieuw.",
  link: "Link om te sturen",
  copyLetter: "Tekst met de link kopiëren",
  mail: "E-mail schrijven",
  subject: "Verzoek om onze e-mailtoepassing goed te keuren",
  letter: (asker, url) =>
    `Hallo,\n\nMicrosoft 365 vraagt om goedkeuring van een beheerder voordat ik mijn mailbox met onze toepassing kan verbinden. Wilt u deze link openen, inloggen met een account dat toepassingen mag goedkeuren, en op Accepteren drukken?\n\n${url}\n\nOp de pagina staat wat er wordt gevraagd. Uw goedkeuring alleen opent geen mailbox, en u kunt die op elk moment intrekken.\n\nMet dank,\n${asker}`,
};
