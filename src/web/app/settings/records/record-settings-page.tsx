import "./record-settings.css";
// Records, for the admin (J14): which mail is linked to them, and their import from a file.
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { useTitle } from "../../shell/use-title.ts";
import { useAllTexts } from "../../words/words-provider.tsx";
import { SettingsNav } from "../settings-nav.tsx";
import { RecordImport } from "./record-import.tsx";
import { RecordRules } from "./record-rules.tsx";

export function RecordSettingsPage() {
  const t = useAllTexts();
  useTitle(t.shell.records);
  const rules = useQuery({
    queryKey: keys.recordRules,
    queryFn: ({ signal }) => call("readRecordRules", { signal }),
  });
  return (
    <div className="page">
      <SettingsNav />
      <div className="page-head">
        <div>
          <h1>{t.shell.records}</h1>
          <p className="dim flush">{t.records.settingsIntro}</p>
        </div>
        {rules.data !== undefined && (
          <p className="record-count flush strong numbers" role="status">
            {t.records.count(rules.data.records)}
          </p>
        )}
      </div>
      {rules.isPending && <Skeleton height={320} mb="md" />}
      {rules.isError && rules.data === undefined && (
        <ProblemNotice error={rules.error} onRetry={() => void rules.refetch()} />
      )}
      {rules.data !== undefined && <RecordRules saved={rules.data} />}
      <RecordImport />
    </div>
  );
}
