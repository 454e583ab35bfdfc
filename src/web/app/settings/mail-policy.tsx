// What holds for all mailboxes of the workspace (J17): the admin's own switch.
import { Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { ReceiveOnlyDialog } from "../account/receive-only-dialog.tsx";
import { type Outbox, useWhenTold } from "../account/use-when-told.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";

/** No stream tells an admin what waits in others' mailboxes. */
const LOOK_MS = 2000;

export function MailPolicy() {
  const t = useAllTexts();
  const client = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const [looking, look] = useState(false);
  const policy = useQuery({
    queryKey: keys.mailPolicy,
    queryFn: ({ signal }) => call("readMailPolicy", { signal }),
    staleTime: 0,
    refetchInterval: looking ? LOOK_MS : false,
  });
  const on = policy.data?.receiveOnly ?? false;
  const waiting = policy.data?.waiting ?? 0;
  const outbox: Outbox = { waiting, since: null, held: 0, refused: [] };
  const close = () => {
    ask.close();
    look(false);
  };
  const switching = useWhenTold({
    outbox,
    ask: (wanted) => call("saveMailPolicy", { body: { receiveOnly: !on, outbox: wanted } }),
    onDone: (next) => {
      close();
      client.setQueryData(keys.mailPolicy, next);
    },
  });
  if (policy.data === undefined) return policy.isError ? <ProblemNotice error={policy.error} /> : null;
  return (
    <section className="card mail-policy">
      {switching.error !== null && <ProblemNotice error={switching.error} />}
      <Switch
        label={t.receiveOnly.title}
        description={t.receiveOnly.forAll}
        checked={switching.pending ? !on : on}
        onChange={() => {
          look(!on);
          if (!on && waiting > 0) ask.open();
          else switching.start("finish");
        }}
      />
      <ReceiveOnlyDialog
        opened={asking}
        onClose={close}
        outbox={outbox}
        provider={t.receiveOnly.providers}
        trouble={null}
        switching={switching}
      />
    </section>
  );
}
