import { ActionIcon } from "@mantine/core";
import { Icon } from "../shell/icon.tsx";
import { lazyOverlay } from "../shell/lazy-part.tsx";
import { usePopup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";

const SearchHelpList = lazyOverlay(async () => (await import("./search-help-list.tsx")).SearchHelpList);

/** The operators, each to be chosen: what it begins with is then in the field. */
export function SearchHelp({ onChoose }: { readonly onChoose: (operator: string) => void }) {
  const t = useTexts();
  const { popup, target } = usePopup("dialog");
  return (
    <>
      <ActionIcon {...target} variant="subtle" color="gray" aria-label={t.search.help}>
        <Icon name="info" size={16} />
      </ActionIcon>
      <SearchHelpList {...popup} onChoose={onChoose} />
    </>
  );
}
