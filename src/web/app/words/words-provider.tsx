// The texts of the chosen language for everything below.
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useState } from "react";
import { en, type Texts } from "../../texts/en.ts";
import { chooseLanguage, chosenLanguage, type Language, stored } from "./chosen-language.ts";
import { type AllTexts, allTexts, loadTexts } from "./load-texts.ts";

interface Words {
  readonly t: Texts;
  readonly language: Language;
  /** `remember`: chosen by the person, which wins over the account's language. */
  readonly setLanguage: (language: Language, remember: boolean) => void;
}

const Context = createContext<Words>({ t: en, language: "en", setLanguage: () => undefined });

/** Call before the first render, so that no page appears in one language and changes to another. */
export function loadFirstTexts(): Promise<Texts> {
  return loadTexts(chosenLanguage()).catch(() => en);
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
    loadTexts(wanted).then(setTexts, () => undefined);
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

/** For what isn't there while the mail page is loaded: waits for the further texts, unless they came with its chunk. */
export function useAllTexts(): AllTexts {
  const { texts, promise } = allTexts(use(Context).language);
  return texts ?? use(promise);
}
