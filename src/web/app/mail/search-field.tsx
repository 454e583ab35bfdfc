import { CloseButton, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { SearchHelp } from "./search-help.tsx";

const WAIT_MS = 150;

/** Searches while one types. Esc clears; Enter and arrow down go to the results. */
export function SearchField(props: {
  readonly value: string;
  readonly onChange: (words: string) => void;
  readonly onDone: (words: string) => void;
}) {
  const t = useTexts();
  const [text, setText] = useState(props.value);
  const input = useRef<HTMLInputElement>(null);
  /** What the page has, and what was said since: its coming back, late too, changes nothing that was typed. */
  const said = useRef([props.value]);
  const later = useDebouncedCallback((words: string) => {
    said.current.push(words);
    props.onChange(words);
  }, WAIT_MS);
  useEffect(() => {
    const at = said.current.indexOf(props.value);
    if (at >= 0) {
      said.current.splice(0, at);
      return;
    }
    // Another folder was chosen, or "back" pressed.
    setText(props.value);
    said.current = [props.value];
  }, [props.value]);
  function change(next: string): void {
    setText(next);
    later(next.trim());
  }
  return (
    <search className="mail-search">
      <TextInput
        ref={input}
        type="search"
        aria-label={t.mail.search}
        placeholder={t.mail.searchHint}
        maxLength={200}
        leftSection={<Icon name="search" size={16} />}
        rightSectionWidth={text === "" ? 34 : 64}
        rightSection={
          <>
            {text !== "" && (
              <CloseButton
                size={24}
                aria-label={t.mail.clearSearch}
                onClick={() => {
                  change("");
                  input.current?.focus();
                }}
              />
            )}
            <SearchHelp
              onChoose={(operator) => {
                change(text.trim() === "" ? operator : `${text.trim()} ${operator}`);
                input.current?.focus();
              }}
            />
          </>
        }
        value={text}
        onChange={(event) => change(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") {
            event.preventDefault();
            if (text === "") props.onDone("");
            else change("");
          } else if (event.key === "Enter" || event.key === "ArrowDown") {
            event.preventDefault();
            later.flush();
            props.onDone(text.trim());
          }
        }}
      />
    </search>
  );
}
