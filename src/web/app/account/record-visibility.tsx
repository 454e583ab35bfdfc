// What colleagues see of this mailbox's mail on records (J14): an owner says so, as it is chosen.
import { Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

type Seen = Mailbox["colleaguesSee"];
const CHOICES = ["full", "subject", "nothing", "record"] as const satisfies Seen[];

export function RecordVisibility({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (colleaguesSee: Seen) =>
      call("setRecordVisibility", { params: { mailboxId: mailbox.id }, body: { colleaguesSee } }),
    onSuccess: ({ colleaguesSee }) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) =>
        old?.mailbox == null ? old : { ...old, mailbox: { ...old.mailbox, colleaguesSee } },
      );
      void client.invalidateQueries({ queryKey: keys.ofMessages(mailbox.id) });
      void client.invalidateQueries({ queryKey: keys.everyRecord });
      notice(t.records.saved);
    },
  });
  const shown = save.isPending ? save.variables : mailbox.colleaguesSee;
  if (mailbox.role !== "owner") {
    return (
      <div className="record-visibility">
        <p className="flush strong">{t.records.visibility}</p>
        <p className="flush">{t.records.visibilities[shown]}</p>
        <p className="flush dim small">
          {t.records.visibilityMore} {t.records.notOwner}
        </p>
      </div>
    );
  }
  return (
    <div className="record-visibility">
      {save.isError && <ProblemNotice error={save.error} />}
      <Select
        label={t.records.visibility}
        description={t.records.visibilityMore}
        data={CHOICES.map((value) => ({ value, label: t.records.visibilities[value] }))}
        value={shown}
        allowDeselect={false}
        onChange={(value) => {
          const seen = CHOICES.find((each) => each === value);
          if (seen !== undefined && seen !== mailbox.colleaguesSee) save.mutate(seen);
        }}
      />
    </div>
  );
}
