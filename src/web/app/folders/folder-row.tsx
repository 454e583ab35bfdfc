import { ActionIcon, Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import type { RemoteCounts } from "../live/apply-live-event.ts";
import { problemOf, problemText } from "../problem-error.ts";
import { Icon } from "../shell/icon.tsx";
import { useNotice } from "../shell/notices.tsx";
import { Tag } from "../shell/tag.tsx";
import type { AllTexts } from "../words/load-texts.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import {
  type FolderPicker,
  foldersBelow,
  type RemoteFolder,
  type Row,
  type RowProblem,
} from "./folder-draft.ts";
import { FolderSelect } from "./folder-select.tsx";

interface Props {
  readonly row: Row;
  readonly mailboxId: string;
  readonly picker: FolderPicker;
  readonly folders: readonly RemoteFolder[];
  readonly counts: RemoteCounts;
  readonly problem: RowProblem | null;
  readonly onChange: (change: Partial<Pick<Row, "name" | "folderId" | "subtree">>) => void;
  readonly onRemove: () => void;
  /** The missing folder was created: its button goes. */
  readonly onCreated: (folderId: string | null) => void;
}

export function FolderRow(props: Props) {
  const t = useAllTexts();
  const { row, problem } = props;
  const name = rowName(row, t);
  const nameIsWrong = problem?.kind === "needName" || problem?.kind === "sameName";
  return (
    <li className="folder-row" aria-label={name} data-row={row.key}>
      <div className="folder-row-name">
        {row.role === null ? (
          <TextInput
            aria-label={t.folders.customName}
            placeholder={t.folders.customName}
            maxLength={200}
            value={row.name}
            error={nameIsWrong ? rowProblemText(problem, t) : null}
            onChange={(event) => props.onChange({ name: event.currentTarget.value })}
          />
        ) : (
          <span className="folder-role">
            <Icon name={row.role} />
            {name}
          </span>
        )}
      </div>
      <span className="folder-row-arrow">
        <Icon name="link" />
      </span>
      <div className="folder-row-remote">
        <FolderSelect
          label={t.folders.remoteFor(name)}
          folders={props.folders}
          counts={props.counts}
          value={row.folderId}
          error={nameIsWrong || problem === null ? null : rowProblemText(problem, t)}
          onChange={(folderId) => chooseFolder(props, folderId)}
        />
        <Below {...props} name={name} />
      </div>
      <Count {...props} />
      <div className="folder-row-more">
        {row.proposed && <Tag>{t.folders.proposed}</Tag>}
        {row.role !== null && row.folderId === null && <CreateFolder {...props} />}
        {row.role === null && (
          <ActionIcon
            variant="subtle"
            color="gray"
            size="lg"
            aria-label={t.folders.remove(name)}
            onClick={props.onRemove}
          >
            <Icon name="close" />
          </ActionIcon>
        )}
      </div>
    </li>
  );
}

function Count({ row, picker, counts }: Props) {
  const t = useAllTexts();
  const format = useFormat();
  const { folderId } = row;
  const known = picker.folders.find(({ id }) => id === folderId);
  if (folderId === null || known === undefined) return null;
  const messages = counts[folderId]?.messages ?? known.messages;
  return (
    <span className="folder-count">
      <span aria-hidden={messages === null}>{messages === null ? "…" : format.number(messages)}</span>
      <span className="visually-hidden"> {messages === null ? t.folders.counting : t.folders.messages}</span>
    </span>
  );
}

/** A folder of one's own takes the remote folder's name until it is given another. */
function chooseFolder({ row, picker, onChange }: Props, folderId: string | null): void {
  const nameOf = (id: string | null) => picker.folders.find((folder) => folder.id === id)?.name ?? "";
  const follows = row.role === null && (row.name.trim() === "" || row.name === nameOf(row.folderId));
  onChange({ folderId, subtree: false, ...(follows && folderId !== null ? { name: nameOf(folderId) } : {}) });
}

function Below({ row, picker, onChange, name }: Props & { readonly name: string }) {
  const t = useAllTexts();
  const below = useMemo(
    () => (row.folderId === null ? 0 : foldersBelow(row.folderId, picker.folders).length),
    [row.folderId, picker.folders],
  );
  if (below === 0) return null;
  return (
    <Checkbox
      mt={6}
      size="xs"
      label={`${t.folders.subtree} (${t.folders.below(below)})`}
      aria-label={t.folders.subtreeOf(name)}
      checked={row.subtree}
      onChange={(event) => onChange({ subtree: event.currentTarget.checked })}
    />
  );
}

function CreateFolder({ row, mailboxId, picker, onCreated }: Props) {
  const t = useAllTexts();
  const client = useQueryClient();
  const notice = useNotice();
  const path = picker.proposals.find(({ role }) => role === row.role)?.createPath ?? null;
  const create = useMutation({
    mutationFn: (wanted: string) =>
      call("createRemoteFolder", { params: { mailboxId }, body: { path: wanted } }),
    onSuccess: (next, wanted) => {
      client.setQueryData(keys.picker(mailboxId), next);
      const made = next.folders.find((folder) => folder.path === wanted);
      onCreated(made?.id ?? null);
      notice(t.folders.created(made?.name ?? wanted));
    },
  });
  if (path === null) return null;
  const problem = create.isError ? problemOf(create.error) : null;
  return (
    <>
      <Button variant="default" size="xs" loading={create.isPending} onClick={() => create.mutate(path)}>
        {t.folders.create(path)}
      </Button>
      {problem !== null && (
        <span className="refusal-text" role="alert">
          {problem.diagnosis?.what ?? problemText(problem, t)}
        </span>
      )}
    </>
  );
}

export function rowName(row: Row, t: AllTexts): string {
  if (row.role !== null) return t.mail.roles[row.role];
  return row.name.trim() === "" ? t.folders.newFolder : row.name;
}

function rowProblemText(problem: RowProblem, t: AllTexts): string {
  switch (problem.kind) {
    case "twice":
      return t.folders.twice(rowName(problem.other, t));
    case "sameName":
      return t.folders.sameName;
    case "needName":
      return t.folders.needName;
    case "needFolder":
      return t.folders.needFolder;
    case "gone":
      return t.folders.gone;
    case "server":
      return problem.message;
  }
}
