// Wat de server weigert, in het Nederlands.
import type { problemsEn } from "./en-problems.ts";
import { formatted, many } from "./nl-numbers.ts";

export const problemsNl: typeof problemsEn = {
  fields: {
    required: () => "Vul dit in.",
    tooShort: (bound) => `Ten minste ${many(bound, "teken", "tekens")}.`,
    tooLong: (bound) => `Ten hoogste ${many(bound, "teken", "tekens")}.`,
    tooFew: (bound) => `Ten minste ${formatted(bound)} hiervan.`,
    tooMany: (bound) => `Ten hoogste ${formatted(bound)} hiervan.`,
    tooSmall: (bound) => `Ten minste ${formatted(bound)}.`,
    tooBig: (bound) => `Ten hoogste ${formatted(bound)}.`,
    notAddress: () => "Dit is geen e-mailadres.",
    notAddressOrDomain: () => "Dit is geen e-mailadres en geen domein.",
    notLine: () => "Er staan tekens in die niet getoond kunnen worden.",
    invalid: () => "Zo kan dit niet gebruikt worden.",
  },
  titles: {
    not_signed_in: "Meld u eerst aan.",
    forbidden: "U mag dit niet doen.",
    not_found: "Op dit adres is niets.",
    too_large: "Dit is meer dan één verzoek mag bevatten.",
    bad_request: "Dit verzoek is niet te begrijpen.",
    internal: "Er ging iets mis aan onze kant. Het is vastgelegd.",
  },
  someFields: "Een paar velden kloppen nog niet.",
};
