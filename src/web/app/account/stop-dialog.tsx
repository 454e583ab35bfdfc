import { Button, Modal, Radio, Stack } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { OutboxRefused } from "./outbox.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";
import { openChanges, useWhenTold, type WaitingChanges } from "./use-when-told.ts";
import { WaitingForProvider, WaitingQuestion } from "./waiting-changes.tsx";

/** Says exactly what goes and what stays before anything goes. */
export function StopDialog(props: {
  readonly mailbox: Mailbox;
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const t = useAllTexts();
  const { mailbox } = props;
  const [mail, setMail] = useState<"keep" | "delete">("keep");
  const [outbox, setOutbox] = useState<WaitingChanges>("finish");
  const client = useQueryClient();
  const open = openChanges(mailbox.outbox);
  const stop = useWhenTold({
    outbox: mailbox.outbox,
    ask: (waiting) =>
      call("stopMailbox", { params: { mailboxId: mailbox.id }, body: { mail, outbox: waiting } }),
    onDone: (receipt) => {
      props.onClose();
      client.setQueryData<EmailSettings>(
        keys.emailSettings,
        (old) => old && { ...old, mailbox: null, attempt: null, receipt },
      );
      if (mail === "delete") client.removeQueries({ queryKey: keys.lists(mailbox.id) });
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
  function close(): void {
    stop.cancel();
    props.onClose();
  }
  return (
    <Modal
      opened={props.opened}
      onClose={close}
      title={t.panel.stopTitle}
      size="lg"
      closeButtonProps={{ "aria-label": t.common.close }}
    >
      {stop.waiting ? (
        <WaitingForProvider
          outbox={mailbox.outbox}
          provider={mailbox.providerName}
          trouble={mailbox.diagnosis?.what ?? null}
          dropLabel={t.panel.stopDropping}
          onDrop={() => stop.start("drop")}
          onCancel={stop.cancel}
        />
      ) : (
        <Stack gap="md">
          {stop.error !== null && <ProblemNotice error={stop.error} />}
          <OutboxRefused mailbox={mailbox} />
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
          {open > 0 ? (
            <WaitingQuestion
              count={open}
              provider={mailbox.providerName}
              value={outbox}
              onChange={setOutbox}
            />
          ) : (
            <p className="flush dim">{t.panel.stopOutbox}</p>
          )}
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
            <Button variant="default" onClick={close}>
              {t.common.cancel}
            </Button>
            <Button color="red" onClick={() => stop.start(outbox)} loading={stop.pending}>
              {mail === "keep" ? t.panel.stopConfirm : t.panel.stopConfirmDelete}
            </Button>
          </div>
        </Stack>
      )}
    </Modal>
  );
}
