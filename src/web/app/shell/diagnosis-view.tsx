// A known cause of a failure: what happened, since when, who can fix it, the steps, a text to hand on.
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import type { Diagnosis, Shape } from "../../../api/schemas.ts";
import { useFormat } from "../words/use-format.ts";
import { useTexts } from "../words/words-provider.tsx";
import { CopyButton } from "./copy-button.tsx";
import { Icon } from "./icon.tsx";

export type DiagnosisShape = Shape<typeof Diagnosis>;

export function DiagnosisView(props: {
  readonly diagnosis: DiagnosisShape;
  readonly title?: string;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
  readonly retryLabel?: string;
  /** Filled unless nobody needs to do anything. */
  readonly retryVariant?: "default";
  /** What follows the buttons. */
  readonly children?: ReactNode;
  /** What helps most, before the others. */
  readonly action?: ReactNode;
}) {
  const t = useTexts();
  const format = useFormat();
  const { diagnosis } = props;
  return (
    <section className="diagnosis" aria-label={props.title ?? diagnosis.what}>
      <span className="diagnosis-icon">
        <Icon name="alert" size={20} />
      </span>
      <div className="diagnosis-body">
        {props.title !== undefined && <p className="diagnosis-title">{props.title}</p>}
        <p className={props.title === undefined ? "diagnosis-title" : "flush"}>
          {diagnosis.what}
          {diagnosis.since !== null && (
            <span className="dim">
              {" "}
              ({t.diagnosis.since}{" "}
              <time dateTime={diagnosis.since} title={format.full(diagnosis.since)}>
                {format.when(diagnosis.since, Date.now())}
              </time>
              )
            </span>
          )}
        </p>
        {diagnosis.because !== null && <p className="flush">{diagnosis.because}</p>}
        <p className="flush">
          <span className="dim">{t.diagnosis.whoLabel}:</span> {diagnosis.whoText}
        </p>
        <Steps steps={diagnosis.steps} />
        {diagnosis.runnerUp !== null && (
          <details className="runner-up">
            <summary>
              {t.diagnosis.otherwise} {diagnosis.runnerUp.what}
            </summary>
            <Steps steps={diagnosis.runnerUp.steps} />
          </details>
        )}
        {diagnosis.retry === "auto" && (
          <p className="dim flush">
            {diagnosis.retryAt === null
              ? t.diagnosis.retryAuto
              : t.diagnosis.retryAt(format.clock(diagnosis.retryAt))}
          </p>
        )}
        {diagnosis.reference !== null && (
          <p className="dim flush small">
            {t.diagnosis.reference}: <span className="mono">{diagnosis.reference}</span>
          </p>
        )}
        <div className="actions">
          {props.action}
          {diagnosis.forAdministrator !== null && (
            <CopyButton text={diagnosis.forAdministrator} label={t.diagnosis.copyAdmin} />
          )}
          {props.onRetry !== undefined && (
            <Button
              variant={props.retryVariant ?? (diagnosis.retry === "auto" ? "default" : "filled")}
              onClick={props.onRetry}
              loading={props.retrying ?? false}
            >
              {props.retryLabel ?? t.common.tryAgain}
            </Button>
          )}
        </div>
        {props.children}
      </div>
    </section>
  );
}

function Steps({ steps }: { readonly steps: readonly string[] }) {
  if (steps.length === 0) return null;
  return (
    <ol className="steps">
      {steps.map((step) => (
        <li key={step}>{step}</li>
      ))}
    </ol>
  );
}
