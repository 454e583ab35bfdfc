// De Nederlandse teksten van "Waar is mijn mail?".
import type { whereEn } from "./en-where.ts";
import { formatted, many, messages } from "./nl-numbers.ts";

function folders(count: number): string {
  return many(count, "map", "mappen");
}

export const whereNl: typeof whereEn = {
  title: "Waar is mijn mail?",
  intro: "Vertel wat u weet van het bericht dat u mist.",
  subject: "Woorden uit het onderwerp",
  from: "Afzender",
  fromHint: "Naam of adres",
  day: "Ongeveer wanneer",
  messageId: "Message-ID",
  messageIdHint: "Als u die hebt: de afzender vindt die in de bron van het bericht.",
  look: "Zoeken",
  searchThere: "Daar één keer zoeken",
  outcomes: {
    found: (count, more) =>
      more
        ? `De nieuwste ${formatted(count)} die passen`
        : count === 1
          ? "Eén bericht past"
          : `${messages(count)} passen`,
    erased: "Het is hier gewist",
    beforeImport: "Het is ouder dan de importdatum",
    stopped: "Niet hier: de synchronisatie is gestopt",
    unmapped: "Niet hier: er is nog geen map gekoppeld",
    notYet: "Nog niet hier, als het pas gekomen is",
    maybe: "Niet hier",
    atProvider: (provider) => `Niet hier. ${provider} heeft het`,
    nothing: "Zo'n bericht is nooit gezien",
  },
  erased: {
    byAge: (at) =>
      `Een bericht met deze Message-ID was uit alle gekoppelde mappen verdwenen, en is hier gewist op ${at}: uw organisatie bewaart zulke mail niet langer, of een gebruiker van de mailbox verwijderde het.`,
    byAdmin: (at) =>
      `Een bericht met deze Message-ID is hier door een beheerder gewist op ${at}. Wat uw provider heeft is niet geraakt, en het wordt niet opnieuw geïmporteerd.`,
  },
  stopped: "Sindsdien is er niets gekomen. Wat bewaard is, is doorzocht.",
  beforeImport:
    "Uw mappen worden vanaf een latere dag geïmporteerd. Kies bij ‘Mappen bewerken’ een eerdere, dan komt het.",
  nothing: (asked) =>
    asked
      ? "Het staat in geen enkele map, hier niet en daar niet. Controleer wat u invulde, of vraag de afzender of het bij hen terugkwam."
      : "Geen enkele map kan het hebben. Controleer wat u invulde, of vraag de afzender of het bij hen terugkwam.",
  came: (date) => `Gekomen ${date}`,
  open: "Openen",
  openOf: (subject) => `‘${subject}’ openen`,
  here: (folder) => `Het staat in ${folder}.`,
  junk: "Het staat in Ongewenst: uw provider of uzelf hield het voor spam.",
  deleted: "Het staat in Verwijderd.",
  hereOnly: (folder) => `Het staat in ${folder}, alleen hier: uw provider weigerde het.`,
  waiting: (folder, since) =>
    `Het is hier in ${folder} gezet; uw provider heeft dat sinds ${since} nog niet bevestigd.`,
  waitingGone: (since) => `Het is hier om ${since} verwijderd; uw provider heeft dat nog niet bevestigd.`,
  missed: (folder, since) =>
    `Het verdween bij uw provider uit ${folder} om ${since}. Waar het nu is, wordt uitgezocht.`,
  departed: (folder, at) =>
    `Het verdween bij uw provider uit ${folder} om ${at}, naar een map die niet gekoppeld is of voorgoed. Hier is het bewaard.`,
  departedUnknown: (at) => `Het verdween uit alle gekoppelde mappen om ${at}. Hier is het bewaard.`,
  ended: {
    moved: (at) => `Het is hier om ${at} verplaatst naar een map die niet gekoppeld is.`,
    erased: (at) => `Het is hier om ${at} voorgoed gewist.`,
    refused: (at) => `Het is hier neergezet, en om ${at} door uw provider geweigerd.`,
    stopped: (at) =>
      `Het is hier neergezet, en de synchronisatie stopte om ${at} voordat uw provider het had.`,
    undone: (at) => `Het is hier neergezet, en om ${at} teruggenomen.`,
  },
  erasedAtUnknown: "Het is hier gewist of weggezet.",
  gapsLead: "Wat uw gekoppelde mappen hebben en hier niet staat:",
  gaps: {
    unread: (folder) => `${folder} is nog niet gelezen.`,
    pending: (folder, count) => `${folder}: ${messages(count)} die nog geïmporteerd worden.`,
    aside: (folder, count) =>
      `${folder}: ${messages(count)} waarvan uw provider geen leesbare kopie gaf. Er wordt vanzelf opnieuw om gevraagd.`,
    offered: (folder, count) =>
      `${folder}: ${messages(count)} die ouder zijn en in één keer kwamen. De e-mailinstellingen vragen of u ze wilt.`,
    beforeImport: (folder, count) => `${folder}: ${messages(count)} van voor de importdatum.`,
    beforeImportDate: (folder, count, date) =>
      `${folder}: ${messages(count)} van voor ${date}, de importdatum.`,
  },
  permission: (count, provider) =>
    `${folders(count)} bij ${provider} ${count === 1 ? "is" : "zijn"} niet gekoppeld, en daar heeft niemand gekeken. Mag Twinbox daar één keer in alle mappen naar deze woorden zoeken? Er wordt niets gelezen of geïmporteerd; u ziet alleen hoeveel er passen.`,
  permissionMapped: (provider) =>
    `Mag Twinbox één keer in uw mappen bij ${provider} naar deze woorden zoeken? Er wordt niets geïmporteerd; u ziet alleen hoeveel er passen.`,
  hits: {
    unmapped: (path, count) =>
      `${path}: ${messages(count)}. De map is niet gekoppeld: koppel die bij ‘Mappen bewerken’, dan komt de mail.`,
    notYet: (path, count) => `${path}: ${messages(count)}, straks gelezen.`,
    stored: (path, count) => `${path}: ${messages(count)}, al hier onder andere woorden.`,
    pending: (path, count) => `${path}: ${messages(count)}, nog geïmporteerd te worden.`,
    aside: (path, count) =>
      `${path}: ${messages(count)} die niet opgehaald konden worden: uw provider geeft geen leesbare kopie. Er wordt vanzelf opnieuw om gevraagd.`,
    offered: (path, count) =>
      `${path}: ${messages(count)} tussen veel oudere die in één keer kwamen. De e-mailinstellingen vragen of u ze wilt.`,
    beforeImport: (path, count) => `${path}: ${messages(count)}, ouder dan de importdatum.`,
  },
  thereToo: (provider) => `Bij ${provider}:`,
  notThere: (provider) => `Bij ${provider} past niets.`,
  failed: (paths) => `Konden niet doorzocht worden: ${paths}.`,
  leftOut: (words) => `Daar niet naar gezocht, omdat een zoekvraag het niet kan bevatten: ${words}.`,
  lookedAt: (count, upTo) =>
    `Bekeken: ${folders(count)} die gekoppeld ${count === 1 ? "is" : "zijn"}${upTo === null ? "" : `, zoals ze om ${upTo} waren`}, en alles wat hier ooit verdween of verwijderd werd.`,
  searched: (count, provider, at) => `Doorzocht: ${folders(count)} bij ${provider}, om ${at}.`,
};
