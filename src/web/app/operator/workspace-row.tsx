import { Button, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { Tag } from "../shell/tag.tsx";
import { RelativeTime } from "../words/relative-time.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { OwnDomains } from "./own-domains.tsx";

type Workspace = AnswerOf<"listWorkspaces">[number];

const TONES = { requested: "warning", active: "good", inactive: "plain", suspended: "bad" } as const;

/** Requests first, the oldest on top; then by name. */
export function byUrgency(workspaces: readonly Workspace[]): readonly Workspace[] {
  const rank = ({ activation }: Workspace) => (activation === "requested" ? 0 : 1);
  return workspaces.toSorted(
    (a, b) =>
      rank(a) - rank(b) ||
      (rank(a) === 0 ? (a.requestedAt ?? "").localeCompare(b.requestedAt ?? "") : 0) ||
      a.name.localeCompare(b.name),
  );
}

export function WorkspaceRow({ workspace }: { readonly workspace: Workspace }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const [suspending, suspend] = useDisclosure(false);
  const set = useMutation({
    mutationFn: (activation: "active" | "suspended") =>
      call("setActivation", { params: { workspaceId: workspace.id }, body: { activation } }),
    onSuccess: async (_, activation) => {
      suspend.close();
      notice(
        activation === "active" ? t.operator.activated(workspace.name) : t.operator.suspended(workspace.name),
      );
      await client.invalidateQueries({ queryKey: keys.workspaces });
    },
  });
  const { name, activation } = workspace;
  return (
    <li className="card" data-urgent={activation === "requested" || undefined}>
      <div className="card-main">
        <h2>
          {name} <Tag tone={TONES[activation]}>{t.operator.states[activation]}</Tag>
        </h2>
        <p className="dim flush">
          {t.operator.users(workspace.users)} · {t.operator.mailboxes(workspace.mailboxes)}
          {workspace.problems > 0 && (
            <>
              {" · "}
              <span className="bad">{t.operator.problems(workspace.problems)}</span>
            </>
          )}
        </p>
        <OwnDomains workspace={workspace} />
        {activation === "requested" && workspace.requestedBy !== null && (
          <p className="flush">
            {t.operator.requestedBy(workspace.requestedBy)}
            {workspace.requestedAt !== null && (
              <>
                , <RelativeTime at={workspace.requestedAt} />
              </>
            )}
          </p>
        )}
        {set.isError && <ProblemNotice error={set.error} />}
      </div>
      {activation === "active" ? (
        <Button variant="default" onClick={suspend.open} aria-label={t.operator.suspendOf(name)}>
          {t.operator.suspend}
        </Button>
      ) : (
        <Button
          onClick={() => set.mutate("active")}
          loading={set.isPending}
          variant={activation === "requested" ? "filled" : "default"}
          aria-label={t.operator.activateOf(name)}
        >
          {t.operator.activate}
        </Button>
      )}
      <Modal
        opened={suspending}
        onClose={suspend.close}
        title={t.operator.suspendTitle(name)}
        closeButtonProps={{ "aria-label": t.common.close }}
      >
        <div className="stack">
          <p className="flush">{t.operator.suspendBody(workspace.mailboxes)}</p>
          <div className="actions end">
            <Button variant="default" onClick={suspend.close}>
              {t.common.cancel}
            </Button>
            <Button color="red" onClick={() => set.mutate("suspended")} loading={set.isPending}>
              {t.operator.suspend}
            </Button>
          </div>
        </div>
      </Modal>
    </li>
  );
}
