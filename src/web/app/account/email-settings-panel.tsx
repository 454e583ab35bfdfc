// The panel "Email settings" in all its states. It learns everything from the server, by the live stream: the tab at
// the provider can't talk to it (Microsoft's pages cut the link), and it never asks that tab.
import { Button, Skeleton } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useSession } from "../session.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { ConnectForm } from "./connect-form.tsx";
import { ConnectedPanel } from "./connected-panel.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { HandedOver } from "./handed-over.tsx";
import { Notice } from "./notice.tsx";
import { connectedMailbox, type EmailSettings, useEmailSettings } from "./use-email-settings.ts";

export function EmailSettingsPanel() {
  const t = useAllTexts();
  const { data: settings, error, refetch } = useEmailSettings();
  return (
    <section className="panel" aria-labelledby="email-settings-title">
      <div className="panel-head">
        <h2 id="email-settings-title" tabIndex={-1}>
          {t.panel.title}
        </h2>
        <p className="dim flush">{t.panel.intro}</p>
      </div>
      {settings === undefined && error === null && <PanelSkeleton />}
      {settings === undefined && error !== null && (
        <div className="panel-body">
          <ProblemNotice error={error} onRetry={() => void refetch()} />
        </div>
      )}
      {settings !== undefined && <State settings={settings} />}
      {settings !== undefined && <HandedOver mailboxes={settings.handedOver} />}
    </section>
  );
}

function State({ settings }: { readonly settings: EmailSettings }) {
  const { activation, providers } = settings;
  const mailbox = connectedMailbox(settings);
  if (activation.state === "suspended") return <Suspended settings={settings} />;
  if (mailbox !== null) return <ConnectedPanel settings={settings} mailbox={mailbox} />;
  if (activation.state !== "active") return <NotActivated settings={settings} />;
  if (providers.length === 0) return <NoProvider settings={settings} />;
  return <ConnectForm settings={settings} />;
}

function PanelSkeleton() {
  const t = useAllTexts();
  return (
    <div aria-busy="true">
      <span className="visually-hidden">{t.common.loading}</span>
      <div className="panel-bar">
        <Skeleton height={36} width={230} />
        <Skeleton height={36} width={230} />
      </div>
      <div className="panel-body">
        <div className="sync-state" />
        <ConnectionFields mailbox={null} />
      </div>
    </div>
  );
}

function Suspended({ settings }: { readonly settings: EmailSettings }) {
  const t = useAllTexts();
  return (
    <div className="panel-body">
      <Notice kind="warning" title={t.panel.suspendedTitle}>
        {t.panel.suspended}
      </Notice>
      {settings.mailbox !== null && <ConnectionFields mailbox={settings.mailbox} />}
    </div>
  );
}

function NotActivated({ settings }: { readonly settings: EmailSettings }) {
  const t = useAllTexts();
  const format = useFormat();
  const client = useQueryClient();
  const ask = useMutation({
    mutationFn: () => call("askActivation"),
    onSuccess: (next) => client.setQueryData(keys.emailSettings, next),
  });
  const { state, requestedAt } = settings.activation;
  return (
    <div className="panel-body">
      {ask.isError && <ProblemNotice error={ask.error} />}
      <Notice
        kind="info"
        title={t.panel.inactiveTitle}
        action={
          state === "inactive" && (
            <Button onClick={() => ask.mutate()} loading={ask.isPending}>
              {t.panel.ask}
            </Button>
          )
        }
      >
        <p className="flush">{t.panel.inactive}</p>
        {requestedAt !== null && state === "requested" && (
          <p className="flush" role="status">
            {t.panel.askedOn(format.exact(requestedAt))}
          </p>
        )}
      </Notice>
    </div>
  );
}

function NoProvider({ settings }: { readonly settings: EmailSettings }) {
  const t = useAllTexts();
  const session = useSession();
  const { locale } = t;
  const names = new Intl.ListFormat(locale, { type: "disjunction" }).format(settings.admins);
  const isAdmin = session.role === "admin";
  return (
    <div className="panel-body">
      <Notice
        kind="info"
        title={t.panel.noProviderTitle}
        action={
          isAdmin && (
            <Link to="/settings/providers" className="text-link">
              {t.panel.addProvider}
            </Link>
          )
        }
      >
        {isAdmin ? t.panel.noProviderSelf : t.panel.noProvider(names || t.panel.nobody)}
      </Notice>
      <ConnectionFields mailbox={null} />
    </div>
  );
}
