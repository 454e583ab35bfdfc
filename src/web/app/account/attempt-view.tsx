import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { type DiagnosisShape, DiagnosisView } from "../shell/diagnosis-view.tsx";
import { PastedError } from "../shell/pasted-error.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { AskAdministrator, NEEDS_APPROVAL, useAskAdministrator } from "./ask-administrator.tsx";
import { Notice } from "./notice.tsx";
import type { Attempt, EmailSettings } from "./use-email-settings.ts";

export function AttemptView(props: {
  readonly attempt: Attempt;
  readonly providerName: string;
  /** An administrator may have to approve first. */
  readonly hasAdministrator: boolean;
  /** The address of the tab that the browser blocked. */
  readonly blocked: string | null;
  /** Null: there is no tab, what was typed is sent again from its form. */
  readonly onOpen: (() => void) | null;
  readonly opening: boolean;
}) {
  const t = useAllTexts();
  const { attempt } = props;
  switch (attempt.state) {
    case "waiting":
      return <Waiting {...props} />;
    case "question":
      return (
        <Notice
          kind="warning"
          title={t.panel.questionTitle(attempt.address ?? "")}
          action={<Cancel attempt={attempt} />}
        >
          {t.panel.question}
        </Notice>
      );
    case "connecting":
      return (
        <Notice
          kind="info"
          title={
            attempt.address === null ? t.panel.connectingPlain : t.panel.connectingTitle(attempt.address)
          }
        >
          {t.panel.connecting}
        </Notice>
      );
    case "failed":
      if (attempt.diagnosis === null) return <Notice kind="warning" title={t.panel.failedTitle} />;
      return <Ended {...props} title={t.panel.failedTitle} diagnosis={attempt.diagnosis} />;
    case "expired":
      if (attempt.diagnosis !== null) {
        return <Ended {...props} title={t.panel.expiredTitle} diagnosis={attempt.diagnosis} />;
      }
      return (
        <Notice kind="info" title={t.panel.expiredTitle}>
          {t.panel.expired}
        </Notice>
      );
    case "connected":
    case "cancelled":
      return null;
  }
}

type Props = Parameters<typeof AttemptView>[0];

/** An error that was seen at the provider says more than that nothing came back from there. */
function Ended(props: Props & { readonly title: string; readonly diagnosis: DiagnosisShape }) {
  const explained = useExplained();
  return (
    <DiagnosisView
      title={props.title}
      diagnosis={props.diagnosis}
      // Start stands above it and does the same.
      {...(props.onOpen === null
        ? {}
        : { onRetry: props.onOpen, retrying: props.opening, retryVariant: "default" as const })}
      {...approval(props.attempt)}
    >
      {props.onOpen !== null && <PastedError attemptId={props.attempt.id} onExplained={explained} />}
    </DiagnosisView>
  );
}

/** Where only an administrator can go on. */
function approval({ providerId, diagnosis }: Attempt) {
  return diagnosis?.id === NEEDS_APPROVAL ? { action: <AskAdministrator providerId={providerId} /> } : {};
}

/** The live stream would bring it too, a moment later. */
function useExplained(): (diagnosis: DiagnosisShape) => void {
  const client = useQueryClient();
  return (diagnosis) => {
    client.setQueryData<EmailSettings>(keys.emailSettings, (old) =>
      old === undefined || old.attempt === null ? old : { ...old, attempt: { ...old.attempt, diagnosis } },
    );
  };
}

function Waiting(props: Props) {
  const t = useAllTexts();
  const explained = useExplained();
  const blocked = props.blocked !== null;
  const { id, diagnosis } = props.attempt;
  return (
    <div className="stack">
      <Notice
        kind={blocked ? "warning" : "info"}
        title={t.panel.waitingTitle(props.providerName)}
        action={<Cancel attempt={props.attempt} />}
      >
        {!blocked && <p className="flush">{t.panel.waiting}</p>}
        <p className={blocked ? "flush" : "flush dim"}>
          {blocked ? t.panel.blocked : t.panel.nothingOpened}{" "}
          <button
            type="button"
            className="text-button"
            onClick={() => props.onOpen?.()}
            disabled={props.opening}
          >
            {t.panel.openAgain}
          </button>
        </p>
        {props.hasAdministrator && <Wall attempt={props.attempt} />}
        <PastedError attemptId={id} onExplained={explained} />
      </Notice>
      {diagnosis !== null && (
        <DiagnosisView title={t.doctor.found} diagnosis={diagnosis} {...approval(props.attempt)} />
      )}
    </div>
  );
}

/** Microsoft's page for it leads nowhere: whoever stands before it says so here. */
function Wall({ attempt }: { readonly attempt: Attempt }) {
  const t = useAllTexts();
  const ask = useAskAdministrator();
  return (
    <p className="flush dim">
      {t.consent.wall}{" "}
      <button
        type="button"
        className="text-button"
        onClick={() => ask.mutate(attempt.providerId)}
        disabled={ask.isPending}
      >
        {t.consent.ask}
      </button>
    </p>
  );
}

function Cancel({ attempt }: { readonly attempt: Attempt }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call("cancelAttempt", { params: { attemptId: attempt.id } }),
    onSuccess: () => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) => old && { ...old, attempt: null });
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
  return (
    <Button variant="default" onClick={() => cancel.mutate()} loading={cancel.isPending}>
      {t.common.cancel}
    </Button>
  );
}
