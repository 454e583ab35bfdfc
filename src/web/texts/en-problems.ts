// What the server refuses, in English; by its type the list of all of it.
import { formatted, many } from "./en-numbers.ts";

export const problemsEn = {
  /** By the code of what is wrong with one field; the number is its bound. */
  fields: {
    required: () => "Fill this in.",
    tooShort: (bound: number) => `At least ${many(bound, "character", "characters")}.`,
    tooLong: (bound: number) => `At most ${many(bound, "character", "characters")}.`,
    tooFew: (bound: number) => `At least ${formatted(bound)} of these.`,
    tooMany: (bound: number) => `At most ${formatted(bound)} of these.`,
    tooSmall: (bound: number) => `${formatted(bound)} at least.`,
    tooBig: (bound: number) => `${formatted(bound)} at most.`,
    notAddress: () => "This is no email address.",
    notAddressOrDomain: () => "This is no email address and no domain.",
    notLine: () => "There are characters in it that can't be shown.",
    invalid: () => "This can't be used as it is.",
  },
  /** By the code of the problem. */
  titles: {
    not_signed_in: "Sign in first.",
    forbidden: "You may not do this.",
    not_found: "There is nothing here under this address.",
    too_large: "This is more than one request may carry.",
    bad_request: "This request can't be understood.",
    internal: "Something broke on our side. It has been logged.",
  } as Readonly<Record<string, string>>,
  someFields: "Some fields need another look.",
};
