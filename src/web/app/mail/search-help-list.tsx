import { Popover } from "@mantine/core";
import { PopupTarget } from "../shell/popup-target.tsx";
import type { Popup } from "../shell/use-popup.ts";
import { useTexts } from "../words/words-provider.tsx";

export function SearchHelpList(props: Popup & { readonly onChoose: (operator: string) => void }) {
  const t = useTexts();
  return (
    <Popover
      id={props.id}
      opened={props.opened}
      // Not "returnFocus": whoever has chosen goes on typing in the field.
      onChange={() => {
        props.onClose();
        props.button.current?.focus();
      }}
      trapFocus
      position="bottom-end"
      width={360}
      shadow="md"
    >
      <Popover.Target>
        <PopupTarget button={props.button} />
      </Popover.Target>
      <Popover.Dropdown aria-label={t.search.helpTitle}>
        <p className="search-help-intro">{t.search.helpIntro}</p>
        <ul className="search-help">
          {t.search.operators.map(([operator, example, text]) => (
            <li key={example}>
              <button
                type="button"
                onClick={() => {
                  props.onClose();
                  props.onChoose(operator);
                }}
              >
                <code>{example}</code>
                <span>{text}</span>
              </button>
            </li>
          ))}
        </ul>
      </Popover.Dropdown>
    </Popover>
  );
}
