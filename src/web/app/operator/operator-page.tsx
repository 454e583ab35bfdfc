// The operator's console: workspaces, who asks for activation, on and off.
import { Button, Modal, Skeleton, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemError } from "../problem-error.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { InviteLink } from "../shell/invite-link.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { ExpiringSecrets } from "./expiring-secrets.tsx";
import { domainsOf } from "./own-domains.tsx";
import { Problems } from "./problems.tsx";
import { byUrgency, WorkspaceRow } from "./workspace-row.tsx";

/** Requests come in while one looks. */
const REFRESH_MS = 15_000;

export function OperatorPage() {
  const t = useAllTexts();
  useTitle(t.operator.title);
  const [creating, create] = useDisclosure(false);
  const workspaces = useQuery({
    queryKey: keys.workspaces,
    queryFn: ({ signal }) => call("listWorkspaces", { signal }),
    refetchInterval: REFRESH_MS,
  });
  const requests = workspaces.data?.filter(({ activation }) => activation === "requested").length ?? 0;
  return (
    <div className="page wide">
      <div className="page-head">
        <div>
          <h1>{t.operator.title}</h1>
          <p className="dim flush">{t.operator.intro}</p>
        </div>
        <Button onClick={create.open}>{t.operator.create}</Button>
      </div>
      <p className="requests" role="status">
        {requests > 0 && t.operator.requests(requests)}
      </p>
      <ExpiringSecrets />
      <Problems />
      {workspaces.isPending && <Skeleton height={200} />}
      {workspaces.isError && (
        <ProblemNotice error={workspaces.error} onRetry={() => void workspaces.refetch()} />
      )}
      {workspaces.data?.length === 0 && (
        <div className="panel">
          <EmptyState icon="folder" title={t.operator.empty}>
            {t.operator.emptyMore}
          </EmptyState>
        </div>
      )}
      {workspaces.data !== undefined && workspaces.data.length > 0 && (
        <ul className="cards">
          {byUrgency(workspaces.data).map((workspace) => (
            <WorkspaceRow key={workspace.id} workspace={workspace} />
          ))}
        </ul>
      )}
      {creating && <CreateWorkspace onClose={create.close} />}
    </div>
  );
}

function CreateWorkspace({ onClose }: { readonly onClose: () => void }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [adminName, setAdminName] = useState("");
  const [adminEmail, setAdminEmail] = useState("");
  const [domains, setDomains] = useState("");
  const create = useMutation({
    mutationFn: () =>
      call("createWorkspace", {
        body: {
          name: name.trim(),
          admin: { name: adminName.trim(), email: adminEmail.trim() },
          ownDomains: domainsOf(domains),
        },
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: keys.workspaces }),
  });
  const refused = create.error instanceof ProblemError ? create.error : null;
  function submit(event: FormEvent): void {
    event.preventDefault();
    create.mutate();
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={create.data === undefined ? t.operator.create : t.operator.created(create.data.workspace.name)}
      closeButtonProps={{ "aria-label": t.common.close }}
      closeOnClickOutside={create.data === undefined}
    >
      {create.data !== undefined ? (
        <InviteLink url={create.data.inviteUrl} lead={t.operator.createdBody} onClose={onClose} />
      ) : (
        <form className="stack" onSubmit={submit}>
          {create.isError && refused?.problem.errors === undefined && <ProblemNotice error={create.error} />}
          <TextInput
            label={t.operator.name}
            required
            withAsterisk={false}
            maxLength={200}
            value={name}
            error={refused?.field("name", t)}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t.operator.adminName}
            required
            withAsterisk={false}
            maxLength={200}
            value={adminName}
            error={refused?.field("admin.name", t)}
            onChange={(event) => setAdminName(event.currentTarget.value)}
          />
          <TextInput
            label={t.operator.adminEmail}
            type="email"
            required
            withAsterisk={false}
            maxLength={320}
            value={adminEmail}
            error={refused?.field("admin.email", t) ?? refused?.field("email", t)}
            onChange={(event) => setAdminEmail(event.currentTarget.value)}
          />
          <TextInput
            label={t.operator.domains}
            description={t.operator.domainsHint}
            value={domains}
            error={refused?.field("ownDomains", t) !== undefined && t.operator.domainsWrong}
            onChange={(event) => setDomains(event.currentTarget.value)}
          />
          <div className="actions end">
            <Button variant="default" onClick={onClose}>
              {t.common.cancel}
            </Button>
            <Button type="submit" loading={create.isPending}>
              {t.operator.create}
            </Button>
          </div>
        </form>
      )}
    </Modal>
  );
}
