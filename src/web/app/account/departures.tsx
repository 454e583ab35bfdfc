import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

export function Departures({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useTexts();
  const format = useFormat();
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => call("dismissDepartures", { params: { mailboxId: mailbox.id } }),
    onSuccess: () => {
      client.setQueryData<EmailSettings>(
        keys.emailSettings,
        (old) => old && { ...old, mailbox: old.mailbox && { ...old.mailbox, departures: [] } },
      );
    },
  });
  const days = mailbox.departures[0]?.erasedAfterDays;
  if (days === undefined) return null;
  return (
    <>
      {dismiss.isError && <ProblemNotice error={dismiss.error} />}
      <Notice
        kind="info"
        action={
          <Button variant="default" onClick={() => dismiss.mutate()} loading={dismiss.isPending}>
            {t.panel.departedOk}
          </Button>
        }
      >
        {mailbox.departures.map((each) => (
          <p className="flush" key={`${each.folder} ${each.at}`}>
            {t.panel.departed(each.count, each.folder, format.when(each.at, Date.now()))}
          </p>
        ))}
        <p className="flush dim">{days === null ? t.panel.departedStay : t.panel.departedKept(days)}</p>
      </Notice>
    </>
  );
}
