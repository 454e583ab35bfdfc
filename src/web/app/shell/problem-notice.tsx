// Whatever the server refused, well said: with its diagnosis when there is one.
import { Button } from "@mantine/core";
import { problemOf, problemText } from "../problem-error.ts";
import { useTexts } from "../words/words-provider.tsx";
import { DiagnosisView } from "./diagnosis-view.tsx";
import { Icon } from "./icon.tsx";

export function ProblemNotice(props: {
  readonly error: unknown;
  readonly title?: string;
  readonly onRetry?: () => void;
}) {
  const t = useTexts();
  const problem = problemOf(props.error);
  if (problem.diagnosis !== undefined) {
    return (
      <DiagnosisView
        diagnosis={problem.diagnosis}
        {...(props.title === undefined ? {} : { title: props.title })}
        {...(props.onRetry === undefined ? {} : { onRetry: props.onRetry })}
      />
    );
  }
  return (
    <div className="diagnosis" role="alert">
      <span className="diagnosis-icon">
        <Icon name="alert" size={20} />
      </span>
      <div className="diagnosis-body">
        {props.title !== undefined && <p className="diagnosis-title">{props.title}</p>}
        <p className="flush">{problemText(problem, t)}</p>
        {props.onRetry !== undefined && (
          <div className="actions">
            <Button variant="default" onClick={props.onRetry}>
              {t.common.tryAgain}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
