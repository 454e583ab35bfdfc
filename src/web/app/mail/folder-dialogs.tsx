// A folder made, renamed, moved or deleted: the provider does it while the dialog waits, and says what it can't.
import { Button, Modal, NativeSelect, Stack, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { Texts } from "../../texts/en.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import { type AppFolder, folderLabel, folderPath, trailOf } from "./app-folder.ts";

export type FolderWish =
  | { readonly kind: "create"; readonly parent: AppFolder | null }
  | { readonly kind: "change"; readonly folder: AppFolder }
  | { readonly kind: "remove"; readonly folder: AppFolder };

interface Props {
  readonly mailboxId: string;
  readonly provider: string;
  readonly folders: readonly AppFolder[];
  /** `made`: where to go now. */
  readonly onDone: (made: AppFolder | null) => void;
  readonly onClose: () => void;
}

export function FolderDialog(props: Props & { readonly opened: boolean; readonly wish: FolderWish | null }) {
  const t = useTexts();
  const { wish } = props;
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={wish === null ? "" : titleOf(wish)}
      size="sm"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {wish?.kind === "remove" && <RemoveForm {...props} folder={wish.folder} />}
      {wish !== null && wish.kind !== "remove" && <NameForm {...props} wish={wish} />}
    </Modal>
  );
  function titleOf(asked: FolderWish): string {
    switch (asked.kind) {
      case "create":
        return asked.parent === null ? t.act.newFolder : t.act.newFolderIn(folderLabel(asked.parent, t));
      case "change":
        return t.act.renameFolderTitle(folderLabel(asked.folder, t));
      case "remove":
        return t.act.deleteFolderTitle(folderLabel(asked.folder, t));
    }
  }
}

function NameForm(props: Props & { readonly wish: Exclude<FolderWish, { kind: "remove" }> }) {
  const t = useTexts();
  const { wish, mailboxId } = props;
  const folder = wish.kind === "change" ? wish.folder : null;
  const [name, setName] = useState(folder?.name ?? "");
  const [parentId, setParentId] = useState(folder?.parentId ?? null);
  const targets = folder?.parentId == null ? [] : placesFor(folder, props.folders);
  const save = useFolderMutation(mailboxId, () => {
    if (wish.kind === "create") {
      return call("createFolder", {
        params: { mailboxId },
        body: { name, parentId: wish.parent?.id ?? null },
      });
    }
    const moved = parentId === null || parentId === wish.folder.parentId ? {} : { parentId };
    return call("changeFolder", {
      params: { mailboxId, folderId: wish.folder.id },
      body: { name, ...moved },
    });
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate(undefined, {
      onSuccess: (after) => {
        const known = new Set(props.folders.map(({ id }) => id));
        props.onDone(wish.kind === "create" ? (after.find(({ id }) => !known.has(id)) ?? null) : null);
      },
    });
  }
  const wrong = save.error instanceof ProblemError ? wordsOf(save.error, t) : undefined;
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput
          label={t.act.folderName}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={wrong}
          maxLength={200}
          required
          withAsterisk={false}
          data-autofocus
        />
        {targets.length > 1 && (
          <NativeSelect
            label={t.act.folderInside}
            data={targets.map((each) => ({ value: each.id, label: folderPath(each, props.folders, t) }))}
            value={parentId ?? ""}
            onChange={(event) => setParentId(event.currentTarget.value)}
          />
        )}
        {save.isError && wrong === undefined && <ProblemNotice error={save.error} />}
        <div className="actions end">
          <Button variant="default" onClick={props.onClose}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ""}>
            {wish.kind === "create" ? t.act.makeFolder : t.common.save}
          </Button>
        </div>
      </Stack>
    </form>
  );
}

function RemoveForm(props: Props & { readonly folder: AppFolder }) {
  const t = useTexts();
  const { folder, mailboxId } = props;
  const remove = useFolderMutation(mailboxId, () =>
    call("removeFolder", { params: { mailboxId, folderId: folder.id } }),
  );
  const notice = useNotice();
  const wrong = remove.error instanceof ProblemError ? wordsOf(remove.error, t) : undefined;
  return (
    <Stack gap="sm">
      <p className="flush">{t.act.deleteFolderBody(folder.messages, props.provider)}</p>
      {wrong !== undefined && (
        <p className="flush refusal-text" role="alert">
          {wrong}
        </p>
      )}
      {remove.isError && wrong === undefined && <ProblemNotice error={remove.error} />}
      <div className="actions end">
        <Button variant="default" onClick={props.onClose} data-autofocus>
          {t.common.cancel}
        </Button>
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() =>
            remove.mutate(undefined, {
              onSuccess: () => {
                notice(t.act.folderDeleted(folderLabel(folder, t)));
                props.onDone(null);
              },
            })
          }
        >
          {t.act.deleteFolder}
        </Button>
      </div>
    </Stack>
  );
}

function useFolderMutation(mailboxId: string, ask: () => Promise<AppFolder[]>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ask,
    onSuccess: (after) => client.setQueryData(keys.folders(mailboxId), after),
  });
}

/** Where a folder of a tree can lie: in each that takes folders, but not in itself. */
function placesFor(folder: AppFolder, all: readonly AppFolder[]): readonly AppFolder[] {
  return all.filter((each) => each.takesFolders && !trailOf(each, all).includes(folder));
}

/** In the reader's language where we know the problem. */
function wordsOf(error: ProblemError, t: Texts): string | undefined {
  const words: Readonly<Record<string, string>> = t.act.folderProblems;
  return words[error.problem.code] ?? error.field("name", t);
}
