// Choose a provider and start; then what the other tab is doing.
import { Button, Select } from "@mantine/core";
import { useIsMutating, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { ApprovalNeeded, Approved, ConsentNotice, NEEDS_APPROVAL } from "./ask-administrator.tsx";
import { AttemptView } from "./attempt-view.tsx";
import { HAND_FORM_ID, HandForm } from "./by-hand/hand-form.tsx";
import { ConnectionFields } from "./connection-fields.tsx";
import { openTab } from "./open-tab.ts";
import { ReceiptView } from "./receipt-view.tsx";
import { type EmailSettings, runningAttempt } from "./use-email-settings.ts";

export function ConnectForm({ settings }: { readonly settings: EmailSettings }) {
  const t = useAllTexts();
  const { providers } = settings;
  const [chosen, choose] = useState<string | null>(null);
  const only = providers.length === 1 ? (providers[0]?.id ?? null) : null;
  const running = runningAttempt(settings.attempt);
  const last = settings.attempt?.providerId ?? settings.consent?.providerId ?? stoppedByHand(settings);
  const providerId = running?.providerId ?? chosen ?? last ?? only;
  const provider = providers.find(({ id }) => id === providerId);
  const { start, blocked } = useStart();
  const byHand = provider?.kind === "imap";
  const approval = provider?.approval ?? null;
  const needsApproval = running === null && approval === "needed";
  const asked = running === null ? settings.consent : null;
  // What people met since then counts for more than an approval.
  const consent = asked?.state === "given" && needsApproval ? null : asked;
  const attempt = sinceApproval(settings.attempt, consent !== null || approval === "given");
  const isByHand = (id: string) => providers.some((each) => each.id === id && each.kind === "imap");
  const connecting = useIsMutating({ mutationKey: keys.connectByHand }) > 0;
  const testing = useIsMutating({ mutationKey: keys.testByHand }) > 0;
  return (
    <>
      <div className="panel-bar">
        <Select
          className="mail-client"
          label={t.panel.mailClient}
          placeholder={t.panel.chooseClient}
          data={providers.map(({ id, name }) => ({ value: id, label: name }))}
          value={provider?.id ?? null}
          onChange={choose}
          disabled={running !== null}
          allowDeselect={false}
          checkIconPosition="right"
        />
        {byHand ? (
          <Button
            type="submit"
            form={HAND_FORM_ID}
            disabled={testing || (running !== null && !connecting)}
            loading={connecting}
          >
            {t.panel.start}
          </Button>
        ) : (
          <Button
            variant={needsApproval ? "default" : "filled"}
            disabled={provider === undefined || running !== null}
            loading={start.isPending}
            onClick={() => provider !== undefined && start.mutate(openTab(provider.id))}
          >
            {t.panel.start}
          </Button>
        )}
      </div>
      <div className="panel-body">
        {start.isError && <ProblemNotice error={start.error} />}
        <div role="status" aria-live="polite">
          {consent !== null && <ConsentNotice consent={consent} />}
          {approval === "given" && consent === null && <Approved isRunning={running !== null} />}
          {needsApproval &&
            provider !== undefined &&
            consent === null &&
            attempt?.diagnosis?.id !== NEEDS_APPROVAL && <ApprovalNeeded providerId={provider.id} />}
          {attempt !== null && (
            <AttemptView
              attempt={attempt}
              providerName={providers.find(({ id }) => id === attempt.providerId)?.name ?? ""}
              hasAdministrator={provider?.kind === "microsoft"}
              blocked={blocked}
              onOpen={isByHand(attempt.providerId) ? null : () => start.mutate(openTab(attempt.providerId))}
              opening={start.isPending}
            />
          )}
        </div>
        {settings.receipt !== null && running === null && <ReceiptView receipt={settings.receipt} />}
        {provider !== undefined && byHand ? (
          <HandForm
            providerId={provider.id}
            running={running !== null}
            providers={providers}
            onChoose={choose}
          />
        ) : (
          <ConnectionFields mailbox={null} />
        )}
      </div>
    </>
  );
}

/** Once somebody was asked, or has approved, that says how it goes on: not what stood at the wall before. */
function sinceApproval(attempt: EmailSettings["attempt"], isKnown: boolean): EmailSettings["attempt"] {
  if (attempt?.diagnosis?.id !== NEEDS_APPROVAL || !isKnown) return attempt;
  return runningAttempt(attempt) === null ? null : { ...attempt, diagnosis: null };
}

/** Who stopped a mailbox that was connected by hand finds the fields empty, to type in. */
function stoppedByHand({ receipt, providers }: EmailSettings): string | null {
  return (receipt?.provider === "imap" && providers.find(({ kind }) => kind === "imap")?.id) || null;
}

/** Starts an attempt for a tab that was opened in the click itself: later, the browser would block it. */
export function useStart() {
  const client = useQueryClient();
  const [blocked, setBlocked] = useState<string | null>(null);
  const start = useMutation({
    mutationFn: async (tab: ReturnType<typeof openTab>) => {
      try {
        const started = await call("startAttempt", { body: { providerId: tab.providerId } });
        setBlocked(tab.go(started.url) ? null : started.url);
        return started.attempt;
      } catch (error) {
        tab.drop();
        throw error;
      }
    },
    onSuccess: (attempt) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) => old && { ...old, attempt });
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
  return { start, blocked };
}
