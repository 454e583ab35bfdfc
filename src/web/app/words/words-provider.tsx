// The texts of the chosen language for everything below; Dutch comes in a chunk of its own.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { en, type Texts } from "../../texts/en.ts";
import { chooseLanguage, chosenLanguage, type Language, stored } from "./chosen-language.ts";

interface Words {
  readonly t: Texts;
  readonly language: Language;
  /** `remember`: chosen by the person, which wins over the account's language. */
  readonly setLanguage: (language: Language, remember: boolean) => void;
}

const Context = createContext<Words>({ t: en, language: "en", setLanguage: () => undefined });

const loaders: Readonly<Record<Language, () => Promise<Texts>>> = {
  en: () => Promise.resolve(en),
  nl: async () => (await import("../../texts/nl.ts")).nl,
};

/** Call before the first render, so that no page appears in one language and changes to another. */
export function loadFirstTexts(): Promise<Texts> {
  return loaders[chosenLanguage()]().catch(() => en);
}

export function WordsProvider({ first, children }: { readonly first: Texts; readonly children: ReactNode }) {
  const [t, setTexts] = useState(first);
  const language = t.language as Language;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const setLanguage = useCallback((wanted: Language, remember: boolean) => {
    if (!remember && stored() !== null) return;
    chooseLanguage(wanted, remember);
    loaders[wanted]().then(setTexts, () => undefined);
  }, []);
  const words = useMemo(() => ({ t, language, setLanguage }), [t, language, setLanguage]);
  return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
  return use(Context);
}

export function useTexts(): Texts {
  return use(Context).t;
}
