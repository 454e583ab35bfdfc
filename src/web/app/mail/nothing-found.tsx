import { useQuery } from "@tanstack/react-query";
import type { Mailbox } from "../account/use-email-settings.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { WhereLink } from "../where/where-link.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { firstFoundQuery, type SearchResults } from "./use-message-pages.ts";

/** In place of the list, with where it was looked. */
export function NothingFound({
  mailbox,
  q,
}: {
  readonly mailbox: Pick<Mailbox, "id" | "providerName" | "state">;
  readonly q: string;
}) {
  const t = useTexts();
  const { data } = useQuery({ ...firstFoundQuery(mailbox.id, q), placeholderData: (before) => before });
  return (
    <EmptyState
      icon="search"
      title={t.mail.emptySearchTitle}
      action={<WhereLink mailbox={mailbox} words={q} />}
    >
      {data !== undefined && searchedPlaces(data.understood, t)}
    </EmptyState>
  );
}

function searchedPlaces(understood: SearchResults["understood"], t: ReturnType<typeof useTexts>): string {
  const terms = understood.filter(({ kind }) => kind === "in");
  const within = terms.filter(({ not }) => !not);
  const without = terms.filter(({ not, unknown }) => not && !unknown);
  const list = new Intl.ListFormat(t.locale);
  const names = (some: typeof terms) => list.format(some.map(({ text }) => `“${text}”`));
  if (within.some(({ unknown }) => unknown)) return t.search.nowhere;
  if (within.length > 0) return t.search.onlyIn(names(within));
  return without.length > 0 ? t.search.everywhereBut(names(without)) : t.search.everywhere;
}
