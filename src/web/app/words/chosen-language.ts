export type Language = "en" | "nl";

const KEY = "twinbox.language";
let current: Language = stored() ?? (navigator.language.toLowerCase().startsWith("nl") ? "nl" : "en");

/** What was chosen in this browser; null when nothing was. */
export function stored(): Language | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "en" || value === "nl" ? value : null;
  } catch {
    // Storage may be forbidden: then the choice lasts as long as the page.
    return null;
  }
}

export function chosenLanguage(): Language {
  return current;
}

export function chooseLanguage(language: Language, remember: boolean): void {
  current = language;
  if (!remember) return;
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // See above.
  }
}
