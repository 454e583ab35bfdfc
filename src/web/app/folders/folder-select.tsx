// The picker of one row: a combobox over the whole tree. Typing searches names and paths, arrows move, Enter takes.
import { type ComboboxItem, type OptionsFilter, Select } from "@mantine/core";
import { useEffect, useMemo, useState } from "react";
import type { RemoteCounts } from "../live/apply-live-event.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { folderPathText, type RemoteFolder } from "./folder-draft.ts";

export function FolderSelect(props: {
  readonly label: string;
  readonly folders: readonly RemoteFolder[];
  readonly counts: RemoteCounts;
  readonly value: string | null;
  readonly error: string | null;
  readonly onChange: (folderId: string | null) => void;
}) {
  const t = useAllTexts();
  const format = useFormat();
  const { folders, counts, value } = props;
  // Eighty rows with three hundred options each are too much to keep: a row's list is made when it is first wanted.
  const [touched, setTouched] = useState(false);
  const [opened, setOpened] = useState(false);
  // The input learns of its list (aria-controls, aria-expanded) only when it renders after the list got its id,
  // which takes the list two rounds.
  const [rounds, setRounds] = useState(0);
  useEffect(() => {
    if (!opened) setRounds(0);
    else if (rounds < 2) setRounds(rounds + 1);
  }, [opened, rounds]);
  const byId = useMemo(() => new Map(folders.map((folder) => [folder.id, folder])), [folders]);
  const data = useMemo(
    () =>
      folders.map((folder) => ({
        value: folder.id,
        label: folderPathText(folder, byId),
        disabled: !folder.selectable,
      })),
    [folders, byId],
  );
  return (
    <Select
      aria-label={props.label}
      placeholder={`– ${t.folders.notMapped} –`}
      data={data}
      value={value !== null && byId.has(value) ? value : null}
      onChange={props.onChange}
      // Whoever empties the field unmaps the folder: the button that does it is for the pointer.
      onSearchChange={(text) => {
        if (text === "" && value !== null) props.onChange(null);
      }}
      error={props.error}
      searchable
      // Whoever passes with Tab, or is brought here by what is wrong, must see the row.
      openOnFocus={false}
      clearable
      clearButtonProps={{ "aria-label": `${props.label}: ${t.folders.notMapped}` }}
      filter={matching}
      nothingFoundMessage={<Nothing />}
      // The list itself scrolls: a scroll area around it would be one more thing to reach by keyboard.
      withScrollArea={false}
      styles={{ options: { maxHeight: 320, overflowY: "auto" } }}
      comboboxProps={{ shadow: "md", keepMounted: touched }}
      onFocus={() => setTouched(true)}
      onDropdownOpen={() => setOpened(true)}
      onDropdownClose={() => setOpened(false)}
      renderOption={({ option, checked }) => {
        const folder = byId.get(option.value);
        const messages = counts[option.value]?.messages ?? folder?.messages ?? null;
        return (
          <span className="folder-option" data-checked={checked || undefined}>
            <span
              className="folder-option-name"
              style={{ paddingInlineStart: `${(folder?.depth ?? 0) * 1.1}rem` }}
            >
              {folder?.name ?? option.label}
            </span>
            <span className="dim numbers">
              {folder?.selectable === false
                ? t.folders.selectOnly
                : messages === null
                  ? "…"
                  : format.number(messages)}
            </span>
          </span>
        );
      }}
    />
  );
}

/** A list of options must not be without one (ARIA). */
function Nothing() {
  const t = useAllTexts();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field has the focus, as for all options.
    <span role="option" aria-selected={false} aria-disabled>
      {t.folders.nothingFound}
    </span>
  );
}

/** Options stay in the order of the tree; each word must occur somewhere in the path. */
const matching: OptionsFilter = ({ options, search }) => {
  const words = search
    .toLowerCase()
    .split(/[\s/]+/)
    .filter((word) => word !== "");
  return (options as ComboboxItem[]).filter(({ label }) => {
    const path = label.toLowerCase();
    return words.every((word) => path.includes(word));
  });
};
