// De Nederlandse teksten over het wijzigen van e-mail.
import type { actsEn } from "./en-acts.ts";
import { formatted, many, messages } from "./nl-numbers.ts";

const done = (count: number, one: string, other: string): string =>
  count === 1 ? `${one}.` : `${messages(count)} ${other}.`;

export const actsNl: typeof actsEn = {
  toolbar: "Dit bericht bewerken",
  selectionToolbar: "De geselecteerde berichten bewerken",
  names: {
    archive: "Archiveren",
    delete: "Verwijderen",
    erase: "Voorgoed wissen",
    junk: "Ongewenst",
    notJunk: "Niet ongewenst",
    move: "Verplaatsen",
    read: "Als gelezen markeren",
    unread: "Als ongelezen markeren",
    flag: "Markeren",
    unflag: "Markering weghalen",
  },
  more: "Meer",
  done: {
    archive: (count) => done(count, "Gearchiveerd", "gearchiveerd"),
    delete: (count) => done(count, "Verwijderd", "verwijderd"),
    erase: (count) => done(count, "Gewist", "gewist"),
    junk: (count) => done(count, "Verplaatst naar Ongewenst", "verplaatst naar Ongewenst"),
    notJunk: (count) => done(count, "Verplaatst naar Postvak IN", "verplaatst naar Postvak IN"),
    read: (count) => done(count, "Als gelezen gemarkeerd", "als gelezen gemarkeerd"),
    unread: (count) => done(count, "Als ongelezen gemarkeerd", "als ongelezen gemarkeerd"),
    flag: (count) => done(count, "Gemarkeerd", "gemarkeerd"),
    unflag: (count) => done(count, "Markering weggehaald", "nu zonder markering"),
  },
  movedTo: (count, folder) => done(count, `Verplaatst naar ${folder}`, `verplaatst naar ${folder}`),
  undo: "Ongedaan maken",
  undone: "Ongedaan gemaakt.",
  nothingToDo: "Er hoefde niets te veranderen.",
  linked: (name) => `De conversatie staat nu bij ${name}.`,
  takenOff: (name) => `De conversatie staat niet meer bij ${name}.`,
  tooManyToLink: (max) => `Er kunnen hoogstens ${formatted(max)} conversaties tegelijk gekoppeld worden.`,

  select: "Berichten selecteren",
  selected: (count) => `${formatted(count)} geselecteerd`,
  allSelected: (count) => `Alle ${formatted(count)} geselecteerd`,
  selectAll: (count) => `Alle ${formatted(count)} selecteren`,
  clearSelection: "Selectie opheffen",
  folderMenu: "Meer voor deze map",
  markAllRead: "Alles als gelezen markeren",
  emptyDeleted: "Verwijderd leegmaken",

  newFolder: "Nieuwe map",
  newFolderHere: "Nieuwe map hierin",
  newFolderIn: (folder: string) => `Nieuwe map in ${folder}`,
  makeFolder: "Map maken",
  renameFolder: "Naam wijzigen",
  renameOrMoveFolder: "Naam wijzigen of verplaatsen",
  renameFolderTitle: (folder: string) => `Naam van ${folder} wijzigen`,
  folderName: "Naam",
  folderInside: "In",
  deleteFolderMenu: "Map verwijderen …",
  deleteFolder: "Map verwijderen",
  deleteFolderTitle: (folder: string) => `${folder} verwijderen?`,
  deleteFolderBody: (count: number, provider: string) =>
    `De map${count === 0 ? "" : `, ${messages(count)}`} en alle mappen daarin gaan naar Verwijderd in ${provider}, waar u ze kunt terughalen. Hier worden ze niet meer getoond.`,
  folderDeleted: (folder: string) => `${folder} is verwijderd.`,
  folderProblems: {
    pathTaken: "Er is al een map met deze naam.",
    nameTwice: "Er is al een map met deze naam.",
    nameOfRole: "Dit is de naam van een standaardmap; kies een andere.",
    nameControl: "Deze naam bevat tekens die niet getoond kunnen worden.",
    nameWildcard: "Een naam mag geen % of * bevatten.",
    intoItself: "Een map kan niet in zichzelf worden gezet.",
    folderUnknown: "Deze map is er niet meer.",
    lastFolder:
      "De laatste gekoppelde map kan niet worden verwijderd; stop in plaats daarvan de synchronisatie.",
    standardBelow: "Er ligt een standaardmap in deze map.",
    hasFolders: "Er liggen mappen in: verwijder die eerst.",
    hasMessages: "Er liggen berichten in: verplaats of verwijder die eerst.",
  } as Readonly<Record<string, string>>,

  moveTitle: (count) => (count === 1 ? "Verplaatsen naar" : `${messages(count)} verplaatsen naar`),
  findFolder: "Zoek een map",
  noFolder: "Geen map met die naam",

  eraseTitle: (count) => (count === 1 ? "Dit bericht wissen?" : `${messages(count)} wissen?`),
  emptyTitle: "Verwijderd leegmaken?",
  eraseBody: (count, provider) =>
    count === 1
      ? `Het verdwijnt voorgoed: hier, en uit Verwijderd bij ${provider}.`
      : `Alle ${formatted(count)} verdwijnen voorgoed: hier, en uit Verwijderd bij ${provider}.`,
  eraseUndo: "U kunt het tien seconden lang ongedaan maken, daarna niet meer.",
  eraseConfirm: (count) => `${messages(count)} wissen`,

  failed: "Dat lukte niet; alles is zoals het was.",
  offline: "Twinbox is niet bereikbaar; alles is zoals het was.",
  noSuchFolder: "De mailbox heeft hier geen map voor. Maak of koppel er een bij Mappen bewerken.",
  folderGone: "Deze map bestaat niet meer.",
  tooLate: "Te laat: dit kan niet meer ongedaan gemaakt worden.",
  undoFailed: "Het kon niet ongedaan gemaakt worden.",
  tooManyAll: (max) =>
    `Er kunnen hoogstens ${messages(max)} tegelijk gewijzigd worden, en deze map heeft er meer.`,
  tooMany: (max) => `Er kunnen hoogstens ${messages(max)} één voor één gekozen worden.`,

  keysTitle: "Toetsenbord",
  keysIntro:
    "Toetsen gelden voor de geselecteerde berichten, anders voor dat waar de lijst op staat, anders voor het geopende.",
  keysOn: "Losse toetsen werken overal op deze pagina",
  keysOff: "Uit: pijlen, Enter, spatie en x werken nog in de lijst.",
  keysMove: "Bewegen",
  keysAct: "Bewerken",
  keysSelect: "Selecteren",
  keys: {
    nextPrevious: "Volgend, vorig bericht",
    open: "Openen",
    back: "Selectie opheffen; terug naar de lijst",
    backOnly: "Terug naar de lijst",
    search: "Zoeken",
    toggle: "Wel of niet selecteren",
    range: "Tot hier selecteren",
    all: "Alles in deze map selecteren",
    undo: "Ongedaan maken",
    link: "Aan een record koppelen",
    sheet: "Dit overzicht",
    space: "Spatie",
  },

  waiting: (count, provider, time) =>
    `${many(count, "wijziging wacht", "wijzigingen wachten")} op ${provider}, sinds ${time}.`,
  refusedTitle: (provider) => `${provider} nam niet alles over wat hier gewijzigd is`,
  refused: {
    flags: (count, time) =>
      `${messages(count)} ${count === 1 ? "kon" : "konden"} niet gemarkeerd worden (${time}): `,
    move: (count, time) =>
      `${messages(count)} ${count === 1 ? "kon" : "konden"} niet verplaatst worden (${time}): `,
    erase: (count, time) =>
      `${messages(count)} ${count === 1 ? "kon" : "konden"} niet gewist worden (${time}): `,
    append: (count, time) =>
      `${messages(count)} ${count === 1 ? "kon" : "konden"} daar niet bewaard worden (${time}): `,
    discard: (count, time) =>
      `${messages(count)} ${count === 1 ? "kon" : "konden"} niet gewist worden (${time}): `,
  },
  why: {
    gone: (count) => (count === 1 ? "het is er niet meer." : "ze zijn er niet meer."),
    folderGone: () => "de map bestaat niet meer.",
    readOnly: () => "de map mag alleen gelezen worden.",
    alreadyThere: (count) => (count === 1 ? "het staat er al." : "ze staan er al."),
    refused: () => "de server weigerde.",
  },
  dismiss: "Verbergen",

  hereOnlyMark: "Alleen hier",
  hereOnly: (provider) => `Dit bericht staat alleen hier: ${provider} nam het niet aan`,
  hereOnlyWhy: {
    gone: "Het is daar uit zijn map gehaald.",
    folderGone: "Zijn map bestaat daar niet meer.",
    readOnly: "De map mag daar alleen gelezen worden.",
    alreadyThere: "Precies dit bericht staat daar al.",
    refused: "De server weigerde, dit bericht of elk: de mailbox kan vol zijn.",
  },
};
