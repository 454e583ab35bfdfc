import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import { flushSync } from "react-dom";
import type { BodyOf } from "../../../api/operations.ts";
import type { Mailbox } from "../account/use-email-settings.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import type { RemoteCounts } from "../live/apply-live-event.ts";
import { fieldText, ProblemError } from "../problem-error.ts";
import { Icon } from "../shell/icon.tsx";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import {
  addRow,
  changeRow,
  coveredFolders,
  draftProblems,
  type FolderPicker,
  firstDraft,
  mappedRows,
  type Row,
  type RowProblem,
  toMappings,
  treeOrder,
} from "./folder-draft.ts";
import { FolderRow } from "./folder-row.tsx";
import { FoldersHead } from "./folders-head.tsx";
import { ImportWindows } from "./import-windows.tsx";
import { LimitNotice, UnlistedNotice } from "./provider-notices.tsx";

type Window = BodyOf<"saveMappings">["importWindow"];

interface Props {
  readonly mailbox: Mailbox;
  readonly picker: FolderPicker;
  readonly onClose: () => void;
}

const NO_COUNTS: RemoteCounts = {};

export function FolderForm({ mailbox, picker, onClose }: Props) {
  const t = useAllTexts();
  const [rows, setRows] = useState(() => firstDraft(picker));
  const [window, setWindow] = useState<Window>(picker.importWindow ?? "1m");
  const [showHidden, setShowHidden] = useState(false);
  const [tried, setTried] = useState(false);
  const [refused, setRefused] = useState<ReadonlyMap<string, RowProblem>>(new Map());
  const list = useRef<HTMLUListElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const counts = useRemoteCounts(mailbox.id);
  const save = useSave(mailbox.id, onClose);

  const found = useMemo(() => draftProblems(rows, picker.folders), [rows, picker.folders]);
  const shown = useMemo(() => {
    const used = new Set(rows.flatMap(({ folderId }) => folderId ?? []));
    return treeOrder(picker.folders, showHidden, used);
  }, [picker.folders, showHidden, rows]);
  const covered = useMemo(() => coveredFolders(rows, picker.folders), [rows, picker.folders]);
  const none = mappedRows(rows).length === 0;

  function edit(next: readonly Row[]): void {
    setRows(next);
    setRefused(new Map());
  }

  // What is pressed here often goes with what it does: the focus then goes where one goes on.
  function add(): void {
    flushSync(() => setRows(addRow(rows)));
    focusIn(list.current, ".folder-row:last-child .folder-row-remote input");
  }

  function remove(key: string): void {
    flushSync(() => edit(rows.filter((row) => row.key !== key)));
    addButton.current?.focus();
  }

  function created(key: string, folderId: string | null): void {
    if (folderId === null) return;
    flushSync(() => edit(changeRow(rows, key, { folderId })));
    focusIn(list.current, `[data-row="${key}"] .folder-row-remote input`);
  }

  function submit(): void {
    flushSync(() => setTried(true));
    if (found.size > 0 || none) {
      focusIn(list.current, "[aria-invalid=true]");
      return;
    }
    save.mutate(
      { mappings: toMappings(rows), importWindow: window },
      {
        onError: (error) => {
          flushSync(() => setRefused(rowErrors(error, rows, t)));
          focusIn(list.current, "[aria-invalid=true]");
        },
      },
    );
  }

  return (
    <>
      <div className="folders-scroll">
        {save.isError && refused.size === 0 && <ProblemNotice error={save.error} />}
        <UnlistedNotice unlisted={picker.unlisted} />
        <FoldersHead mailbox={mailbox} />
        <ul className="folder-rows" ref={list}>
          {rows.map((row) => (
            <FolderRow
              key={row.key}
              row={row}
              mailboxId={mailbox.id}
              picker={picker}
              folders={shown}
              counts={counts}
              problem={visible(refused.get(row.key) ?? found.get(row.key), tried)}
              onChange={(change) => edit(changeRow(rows, row.key, change))}
              onRemove={() => remove(row.key)}
              onCreated={(folderId) => created(row.key, folderId)}
            />
          ))}
        </ul>
        <div className="folders-more">
          <Button
            ref={addButton}
            className="folders-add"
            variant="subtle"
            leftSection={<Icon name="plus" size={16} />}
            onClick={add}
          >
            {t.folders.add}
          </Button>
          {picker.folders.some(({ hidden }) => hidden) && (
            <Checkbox
              label={t.folders.showHidden}
              checked={showHidden}
              onChange={(event) => setShowHidden(event.currentTarget.checked)}
            />
          )}
        </div>
        <ImportWindows mailboxId={mailbox.id} folders={covered} value={window} onChange={setWindow} />
        <p className="dim flush">{t.folders.promise}</p>
        <LimitNotice picker={picker} counts={counts} />
      </div>
      <div className="folders-foot">
        <span className="refusal-text" role="alert">
          {tried && none ? t.folders.atLeastOne : ""}
        </span>
        <Button variant="default" onClick={onClose}>
          {t.common.cancel}
        </Button>
        <Button onClick={submit} loading={save.isPending}>
          {t.common.save}
        </Button>
      </div>
    </>
  );
}

function focusIn(place: HTMLElement | null, selector: string): void {
  place?.querySelector<HTMLElement>(selector)?.focus();
}

/** What is merely unfinished is said only once somebody tried to save. */
function visible(problem: RowProblem | undefined, tried: boolean): RowProblem | null {
  if (problem === undefined) return null;
  const unfinished = problem.kind === "needFolder" || problem.kind === "needName";
  return unfinished && !tried ? null : problem;
}

function rowErrors(
  refused: unknown,
  rows: readonly Row[],
  t: ReturnType<typeof useAllTexts>,
): ReadonlyMap<string, RowProblem> {
  const errors = new Map<string, RowProblem>();
  if (!(refused instanceof ProblemError)) return errors;
  const sent = mappedRows(rows);
  for (const error of refused.problem.errors ?? []) {
    const row = sent[Number(/^mappings\.(\d+)/.exec(error.field)?.[1] ?? Number.NaN)];
    if (row !== undefined) errors.set(row.key, { kind: "server", message: fieldText(error, t) });
  }
  return errors;
}

function useRemoteCounts(mailboxId: string): RemoteCounts {
  // Filled by the live stream only.
  const { data } = useQuery<RemoteCounts>({
    queryKey: keys.remoteCounts(mailboxId),
    queryFn: () => NO_COUNTS,
    enabled: false,
  });
  return data ?? NO_COUNTS;
}

function useSave(mailboxId: string, onSaved: () => void) {
  const t = useAllTexts();
  const client = useQueryClient();
  const notice = useNotice();
  return useMutation({
    mutationFn: (body: BodyOf<"saveMappings">) => call("saveMappings", { params: { mailboxId }, body }),
    onSuccess: (settings) => {
      client.setQueryData(keys.emailSettings, settings);
      void client.invalidateQueries({ queryKey: keys.folders(mailboxId) });
      void client.invalidateQueries({ queryKey: keys.lists(mailboxId) });
      notice(t.folders.saved);
      onSaved();
    },
  });
}
