// Whose mail is never linked, and whether mail that belongs to no record is imported at all.
import { Button, Switch, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import type { AnswerOf } from "../../../../api/operations.ts";
import { call } from "../../call.ts";
import { keys } from "../../keys.ts";
import { fieldText, ProblemError } from "../../problem-error.ts";
import { useNotice } from "../../shell/notices.tsx";
import { ProblemNotice } from "../../shell/problem-notice.tsx";
import { Tag } from "../../shell/tag.tsx";
import { useAllTexts } from "../../words/words-provider.tsx";

type Saved = AnswerOf<"readRecordRules">;

interface Line {
  /** As the person counts them. */
  readonly number: number;
  readonly text: string;
}

export function RecordRules({ saved }: { readonly saved: Saved }) {
  const t = useAllTexts();
  const notice = useNotice();
  const client = useQueryClient();
  const [ignored, setIgnored] = useState(() => saved.ignored.join("\n"));
  const [recordsOnly, setRecordsOnly] = useState(saved.recordsOnly);
  const field = useRef<HTMLTextAreaElement>(null);
  const save = useMutation({
    mutationFn: (lines: readonly Line[]) =>
      call("saveRecordRules", { body: { ignored: lines.map(({ text }) => text), recordsOnly } }),
    onSuccess: (next) => {
      client.setQueryData(keys.recordRules, next);
      setIgnored(next.ignored.join("\n"));
      notice(t.records.saved);
    },
    onError: (error) => {
      if (error instanceof ProblemError && error.problem.errors !== undefined) field.current?.focus();
    },
  });
  const wrong = wrongLines(save.error, save.variables ?? [], t);
  function submit(event: FormEvent): void {
    event.preventDefault();
    save.mutate(linesOf(ignored));
  }
  return (
    <section className="panel" aria-labelledby="record-rules">
      <div className="panel-head">
        <h2 id="record-rules">{t.records.rulesTitle}</h2>
      </div>
      <form className="panel-body" onSubmit={submit}>
        <Textarea
          ref={field}
          label={t.records.ignored}
          description={t.records.ignoredHint}
          rows={5}
          spellCheck={false}
          classNames={{ input: "mono" }}
          value={ignored}
          error={wrong.length === 0 ? undefined : <WrongLines lines={wrong} />}
          onChange={(event) => setIgnored(event.currentTarget.value)}
        />
        {saved.ownDomains.length > 0 && (
          <p className="own-ignored flush small">
            <span className="dim">{t.records.ownDomains}</span>{" "}
            {saved.ownDomains.map((domain) => (
              <Tag key={domain}>{domain}</Tag>
            ))}
          </p>
        )}
        <Switch
          label={t.records.recordsOnly}
          description={t.records.recordsOnlyMore}
          checked={recordsOnly}
          onChange={(event) => setRecordsOnly(event.currentTarget.checked)}
        />
        {save.isError && wrong.length === 0 && <ProblemNotice error={save.error} />}
        <div className="actions">
          <Button type="submit" loading={save.isPending}>
            {t.common.save}
          </Button>
        </div>
      </form>
    </section>
  );
}

function WrongLines({ lines }: { readonly lines: readonly string[] }) {
  return lines.map((line) => (
    <span className="wrong-line" key={line}>
      {line}
    </span>
  ));
}

function linesOf(text: string): readonly Line[] {
  return text
    .split(/\r?\n/)
    .map((line, index) => ({ number: index + 1, text: line.trim() }))
    .filter((line) => line.text !== "");
}

/** What the server says of the field, by the lines that were typed. */
function wrongLines(
  problem: unknown,
  lines: readonly Line[],
  t: ReturnType<typeof useAllTexts>,
): readonly string[] {
  if (!(problem instanceof ProblemError)) return [];
  return (problem.problem.errors ?? []).flatMap((error) => {
    const { field } = error;
    if (field !== "ignored" && !field.startsWith("ignored.")) return [];
    const line = lines[Number(field.split(".")[1])];
    const message = fieldText(error, t);
    return [line === undefined ? message : t.records.line(line.number, message)];
  });
}
