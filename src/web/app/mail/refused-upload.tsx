// A message that the provider refused when it was put there from here: why, and another try.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Notice } from "../account/notice.tsx";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { problemOf } from "../problem-error.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { Message } from "./message-head.tsx";

export function RefusedUpload(props: {
  readonly message: Message;
  readonly mailboxId: string;
  readonly providerName: string;
  /** Something may be written at the provider. */
  readonly canAct: boolean;
}) {
  const t = useTexts();
  const client = useQueryClient();
  const { message, mailboxId, providerName, canAct } = props;
  const retry = useMutation({
    mutationFn: () => call("retryUpload", { params: { mailboxId, messageId: message.id } }),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: keys.message(mailboxId, message.id) });
      void client.invalidateQueries({ queryKey: keys.lists(mailboxId) });
    },
  });
  if (message.refused === null) return null;
  // What is there already would only be refused again.
  const canRetry = canAct && message.refused !== "alreadyThere";
  return (
    <div className="message-refused" role="status">
      {/* Under way again, or there: the message says so in a moment. */}
      {retry.isError && problemOf(retry.error).status !== 409 && <ProblemNotice error={retry.error} />}
      <Notice
        kind="warning"
        title={t.act.hereOnly(providerName)}
        action={
          canRetry && (
            <Button variant="default" onClick={() => retry.mutate()} loading={retry.isPending}>
              {t.common.tryAgain}
            </Button>
          )
        }
      >
        {t.act.hereOnlyWhy[message.refused]}
      </Notice>
    </div>
  );
}
