// System settings > Mail providers: what users of the workspace can choose from.
import { Button, Modal, Skeleton, Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { EmptyState } from "../shell/empty-state.tsx";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { Tag } from "../shell/tag.tsx";
import { useTitle } from "../shell/use-title.ts";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { MailPolicy } from "./mail-policy.tsx";
import { ProviderForm } from "./provider-form.tsx";
import { CheckView, ExpiryNotice, MoreAllowedNotice, ReadyTag } from "./provider-state.tsx";
import { Retention } from "./retention.tsx";
import { SettingsNav } from "./settings-nav.tsx";

export type AdminProvider = AnswerOf<"listProviders">[number];
type Editing = { readonly kind: AdminProvider["kind"]; readonly provider: AdminProvider | null };

export function ProvidersPage() {
  const t = useAllTexts();
  useTitle(t.providers.title);
  const [editing, edit] = useState<Editing | null>(null);
  const providers = useQuery({
    queryKey: keys.providers,
    queryFn: ({ signal }) => call("listProviders", { signal }),
  });
  const has = (kind: string) => providers.data?.some((provider) => provider.kind === kind) ?? true;
  return (
    <div className="page">
      <SettingsNav />
      <div className="page-head">
        <div>
          <h1>{t.providers.title}</h1>
          <p className="dim flush">{t.providers.intro}</p>
        </div>
        <div className="actions">
          {!has("imap") && (
            <Button variant="default" onClick={() => edit({ kind: "imap", provider: null })}>
              {t.providers.addImap}
            </Button>
          )}
          <Button variant="default" onClick={() => edit({ kind: "google", provider: null })}>
            {t.providers.addGoogle}
          </Button>
          <Button onClick={() => edit({ kind: "microsoft", provider: null })}>
            {t.providers.addMicrosoft}
          </Button>
        </div>
      </div>
      {providers.isPending && <Skeleton height={90} />}
      {providers.isError && (
        <ProblemNotice error={providers.error} onRetry={() => void providers.refetch()} />
      )}
      {providers.data?.length === 0 && (
        <div className="panel">
          <EmptyState icon="link" title={t.providers.empty}>
            {t.providers.emptyMore}
          </EmptyState>
        </div>
      )}
      {providers.data !== undefined && providers.data.length > 0 && (
        <ul className="cards">
          {providers.data.map((provider) => (
            <ProviderCard
              key={provider.id}
              provider={provider}
              onEdit={() => edit({ kind: provider.kind, provider })}
            />
          ))}
        </ul>
      )}
      <MailPolicy />
      <Retention />
      {editing !== null && (
        <ProviderForm kind={editing.kind} provider={editing.provider} onClose={() => edit(null)} />
      )}
    </div>
  );
}

function ProviderCard(props: { readonly provider: AdminProvider; readonly onEdit: () => void }) {
  const t = useAllTexts();
  const format = useFormat();
  const { provider } = props;
  const [removing, setRemoving] = useState(false);
  const client = useQueryClient();
  const turn = useMutation({
    mutationFn: (enabled: boolean) =>
      call("saveProvider", {
        params: { providerId: provider.id },
        body: {
          kind: provider.kind,
          name: provider.name,
          enabled,
          clientId: provider.clientId,
          tenant: provider.tenant,
        },
      }),
    onSettled: () => client.invalidateQueries({ queryKey: keys.providers }),
  });
  const check = useMutation({
    mutationFn: () => call("checkProvider", { params: { providerId: provider.id } }),
  });
  const end = provider.credential?.expiresAt ?? null;
  const facts = [
    t.providers.mailboxes(provider.mailboxes),
    ...(provider.hosts === null ? [] : [new URL(provider.hosts.authority).host]),
    ...(provider.hosts !== null || provider.cloud === "worldwide"
      ? []
      : [t.registration.clouds[provider.cloud]]),
    ...(end === null || provider.expiry !== null ? [] : [t.registration.validUntil(format.date(end))]),
  ];
  const enabled = turn.isPending ? turn.variables : provider.enabled;
  return (
    <li className="card">
      <div className="card-main">
        <h2>
          {provider.name} <Tag>{t.providers.kinds[provider.kind]}</Tag> <ReadyTag provider={provider} />
        </h2>
        {provider.clientId !== null && <p className="dim flush mono client-id">{provider.clientId}</p>}
        <p className="dim flush">
          {facts.map((fact, index) => (
            <span key={fact} className="fact">
              {index > 0 && " · "}
              {fact}
            </span>
          ))}
        </p>
        {provider.kind !== "imap" && provider.provenAt === null && (
          <p className="flush small">{t.registration.notProvenMore}</p>
        )}
        {provider.kind === "microsoft" && (
          <p className="flush small">
            <Link
              className="text-button"
              to="/settings/providers/$providerId/organisation"
              params={{ providerId: provider.id }}
              aria-label={t.organisation.openOf(provider.name)}
            >
              {t.organisation.open}
            </Link>
          </p>
        )}
        {provider.kind === "imap" && <p className="dim flush small">{t.providers.imapNote}</p>}
        {turn.isError && <ProblemNotice error={turn.error} />}
      </div>
      <Switch
        checked={enabled}
        onChange={(event) => turn.mutate(event.currentTarget.checked)}
        label={t.providers.enabled}
        aria-label={t.providers.enabledOf(provider.name)}
      />
      <div className="actions">
        {provider.kind !== "imap" && (
          <Button
            variant="default"
            loading={check.isPending}
            onClick={() => check.mutate()}
            aria-label={t.registration.checkOf(provider.name)}
          >
            {t.registration.check}
          </Button>
        )}
        <Button variant="default" onClick={props.onEdit} aria-label={t.providers.editOf(provider.name)}>
          {t.providers.edit}
        </Button>
        <Button variant="default" onClick={() => setRemoving(true)}>
          {t.providers.remove}
        </Button>
      </div>
      <div className="card-more">
        <ExpiryNotice provider={provider} />
        <MoreAllowedNotice provider={provider} />
        {check.isError && <ProblemNotice error={check.error} />}
        {check.data !== undefined && <CheckView check={check.data} />}
      </div>
      {removing && <RemoveDialog provider={provider} onClose={() => setRemoving(false)} />}
    </li>
  );
}

function RemoveDialog(props: { readonly provider: AdminProvider; readonly onClose: () => void }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const { provider } = props;
  const remove = useMutation({
    mutationFn: () => call("removeProvider", { params: { providerId: provider.id } }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.providers });
      notice(t.providers.removed);
      props.onClose();
    },
  });
  const used = provider.mailboxes > 0;
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={t.providers.removeTitle(provider.name)}
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <div className="stack">
        {remove.isError && <ProblemNotice error={remove.error} />}
        <p className="flush">{used ? t.providers.removeUsed(provider.mailboxes) : t.providers.removeBody}</p>
        <div className="actions end">
          <Button variant="default" onClick={props.onClose}>
            {used ? t.common.close : t.common.cancel}
          </Button>
          {!used && (
            <Button color="red" onClick={() => remove.mutate()} loading={remove.isPending}>
              {t.providers.remove}
            </Button>
          )}
        </div>
      </div>
    </Modal>
  );
}
