// What "Test connection" found: for both servers each step with its state, and a diagnosis where it goes no further.
import type { AnswerOf } from "../../../../api/operations.ts";
import { DiagnosisView } from "../../shell/diagnosis-view.tsx";
import { StepMark } from "../../shell/step-mark.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";
import { Notice } from "../notice.tsx";

export type ConnectionTest = AnswerOf<"testConnection">;
type TestedServer = ConnectionTest["incoming"];

export function TestView({ test, running }: { readonly test: ConnectionTest; readonly running: boolean }) {
  const { byHand, panel } = useAllTexts();
  const servers = [
    { name: panel.incoming, server: test.incoming },
    ...(test.outgoing === null ? [] : [{ name: panel.outgoing, server: test.outgoing }]),
  ];
  const isGood = servers.every(({ server }) => server.steps.every(({ state }) => state === "done"));
  return (
    <section className="connection-test" aria-label={byHand.testTitle} aria-busy={running}>
      <div className="connection-test-servers">
        {servers.map(({ name, server }) => (
          <Server key={name} name={name} server={server} />
        ))}
      </div>
      <div role="status">
        {isGood && (
          <Notice kind="good" title={byHand.testGood}>
            {byHand.testGoodMore}
          </Notice>
        )}
        {servers.map(
          ({ name, server }) =>
            server.diagnosis !== null && (
              <DiagnosisView key={name} title={byHand.testFailed(name)} diagnosis={server.diagnosis} />
            ),
        )}
      </div>
    </section>
  );
}

function Server({ name, server }: { readonly name: string; readonly server: TestedServer }) {
  const { byHand } = useAllTexts();
  return (
    <div>
      <h3>{name}</h3>
      <ol className="test-steps">
        {server.steps.map(({ step, state }) => (
          <li key={step} data-state={state}>
            <StepMark state={state} />
            {byHand.steps[step]}
            <span className="visually-hidden"> ({byHand.stepStates[state]})</span>
          </li>
        ))}
      </ol>
    </div>
  );
}
