// Of a registration: whether it has worked, when its secret ends, and what "Check" finds.
import "./settings.css";
import type { AnswerOf } from "../../../api/operations.ts";
import { Notice } from "../account/notice.tsx";
import { DiagnosisView } from "../shell/diagnosis-view.tsx";
import { StepMark } from "../shell/step-mark.tsx";
import { Tag } from "../shell/tag.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";
import type { AdminProvider } from "./providers-page.tsx";

export function ReadyTag({ provider }: { readonly provider: AdminProvider }) {
  const { registration } = useAllTexts();
  if (provider.kind === "imap") return null;
  return provider.provenAt === null ? (
    <Tag tone="warning">{registration.notProven}</Tag>
  ) : (
    <Tag tone="good">{registration.ready}</Tag>
  );
}

export function ExpiryNotice({ provider }: { readonly provider: AdminProvider }) {
  const { registration } = useAllTexts();
  const format = useFormat();
  const { expiry, credential } = provider;
  if (expiry === null || credential === null) return null;
  return (
    <Notice kind="warning" title={`${provider.name}: ${registration.ends[credential.kind](expiry.daysLeft)}`}>
      {registration.endsMore(format.date(expiry.expiresAt))}
    </Notice>
  );
}

export function MoreAllowedNotice({ provider }: { readonly provider: AdminProvider }) {
  const { registration } = useAllTexts();
  const { name, moreAllowed } = provider;
  if (moreAllowed.length === 0) return null;
  return (
    <Notice kind="warning" title={`${name}: ${registration.moreAllowed(moreAllowed.length)}`}>
      <ul className="more-allowed">
        {moreAllowed.map((scope) => (
          <li key={scope}>
            <code>{scope}</code>
          </li>
        ))}
      </ul>
      <p className="flush">{registration.moreAllowedMore}</p>
    </Notice>
  );
}

export function CheckView({ check }: { readonly check: AnswerOf<"checkProvider"> }) {
  const { registration } = useAllTexts();
  const failed = check.steps.filter(({ diagnosis }) => diagnosis !== null);
  // One cause may stand in the way of several steps.
  const causes = failed.filter(
    ({ diagnosis }, index) => failed.findIndex((each) => each.diagnosis?.id === diagnosis?.id) === index,
  );
  return (
    <section className="registration-check" aria-label={registration.checkTitle}>
      <ol className="test-steps">
        {check.steps.map(({ step, state }) => (
          <li key={step} data-state={state}>
            <StepMark state={state} />
            <span>
              {registration.steps[step]}
              {state === "unknown" && <span className="dim"> – {registration.stepUnknown}</span>}
              <span className="visually-hidden"> ({registration.stepStates[state]})</span>
            </span>
          </li>
        ))}
      </ol>
      <div role="status">
        {causes.length === 0 && (
          <Notice kind="good" title={registration.checkGood}>
            {registration.checkGoodMore}
          </Notice>
        )}
        {causes.map(
          ({ step, diagnosis }) =>
            diagnosis !== null && (
              <DiagnosisView key={step} title={registration.steps[step]} diagnosis={diagnosis} />
            ),
        )}
      </div>
    </section>
  );
}
