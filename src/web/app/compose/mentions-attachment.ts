// Whether somebody writes of an attachment, in the languages of the pages.
const WORDS =
  /\b(?:attach(?:ed|ment|ments|ing)?|enclos(?:ed|ing|ure)|(?:my|the) (?:cv|résumé|resume) (?:is )?(?:below|here)|bijlagen?|bijgevoegde?|bijgaande?|meegestuurde?|(?:als|in de) bijlage|toegevoegde? (?:document|bestand))\b/i;

/** `text`: what they wrote, without what they quote. */
export function mentionsAttachment(subject: string, text: string): boolean {
  const own = text
    .split("\n")
    .filter((line) => !line.startsWith(">"))
    .join("\n");
  return WORDS.test(subject) || WORDS.test(own);
}
