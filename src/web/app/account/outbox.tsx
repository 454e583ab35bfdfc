// Changes made here that the provider hasn't taken: what waits for it, and what it refused, in words.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

/** What is on its way is nobody's business. */
const TELL_AFTER_MS = 5_000;

export function OutboxWaiting({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const format = useFormat();
  const { waiting, since } = mailbox.outbox;
  // Measured here: the clocks of server and browser may differ.
  const [late, setLate] = useState<string | null>(null);
  useEffect(() => {
    if (since === null) return;
    const timer = setTimeout(() => setLate(since), TELL_AFTER_MS);
    return () => clearTimeout(timer);
  }, [since]);
  if (since === null || late !== since) return null;
  return (
    <p className="outbox-waiting flush dim" role="status" title={format.full(since)}>
      {t.act.waiting(waiting, mailbox.providerName, format.short(since, Date.now()))}
    </p>
  );
}

export function OutboxRefused({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => call("dismissRefusals", { params: { mailboxId: mailbox.id } }),
    onSuccess: () => {
      client.setQueryData<EmailSettings>(keys.emailSettings, withoutRefusals);
    },
  });
  const { refused } = mailbox.outbox;
  if (refused.length === 0) return null;
  return (
    <div className="outbox-refused" role="status">
      {dismiss.isError && <ProblemNotice error={dismiss.error} />}
      <Notice
        kind="warning"
        title={t.act.refusedTitle(mailbox.providerName)}
        action={
          <Button variant="default" onClick={() => dismiss.mutate()} loading={dismiss.isPending}>
            {t.act.dismiss}
          </Button>
        }
      >
        {refused.map(({ id, kind, why, count, at }) => (
          <p className="flush" key={`${id} ${why}`}>
            {t.act.refused[kind](count, format.short(at, Date.now()))}
            {t.act.why[why](count)}
          </p>
        ))}
      </Notice>
    </div>
  );
}

function withoutRefusals(settings: EmailSettings | undefined): EmailSettings | undefined {
  if (!settings?.mailbox) return settings;
  const { mailbox } = settings;
  return { ...settings, mailbox: { ...mailbox, outbox: { ...mailbox.outbox, refused: [] } } };
}
