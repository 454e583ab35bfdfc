// The Dutch texts of the search.
import type { searchEn } from "./en-search.ts";
import { formatted } from "./nl-numbers.ts";

export const searchNl: typeof searchEn = {
  atLeast: (count) => `${formatted(count)}+ berichten`,
  understood: "Waarnaar wordt gezocht",
  without: (term) => `zonder ${term}`,
  terms: {
    words: (text) => `“${text}”`,
    from: (text) => `van: ${text}`,
    to: (text) => `aan: ${text}`,
    subject: (text) => `onderwerp: ${text}`,
    attachment: () => "bijlagen",
    unread: () => "ongelezen",
    read: () => "gelezen",
    flagged: () => "gemarkeerd",
    before: (day) => `vóór ${day}`,
    after: (day) => `vanaf ${day}`,
    in: (folder) => `in ${folder}`,
  },
  unknownFolder: (names) => `Geen map heet ${names}.`,
  everywhere: "Er is gezocht in alle gekoppelde mappen: onderwerp, personen, tekst en namen van bijlagen.",
  everywhereBut: (folders) =>
    `Er is gezocht in alle gekoppelde mappen behalve ${folders}: onderwerp, personen, tekst en namen van bijlagen.`,
  onlyIn: (folders) =>
    `Er is alleen gezocht in ${folders}: onderwerp, personen, tekst en namen van bijlagen.`,
  nowhere: "Er is nergens gezocht.",
  searchable: (done, total) =>
    `${formatted(done)} van ${formatted(total)} berichten zijn al doorzoekbaar; de andere worden gevonden op onderwerp en personen.`,
  help: "Hoe u zoekt",
  helpTitle: "Wat een zoekopdracht kan zeggen",
  helpIntro:
    "Alle woorden moeten in het bericht staan. Hoofdletters en accenten maken niet uit, en het laatste woord mag een begin zijn.",
  operators: [
    ["from:", "from:eva", "wie het schreef"],
    ["to:", "to:ada@contoso.example", "wie het kreeg"],
    ["subject:", "subject:offerte", "woorden van het onderwerp"],
    ['"', '"tweede gesprek"', "woorden achter elkaar"],
    ["-", "-nieuwsbrief", "zonder dit woord"],
    ["has:attachment", "has:attachment", "met bestanden"],
    ["is:unread", "is:unread", "ook is:read en is:flagged"],
    ["in:", "in:archief", "in deze map"],
    ["after:", "after:2026-01-31", "op deze dag of later"],
    ["before:", "before:2026", "vóór deze dag, maand of dit jaar"],
  ],
};
