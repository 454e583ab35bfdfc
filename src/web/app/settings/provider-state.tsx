// Of a registration: whether it has worked, when its secret ends, and what "Check" finds.
import "./settings.css";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "../../../api/operations.ts";
import { Notice } from "../account/notice.tsx";
import { DiagnosisView } from "../shell/diagnosis-view.tsx";
import { Icon } from "../shell/icon.tsx";
import { StepMark } from "../shell/step-mark.tsx";
import { Tag } from "../shell/tag.tsx";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import type { AdminProvider } from "./providers-page.tsx";

export function ReadyTag({ provider }: { readonly provider: AdminProvider }) {
  const { registration } = useTexts();
  if (provider.kind === "imap") return null;
  return provider.provenAt === null ? (
    <Tag tone="warning">{registration.notProven}</Tag>
  ) : (
    <Tag tone="good">{registration.ready}</Tag>
  );
}

export function ExpiryNotice({ provider }: { readonly provider: AdminProvider }) {
  const { registration } = useTexts();
  const format = useFormat();
  const { expiry, credential } = provider;
  if (expiry === null || credential === null) return null;
  return (
    <Notice kind="warning" title={`${provider.name}: ${registration.ends[credential.kind](expiry.daysLeft)}`}>
      {registration.endsMore(format.date(expiry.expiresAt))}
    </Notice>
  );
}

/** For an admin, on every page. */
export function ExpiryLink({ providers }: { readonly providers: readonly AdminProvider[] }) {
  const { registration } = useTexts();
  const [first] = providers
    .filter(({ expiry }) => expiry !== null)
    .toSorted((a, b) => (a.expiry?.daysLeft ?? 0) - (b.expiry?.daysLeft ?? 0));
  if (first?.expiry == null || first.credential === null) return null;
  const text = `${first.name}: ${registration.ends[first.credential.kind](first.expiry.daysLeft)}`;
  return (
    <Link to="/settings/providers" className="expiry-link" title={text} data-urgent={first.expiry.urgent}>
      <Icon name="alert" />
      <span>{text}</span>
    </Link>
  );
}

export function CheckView({ check }: { readonly check: AnswerOf<"checkProvider"> }) {
  const { registration } = useTexts();
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
