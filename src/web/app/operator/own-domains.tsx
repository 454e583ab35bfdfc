// A workspace's own domains: the operator's word, on which the address policy and the application's own access rest.
import { Button, Modal, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";

type Workspace = AnswerOf<"listWorkspaces">[number];

export function OwnDomains({ workspace }: { readonly workspace: Workspace }) {
  const t = useAllTexts();
  const [editing, edit] = useDisclosure(false);
  const { name, ownDomains } = workspace;
  return (
    <p className="dim flush">
      {ownDomains.length === 0 ? t.operator.domainsNone : `${t.operator.domains}: ${ownDomains.join(", ")}`}{" "}
      <button
        type="button"
        className="text-button"
        aria-label={t.operator.domainsEditOf(name)}
        onClick={edit.open}
      >
        {t.operator.domainsEdit}
      </button>
      {editing && <EditDomains workspace={workspace} onClose={edit.close} />}
    </p>
  );
}

export function domainsOf(text: string): string[] {
  return text.split(/[\s,;]+/).filter((domain) => domain !== "");
}

function EditDomains(props: { readonly workspace: Workspace; readonly onClose: () => void }) {
  const { id, name, ownDomains } = props.workspace;
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const [text, setText] = useState(ownDomains.join(", "));
  const save = useMutation({
    mutationFn: () =>
      call("setOwnDomains", { params: { workspaceId: id }, body: { ownDomains: domainsOf(text) } }),
    onSuccess: async () => {
      notice(t.operator.domainsSaved(name));
      await client.invalidateQueries({ queryKey: keys.workspaces });
      props.onClose();
    },
  });
  const isWrong = save.error instanceof ProblemError && save.error.field("ownDomains", t) !== undefined;
  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate();
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.operator.domainsTitle(name)}
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <form className="stack" onSubmit={submit}>
        {save.isError && !isWrong && <ProblemNotice error={save.error} />}
        <TextInput
          label={t.operator.domains}
          description={t.operator.domainsHint}
          value={text}
          error={isWrong && t.operator.domainsWrong}
          onChange={(event) => setText(event.currentTarget.value)}
          data-autofocus
        />
        <p className="dim flush">{t.operator.domainsMore}</p>
        <div className="actions end">
          <Button variant="default" onClick={props.onClose}>
            {t.common.cancel}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
