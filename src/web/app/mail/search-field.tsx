import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";

const WAIT_MS = 250;

/** Searches while one types. Esc clears; Enter and arrow down go to the results. */
export function SearchField(props: {
  readonly value: string;
  readonly onChange: (words: string) => void;
  readonly onDone: () => void;
}) {
  const t = useTexts();
  const [text, setText] = useState(props.value);
  const later = useDebouncedCallback(props.onChange, WAIT_MS);
  // Another folder was chosen, or "back" pressed.
  useEffect(() => setText(props.value), [props.value]);
  function change(next: string): void {
    setText(next);
    later(next.trim());
  }
  return (
    <search className="mail-search">
      <TextInput
        type="search"
        aria-label={t.mail.search}
        placeholder={t.mail.searchHint}
        maxLength={200}
        leftSection={<Icon name="search" size={16} />}
        rightSection={
          text === "" ? null : <CloseButton aria-label={t.mail.clearSearch} onClick={() => change("")} />
        }
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            if (text === "") props.onDone();
            else change("");
          } else if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            later.flush();
            props.onDone();
          }
        }}
      />
    </search>
  );
}
