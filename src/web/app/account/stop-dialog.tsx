import { Button, Modal, Radio, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useTexts } from "../words/words-provider.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

/** Says exactly what goes and what stays before anything goes. */
export function StopDialog(props: {
  readonly mailbox: Mailbox;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const t = useTexts();
  const { mailbox } = props;
  const [mail, setMail] = useState<"keep" | "delete">("keep");
  const client = useQueryClient();
  const stop = useMutation({
    mutationFn: () => call("stopMailbox", { params: { mailboxId: mailbox.id }, body: { mail } }),
    onSuccess: (receipt) => {
      props.onClose();
      client.setQueryData<EmailSettings>(
        keys.emailSettings,
        (old) => old && { ...old, mailbox: null, attempt: null, receipt },
      );
      if (mail === "delete") client.removeQueries({ queryKey: keys.lists(mailbox.id) });
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t.panel.stopTitle}
      size="lg"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      <Stack gap="md">
        {stop.isError && <ProblemNotice error={stop.error} />}
        <p className="flush">{t.panel.stopIntro(mailbox.address)}</p>
        <div className="goes-stays">
          <section>
            <h3>{t.panel.stopGoes}</h3>
            <ul>
              <li>{t.panel.stopGrant}</li>
              <li>{t.panel.stopSettings}</li>
              <li>{t.panel.stopMappings}</li>
            </ul>
          </section>
          <section>
            <h3>{t.panel.stopStays}</h3>
            <ul>
              <li>{t.panel.stopProvider(mailbox.providerName)}</li>
            </ul>
          </section>
        </div>
        <p className="flush dim">{t.panel.stopOutbox}</p>
        <Radio.Group
          label={t.panel.stopMail(mailbox.messages)}
          value={mail}
          onChange={(value) => setMail(value === "delete" ? "delete" : "keep")}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="keep" label={t.panel.keep} description={t.panel.keepMore} />
            <Radio value="delete" label={t.panel.remove} description={t.panel.removeMore} />
          </Stack>
        </Radio.Group>
        <div className="actions end">
          <Button variant="default" onClick={props.onClose}>
            {t.common.cancel}
          </Button>
          <Button color="red" onClick={() => stop.mutate()} loading={stop.isPending}>
            {mail === "keep" ? t.panel.stopConfirm : t.panel.stopConfirmDelete}
          </Button>
        </div>
      </Stack>
    </Modal>
  );
}
