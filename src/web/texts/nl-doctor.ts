// De Nederlandse teksten over wat er misging.
import type { doctorEn } from "./en-doctor.ts";
import { many } from "./nl-numbers.ts";

export const doctorNl: typeof doctorEn = {
  paste: "Zag u een fout? Zoek op wat die betekent",
  pasteLabel: "De fout die u zag",
  pasteHint:
    "Kopieer de tekst van de pagina of de melding, of alleen het nummer dat met AADSTS begint. De tekst wordt niet bewaard.",
  lookUp: "Opzoeken",
  found: "Wat de fout betekent",
  problems: "Wat er nu mis is",
  mailboxes: (count) => many(count, "mailbox", "mailboxen"),
  since: "sinds",
  why: "Waarom?",
  whyOf: (address) => `Waarom is er een probleem met ${address}?`,
  whoCanFix: "Wie kan het oplossen",
};
