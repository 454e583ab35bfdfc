import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { type DiagnosisShape, DiagnosisView } from "../../shell/diagnosis-view.tsx";
import { useNotice } from "../../shell/notices.tsx";
import { PasswordField } from "../../shell/password-field.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import type { Mailbox } from "../use-email-settings.ts";

/** The server takes the stored password no more: asks for the one it has now. */
export function PasswordAgain(props: { readonly mailbox: Mailbox; readonly diagnosis: DiagnosisShape }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const [password, setPassword] = useState("");
  const again = useMutation({
    mutationFn: () => call("signInAgain", { params: { mailboxId: props.mailbox.id }, body: { password } }),
    onSuccess: (settings) => {
      setPassword("");
      notice(t.panel.retried);
      client.setQueryData(keys.emailSettings, settings);
    },
  });
  function submit(event: FormEvent): void {
    event.preventDefault();
    again.mutate();
  }
  return (
    <>
      <DiagnosisView diagnosis={props.diagnosis} />
      {again.isError && <ProblemNotice error={again.error} title={t.byHand.stillRefused} />}
      <form className="password-again" onSubmit={submit}>
        <PasswordField
          label={t.byHand.passwordOf(props.mailbox.userName)}
          required
          maxLength={1000}
          autoComplete="new-password"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <Button type="submit" loading={again.isPending}>
          {t.panel.reconnect}
        </Button>
      </form>
    </>
  );
}
