// Messages that left a folder at the provider are not deleted here (law 3): their user is told, and may say what becomes of
// them before their time is over.
import { Button, Modal, Stack } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

type Departure = Mailbox["departures"][number];

export function Departures({ mailbox }: { readonly mailbox: Mailbox }) {
  const t = useAllTexts();
  const client = useQueryClient();
  const dismiss = useMutation({
    mutationFn: () => call("dismissDepartures", { params: { mailboxId: mailbox.id } }),
    onSuccess: () => client.setQueryData<EmailSettings>(keys.emailSettings, (old) => departuresOf(old, [])),
  });
  const [first] = mailbox.departures;
  if (first === undefined) return null;
  const days = first.erasedAfterDays;
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
          <OneDeparture key={each.remoteFolderId} mailbox={mailbox} departure={each} />
        ))}
        <p className="flush dim">{days === null ? t.panel.departedStay : t.panel.departedKept(days)}</p>
      </Notice>
    </>
  );
}

function OneDeparture(props: { readonly mailbox: Mailbox; readonly departure: Departure }) {
  const { mailbox, departure } = props;
  const { folder, count } = departure;
  const t = useAllTexts();
  const format = useFormat();
  const [asking, setAsking] = useState(false);
  const keep = useDepartureAct("keepDepartures", props, (messages) => t.panel.departedNowKept(messages));
  const remove = useDepartureAct("removeDepartures", props, (messages) => t.panel.departedGone(messages));
  return (
    <div className="departure">
      <p className="flush">{t.panel.departed(count, folder, format.when(departure.at, Date.now()))}</p>
      {keep.isError && <ProblemNotice error={keep.error} />}
      <div className="actions">
        {departure.erasedAfterDays !== null && (
          <Button
            variant="default"
            aria-label={t.panel.offerAbout(t.panel.departedKeep, folder)}
            onClick={() => keep.mutate()}
            loading={keep.isPending}
          >
            {t.panel.departedKeep}
          </Button>
        )}
        {departure.removable && (
          <Button
            variant="default"
            aria-label={t.panel.offerAbout(t.panel.departedRemove, folder)}
            disabled={keep.isPending}
            onClick={() => setAsking(true)}
          >
            {t.panel.departedRemove}
          </Button>
        )}
      </div>
      <Modal
        opened={asking}
        onClose={() => setAsking(false)}
        title={t.panel.departedRemoveTitle(count, folder)}
        size="md"
        closeButtonProps={{ "aria-label": t.common.close }}
      >
        <Stack gap="sm">
          {remove.isError && <ProblemNotice error={remove.error} />}
          <p className="flush">{t.panel.departedRemoveBody(mailbox.providerName)}</p>
          <p className="flush dim">{t.panel.departedRemoveMore}</p>
          <div className="actions end">
            <Button variant="default" onClick={() => setAsking(false)} data-autofocus>
              {t.common.cancel}
            </Button>
            <Button color="red" onClick={() => remove.mutate()} loading={remove.isPending}>
              {t.panel.departedRemove}
            </Button>
          </div>
        </Stack>
      </Modal>
    </div>
  );
}

function useDepartureAct(
  name: "keepDepartures" | "removeDepartures",
  { mailbox, departure }: { readonly mailbox: Mailbox; readonly departure: Departure },
  done: (messages: number) => string,
) {
  const notice = useNotice();
  const client = useQueryClient();
  const { remoteFolderId, at } = departure;
  return useMutation({
    mutationFn: () => call(name, { params: { mailboxId: mailbox.id }, body: { remoteFolderId, until: at } }),
    onSuccess: ({ messages }) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) =>
        departuresOf(
          old,
          (old?.mailbox?.departures ?? []).filter((each) => each.remoteFolderId !== remoteFolderId),
        ),
      );
      notice(done(messages));
    },
  });
}

function departuresOf(
  settings: EmailSettings | undefined,
  departures: Mailbox["departures"],
): EmailSettings | undefined {
  if (!settings?.mailbox) return settings;
  return { ...settings, mailbox: { ...settings.mailbox, departures } };
}
