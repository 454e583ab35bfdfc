// "Link to a record": type the beginning of a name, arrows choose, Enter links.
import { Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { Icon } from "../shell/icon.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { type RecordRow, recordsQuery, typeLabel } from "./record-queries.ts";

const TYPING_MS = 200;

export function LinkDialog(props: {
  /** Conversations. */
  readonly count: number;
  readonly onLink: (record: RecordRow) => void;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.records.linkTitle(props.count)}
      size="md"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <RecordChoice onLink={props.onLink} />
    </Modal>
  );
}

function RecordChoice({ onLink }: { readonly onLink: (record: RecordRow) => void }) {
  const t = useAllTexts();
  const listId = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(words.trim(), TYPING_MS);
  const list = useInfiniteQuery(recordsQuery(asked, ""));
  const choices = list.data?.pages.flatMap(({ records }) => records) ?? [];
  // Enter must not link what was found for other words.
  const isFor = asked === words.trim() && !list.isPlaceholderData && list.data !== undefined;
  const active = choices[Math.min(at, choices.length - 1)];
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (isFor && active !== undefined) onLink(active);
    }
  }
  const optionId = (record: RecordRow) => `${listId}-${record.id}`;
  return (
    <div className="move">
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={t.records.find}
        aria-expanded={choices.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : optionId(active)}
        placeholder={t.records.findHint}
        leftSection={<Icon name="search" size={16} />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {list.isError && <ProblemNotice error={list.error} onRetry={() => void list.refetch()} />}
      <div className="move-list" id={listId} role="listbox" aria-label={t.shell.records} aria-busy={!isFor}>
        {choices.map((record) => (
          // The field has the focus and the keys: an option reacts to the pointer only.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div
            key={record.id}
            id={optionId(record)}
            className="record-option"
            ref={(element) => {
              if (record === active) element?.scrollIntoView({ block: "nearest" });
            }}
            role="option"
            aria-selected={record === active}
            onClick={() => onLink(record)}
          >
            <span className="record-option-main">
              <bdi className="strong">{record.name}</bdi>
              <bdi className="dim small">{record.addresses[0] ?? record.externalId}</bdi>
            </span>
            <span className="dim small">{typeLabel(record.type)}</span>
          </div>
        ))}
      </div>
      <p className="flush dim" role="status">
        {!isFor && !list.isError && <span className="visually-hidden">{t.records.searching}</span>}
        {isFor && choices.length === 0 && t.records.noneFound}
      </p>
    </div>
  );
}
