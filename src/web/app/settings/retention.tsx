import "./leaving.css";
// How long what is no longer needed is kept (J16): the admin's setting, saved as it is chosen.
import { Select } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "../../../api/operations.ts";
import { call } from "../call.ts";
import { keys } from "../keys.ts";
import { ProblemNotice } from "../shell/problem-notice.tsx";
import { useAllTexts } from "../words/words-provider.tsx";

type Periods = AnswerOf<"readRetention">;

const KINDS = ["departed", "revisions", "changes", "events"] as const;
const DAYS = [7, 30, 90, 180, 365, 730, 3650];
const EVER = "ever";

export function Retention() {
  const t = useAllTexts();
  const client = useQueryClient();
  const periods = useQuery({
    queryKey: keys.retention,
    queryFn: ({ signal }) => call("readRetention", { signal }),
  });
  const save = useMutation({
    mutationFn: (body: Periods) => call("saveRetention", { body }),
    onSuccess: (saved) => client.setQueryData(keys.retention, saved),
  });
  if (periods.data === undefined) return periods.isError ? <ProblemNotice error={periods.error} /> : null;
  const shown = save.isPending ? save.variables : periods.data;
  return (
    <section className="card mail-policy">
      <div>
        <h2 className="retention-title">{t.leaving.retention}</h2>
        <p className="dim flush">{t.leaving.retentionIntro}</p>
      </div>
      {save.isError && <ProblemNotice error={save.error} />}
      <div className="retention-periods">
        {KINDS.map((kind) => (
          <Select
            key={kind}
            label={t.leaving.periods[kind]}
            data={choices(shown[kind], t.leaving.days, t.leaving.forEver)}
            value={shown[kind] === null ? EVER : String(shown[kind])}
            allowDeselect={false}
            onChange={(value) => save.mutate({ ...shown, [kind]: value === EVER ? null : Number(value) })}
          />
        ))}
      </div>
    </section>
  );
}

/** What was set over the interface is among them. */
function choices(chosen: number | null, days: (count: number) => string, forEver: string) {
  const all = chosen === null || DAYS.includes(chosen) ? DAYS : [...DAYS, chosen].sort((a, b) => a - b);
  return [
    ...all.map((count) => ({ value: String(count), label: days(count) })),
    { value: EVER, label: forEver },
  ];
}
