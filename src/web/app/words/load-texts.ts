// The texts of a language come in two parts: those of the mail page and of what surrounds every page, and all further ones,
// which are half of them and come with the pages that have them. English comes with the first script, so that whatever
// fails can be said.
import { en, type Texts } from "../../texts/en.ts";
import type { FurtherTexts } from "../../texts/en-further.ts";
import { chosenLanguage, type Language } from "./chosen-language.ts";

export type AllTexts = Texts & FurtherTexts;

interface Loading {
  readonly promise: Promise<AllTexts>;
  texts: AllTexts | null;
  failed: boolean;
}

const first: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: () => Promise.resolve(en),
  nl: async () => (await import("../../texts/nl.ts")).nl,
};
const further: Readonly<Record<Language, () => Promise<FurtherTexts>>> = {
  en: async () => (await import("../../texts/en-further.ts")).furtherEn,
  nl: async () => (await import("../../texts/nl-further.ts")).furtherNl,
};
const all = new Map<Language, Loading>();

/** As many as this page has had of another language. */
export async function loadTexts(language: Language): Promise<Texts> {
  return all.size === 0 ? first[language]() : loadAllTexts(language);
}

export function loadAllTexts(language: Language): Promise<AllTexts> {
  const known = all.get(language);
  return known === undefined || known.failed ? begin(language).promise : known.promise;
}

/** What is being loaded, or failed to, whoever began it: a component that waits for it must not begin it again. */
export function allTexts(language: Language): Loading {
  return all.get(language) ?? begin(language);
}

function begin(language: Language): Loading {
  const promise = Promise.all([first[language](), further[language]()]).then(([some, more]) => ({
    ...some,
    ...more,
  }));
  const loading: Loading = { promise, texts: null, failed: false };
  promise.then(
    (texts) => {
      loading.texts = texts;
    },
    () => {
      loading.failed = true;
    },
  );
  all.set(language, loading);
  return loading;
}

/** A chunk, and beside it the further texts, which something in it has. */
export function withAllTexts<T>(importer: () => Promise<T>): () => Promise<T> {
  return async () => {
    const [module] = await Promise.all([importer(), loadAllTexts(chosenLanguage())]);
    return module;
  };
}
