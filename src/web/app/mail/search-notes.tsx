import { useQuery } from "@tanstack/react-query";
import { useTexts } from "../words/words-provider.tsx";
import { firstFoundQuery, type SearchResults } from "./use-message-pages.ts";

/** Under the search: what was understood of it where that is more than words, and what can't be found yet. */
export function SearchNotes({ mailboxId, q }: { readonly mailboxId: string; readonly q: string }) {
  const t = useTexts();
  const { data } = useQuery({ ...firstFoundQuery(mailboxId, q), placeholderData: (before) => before });
  if (data === undefined) return null;
  const { understood, searchable } = data;
  const unknown = understood.filter((term) => term.unknown);
  const isPlain = understood.every(({ kind, not }) => kind === "words" && !not);
  return (
    <>
      {!isPlain && (
        <ul className="search-terms" aria-label={t.search.understood}>
          {understood.map((term) => (
            <li key={`${term.kind} ${term.text} ${term.not}`} data-not={term.not || undefined}>
              {labelOf(term, t)}
            </li>
          ))}
        </ul>
      )}
      {unknown.length > 0 && (
        <p className="mail-happening flush">
          {t.search.unknownFolder(unknown.map(({ text }) => text).join(", "))}
        </p>
      )}
      {searchable !== null && (
        <p className="mail-happening flush" role="status">
          {t.search.searchable(searchable.done, searchable.total)}
        </p>
      )}
    </>
  );
}

function labelOf(
  { kind, text, not }: SearchResults["understood"][number],
  t: ReturnType<typeof useTexts>,
): string {
  const label = t.search.terms[kind](text);
  return not ? t.search.without(label) : label;
}
