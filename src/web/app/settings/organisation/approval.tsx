// Step 1: whether the organisation has approved the application. What comes back from Microsoft's page proves nothing, so
// Microsoft is asked: when the page opens, by the button, and when one comes back to the page.
import { Button } from "@mantine/core";
import { useEffect } from "react";
import { call } from "../../call.ts";
import { useSession } from "../../session.ts";
import { CopyButton } from "../../shell/copy-button.tsx";
import { CopyField } from "../../shell/copy-field.tsx";
import { DiagnosisView } from "../../shell/diagnosis-view.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useFormat } from "../../words/use-format.ts";
import { useAllTexts } from "../../words/words-provider.tsx";
import { Step } from "./step.tsx";
import { type AppAccess, type Domain, useAct } from "./use-app-access.ts";

export function Approval({
  providerId,
  access,
}: {
  readonly providerId: string;
  readonly access: AppAccess;
}) {
  const t = useAllTexts();
  const { mutate: check, ...checking } = useAct(providerId, () =>
    call("checkAppAccess", { params: { providerId } }),
  );
  const isAwaited = access.domains.some(
    ({ approvedAt, consentUrl }) => approvedAt === null && consentUrl !== null,
  );
  useEffect(() => check(undefined), [check]);
  useEffect(() => {
    if (!isAwaited) return;
    const look = () => check(undefined);
    window.addEventListener("focus", look);
    return () => window.removeEventListener("focus", look);
  }, [check, isAwaited]);
  return (
    <Step title={t.organisation.approveTitle}>
      <p className="flush">{t.organisation.register(access.permission)}</p>
      {checking.isError && <ProblemNotice error={checking.error} />}
      {access.domains.length === 0 ? (
        <p className="flush">{t.organisation.noDomains}</p>
      ) : (
        <ul className="domains" aria-live="polite">
          {access.domains.map((domain) => (
            <DomainRow key={domain.domain} domain={domain} />
          ))}
        </ul>
      )}
      <div className="actions">
        <Button variant="default" loading={checking.isPending} onClick={() => check(undefined)}>
          {t.organisation.check}
        </Button>
      </div>
    </Step>
  );
}

function DomainRow({ domain }: { readonly domain: Domain }) {
  const t = useAllTexts();
  const format = useFormat();
  const isApproved = domain.approvedAt !== null;
  // That it isn't approved says the row itself.
  const trouble = domain.diagnosis?.id === "ms-app-not-approved" ? null : domain.diagnosis;
  return (
    <li className="domain">
      <p className="mailbox-cell flush">
        <span className="state-dot" data-state={isApproved ? "inSync" : "stopped"} />
        <span>
          <strong>{domain.domain}</strong>
          <span className="dim"> – </span>
          {domain.approvedAt !== null
            ? t.organisation.approvedSince(format.date(domain.approvedAt))
            : domain.directoryTenant === null
              ? t.organisation.unknownDomain
              : t.organisation.notApproved}
        </span>
      </p>
      {trouble !== null && <DiagnosisView diagnosis={trouble} />}
      {!isApproved && domain.consentUrl !== null && (
        <LinkToSend domain={domain.domain} url={domain.consentUrl} />
      )}
    </li>
  );
}

function LinkToSend({ domain, url }: { readonly domain: string; readonly url: string }) {
  const t = useAllTexts();
  const { name } = useSession();
  const letter = t.organisation.letter(name, url);
  const mail = new URLSearchParams({ subject: t.organisation.subject, body: letter });
  return (
    <>
      <CopyField label={t.organisation.link(domain)} value={url} />
      <div className="actions">
        <CopyButton text={letter} label={t.organisation.copyLetter} variant="filled" />
        {/* Mail programs take a plus for a plus, not for a space (RFC 6068 section 5). */}
        <Button component="a" variant="default" href={`mailto:?${mail.toString().replaceAll("+", "%20")}`}>
          {t.organisation.mail}
        </Button>
      </div>
    </>
  );
}
