import { expect, test } from "vitest";
import { en } from "../web/texts/en.ts";
import { furtherEn } from "../web/texts/en-further.ts";
import { nl } from "../web/texts/nl.ts";
import { furtherNl } from "../web/texts/nl-further.ts";
import { CATALOGUES } from "./diagnosis-texts.ts";

test.each([
  { language: "en", panel: furtherEn.panel, common: en.common },
  { language: "nl", panel: furtherNl.panel, common: nl.common },
] as const)(
  "the steps of an attempt that failed call the buttons what the panel does, in $language",
  ({ language, panel: { start, openAgain }, common: { tryAgain } }) => {
    expect(CATALOGUES[language].attempt.buttons).toEqual({ start, tryAgain, openAgain });
  },
);
