// Older messages that were put into a folder in large numbers: nobody asked for them, so they are offered, not taken.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { BodyOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useNotice } from "../shell/notices.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings, Mailbox } from "./use-email-settings.ts";

type Offer = Mailbox["offered"][number];
type Answer = BodyOf<"answerOffer">["answer"];

export function Offers({ mailbox }: { readonly mailbox: Mailbox }) {
  return mailbox.offered.map((offer) => (
    <OfferNotice key={offer.remoteFolderId} mailboxId={mailbox.id} offer={offer} />
  ));
}

function OfferNotice({ mailboxId, offer }: { readonly mailboxId: string; readonly offer: Offer }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const answer = useMutation({
    mutationFn: (wanted: Answer) =>
      call("answerOffer", {
        params: { mailboxId, remoteFolderId: offer.remoteFolderId },
        body: { answer: wanted },
      }),
    onSuccess: (_, wanted) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) => withoutOffer(old, offer));
      notice(wanted === "import" ? t.panel.offerImported : t.panel.offerLeft);
    },
  });
  const button = (wanted: Answer, label: string) => (
    <Button
      variant="default"
      aria-label={t.panel.offerAbout(label, offer.path)}
      disabled={answer.isPending && answer.variables !== wanted}
      loading={answer.isPending && answer.variables === wanted}
      onClick={() => answer.mutate(wanted)}
    >
      {label}
    </Button>
  );
  return (
    <>
      {answer.isError && <ProblemNotice error={answer.error} />}
      <Notice
        kind="info"
        action={
          <div className="actions">
            {button("import", t.panel.offerImport)}
            {button("leave", t.panel.offerLeave)}
          </div>
        }
      >
        <p className="flush">{t.panel.offered(offer.count, offer.path)}</p>
        <p className="flush dim">{t.panel.offeredMore}</p>
      </Notice>
    </>
  );
}

function withoutOffer(settings: EmailSettings | undefined, offer: Offer): EmailSettings | undefined {
  if (!settings?.mailbox) return settings;
  const { mailbox } = settings;
  const offered = mailbox.offered.filter(({ remoteFolderId }) => remoteFolderId !== offer.remoteFolderId);
  return { ...settings, mailbox: { ...mailbox, offered } };
}
