// Where an administrator has to approve first: the link to send, and how that stands. It changes by itself.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { useSession } from "../session.ts";
import { CopyButton } from "../shell/copy-button.tsx";
import { CopyField } from "../shell/copy-field.tsx";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import { Notice } from "./notice.tsx";
import type { EmailSettings } from "./use-email-settings.ts";

type Consent = NonNullable<EmailSettings["consent"]>;

/** Of diagnoses the one that only an approval ends. */
export const NEEDS_APPROVAL = "ms-admin-consent";

export function useAskAdministrator() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (providerId: string) => call("askConsent", { body: { providerId } }),
    onSuccess: (consent) => {
      client.setQueryData<EmailSettings>(keys.emailSettings, (old) => old && { ...old, consent });
      void client.invalidateQueries({ queryKey: keys.emailSettings });
    },
  });
}

export function AskAdministrator({ providerId }: { readonly providerId: string }) {
  const t = useAllTexts();
  const ask = useAskAdministrator();
  return (
    <>
      {ask.isError && <ProblemNotice error={ask.error} />}
      <Button onClick={() => ask.mutate(providerId)} loading={ask.isPending}>
        {t.consent.ask}
      </Button>
    </>
  );
}

/** Known before anybody stands before Microsoft's page, which leads nowhere. */
export function ApprovalNeeded({ providerId }: { readonly providerId: string }) {
  const t = useAllTexts();
  return (
    <Notice
      kind="warning"
      title={t.consent.neededTitle}
      action={<AskAdministrator providerId={providerId} />}
    >
      {t.consent.needed}
    </Notice>
  );
}

export function Approved({ isRunning }: { readonly isRunning: boolean }) {
  const t = useAllTexts();
  return (
    <Notice kind="good" title={t.consent.givenTitle}>
      {isRunning ? t.consent.givenGoOn : t.consent.given}
    </Notice>
  );
}

export function ConsentNotice({ consent }: { readonly consent: Consent }) {
  const t = useAllTexts();
  const format = useFormat();
  if (consent.state === "given") return <Approved isRunning={false} />;
  const isRefused = consent.state === "refused";
  const words = isRefused
    ? t.consent.refused(format.date(consent.settledAt ?? consent.askedAt))
    : t.consent.asked(consent.askedBy, format.date(consent.askedAt));
  return (
    <Notice
      kind={isRefused ? "warning" : "info"}
      title={isRefused ? t.consent.refusedTitle : t.consent.askedTitle}
    >
      <p className="flush">{words}</p>
      {consent.url === null ? (
        <>
          <p className="flush">{t.consent.expiredLink}</p>
          <AskAdministrator providerId={consent.providerId} />
        </>
      ) : (
        <LinkToSend url={consent.url} />
      )}
    </Notice>
  );
}

function LinkToSend({ url }: { readonly url: string }) {
  const t = useAllTexts();
  const session = useSession();
  const letter = t.consent.letter(session?.name ?? "", url);
  const mail = new URLSearchParams({ subject: t.consent.subject, body: letter });
  return (
    <>
      <CopyField label={t.consent.link} value={url} />
      <div className="actions">
        <CopyButton text={letter} label={t.consent.copyLetter} variant="filled" />
        {/* Mail programs take a plus for a plus, not for a space (RFC 6068 section 5). */}
        <Button component="a" variant="default" href={`mailto:?${mail.toString().replaceAll("+", "%20")}`}>
          {t.consent.mail}
        </Button>
      </div>
    </>
  );
}
