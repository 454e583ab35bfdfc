// What is wrong with mailboxes now, by cause: one cause of many is one thing to mend.
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useFormat } from "../words/use-format.ts";
import { useAllTexts } from "../words/words-provider.tsx";

/** Mailboxes fall ill and recover while one looks. */
const REFRESH_MS = 15_000;

export function Problems() {
  const t = useAllTexts();
  const problems = useQuery({
    queryKey: keys.problems,
    queryFn: ({ signal }) => call("listProblems", { signal }),
    refetchInterval: REFRESH_MS,
  });
  if (problems.isError)
    return <ProblemNotice error={problems.error} onRetry={() => void problems.refetch()} />;
  if (problems.data === undefined || problems.data.length === 0) return null;
  return (
    <section className="problems" aria-labelledby="problems-title">
      <h2 id="problems-title">{t.doctor.problems}</h2>
      <ul className="cards">
        {problems.data.map((problem) => (
          <ProblemCard key={problem.id} problem={problem} />
        ))}
      </ul>
    </section>
  );
}

function ProblemCard({ problem }: { readonly problem: AnswerOf<"listProblems">[number] }) {
  const t = useAllTexts();
  const format = useFormat();
  return (
    <li className="card">
      <div className="card-main">
        <h3>{problem.what}</h3>
        <p className="flush">
          <strong className="bad">{t.doctor.mailboxes(problem.mailboxes)}</strong>
          <span className="dim">
            {" · "}
            {t.doctor.since}{" "}
            <time dateTime={problem.since} title={format.full(problem.since)}>
              {format.when(problem.since, Date.now())}
            </time>
            {" · "}
            {t.doctor.whoCanFix}: {problem.whoText}
          </span>
        </p>
        <p className="dim flush">
          {problem.workspaces.map(({ name, mailboxes }) => `${name} (${mailboxes})`).join(", ")}
        </p>
        <p className="dim flush small mono">{problem.id}</p>
      </div>
    </li>
  );
}
