// "Move to": type a part of the name, arrows choose, Enter moves.
import { Modal, TextInput } from "@mantine/core";
import { type KeyboardEvent, useId, useState } from "react";
import { Icon } from "../shell/icon.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { type AppFolder, folderPath } from "./app-folder.ts";

interface Choice {
  readonly folder: AppFolder;
  readonly path: string;
}

export function MoveDialog(props: {
  readonly opened: boolean;
  readonly count: number;
  readonly folders: readonly AppFolder[];
  /** Where the messages are. */
  readonly current: string | undefined;
  readonly onMove: (folderId: string) => void;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t.act.moveTitle(props.count)}
      size="sm"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <FolderChoice {...props} />
    </Modal>
  );
}

function FolderChoice(props: {
  readonly folders: readonly AppFolder[];
  readonly current: string | undefined;
  readonly onMove: (folderId: string) => void;
}) {
  const t = useTexts();
  const listId = useId();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const choices = choicesOf(props.folders, t).filter(
    ({ folder, path }) => folder.id !== props.current && matches(path, words),
  );
  const active = choices[Math.min(at, choices.length - 1)];
  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && choices.length > 0) {
      event.preventDefault();
      setAt((Math.min(at, choices.length - 1) + step + choices.length) % choices.length);
    } else if (event.key === "Enter" && active !== undefined) {
      event.preventDefault();
      props.onMove(active.folder.id);
    }
  }
  const optionId = (folder: AppFolder) => `${listId}-${folder.id}`;
  return (
    <div className="move">
      <TextInput
        data-autofocus
        role="combobox"
        aria-label={t.act.findFolder}
        aria-expanded={choices.length > 0}
        aria-controls={listId}
        aria-autocomplete="list"
        aria-activedescendant={active === undefined ? undefined : optionId(active.folder)}
        placeholder={t.act.findFolder}
        leftSection={<Icon name="search" size={16} />}
        value={words}
        onChange={(event) => {
          setWords(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div className="move-list" id={listId} role="listbox" aria-label={t.mail.folders}>
        {choices.map(({ folder, path }) => (
          // The field has the focus and the keys: an option reacts to the pointer only.
          // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
          // biome-ignore lint/a11y/useFocusableInteractive: see above.
          <div
            key={folder.id}
            id={optionId(folder)}
            ref={(element) => {
              if (folder === active?.folder) element?.scrollIntoView({ block: "nearest" });
            }}
            role="option"
            aria-selected={folder === active?.folder}
            title={path}
            onClick={() => props.onMove(folder.id)}
          >
            <span className="move-option-icon">
              <Icon name={folder.role ?? "folder"} />
            </span>
            <bdi>{path}</bdi>
          </div>
        ))}
      </div>
      <p className="flush dim" role="status">
        {choices.length === 0 && t.act.noFolder}
      </p>
    </div>
  );
}

/** Where mail is put by hand comes first; null stands for folders of one's own. */
const ORDER: readonly AppFolder["role"][] = ["inbox", "archive", null, "junk", "deleted", "drafts", "sent"];

function choicesOf(folders: readonly AppFolder[], t: ReturnType<typeof useTexts>): readonly Choice[] {
  const place = ({ role }: AppFolder) => ORDER.indexOf(role);
  const sorted = folders.toSorted((a, b) => place(a) - place(b));
  return sorted.map((folder) => ({ folder, path: folderPath(folder, folders, t) }));
}

function matches(path: string, words: string): boolean {
  const text = path.toLowerCase();
  return words
    .toLowerCase()
    .split(/[\s/]+/)
    .every((word) => text.includes(word));
}
