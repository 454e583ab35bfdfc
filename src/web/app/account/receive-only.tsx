// The switch of one mailbox (J17), and the way to the list of what was written at the provider.
import { Switch } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { OutboxRefused } from "./outbox.tsx";
import { ReceiveOnlyDialog } from "./receive-only-dialog.tsx";
import type { Mailbox } from "./use-email-settings.ts";
import { openChanges, useWhenTold } from "./use-when-told.ts";

export function ReceiveOnly({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useAllTexts();
  const { receiveOnly, outbox, providerName, role } = mailbox;
  const client = useQueryClient();
  const [asking, ask] = useDisclosure(false);
  const on = receiveOnly !== "off";
  const switching = useWhenTold({
    outbox,
    ask: (waiting) =>
      call("setReceiveOnly", { params: { mailboxId: mailbox.id }, body: { on: !on, outbox: waiting } }),
    onDone: (settings) => {
      ask.close();
      client.setQueryData(keys.emailSettings, settings);
    },
  });
  const mine = receiveOnly !== "workspace" && role === "owner";
  const why =
    receiveOnly === "workspace"
      ? t.receiveOnly.byWorkspace
      : role === "owner"
        ? t.receiveOnly.more(providerName)
        : t.receiveOnly.notOwner;
  return (
    <div className="receive-only">
      {switching.error !== null && <ProblemNotice error={switching.error} />}
      <Switch
        label={t.receiveOnly.title}
        description={why}
        checked={switching.pending ? !on : on}
        disabled={!mine}
        onChange={() => {
          if (!on && openChanges(outbox) > 0) ask.open();
          else switching.start("finish");
        }}
      />
      <Link to="/account/changes" className="text-link">
        {t.changes.title}
      </Link>
      <ReceiveOnlyDialog
        opened={asking}
        onClose={ask.close}
        outbox={outbox}
        provider={providerName}
        trouble={mailbox.diagnosis?.what ?? null}
        switching={switching}
      >
        <OutboxRefused mailbox={mailbox} />
      </ReceiveOnlyDialog>
    </div>
  );
}
